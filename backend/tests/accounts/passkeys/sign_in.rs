use backend::{
    Context, Network, Token,
    account::{forgot_password, reset_password},
    jobs::clean,
    passkey::{ask, sign_in_by_passkey},
    second_factor::{begin_factor, confirm_factor, find_factor},
    session::{SignIn, sign_in},
    testing::{self, Authenticator, Kind, World},
};
use domain::{
    account::{AccountState, PasskeyUse},
    refusal::Refusal,
};
use rstest::rstest;
use uuid::Uuid;

use super::{Keyed, add, confirm, enter, keyed};
use crate::ground::{BROWSER, actor, in_session, mails, refusal, signed_in, visitor};

async fn trail(world: &World, action: &str) -> i64 {
    let sql = format!("SELECT COUNT(*) FROM audit_event WHERE action = '{action}' AND subject_id = {{0}}");
    world.db.number(&sql, &[world.clinic.patients[0].account.into()]).await
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_passkey_signs_in_without_name_password_and_code(#[case] kind: Kind) {
    let Keyed {
        world,
        session,
        ctx,
        mut device,
    } = keyed(kind).await;
    begin_factor(&ctx).await.unwrap();
    let backend::second_factor::FactorState::Pending { secret, .. } = find_factor(&ctx).await.unwrap().state else {
        panic!("nothing was begun");
    };
    let code = testing::app_code(&world.clock, &secret);
    confirm_factor(&ctx, &code).await.unwrap();

    let entered = enter(&world, &mut device).await.unwrap();
    assert!(!entered.awaits_code);
    assert_ne!(entered.session, session);
    let account = world.clinic.patients[0].account;
    assert_eq!(actor(&world, &entered.session).await.account(), Some(account));
    assert_eq!(in_session(&world, &entered.session).await.recently_verified(), Ok(()));
    let told = "SELECT COUNT(*) FROM audit_event WHERE action = 'sign_in' AND detail = 'passkey' AND account_id = {0}";
    assert_eq!(world.db.number(told, &[account.into()]).await, 1);
    // The rules of sessions are those of any other.
    world.clock.advance_minutes(60);
    assert_eq!(actor(&world, &entered.session).await.account(), None);
    // Again and again.
    for _ in 0..3 {
        enter(&world, &mut device).await.unwrap();
    }
    assert_eq!(world.db.count("passkey_challenge").await, 0);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn an_answer_works_once_in_the_browser_that_was_asked_and_for_what_it_was_asked(#[case] kind: Kind) {
    let Keyed {
        world, ctx, mut device, ..
    } = keyed(kind).await;
    let nobody = visitor(&world);
    let asked = ask(&nobody, PasskeyUse::SignIn, "", None).await.unwrap();
    let answer = device.answer(&asked.options).unwrap();
    let other = ask(&nobody, PasskeyUse::SignIn, "", None).await.unwrap();
    let enter =
        async |token: Option<Token>, answer: &str| sign_in_by_passkey(&nobody, token.as_ref(), answer, BROWSER).await;
    // Without the browser's secret, and to another question, which is used up by it.
    assert_eq!(refusal(enter(None, &answer).await), Refusal::WrongCode);
    assert_eq!(
        refusal(enter(Some(other.token.clone()), &answer).await),
        Refusal::WrongCode
    );
    let late = device.answer(&other.options).unwrap();
    assert_eq!(
        refusal(enter(Some(other.token.clone()), &late).await),
        Refusal::WrongCode
    );
    assert!(enter(Some(asked.token.clone()), &answer).await.is_ok());
    assert_eq!(
        refusal(enter(Some(asked.token.clone()), &answer).await),
        Refusal::WrongCode
    );

    // A confirmation signs nobody in.
    let asked = ask(&ctx, PasskeyUse::Confirm, "", None).await.unwrap();
    let answer = device.answer(&asked.options).unwrap();
    assert_eq!(
        refusal(enter(Some(asked.token.clone()), &answer).await),
        Refusal::WrongCode
    );

    for (minutes, works) in [(4, true), (5, false)] {
        let asked = ask(&nobody, PasskeyUse::SignIn, "", None).await.unwrap();
        let answer = device.answer(&asked.options).unwrap();
        world.clock.advance_minutes(minutes);
        assert_eq!(
            enter(Some(asked.token.clone()), &answer).await.is_ok(),
            works,
            "{minutes}"
        );
    }

    // Who asks again has one question only.
    let first = ask(&nobody, PasskeyUse::SignIn, "", None).await.unwrap();
    ask(&nobody, PasskeyUse::SignIn, "", Some(&first.token)).await.unwrap();
    let answer = device.answer(&first.options).unwrap();
    assert_eq!(
        refusal(enter(Some(first.token.clone()), &answer).await),
        Refusal::WrongCode
    );
    world.clock.advance_minutes(5);
    clean(&Context::system(world.core.clone())).await.unwrap();
    assert_eq!(world.db.count("passkey_challenge").await, 0);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_answer_one_question_at_once_one_is_signed_in(#[case] kind: Kind) {
    let Keyed { world, mut device, .. } = keyed(kind).await;
    let before = world.db.count("session").await;
    let nobody = visitor(&world);
    let asked = ask(&nobody, PasskeyUse::SignIn, "", None).await.unwrap();
    let tries = (0..4).map(|_| {
        let (ctx, token, answer) = (
            nobody.clone(),
            asked.token.clone(),
            device.answer(&asked.options).unwrap(),
        );
        tokio::spawn(async move { sign_in_by_passkey(&ctx, Some(&token), &answer, BROWSER).await })
    });
    let done = futures::future::join_all(tries).await;
    assert_eq!(done.iter().filter(|outcome| matches!(outcome, Ok(Ok(_)))).count(), 1);
    assert_eq!(world.db.count("session").await, before + 1);
}

#[tokio::test]
async fn an_answer_from_elsewhere_or_of_who_was_not_asked_for_is_refused_like_an_unknown_passkey() {
    let Keyed {
        world, ctx, mut device, ..
    } = keyed(Kind::Sqlite).await;
    let (_, stranger) = signed_in(&world, world.clinic.patients[1].email).await;
    add(&stranger, &mut Authenticator::new(), "Tablet").await.unwrap();

    let mut unknown = Authenticator::new();
    let asked = ask(&ctx, PasskeyUse::Add, "Never sent", None).await.unwrap();
    unknown.make(&asked.options);
    assert_eq!(refusal(enter(&world, &mut unknown).await), Refusal::WrongCode);

    for origin in [
        "https://clinic.example.evil.example",
        "https://evil.clinic.example",
        "https://clinic.example:8443",
        "http://clinic.example",
    ] {
        let mut elsewhere = device.clone();
        elsewhere.origin = origin.into();
        assert_eq!(
            refusal(enter(&world, &mut elsewhere).await),
            Refusal::WrongCode,
            "{origin}"
        );
    }
    let mut unverified = device.clone();
    unverified.verifies = false;
    assert_eq!(refusal(enter(&world, &mut unverified).await), Refusal::WrongCode);
    for owner in [world.clinic.patients[1].account.into(), Uuid::nil()] {
        let mut foreign = device.clone();
        foreign.name_owner(owner.as_bytes());
        assert_eq!(refusal(enter(&world, &mut foreign).await), Refusal::WrongCode);
    }
    for answer in ["", "{}", "[1]"] {
        let asked = ask(&visitor(&world), PasskeyUse::SignIn, "", None).await.unwrap();
        let answered = sign_in_by_passkey(&visitor(&world), Some(&asked.token), answer, BROWSER).await;
        assert_eq!(refusal(answered), Refusal::WrongCode, "{answer}");
    }
    assert_eq!(trail(&world, "refused_passkey").await, 0);
    assert!(enter(&world, &mut device).await.is_ok());
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_copy_of_a_passkey_is_found_out_by_its_count(#[case] kind: Kind) {
    let Keyed {
        world, ctx, mut device, ..
    } = keyed(kind).await;
    let mut copy = device.clone();
    enter(&world, &mut device).await.unwrap();
    mails(&world.core).await;
    assert_eq!(refusal(enter(&world, &mut copy).await), Refusal::WrongCode);
    assert_eq!(trail(&world, "refused_passkey").await, 1);
    let told = mails(&world.core).await;
    assert_eq!(told[0].subject, "A passkey of yours may have been copied: Test Clinic");
    // Below the count that it was added with.
    copy.count = 0;
    assert_eq!(refusal(enter(&world, &mut copy).await), Refusal::WrongCode);
    copy.count = 1;
    assert_eq!(refusal(confirm(&ctx, &mut copy).await), Refusal::WrongCode);
    assert_eq!(trail(&world, "refused_passkey").await, 3);
    assert!(
        enter(&world, &mut device).await.is_ok(),
        "the one that counted on works"
    );

    let mut uncounted = Authenticator::new();
    uncounted.counts = false;
    add(&ctx, &mut uncounted, "In the cloud").await.unwrap();
    for _ in 0..2 {
        enter(&world, &mut uncounted).await.unwrap();
    }
    assert_eq!(trail(&world, "refused_passkey").await, 3);
}

#[rstest]
#[case::suspended("suspended", AccountState::Suspended)]
#[case::waiting("pending", AccountState::Pending)]
#[tokio::test]
async fn a_passkey_of_an_account_that_cannot_be_used_is_told_what_its_password_is(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
    #[case] name: &str,
    #[case] state: AccountState,
) {
    let Keyed {
        world,
        session,
        mut device,
        ..
    } = keyed(kind).await;
    let set = async |state: &str| {
        let sql = format!("UPDATE account SET state = '{state}', state_reason = 'Call us.' WHERE id = {{0}}");
        let account = world.clinic.patients[0].account.into();
        world.db.execute(&sql, &[account]).await.unwrap();
    };
    set(name).await;
    let barred = Refusal::Barred {
        state,
        reason: "Call us.".into(),
    };
    assert_eq!(refusal(enter(&world, &mut device).await), barred);
    assert_eq!(actor(&world, &session).await.account(), None);
    assert_eq!(world.db.count("session").await, 0);
    // A wrong answer is told nothing.
    let mut elsewhere = device.clone();
    elsewhere.origin = "https://evil.example".into();
    assert_eq!(refusal(enter(&world, &mut elsewhere).await), Refusal::WrongCode);
    set("active").await;
    assert!(enter(&world, &mut device).await.is_ok());
}

#[tokio::test]
async fn a_new_password_by_mail_leaves_passkeys_as_they_are() {
    let Keyed {
        world,
        session,
        mut device,
        ..
    } = keyed(Kind::Sqlite).await;
    let email = world.clinic.patients[0].email;
    mails(&world.core).await;
    forgot_password(&visitor(&world), email).await.unwrap();
    let text = mails(&world.core).await[0].text.clone();
    let (_, rest) = text.split_once("/reset-password/").unwrap();
    let token = backend::Token::parse(rest.split_whitespace().next().unwrap()).unwrap();
    reset_password(&visitor(&world), &token, "six small grey otters")
        .await
        .unwrap();
    assert_eq!(actor(&world, &session).await.account(), None);
    assert!(enter(&world, &mut device).await.is_ok());
    let form = SignIn {
        email: email.into(),
        password: "six small grey otters".into(),
        user_agent: BROWSER.into(),
    };
    assert!(sign_in(&visitor(&world), &form).await.is_ok());
}

#[tokio::test]
async fn sign_ins_are_begun_a_hundred_times_from_one_place_and_right_ones_do_not_count() {
    let Keyed { world, mut device, .. } = keyed(Kind::Sqlite).await;
    let place = |address: &str| visitor(&world).from_network(Some(Network::of(address.parse().unwrap())));
    let here = place("203.0.113.7");
    for _ in 0..100 {
        ask(&here, PasskeyUse::SignIn, "", None).await.unwrap();
    }
    let used_up = Refusal::TooManyTries { retry_after_secs: 900 };
    assert_eq!(refusal(ask(&here, PasskeyUse::SignIn, "", None).await), used_up);
    let elsewhere = place("203.0.113.8");
    for _ in 0..101 {
        let asked = ask(&elsewhere, PasskeyUse::SignIn, "", None).await.unwrap();
        let answer = device.answer(&asked.options).unwrap();
        sign_in_by_passkey(&elsewhere, Some(&asked.token), &answer, BROWSER)
            .await
            .unwrap();
    }
}
