//! Where text messages are sent, who registers proves the phone number, too.

use backend::{
    Network, Token,
    account::{Proving, Verified, correct_phone, find_registration, register, resend_code, verify_email, verify_phone},
    jobs::clean,
    patient::{AddPatient, add_patient},
    testing::{self, Kind, World, support_context},
};
use domain::{
    account::Role,
    refusal::{Fault as Wrong, Field, FieldError, Refusal},
};
use rstest::rstest;

use super::ground::{BROWSER, actor, code_in, code_of, form, mails, refusal, registered, texts, visitor, wrong};

const EMAIL: &str = "clara.meyer@example.com";
const NUMBER: &str = "+442079460958";
const OTHER: &str = "+442079460959";

/// The address is proved: the registration, and the code that was texted.
async fn at_the_phone(world: &World, email: &str) -> (Token, String) {
    let (token, code) = registered(world, email).await;
    let next = verify_email(&visitor(world), &token, &code, BROWSER).await.unwrap();
    assert!(matches!(next, Verified::PhoneNext));
    let sent = texts(&world.core).await;
    let [text] = sent.as_slice() else {
        panic!("{} text messages", sent.len())
    };
    assert_eq!(text.0, NUMBER);
    (token, code_of(text))
}

#[rstest]
#[tokio::test]
async fn the_account_exists_only_after_both_codes(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world_with_texts(kind).await;
    let accounts = world.db.count("account").await;
    let (token, mailed) = registered(&world, EMAIL).await;
    assert_eq!(
        texts(&world.core).await,
        [],
        "only who has the address has text messages sent"
    );
    assert_eq!(
        refusal(verify_phone(&visitor(&world), &token, &mailed, BROWSER).await),
        Refusal::WrongCode
    );
    verify_email(&visitor(&world), &token, &mailed, BROWSER).await.unwrap();
    assert_eq!(world.db.count("account").await, accounts);
    let view = find_registration(&visitor(&world), &token).await.unwrap().unwrap();
    assert_eq!(
        (view.proving, view.is_sent, view.phone.as_str()),
        (Proving::Phone, true, NUMBER)
    );
    let again = verify_email(&visitor(&world), &token, "000000", BROWSER).await.unwrap();
    assert!(matches!(again, Verified::PhoneNext), "the page before costs nothing");
    assert_eq!(world.db.number("SELECT attempts FROM registration", &[]).await, 0);

    let texted = code_of(&texts(&world.core).await[0]);
    let verified = verify_phone(&visitor(&world), &token, &texted, BROWSER).await.unwrap();
    let Verified::SignedIn(signed_in) = verified else {
        panic!("not signed in")
    };
    assert_eq!(signed_in.role, Role::Patient);
    let account = actor(&world, &signed_in.session).await.account().unwrap();
    let now = world.core.clock.now().millis();
    let proved = format!(
        "SELECT COUNT(*) FROM account WHERE id = {{0}} AND email_verified_at = {now} AND phone_verified_at = {now}"
    );
    assert_eq!(world.db.number(&proved, &[account.into()]).await, 1);
    assert_eq!(world.db.count("registration").await, 0);
}

