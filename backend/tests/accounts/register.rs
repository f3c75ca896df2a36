use backend::{
    Network,
    account::{NewAdministrator, Register, Verified, create_administrator, find_registration, register, verify_email},
    session::{SignIn, sign_in},
    testing::{self, Kind, World, administrator_context},
};
use domain::{
    account::Role,
    refusal::{Fault as Wrong, Field, FieldError, Refusal},
};
use rstest::rstest;

use super::ground::{BROWSER, PASSWORD, actor, code_in, form, mails, refusal, registered, visitor, wrong};

const EMAIL: &str = "clara.meyer@example.com";

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn the_right_code_makes_an_account_and_signs_in(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let (token, code) = registered(&world, " Clara.Meyer@Example.COM ").await;
    let view = find_registration(&visitor(&world), &token).await.unwrap().unwrap();
    assert_eq!(view.email, EMAIL);

    let spaced = format!(" {} {} ", &code[..3], &code[3..]);
    let verified = verify_email(&visitor(&world), &token, &spaced, BROWSER).await.unwrap();
    let Verified::SignedIn(signed_in) = verified else {
        panic!("an account that waits")
    };

    assert_eq!(signed_in.role, Role::Patient);
    let account = actor(&world, &signed_in.session).await.account().unwrap();
    let mine = "SELECT COUNT(*) FROM account WHERE id = {0} AND email_index = '{}' AND birth_index IS NOT NULL \
                AND phone_index IS NOT NULL AND role = 'patient'";
    let mine = mine.replace("{}", &testing::email_index(EMAIL));
    assert_eq!(world.db.number(&mine, &[account.into()]).await, 1);
    let events = "SELECT COUNT(*) FROM audit_event WHERE subject_id = {0} AND action IN ('create_account', 'sign_in')";
    assert_eq!(world.db.number(events, &[account.into()]).await, 2);
    assert_eq!(world.db.count("registration").await, 0);
    let again = SignIn {
        email: EMAIL.into(),
        password: PASSWORD.into(),
        user_agent: BROWSER.into(),
    };
    assert!(sign_in(&visitor(&world), &again).await.is_ok());
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_code_works_once_however_many_send_it_at_once(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let (token, code) = registered(&world, EMAIL).await;
    let tries = (0..4).map(|_| {
        let (ctx, token, code) = (visitor(&world), token.clone(), code.clone());
        tokio::spawn(async move { verify_email(&ctx, &token, &code, BROWSER).await })
    });
    let mut worked = 0;
    for done in futures::future::join_all(tries).await {
        match done.unwrap() {
            Ok(_) => worked += 1,
            other => assert_eq!(refusal(other), Refusal::WrongCode),
        }
    }
    assert_eq!(worked, 1);
    assert_eq!(world.db.count("session").await, 1);
    assert_eq!(
        refusal(verify_email(&visitor(&world), &token, &code, BROWSER).await),
        Refusal::WrongCode
    );
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn fifty_wrong_codes_at_once_get_five_tries(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let (token, code) = registered(&world, EMAIL).await;
    let tries = (0..50).map(|_| {
        let (ctx, token, code) = (visitor(&world), token.clone(), wrong(&code));
        tokio::spawn(async move { refusal(verify_email(&ctx, &token, &code, BROWSER).await) })
    });
    let answers = futures::future::join_all(tries).await.into_iter().map(Result::unwrap);
    let (counted, refused): (Vec<_>, Vec<_>) = answers.partition(|answer| *answer == Refusal::WrongCode);
    assert_eq!(counted.len(), 5);
    assert!(
        refused
            .iter()
            .all(|answer| *answer == Refusal::TooManyTries { retry_after_secs: 600 })
    );
    assert_eq!(world.db.number("SELECT attempts FROM registration", &[]).await, 5);
    let noted = "audit_event WHERE action = 'refused_tries' AND detail = 'code of a registration'";
    assert_eq!(world.db.count(noted).await, 1, "once, for the fifth");

    let right = refusal(verify_email(&visitor(&world), &token, &code, BROWSER).await);
    assert_eq!(right, Refusal::TooManyTries { retry_after_secs: 600 });
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_known_address_is_answered_as_an_unknown_one(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let known = world.clinic.patients[0].email;
    let token = register(&visitor(&world), &form(known)).await.unwrap().token;
    let sent = mails(&world.core).await;

    assert_eq!(world.db.count("registration").await, 1);
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].to.address, known);
    assert_eq!(sent[0].subject, "You already have an account with Test Clinic");
    assert!(sent[0].text.contains("https://clinic.example/sign-in"));
    assert!(
        !sent[0].text.contains("Clara"),
        "whoever registers does not write to strangers"
    );
    assert_eq!(code_in(&sent[0]), None);

    // No code is right, and the answers are those of any registration.
    for _ in 0..5 {
        assert_eq!(
            refusal(verify_email(&visitor(&world), &token, "123456", BROWSER).await),
            Refusal::WrongCode
        );
    }
    let sixth = refusal(verify_email(&visitor(&world), &token, "123456", BROWSER).await);
    assert_eq!(sixth, Refusal::TooManyTries { retry_after_secs: 600 });
    assert_eq!(
        find_registration(&visitor(&world), &token)
            .await
            .unwrap()
            .unwrap()
            .email,
        known
    );
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn of_two_registrations_of_one_address_the_first_proven_gets_the_account(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let (first, first_code) = registered(&world, EMAIL).await;
    let (second, second_code) = registered(&world, EMAIL).await;
    assert!(
        verify_email(&visitor(&world), &second, &second_code, BROWSER)
            .await
            .is_ok()
    );
    let late = refusal(verify_email(&visitor(&world), &first, &first_code, BROWSER).await);
    assert_eq!(late, Refusal::WrongCode);
    assert_eq!(
        world
            .db
            .count(&format!(
                "account WHERE email_index = '{}'",
                testing::email_index(EMAIL)
            ))
            .await,
        1
    );
}

#[rstest]
#[case::before_the_end(599_999, None)]
#[case::at_the_end(600_000, Some(Refusal::WrongCode))]
#[tokio::test]
async fn a_code_works_for_10_minutes(#[case] millis: i64, #[case] expected: Option<Refusal>) {
    let World {
        db,
        clock,
        core,
        clinic,
    } = testing::world(Kind::Sqlite).await;
    let world = World {
        db,
        clock,
        core,
        clinic,
    };
    let (token, code) = registered(&world, EMAIL).await;
    // The instant itself, by an end that much earlier.
    let earlier = format!("UPDATE registration SET expires_at = expires_at - {millis}");
    world.db.execute(&earlier, &[]).await.unwrap();
    let verified = verify_email(&visitor(&world), &token, &code, BROWSER).await;
    match expected {
        None => assert!(verified.is_ok()),
        Some(expected) => assert_eq!(refusal(verified), expected),
    }
}

#[tokio::test]
async fn what_is_not_six_digits_costs_no_try() {
    let world = testing::world(Kind::Sqlite).await;
    let (token, code) = registered(&world, EMAIL).await;
    let long = "1".repeat(1_000_000);
    for (text, fault) in [
        ("", Wrong::Missing),
        ("12345", Wrong::Malformed),
        ("1234567", Wrong::Malformed),
        ("12345\0", Wrong::Malformed),
        ("٠١٢٣٤٥", Wrong::Malformed),
        (&long, Wrong::Malformed),
    ] {
        let refused = refusal(verify_email(&visitor(&world), &token, text, BROWSER).await);
        assert_eq!(
            refused,
            FieldError::alone(Field::Code, fault),
            "{} characters",
            text.len()
        );
    }
    assert!(verify_email(&visitor(&world), &token, &code, BROWSER).await.is_ok());
}

#[tokio::test]
async fn every_wrong_field_is_named_at_once_and_nothing_is_written() {
    let world = testing::world(Kind::Sqlite).await;
    let long = "x".repeat(1_000_000);
    let empty = refusal(register(&visitor(&world), &Register::default()).await);
    let all = [
        Field::GivenName,
        Field::FamilyName,
        Field::BirthDate,
        Field::Email,
        Field::Phone,
        Field::Password,
    ];
    let missing = all.map(|field| FieldError {
        field,
        fault: Wrong::Missing,
    });
    assert_eq!(empty, Refusal::Invalid(missing.to_vec()));

    let bad = Register {
        given_name: long.clone(),
        family_name: "a\0b".into(),
        birth_year: "2027".into(),
        email: "clara@example".into(),
        phone: "020 7946 0958".into(),
        password: long,
        ..form(EMAIL)
    };
    let faults = [
        Wrong::TooLong { most: 100 },
        Wrong::Malformed,
        Wrong::InFuture,
        Wrong::Malformed,
        Wrong::Malformed,
        Wrong::TooLong { most: 256 },
    ];
    let wrong = all
        .iter()
        .zip(faults)
        .map(|(&field, fault)| FieldError { field, fault });
    assert_eq!(
        refusal(register(&visitor(&world), &bad).await),
        Refusal::Invalid(wrong.collect())
    );
    assert_eq!(world.db.count("registration").await, 0);
    assert_eq!(world.db.mails_to_patients().await, 0);
}

#[tokio::test]
async fn a_code_cannot_be_found_out_from_what_is_stored() {
    let world = testing::world(Kind::Sqlite).await;
    registered(&world, EMAIL).await;
    // Not in the message once it is sent, and hashed with a secret that only the browser has.
    assert_eq!(world.db.count("outbox_message WHERE payload <> ''").await, 0);
    let plain = "SELECT COUNT(*) FROM registration WHERE LENGTH(code_hash) = 64 AND password_hash LIKE '$argon2id$%'";
    assert_eq!(world.db.number(plain, &[]).await, 1);
}

#[tokio::test]
async fn only_the_system_makes_administrators() {
    let world = testing::world(Kind::Sqlite).await;
    let new = NewAdministrator {
        given_name: "Ines".into(),
        family_name: "Correia".into(),
        email: "ines@example.com".into(),
        password: PASSWORD.into(),
    };
    for ctx in [visitor(&world), administrator_context(&world.core, &world.clinic)] {
        assert_eq!(refusal(create_administrator(&ctx, &new).await), Refusal::Forbidden);
    }
    let system = backend::Context::system(world.core.clone());
    create_administrator(&system, &new).await.unwrap();
    let taken = refusal(create_administrator(&system, &new).await);
    assert_eq!(taken, FieldError::alone(Field::Email, Wrong::Taken));
    let form = SignIn {
        email: new.email,
        password: PASSWORD.into(),
        user_agent: BROWSER.into(),
    };
    assert_eq!(
        sign_in(&visitor(&world), &form).await.unwrap().role,
        Role::Administrator
    );
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn an_address_is_registered_five_times_an_hour_at_most_and_a_place_registers_thirty(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let here = visitor(&world).from_network(Some(Network::of("203.0.113.77".parse().unwrap())));
    for _ in 0..5 {
        register(&here, &form(EMAIL)).await.unwrap();
    }
    let refused = Refusal::TooManyTries { retry_after_secs: 3600 };
    assert_eq!(refusal(register(&here, &form(EMAIL)).await), refused);
    assert_eq!(
        refusal(register(&visitor(&world), &form(EMAIL)).await),
        refused,
        "from anywhere"
    );
    for number in 5..30 {
        register(&here, &form(&format!("clara.{number}@example.com")))
            .await
            .unwrap();
    }
    let another = form("another@example.com");
    assert_eq!(refusal(register(&here, &another).await), refused);
    register(&visitor(&world), &another).await.unwrap();
    world.clock.advance_minutes(60);
    register(&here, &form(EMAIL)).await.unwrap();
}
