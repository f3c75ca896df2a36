use backend::{
    Context, Network, Token,
    account::{ChangePassword, change_password, forgot_password, is_reset_open, reset_password},
    session::{SignIn, sign_in},
    testing::{self, Kind, World},
};
use domain::{
    access::Actor,
    refusal::{Fault as Wrong, Field, FieldError, Refusal},
};
use rstest::rstest;

use super::ground::{BROWSER, actor, mails, refusal, signed_in, visitor};

const NEW: &str = "six small grey otters";

async fn enter(world: &World, password: &str) -> Result<backend::session::SignedIn, Refusal> {
    let form = SignIn {
        email: world.clinic.patients[0].email.into(),
        password: password.into(),
        user_agent: BROWSER.into(),
    };
    match sign_in(&visitor(world), &form).await {
        Ok(signed_in) => Ok(signed_in),
        other => Err(refusal(other)),
    }
}

fn change(old: &str, new: &str) -> ChangePassword {
    ChangePassword {
        old_password: old.into(),
        password: new.into(),
    }
}

/// The token in the link of the newest mail.
async fn link(world: &World) -> Token {
    let mail = mails(&world.core).await.pop().expect("a mail");
    let (_, rest) = mail.text.split_once("/reset-password/").expect("a link");
    Token::parse(rest.split_whitespace().next().expect("a token")).expect("a token")
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_new_password_ends_all_other_sessions_and_is_told_by_mail(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let patient = &world.clinic.patients[0];
    let (here, ctx) = signed_in(&world, patient.email).await;
    let (elsewhere, _) = signed_in(&world, patient.email).await;
    forgot_password(&visitor(&world), patient.email).await.unwrap();
    let reset = link(&world).await;

    change_password(&ctx, &change(testing::PASSWORD, NEW)).await.unwrap();

    assert_ne!(actor(&world, &here).await, Actor::Visitor);
    assert_eq!(actor(&world, &elsewhere).await, Actor::Visitor);
    assert!(!is_reset_open(&visitor(&world), &reset).await.unwrap());
    assert_eq!(
        enter(&world, testing::PASSWORD).await.err(),
        Some(Refusal::WrongCredentials)
    );
    assert!(enter(&world, NEW).await.is_ok());
    let sent = mails(&world.core).await;
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].to.address, patient.email);
    assert_eq!(sent[0].subject, "Your password was changed: Test Clinic");
    let events = "SELECT COUNT(*) FROM audit_event WHERE account_id = {0} AND action = 'change_password'";
    assert_eq!(world.db.number(events, &[patient.account.into()]).await, 1);
}

