use std::sync::Arc;

use backend::{
    Context, Core, Network,
    jobs::clean,
    session::{Confirm, KnownBrowser, SignIn, authenticate, confirm, sign_in},
    testing::{self, Kind, World, visitor_context},
};
use domain::refusal::Refusal;
use rstest::rstest;

use super::ground::{refusal, visitor};

const WRONG: &str = "not the password";
/// Of what is tried in vain so much goes into the audit trail: counted by place and in all.
const OF_THE_TRAIL: i64 = 2;

fn form(email: &str, password: &str) -> SignIn {
    SignIn {
        email: email.into(),
        password: password.into(),
        user_agent: String::new(),
    }
}

async fn tried(world: &World, email: &str, password: &str) -> Refusal {
    refusal(sign_in(&visitor(world), &form(email, password)).await)
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn after_ten_wrong_passwords_none_is_looked_at_for_a_while_account_or_not(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let known = world.clinic.patients[0].email;
    let used_up = Refusal::TooManyTries { retry_after_secs: 600 };
    for email in [known, "nobody@example.com"] {
        world.clock.set("2026-11-23T08:00:00Z");
        for _ in 0..10 {
            assert_eq!(tried(&world, email, WRONG).await, Refusal::WrongCredentials);
        }
        world.clock.advance_minutes(5);
        assert_eq!(tried(&world, &email.to_uppercase(), testing::PASSWORD).await, used_up);
    }
    // Started again, by another process on the same database.
    let core = Core::new(world.db.db.clone(), world.clock.clone(), testing::settings());
    let restarted = visitor_context(&Arc::new(core), 0);
    assert_eq!(
        refusal(sign_in(&restarted, &form(known, testing::PASSWORD)).await),
        used_up
    );
    world.clock.set("2026-11-23T08:14:59.999Z");
    assert_eq!(
        tried(&world, known, testing::PASSWORD).await,
        Refusal::TooManyTries { retry_after_secs: 1 }
    );
    world.clock.set("2026-11-23T08:15:00Z");
    assert!(sign_in(&visitor(&world), &form(known, testing::PASSWORD)).await.is_ok());
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_stranger_does_not_keep_the_owner_out_of_a_browser_used_before(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let (pia, omar) = (world.clinic.patients[0].email, world.clinic.patients[1].email);
    let right = form(pia, testing::PASSWORD);
    let cookie = sign_in(&visitor(&world), &right).await.unwrap().browser.secret();
    let in_browser = |cookie: &str| visitor(&world).from_browser(KnownBrowser::parse(cookie));
    for _ in 0..10 {
        assert_eq!(tried(&world, pia, WRONG).await, Refusal::WrongCredentials);
    }
    let used_up = Refusal::TooManyTries { retry_after_secs: 900 };
    assert_eq!(tried(&world, pia, testing::PASSWORD).await, used_up);
    // Nothing that a stranger can make up is known, nor is the browser of somebody else.
    let others = sign_in(&visitor(&world), &form(omar, testing::PASSWORD)).await.unwrap();
    let (number, proof) = cookie.split_once('.').unwrap();
    let (other_number, _) = others
        .browser
        .secret()
        .split_once('.')
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .unwrap();
    let forged = format!("{other_number}.{proof}");
    for made_up in [&others.browser.secret(), &forged, &format!("{number}."), number, ""] {
        assert_eq!(
            refusal(sign_in(&in_browser(made_up), &right).await),
            used_up,
            "{made_up}"
        );
    }
    assert!(sign_in(&in_browser(&cookie), &right).await.is_ok());
    assert_eq!(
        tried(&world, pia, testing::PASSWORD).await,
        used_up,
        "elsewhere not yet"
    );
    // There, too, only ten are looked at.
    for _ in 0..10 {
        let wrong = sign_in(&in_browser(&cookie), &form(pia, WRONG)).await;
        assert_eq!(refusal(wrong), Refusal::WrongCredentials);
    }
    assert_eq!(refusal(sign_in(&in_browser(&cookie), &right).await), used_up);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_stranger_does_not_keep_who_is_signed_in_from_confirming(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let pia = world.clinic.patients[0].email;
    let signed_in = sign_in(&visitor(&world), &form(pia, testing::PASSWORD)).await.unwrap();
    for _ in 0..10 {
        assert_eq!(tried(&world, pia, WRONG).await, Refusal::WrongCredentials);
    }
    let found = authenticate(&world.core, Some(&signed_in.session)).await.unwrap();
    let ctx = Context::new(Arc::clone(&world.core), found.actor, None).in_session(found.session);
    let own = Confirm {
        password: testing::PASSWORD.into(),
        code: String::new(),
    };
    assert!(confirm(&ctx, &own).await.is_err(), "in a browser that lost its cookie");
    assert!(confirm(&ctx.from_browser(Some(signed_in.browser)), &own).await.is_ok());
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn fifty_passwords_at_once_are_ten_tries(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let tries = (0..50).map(|_| {
        let (ctx, form) = (visitor(&world), form(world.clinic.patients[0].email, WRONG));
        tokio::spawn(async move { refusal(sign_in(&ctx, &form).await) })
    });
    let answers = futures::future::join_all(tries).await;
    let looked_at = answers
        .into_iter()
        .filter(|answer| matches!(answer, Ok(Refusal::WrongCredentials)))
        .count();
    assert_eq!(looked_at, 10);
}

#[tokio::test]
async fn a_right_password_gives_the_tries_back() {
    let world = testing::world(Kind::Sqlite).await;
    let email = world.clinic.patients[0].email;
    for _ in 0..2 {
        for _ in 0..9 {
            assert_eq!(tried(&world, email, WRONG).await, Refusal::WrongCredentials);
        }
        assert!(sign_in(&visitor(&world), &form(email, testing::PASSWORD)).await.is_ok());
    }
    assert_eq!(world.db.count("sign_in_tries").await, OF_THE_TRAIL);
}

#[tokio::test]
async fn no_address_is_remembered_longer_than_its_tries() {
    let world = testing::world(Kind::Sqlite).await;
    tried(&world, "nobody@example.com", WRONG).await;
    let system = Context::system(world.core.clone());
    for (minutes, kept) in [(59, 1 + OF_THE_TRAIL), (1, 0)] {
        world.clock.advance_minutes(minutes);
        clean(&system).await.unwrap();
        assert_eq!(world.db.count("sign_in_tries").await, kept);
    }
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_hundred_wrong_passwords_from_one_place_are_the_last_whatever_the_address(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let from = |address: &str| visitor(&world).from_network(Some(Network::of(address.parse().unwrap())));
    let (here, there) = (from("203.0.113.77"), from("203.0.113.78"));
    // Right ones do not count.
    let right = form(world.clinic.patients[0].email, testing::PASSWORD);
    sign_in(&here, &right).await.unwrap();
    let tries = (0..120).map(|number| {
        let (ctx, form) = (here.clone(), form(&format!("nobody.{number}@example.com"), WRONG));
        tokio::spawn(async move { refusal(sign_in(&ctx, &form).await) })
    });
    let answers = futures::future::join_all(tries).await;
    let looked_at = answers
        .into_iter()
        .filter(|answer| matches!(answer, Ok(Refusal::WrongCredentials)))
        .count();
    assert_eq!(looked_at, 100);
    assert_eq!(
        refusal(sign_in(&here, &right).await),
        Refusal::TooManyTries { retry_after_secs: 900 }
    );
    assert!(sign_in(&there, &right).await.is_ok());
}
