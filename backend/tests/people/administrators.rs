//! The clinic always has an administrator, whoever does what at the same time.

use backend::{
    Context, Fault,
    account::{NewAdministrator, create_administrator},
    people::{ChangeRole, ChangeState, change_role, change_state, delete_account},
    testing::{self, Kind, World, support_context},
};
use domain::{
    access::{Actor, Places},
    account::{AccountChange, Role, StaffForm},
    ids::AccountId,
    refusal::Refusal,
    version::Version,
};
use rstest::rstest;

use super::ground::{admin, change, refusal, view};

async fn another(world: &World, number: usize) -> AccountId {
    let new = NewAdministrator {
        given_name: "Rut".into(),
        family_name: "Admin".into(),
        email: format!("admin{number}@example.com"),
        password: "a quite long password".into(),
    };
    create_administrator(&Context::system(world.core.clone()), &new)
        .await
        .unwrap()
}

fn as_administrator(world: &World, account: AccountId) -> Context {
    let actor = Actor::Person {
        account,
        role: Role::Administrator,
        doctor: None,
        places: Places::All,
    };
    // As one who has just signed in.
    Context::new(world.core.clone(), actor, None).in_session(admin(world).session().copied())
}

/// Three ways to take away an administrator.
async fn take_away(ctx: Context, way: usize, account: AccountId, version: Version) -> Result<(), Fault> {
    match way % 3 {
        0 => {
            let input = ChangeState {
                account,
                version,
                change: AccountChange::Suspend,
                reason: "Left".into(),
            };
            change_state(&ctx, &input).await
        }
        1 => {
            let input = ChangeRole {
                account,
                version,
                role: Role::Support,
                staff: StaffForm::default(),
                places: Vec::new(),
            };
            change_role(&ctx, &input).await
        }
        _ => delete_account(&ctx, account, version).await,
    }
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn administrators_who_take_one_another_away_at_once_leave_one(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let world = testing::world(kind).await;
    let left = "SELECT COUNT(*) FROM account WHERE role = 'administrator' AND state = 'active'";
    let mut first = world.clinic.administrator;
    for round in 0..9 {
        let people = [
            first,
            another(&world, 3 * round).await,
            another(&world, 3 * round + 1).await,
        ];
        let mut versions = Vec::new();
        let eye = as_administrator(&world, first);
        for id in people {
            versions.push(backend::people::get_account(&eye, id).await.unwrap().version);
        }
        // Each takes away the two others, in all ways, at the same time.
        let mut running = Vec::new();
        for (me, id) in people.into_iter().enumerate() {
            for (other, target) in people.into_iter().enumerate().filter(|(other, _)| *other != me) {
                let (ctx, version) = (as_administrator(&world, id), versions[other]);
                running.push(tokio::spawn(take_away(ctx, round + me + other, target, version)));
            }
        }
        let mut done = 0;
        for answer in futures::future::join_all(running).await {
            match answer.unwrap() {
                Ok(()) => done += 1,
                Err(Fault::Refused(
                    Refusal::Stale | Refusal::SignInFirst | Refusal::NotFound | Refusal::LastAdministrator,
                )) => {}
                Err(other) => panic!("{other:?}"),
            }
        }
        let count = world.db.number(left, &[]).await;
        assert!(count >= 1 && count == 3 - done, "{count} left after {done}");
        // The next round begins with somebody who is left.
        for id in people {
            let alive = format!("{left} AND id = {{0}}");
            if world.db.number(&alive, &[id.into()]).await == 1 {
                first = id;
            }
        }
        let rest = "UPDATE account SET state = 'suspended' WHERE role = 'administrator' AND id <> {0}";
        world.db.execute(rest, &[first.into()]).await.unwrap();
    }
}

#[rstest]
#[tokio::test]
async fn nobody_takes_away_themselves_and_the_last_stays(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let me = world.clinic.administrator;
    let version = view(&world, me).await.version;
    for way in 0..3 {
        assert_eq!(
            refusal(take_away(admin(&world), way, me, version).await),
            Refusal::Forbidden
        );
        // Not even the system.
        let system = Context::system(world.core.clone());
        assert_eq!(
            refusal(take_away(system, way, me, version).await),
            Refusal::LastAdministrator
        );
        // Nobody else may at all; an absent account is answered alike.
        let desk = support_context(&world.core, &world.clinic);
        for target in [me, "0193a5c0-0000-7000-8000-000000000001".parse().unwrap()] {
            assert_eq!(
                refusal(take_away(desk.clone(), way, target, version).await),
                Refusal::Forbidden
            );
        }
    }
    let absent = "0193a5c0-0000-7000-8000-000000000001".parse().unwrap();
    for way in 0..3 {
        assert_eq!(
            refusal(take_away(admin(&world), way, absent, version).await),
            Refusal::NotFound
        );
    }
}

#[rstest]
#[tokio::test]
async fn an_administrator_who_was_suspended_meanwhile_does_nothing_more(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let world = testing::world(kind).await;
    let other = another(&world, 0).await;
    change(&admin(&world), &world, other, AccountChange::Suspend, "Left")
        .await
        .unwrap();
    let version = view(&world, world.clinic.support).await.version;
    let late = take_away(as_administrator(&world, other), 0, world.clinic.support, version).await;
    assert_eq!(refusal(late), Refusal::SignInFirst);
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_who_ask_for_one_address_on_a_fresh_installation_one_is_the_administrator(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let db = testing::database(kind).await;
    let core = testing::core(&db, testing::TestClock::default());
    let ask = |name: &str| {
        let new = NewAdministrator {
            given_name: name.into(),
            family_name: "First".into(),
            email: "first@example.com".into(),
            password: "a quite long password".into(),
        };
        let ctx = Context::system(core.clone());
        tokio::spawn(async move { create_administrator(&ctx, &new).await })
    };
    let asked = ["Ada", "Ben", "Cleo", "Dan"].map(ask);
    let mut made = 0;
    for answer in futures::future::join_all(asked).await {
        match answer.unwrap() {
            Ok(_) => made += 1,
            other => assert!(matches!(refusal(other), Refusal::Invalid(_))),
        }
    }
    assert_eq!((made, db.count("account").await), (1, 1));
}
