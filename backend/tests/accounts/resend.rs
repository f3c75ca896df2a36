use backend::{
    Token,
    account::{find_registration, register, resend_code, verify_email},
    jobs::clean,
    testing::{self, Kind},
};
use domain::refusal::Refusal;
use rstest::rstest;

use super::ground::{BROWSER, code_in, form, mails, refusal, registered, visitor, wrong};

const EMAIL: &str = "clara.meyer@example.com";

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_fresh_code_replaces_the_old_one_and_has_tries_of_its_own(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let (token, old) = registered(&world, EMAIL).await;
    for _ in 0..5 {
        assert_eq!(
            refusal(verify_email(&visitor(&world), &token, &wrong(&old), BROWSER).await),
            Refusal::WrongCode
        );
    }
    world.clock.advance_minutes(11);
    resend_code(&visitor(&world), &token).await.unwrap();
    let fresh = code_in(&mails(&world.core).await[0]).unwrap();
    if fresh != old {
        assert_eq!(
            refusal(verify_email(&visitor(&world), &token, &old, BROWSER).await),
            Refusal::WrongCode
        );
    }
    assert!(verify_email(&visitor(&world), &token, &fresh, BROWSER).await.is_ok());
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_code_is_sent_again_three_times_alike_for_known_and_unknown_addresses(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    for email in [EMAIL, world.clinic.patients[0].email] {
        let token = register(&visitor(&world), &form(email)).await.unwrap().token;
        for _ in 0..3 {
            resend_code(&visitor(&world), &token).await.unwrap();
        }
        let fourth = refusal(resend_code(&visitor(&world), &token).await);
        assert_eq!(fourth, Refusal::TooManyTries { retry_after_secs: 600 });
        let sent = mails(&world.core).await;
        assert_eq!(sent.iter().filter(|mail| mail.to.address == email).count(), 4);
    }
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn of_the_mails_of_a_double_click_the_last_has_the_right_code(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let token = register(&visitor(&world), &form(EMAIL)).await.unwrap().token;
    let clicks = (0..8).map(|_| {
        let (ctx, token) = (visitor(&world), token.clone());
        tokio::spawn(async move { resend_code(&ctx, &token).await })
    });
    for done in futures::future::join_all(clicks).await {
        let is_fine = matches!(
            done.unwrap(),
            Ok(()) | Err(backend::Fault::Refused(Refusal::TooManyTries { .. }))
        );
        assert!(is_fine);
    }
    let sent = mails(&world.core).await;
    assert!((2..=4).contains(&sent.len()), "{} mails", sent.len());
    let mut right = 0;
    for code in sent.iter().filter_map(code_in) {
        right += usize::from(verify_email(&visitor(&world), &token, &code, BROWSER).await.is_ok());
    }
    assert_eq!(right, 1);
}

#[tokio::test]
async fn a_registration_is_forgotten_an_hour_after_its_code() {
    let world = testing::world(Kind::Sqlite).await;
    let (token, _) = registered(&world, EMAIL).await;
    let system = backend::Context::system(world.core.clone());
    world.clock.advance_minutes(69);
    clean(&system).await.unwrap();
    assert!(find_registration(&visitor(&world), &token).await.unwrap().is_some());
    world.clock.advance_minutes(1);
    clean(&system).await.unwrap();
    assert!(find_registration(&visitor(&world), &token).await.unwrap().is_none());
    assert_eq!(refusal(resend_code(&visitor(&world), &token).await), Refusal::NotFound);
}

#[tokio::test]
async fn without_a_registration_there_is_nothing_to_verify() {
    let world = testing::world(Kind::Sqlite).await;
    let token = Token::from_bytes([9; 32]);
    assert_eq!(refusal(resend_code(&visitor(&world), &token).await), Refusal::NotFound);
    assert_eq!(
        refusal(verify_email(&visitor(&world), &token, "123456", BROWSER).await),
        Refusal::WrongCode
    );
}
