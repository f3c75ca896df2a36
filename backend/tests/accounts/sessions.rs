use backend::{
    Token,
    jobs::clean,
    session::{Authenticated, SignIn, authenticate, sign_in, sign_out},
    testing::{self, Kind, World, patient_context},
};
use domain::{
    access::{Actor, Places},
    account::Role,
};
use rstest::rstest;

use super::ground::{actor, visitor};

async fn session(world: &World) -> Token {
    let email = world.clinic.patients[0].email.into();
    let form = SignIn {
        email,
        password: testing::PASSWORD.into(),
        user_agent: String::new(),
    };
    sign_in(&visitor(world), &form).await.unwrap().session
}

async fn last_seen(world: &World) -> i64 {
    world.db.number("SELECT last_seen_at FROM session", &[]).await
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_session_tells_who_it_is(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let account = world.clinic.patients[0].account;
    let session = session(&world).await;
    let found = authenticate(&world.core, Some(&session)).await.unwrap();
    let actor = Actor::Person {
        account,
        role: Role::Patient,
        doctor: None,
        places: Places::All,
    };
    assert_eq!((found.actor, found.name.as_deref()), (actor, Some("Pia Lund")));
    let nobody = Authenticated {
        actor: Actor::Visitor,
        name: None,
        session: None,
        needs_factor: false,
    };
    assert_eq!(authenticate(&world.core, None).await.unwrap(), nobody);
    let unknown = Token::from_bytes([7; 32]);
    assert_eq!(authenticate(&world.core, Some(&unknown)).await.unwrap(), nobody);
}

/// The test settings: an hour idle, twelve in all; the clock stands at 08:00:00.
#[rstest]
#[case::just_before(Kind::Sqlite, "2026-11-23T08:59:59.999Z", true)]
#[case::at_the_instant(Kind::Sqlite, "2026-11-23T09:00:00Z", false)]
#[case::just_before_on_postgres(Kind::Postgres, "2026-11-23T08:59:59.999Z", true)]
#[case::at_the_instant_on_postgres(Kind::Postgres, "2026-11-23T09:00:00Z", false)]
#[tokio::test]
async fn an_idle_session_ends_after_an_hour(#[case] kind: Kind, #[case] then: &str, #[case] lives: bool) {
    let world = testing::world(kind).await;
    let session = session(&world).await;
    world.clock.set(then);
    assert_eq!(actor(&world, &session).await != Actor::Visitor, lives);
    assert_eq!(world.db.count("session").await, i64::from(lives));
}

#[rstest]
#[case::just_before("2026-11-23T19:59:59.999Z", true)]
#[case::at_the_instant("2026-11-23T20:00:00Z", false)]
#[tokio::test]
async fn a_session_in_use_ends_after_twelve_hours(#[case] then: &str, #[case] lives: bool) {
    let world = testing::world(Kind::Sqlite).await;
    let session = session(&world).await;
    for _ in 0..14 {
        world.clock.advance_minutes(50);
        assert_ne!(actor(&world, &session).await, Actor::Visitor);
    }
    world.clock.set(then);
    assert_eq!(actor(&world, &session).await != Actor::Visitor, lives);
    assert_eq!(world.db.count("session").await, i64::from(lives));
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn presence_is_written_at_most_once_a_minute(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let session = session(&world).await;
    let signed_in = last_seen(&world).await;
    world.clock.set("2026-11-23T08:00:59.999Z");
    actor(&world, &session).await;
    assert_eq!(last_seen(&world).await, signed_in);
    world.clock.set("2026-11-23T08:01:00Z");
    actor(&world, &session).await;
    assert_eq!(last_seen(&world).await, signed_in + 60_000);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_suspended_account_has_no_session(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let session = session(&world).await;
    let suspend = "UPDATE account SET state = 'suspended' WHERE id = {0}";
    world
        .db
        .execute(suspend, &[world.clinic.patients[0].account.into()])
        .await
        .unwrap();
    assert_eq!(actor(&world, &session).await, Actor::Visitor);
    assert_eq!(world.db.count("session").await, 0);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn signing_out_ends_one_session_and_can_be_repeated(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let (here, elsewhere) = (session(&world).await, session(&world).await);
    let ctx = patient_context(&world.core, &world.clinic, 0);
    sign_out(&ctx, &here).await.unwrap();
    sign_out(&ctx, &here).await.unwrap();
    assert_eq!(actor(&world, &here).await, Actor::Visitor);
    assert_ne!(actor(&world, &elsewhere).await, Actor::Visitor);
    let events = "SELECT COUNT(*) FROM audit_event WHERE action = 'sign_out' AND subject_id = {0}";
    assert_eq!(
        world
            .db
            .number(events, &[world.clinic.patients[0].account.into()])
            .await,
        1
    );
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn sessions_that_are_over_are_cleared_away(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    session(&world).await;
    world.clock.advance_minutes(30);
    session(&world).await;
    let system = backend::Context::system(world.core.clone());
    for (minutes, left) in [(29, 2), (1, 1), (29, 1), (1, 0)] {
        world.clock.advance_minutes(minutes);
        clean(&system).await.unwrap();
        assert_eq!(world.db.count("session").await, left);
    }
}
