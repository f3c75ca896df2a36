//! What is planned is kept in memory, and never used when it is not so any more.
#![expect(clippy::unwrap_used, reason = "where the ground of a test breaks, the test fails")]

use std::{sync::Arc, time::Duration};

use backend::{
    Context, Core,
    booking::{FindSlots, HoldSlot, find_slots, hold},
    db::Db,
    testing::{self, Kind, TestClock, World, instant, visitor_context},
};
use domain::{refusal::Refusal, slots::NotOffered};
use rstest::rstest;

/// A Tuesday.
const DATE: &str = "2026-11-24";

async fn free(core: &Arc<Core>, world: &World) -> usize {
    let question = FindSlots {
        minutes: None,
        schedule: world.clinic.doctors[0].schedule,
        service: world.clinic.doctors[0].service,
        from: Some(DATE.to_owned()),
        days: 1,
        moving: None,
    };
    let stranger = Context::new(core.clone(), domain::access::Actor::Visitor, None);
    find_slots(&stranger, &question).await.unwrap().days[0].slots.len()
}

async fn hold_at(core: &Arc<Core>, world: &World, browser: u8, start: &str) -> Result<(), Refusal> {
    let wish = HoldSlot {
        minutes: None,
        schedule: world.clinic.doctors[0].schedule,
        service: world.clinic.doctors[0].service,
        start: instant(start),
    };
    match hold(&visitor_context(core, browser), &wish).await {
        Ok(_) => Ok(()),
        Err(backend::Fault::Refused(refusal)) => Err(refusal),
        Err(fault) => panic!("{fault:?}"),
    }
}

/// On SQLite what another process has written is seen so late at most (`db/stamp.rs`).
async fn until_it_is_seen() {
    tokio::time::sleep(Duration::from_millis(20)).await;
}

/// As another process on the same database.
async fn another(world: &World) -> Arc<Core> {
    let db = Db::connect(&world.db.url).await.unwrap();
    Arc::new(Core::new(db, TestClock::default(), testing::settings()))
}

#[rstest]
#[tokio::test]
async fn a_change_by_whatever_wrote_it_counts_at_once(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let other = another(&world).await;
    let all = free(&world.core, &world).await;
    assert_eq!(free(&other, &world).await, all);
    let doctor = &world.clinic.doctors[0];
    for (change, undo, ids) in [
        (
            "UPDATE weekly_hours SET end_minute = end_minute - 60 WHERE schedule_id = {0} AND weekday = 2",
            "UPDATE weekly_hours SET end_minute = end_minute + 60 WHERE schedule_id = {0} AND weekday = 2",
            [doctor.schedule.into()],
        ),
        (
            "INSERT INTO hours_override (id, schedule_id, date) VALUES ({0}, {0}, '2026-11-24')",
            "DELETE FROM hours_override",
            [doctor.schedule.into()],
        ),
        (
            "INSERT INTO time_off (id, doctor_id, starts_at, ends_at, reason) VALUES ({0}, {0}, 0, 1900000000000, '')",
            "DELETE FROM time_off",
            [doctor.id.into()],
        ),
        (
            "UPDATE service SET step_minutes = 60 WHERE id = {0}",
            "UPDATE service SET step_minutes = NULL WHERE id = {0}",
            [doctor.service.into()],
        ),
    ] {
        world.db.execute(change, &ids).await.unwrap();
        until_it_is_seen().await;
        let fewer = free(&world.core, &world).await;
        assert!(fewer < all, "{change}");
        assert_eq!(free(&other, &world).await, fewer, "{change}");
        world.db.execute(undo, &ids).await.unwrap();
        until_it_is_seen().await;
        assert_eq!(
            (free(&world.core, &world).await, free(&other, &world).await),
            (all, all),
            "{undo}"
        );
    }
}

#[rstest]
#[tokio::test]
async fn nobody_holds_by_rules_that_another_process_has_replaced(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let other = another(&world).await;
    hold_at(&world.core, &world, 1, "2026-11-24T10:00:00Z").await.unwrap();
    hold_at(&other, &world, 2, "2026-11-24T11:00:00Z").await.unwrap();
    let closed = "INSERT INTO hours_override (id, schedule_id, date) VALUES ({0}, {0}, '2026-11-24')";
    world
        .db
        .execute(closed, &[world.clinic.doctors[0].schedule.into()])
        .await
        .unwrap();
    for core in [&world.core, &other] {
        let refused = hold_at(core, &world, 3, "2026-11-24T12:00:00Z").await;
        assert_eq!(refused, Err(Refusal::NotOffered(NotOffered::OffHours)));
    }
}

#[rstest]
#[tokio::test]
async fn a_change_that_is_undone_leaves_nothing_behind(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let all = free(&world.core, &world).await;
    for _ in 0..2 {
        let tx = world.core.db.begin().await.unwrap();
        let change = "UPDATE service SET step_minutes = 60";
        sea_orm::ConnectionTrait::execute_unprepared(&*tx, change)
            .await
            .unwrap();
        drop(tx);
        hold_at(&world.core, &world, 1, "2026-11-24T10:30:00Z").await.unwrap();
        assert_eq!(free(&world.core, &world).await, all - 1);
    }
}

#[rstest]
#[tokio::test]
async fn the_clock_alone_ends_what_is_remembered(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let world = testing::world(kind).await;
    let all = free(&world.core, &world).await;
    hold_at(&world.core, &world, 1, "2026-11-24T10:30:00Z").await.unwrap();
    assert_eq!(free(&world.core, &world).await, all - 1);
    world.clock.advance_minutes(10);
    assert_eq!(free(&world.core, &world).await, all);
    // Notice: the first start goes as its time comes near.
    world.clock.advance_minutes(25 * 60);
    assert!(free(&world.core, &world).await < all);
}