#[rstest]
#[tokio::test]
async fn without_text_messages_the_number_is_kept_and_not_called_proved(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let world = testing::world(kind).await;
    let (token, code) = registered(&world, EMAIL).await;
    let verified = verify_email(&visitor(&world), &token, &code, BROWSER).await.unwrap();
    assert!(matches!(verified, Verified::SignedIn(_)));
    let proved = "account WHERE email_verified_at IS NOT NULL AND phone_verified_at IS NULL AND phone_index IS NOT NULL \
                  AND created_at = email_verified_at AND role = 'patient'";
    assert_eq!(world.db.count(proved).await, 1);
    assert_eq!(texts(&world.core).await, []);
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn each_contact_has_tries_of_its_own_and_a_code_works_once(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world_with_texts(kind).await;
    let (token, mailed) = registered(&world, EMAIL).await;
    for _ in 0..4 {
        let refused = refusal(verify_email(&visitor(&world), &token, &wrong(&mailed), BROWSER).await);
        assert_eq!(refused, Refusal::WrongCode);
    }
    let clicks = (0..2).map(|_| {
        let (ctx, token, code) = (visitor(&world), token.clone(), mailed.clone());
        tokio::spawn(async move { verify_email(&ctx, &token, &code, BROWSER).await })
    });
    let mut worked = 0;
    for done in futures::future::join_all(clicks).await {
        // The second one may be the sixth try.
        match done.unwrap() {
            Ok(next) => worked += usize::from(matches!(next, Verified::PhoneNext)),
            other => assert!(matches!(refusal(other), Refusal::TooManyTries { .. })),
        }
    }
    assert!(worked >= 1);
    let sent = texts(&world.core).await;
    assert_eq!(sent.len(), 1, "a double click texts once");
    let texted = code_of(&sent[0]);
    let tries = (0..20).map(|_| {
        let (ctx, token, code) = (visitor(&world), token.clone(), wrong(&texted));
        tokio::spawn(async move { refusal(verify_phone(&ctx, &token, &code, BROWSER).await) })
    });
    let answers = futures::future::join_all(tries).await.into_iter().map(Result::unwrap);
    assert_eq!(answers.filter(|answer| *answer == Refusal::WrongCode).count(), 5);
    let right = refusal(verify_phone(&visitor(&world), &token, &texted, BROWSER).await);
    assert_eq!(right, Refusal::TooManyTries { retry_after_secs: 600 });

    resend_code(&visitor(&world), &token).await.unwrap();
    let texted = code_of(&texts(&world.core).await[0]);
    let clicks = (0..3).map(|_| {
        let (ctx, token, code) = (visitor(&world), token.clone(), texted.clone());
        tokio::spawn(async move { verify_phone(&ctx, &token, &code, BROWSER).await.is_ok() })
    });
    let worked = futures::future::join_all(clicks)
        .await
        .into_iter()
        .filter(|done| *done.as_ref().unwrap());
    assert_eq!(worked.count(), 1);
}

#[rstest]
#[tokio::test]
async fn a_wrong_number_is_corrected_and_its_code_does_not_work_any_more(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let world = testing::world_with_texts(kind).await;
    let (token, old) = at_the_phone(&world, EMAIL).await;
    let malformed = refusal(correct_phone(&visitor(&world), &token, "020 7946").await);
    assert_eq!(malformed, FieldError::alone(Field::Phone, Wrong::Malformed));
    correct_phone(&visitor(&world), &token, "+44 20 7946 0959")
        .await
        .unwrap();
    let sent = texts(&world.core).await;
    assert_eq!((sent.len(), sent[0].0.as_str()), (1, OTHER));
    let fresh = code_of(&sent[0]);
    if fresh != old {
        let refused = refusal(verify_phone(&visitor(&world), &token, &old, BROWSER).await);
        assert_eq!(refused, Refusal::WrongCode);
    }
    let verified = verify_phone(&visitor(&world), &token, &fresh, BROWSER).await.unwrap();
    let Verified::SignedIn(signed_in) = verified else {
        panic!("not signed in")
    };
    let account = actor(&world, &signed_in.session).await.account().unwrap();
    let index = testing::keys().index("account", "phone", &OTHER[OTHER.len() - 7..]);
    let kept = format!("SELECT COUNT(*) FROM account WHERE id = {{0}} AND phone_index = '{index}'");
    assert_eq!(world.db.number(&kept, &[account.into()]).await, 1);
}

#[rstest]
#[tokio::test]
async fn nobody_is_flooded_with_text_messages(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world_with_texts(kind).await;
    // Four to a registration, whatever the numbers.
    let (first, _) = at_the_phone(&world, EMAIL).await;
    resend_code(&visitor(&world), &first).await.unwrap();
    correct_phone(&visitor(&world), &first, OTHER).await.unwrap();
    correct_phone(&visitor(&world), &first, NUMBER).await.unwrap();
    for refused in [
        refusal(resend_code(&visitor(&world), &first).await),
        refusal(correct_phone(&visitor(&world), &first, OTHER).await),
    ] {
        assert_eq!(refused, Refusal::TooManyTries { retry_after_secs: 600 });
    }
    // Five to a number within an hour: three so far.
    texts(&world.core).await;
    let (second, _) = at_the_phone(&world, "second@example.com").await;
    resend_code(&visitor(&world), &second).await.unwrap();
    let (third, code) = registered(&world, "third@example.com").await;
    texts(&world.core).await;
    let next = verify_email(&visitor(&world), &third, &code, BROWSER).await.unwrap();
    assert!(matches!(next, Verified::PhoneNext));
    assert_eq!(texts(&world.core).await, []);
    let view = find_registration(&visitor(&world), &third).await.unwrap().unwrap();
    assert_eq!((view.proving, view.is_sent), (Proving::Phone, false));
    let refused = refusal(verify_phone(&visitor(&world), &third, "123456", BROWSER).await);
    assert_eq!(refused, Refusal::WrongCode, "no code is right");
    assert!(matches!(
        refusal(resend_code(&visitor(&world), &third).await),
        Refusal::TooManyTries { retry_after_secs: 3600 }
    ));
    correct_phone(&visitor(&world), &third, "+442079460960").await.unwrap();
    assert_eq!(texts(&world.core).await.len(), 1);
    world.clock.advance_minutes(60);
    correct_phone(&visitor(&world), &third, NUMBER).await.unwrap();

    // Twenty from one place, whatever the numbers.
    let here = visitor(&world).from_network(Some(Network::of("203.0.113.77".parse().unwrap())));
    let mut counts = (0, 0);
    for number in 0..21 {
        let email = format!("number{number}@example.com");
        let mut form = form(&email);
        form.phone = format!("+4420794611{number:02}");
        let token = register(&visitor(&world), &form).await.unwrap().token;
        let mail = mails(&world.core).await;
        let code = mail
            .iter()
            .find(|mail| mail.to.address == email)
            .and_then(code_in)
            .unwrap();
        verify_email(&here, &token, &code, BROWSER).await.unwrap();
        match find_registration(&here, &token).await.unwrap().unwrap().is_sent {
            true => counts.0 += 1,
            false => counts.1 += 1,
        }
    }
    assert_eq!(counts, (20, 1));
}

#[rstest]
#[tokio::test]
async fn a_known_address_never_comes_to_the_phone(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world_with_texts(kind).await;
    let token = register(&visitor(&world), &form(world.clinic.patients[0].email))
        .await
        .unwrap()
        .token;
    for _ in 0..5 {
        let refused = refusal(verify_email(&visitor(&world), &token, "123456", BROWSER).await);
        assert_eq!(refused, Refusal::WrongCode);
    }
    assert_eq!(
        refusal(correct_phone(&visitor(&world), &token, OTHER).await),
        Refusal::NotFound
    );
    assert_eq!(texts(&world.core).await, []);
}

#[rstest]
#[tokio::test]
async fn who_takes_over_an_account_of_the_clinic_keeps_the_number_that_was_proved(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let world = testing::world_with_texts(kind).await;
    let told = AddPatient {
        given_name: "Clara".into(),
        family_name: "Meyer".into(),
        birth_day: "27".into(),
        birth_month: "3".into(),
        birth_year: "1984".into(),
        email: EMAIL.into(),
        phone: "+44 20 7946 0001".into(),
    };
    let id = add_patient(&support_context(&world.core, &world.clinic), &told)
        .await
        .unwrap();
    let (token, code) = at_the_phone(&world, EMAIL).await;
    verify_phone(&visitor(&world), &token, &code, BROWSER).await.unwrap();
    let index = testing::keys().index("account", "phone", &NUMBER[NUMBER.len() - 7..]);
    let kept = format!(
        "SELECT COUNT(*) FROM account WHERE id = {{0}} AND phone_index = '{index}' AND phone_verified_at IS NOT NULL \
         AND email_verified_at IS NOT NULL"
    );
    assert_eq!(world.db.number(&kept, &[id.into()]).await, 1);
}

#[tokio::test]
async fn the_code_of_a_number_works_for_10_minutes_and_the_registration_an_hour_longer() {
    let world = testing::world_with_texts(Kind::Sqlite).await;
    let (token, code) = at_the_phone(&world, EMAIL).await;
    world.clock.advance_minutes(10);
    let refused = refusal(verify_phone(&visitor(&world), &token, &code, BROWSER).await);
    assert_eq!(refused, Refusal::WrongCode);
    let system = backend::Context::system(world.core.clone());
    clean(&system).await.unwrap();
    resend_code(&visitor(&world), &token).await.unwrap();
    let code = code_of(&texts(&world.core).await[0]);
    world.clock.advance_minutes(9);
    verify_phone(&visitor(&world), &token, &code, BROWSER).await.unwrap();
}