#[tokio::test]
async fn what_is_wrong_with_a_change_is_named_and_nothing_is_changed() {
    let world = testing::world(Kind::Sqlite).await;
    let (_, ctx) = signed_in(&world, world.clinic.patients[0].email).await;
    let alone = FieldError::alone;
    for (old, new, expected) in [
        ("not it at all", NEW, alone(Field::OldPassword, Wrong::Wrong)),
        ("", NEW, alone(Field::OldPassword, Wrong::Missing)),
        (
            testing::PASSWORD,
            "short",
            alone(Field::Password, Wrong::TooShort { least: 12 }),
        ),
        (testing::PASSWORD, "Password1234", alone(Field::Password, Wrong::Common)),
        (
            testing::PASSWORD,
            "Pia Lund 2026!",
            alone(Field::Password, Wrong::Personal),
        ),
    ] {
        assert_eq!(refusal(change_password(&ctx, &change(old, new)).await), expected);
    }
    let nobody = refusal(change_password(&visitor(&world), &change(testing::PASSWORD, NEW)).await);
    assert_eq!(nobody, Refusal::SignInFirst);
    assert!(enter(&world, testing::PASSWORD).await.is_ok());
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_link_from_the_mail_gives_a_new_password_once(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let patient = &world.clinic.patients[0];
    let (session, _) = signed_in(&world, patient.email).await;
    forgot_password(&visitor(&world), &patient.email.to_uppercase())
        .await
        .unwrap();
    let reset = link(&world).await;
    let stored = format!(
        "SELECT COUNT(*) FROM password_reset WHERE token_hash = '{}'",
        reset.secret()
    );
    assert_eq!(world.db.number(&stored, &[]).await, 0, "only its hash is stored");
    for _ in 0..2 {
        assert!(
            is_reset_open(&visitor(&world), &reset).await.unwrap(),
            "looking uses nothing up"
        );
    }
    let common = refusal(reset_password(&visitor(&world), &reset, "password1234").await);
    assert_eq!(common, FieldError::alone(Field::Password, Wrong::Common));

    let tries = (0..4).map(|_| {
        let (ctx, reset) = (visitor(&world), reset.clone());
        tokio::spawn(async move { reset_password(&ctx, &reset, NEW).await })
    });
    let done = futures::future::join_all(tries).await;
    assert_eq!(
        done.into_iter().filter(|outcome| matches!(outcome, Ok(Ok(())))).count(),
        1
    );

    assert_eq!(
        refusal(reset_password(&visitor(&world), &reset, NEW).await),
        Refusal::NotFound
    );
    assert_eq!(actor(&world, &session).await, Actor::Visitor, "all sessions are ended");
    assert!(enter(&world, NEW).await.is_ok());
    assert_eq!(
        mails(&world.core).await[0].subject,
        "Your password was changed: Test Clinic"
    );
}

#[rstest]
#[case::just_before(59, true)]
#[case::at_the_end(60, false)]
#[tokio::test]
async fn a_link_works_for_an_hour(#[case] minutes: i64, #[case] works: bool) {
    let world = testing::world(Kind::Sqlite).await;
    forgot_password(&visitor(&world), world.clinic.patients[0].email)
        .await
        .unwrap();
    let reset = link(&world).await;
    world.clock.advance_minutes(minutes);
    assert_eq!(is_reset_open(&visitor(&world), &reset).await.unwrap(), works);
    assert_eq!(reset_password(&visitor(&world), &reset, NEW).await.is_ok(), works);
    backend::jobs::clean(&Context::system(world.core.clone()))
        .await
        .unwrap();
    assert_eq!(world.db.count("password_reset").await, 0);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn asking_for_an_unknown_address_leaves_the_same_rows_and_a_mail_without_a_link(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let omar = &world.clinic.patients[1];
    let suspend = "UPDATE account SET state = 'suspended' WHERE id = {0}";
    world.db.execute(suspend, &[omar.account.into()]).await.unwrap();
    for (number, email) in ["nobody@example.com", omar.email].into_iter().enumerate() {
        forgot_password(&visitor(&world), email).await.unwrap();
        let rows = i64::try_from(number).unwrap() + 1;
        assert_eq!(world.db.count("password_reset").await, rows);
        assert_eq!(world.db.mails_to_patients().await, rows);
        let sent = mails(&world.core).await;
        assert_eq!((sent.len(), sent[0].to.address.as_str()), (1, email));
        assert!(!sent[0].text.contains("/reset-password/"));
    }
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn an_address_is_sent_three_links_an_hour_and_a_place_twenty(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let place = Network::of("203.0.113.77".parse().unwrap());
    let here = visitor(&world).from_network(Some(place));
    for email in [world.clinic.patients[0].email, "nobody@example.com"] {
        for _ in 0..3 {
            forgot_password(&here, email).await.unwrap();
        }
        let fourth = refusal(forgot_password(&here, email).await);
        assert_eq!(fourth, Refusal::TooManyTries { retry_after_secs: 3600 });
    }
    for number in 6..20 {
        forgot_password(&here, &format!("nobody.{number}@example.com"))
            .await
            .unwrap();
    }
    let from_here = refusal(forgot_password(&here, "another@example.com").await);
    assert_eq!(from_here, Refusal::TooManyTries { retry_after_secs: 3600 });
    forgot_password(&visitor(&world), "another@example.com").await.unwrap();
}
