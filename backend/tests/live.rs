//! Who watches a day is told when it changes: in this process, and in others on one PostgreSQL.
#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "where the ground of a test breaks, the test fails"
)]

use std::{sync::Arc, time::Duration};

use backend::{
    Core,
    adapters::mail::RecordingMailer,
    booking::{ChangeStatus, HoldSlot, change_status, hold, release_hold},
    db::Db,
    emergency::{BreakGlass, Named, break_glass},
    jobs,
    live::{Change, Changes, List, News},
    people::{ChangeState, change_state},
    testing::{self, AppointmentRow, Kind, World, administrator_context, doctor_context, instant, visitor_context},
};
use domain::{account::AccountChange, booking::Step, ids::DoctorId, version::Version};
use futures::poll;
use rstest::rstest;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Well under what anybody would notice; a machine at work on other tests gets more.
const SOON: Duration = Duration::from_secs(4);

async fn next(changes: &mut Changes) -> Option<News> {
    tokio::time::timeout(SOON, changes.next()).await.expect("word of it")
}

/// Waits for this one among others.
async fn hears(changes: &mut Changes, news: News) {
    while next(changes).await.expect("word of it") != news {}
}

fn of(doctor: DoctorId) -> Option<News> {
    Some(News::Changed(Change { doctor }))
}

fn number(number: u128) -> DoctorId {
    Uuid::from_u128(number).into()
}

fn slot(world: &World) -> HoldSlot {
    let doctor = &world.clinic.doctors[0];
    HoldSlot {
        schedule: doctor.schedule,
        service: doctor.service,
        minutes: None,
        start: instant("2026-11-24T10:00:00Z"),
    }
}

async fn change(db: &Db, doctor: DoctorId) {
    let tx = db.begin().await.unwrap();
    tx.changed(Change { doctor });
    tx.commit().await.unwrap();
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_time_held_let_go_or_run_out_is_told(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let (ctx, doctor) = (visitor_context(&world.core, 1), world.clinic.doctors[0].id);
    let mut changes = world.db.db.changes();
    let held = hold(&ctx, &slot(&world)).await.unwrap().view;
    assert_eq!(next(&mut changes).await, of(doctor));
    release_hold(&ctx, held.id).await.unwrap();
    assert_eq!(next(&mut changes).await, of(doctor));
    hold(&ctx, &slot(&world)).await.unwrap();
    assert_eq!(next(&mut changes).await, of(doctor));
    world.clock.advance_minutes(11);
    jobs::clean(&backend::Context::system(Arc::clone(&world.core)))
        .await
        .unwrap();
    assert_eq!(next(&mut changes).await, of(doctor));
    assert_eq!(changes.take_waiting(), None);
}

/// Nobody is sent a message of it.
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn the_patient_hears_of_each_step_of_their_visit(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let visit = AppointmentRow::new(1);
    visit.insert(&world).await.unwrap();
    let mut changes = world.db.db.changes();
    let arrive = ChangeStatus {
        appointment: visit.id().into(),
        version: Version::FIRST,
        step: Step::Arrive,
    };
    let doctor = doctor_context(&world.core, &world.clinic, 0);
    change_status(&doctor, &arrive).await.unwrap();
    assert_eq!(next(&mut changes).await, of(world.clinic.doctors[0].id));
    let patient = world.clinic.patients[0].account;
    assert_eq!(next(&mut changes).await, Some(News::Told(patient)));
    assert_eq!(changes.take_waiting(), None);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn what_is_done_to_an_account_and_who_took_emergency_access_is_told(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let mut changes = world.db.db.changes();
    let patient = world.clinic.patients[0].account;
    let suspend = ChangeState {
        account: patient,
        version: Version::FIRST,
        change: AccountChange::Suspend,
        reason: "Asked for it".to_owned(),
    };
    let admin = administrator_context(&world.core, &world.clinic);
    change_state(&admin, &suspend).await.unwrap();
    hears(&mut changes, News::Listed(List::Accounts)).await;
    let asked = BreakGlass {
        patient: world.clinic.patients[1].account,
        named: Named {
            family_name: "Haddad".into(),
            birth_day: "27".into(),
            birth_month: "3".into(),
            birth_year: "1984".into(),
        },
        reason: "Found unconscious".to_owned(),
    };
    break_glass(&doctor_context(&world.core, &world.clinic, 0), &asked)
        .await
        .unwrap();
    hears(&mut changes, News::Listed(List::Emergencies)).await;
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn what_is_not_committed_is_not_told(#[case] kind: Kind) {
    let db = testing::database(kind).await;
    let mut changes = db.db.changes();
    let tx = db.db.begin().await.unwrap();
    tx.changed(Change { doctor: number(1) });
    drop(tx);
    change(&db.db, number(2)).await;
    assert_eq!(next(&mut changes).await, of(number(2)));
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn what_is_committed_is_told_though_nobody_waits_for_the_commit(#[case] kind: Kind) {
    let db = testing::database(kind).await;
    let mut changes = db.db.changes();
    let tx = db.db.begin().await.unwrap();
    tx.changed(Change { doctor: number(1) });
    let mut commit = Box::pin(tx.commit());
    assert!(poll!(&mut commit).is_pending());
    drop(commit);
    assert_eq!(next(&mut changes).await, of(number(1)));
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn who_lags_behind_is_told_once_to_look_at_everything(#[case] kind: Kind) {
    let db = testing::database(kind).await;
    let mut changes = db.db.changes();
    let tx = db.db.begin().await.unwrap();
    for doctor in 0..1000 {
        tx.changed(Change { doctor: number(doctor) });
    }
    tx.commit().await.unwrap();
    assert_eq!(next(&mut changes).await, Some(News::LookAgain));
    assert_eq!(changes.take_waiting(), None);
    change(&db.db, number(7)).await;
    assert_eq!(next(&mut changes).await, of(number(7)));
    db.db.live().end();
    assert_eq!(next(&mut changes).await, None);
}

/// A process on the same database, listening.
struct Other {
    db: Db,
    changes: Changes,
    stop: CancellationToken,
}

async fn other_process(url: &str) -> Other {
    let db = Db::connect(url).await.unwrap();
    let (mut changes, stop) = (db.changes(), CancellationToken::new());
    let (listening, until) = (db.clone(), stop.clone());
    tokio::spawn(async move { listening.live().listen(&until).await });
    assert_eq!(next(&mut changes).await, Some(News::LookAgain), "it listens");
    Other { db, changes, stop }
}

#[tokio::test]
async fn processes_on_one_postgres_tell_each_other_and_themselves_once() {
    let world = testing::world(Kind::Postgres).await;
    let doctor = world.clinic.doctors[0].id;
    let mut one = other_process(&world.db.url).await;
    let mut two = other_process(&world.db.url).await;
    hold(&visitor_context(&world.core, 1), &slot(&world)).await.unwrap();
    assert_eq!(next(&mut one.changes).await, of(doctor));
    assert_eq!(next(&mut two.changes).await, of(doctor));

    change(&one.db, number(1)).await;
    change(&two.db, number(2)).await;
    for process in [&mut one, &mut two] {
        let mut heard = [next(&mut process.changes).await, next(&mut process.changes).await];
        heard.sort_by_key(|news| *news != of(number(1)));
        assert_eq!(heard, [of(number(1)), of(number(2))]);
        assert_eq!(process.changes.take_waiting(), None);
    }

    // More than one word can carry.
    let tx = one.db.begin().await.unwrap();
    for doctor in 0..250 {
        tx.changed(Change { doctor: number(doctor) });
    }
    tx.commit().await.unwrap();
    for doctor in 0..250 {
        assert_eq!(next(&mut two.changes).await, of(number(doctor)));
    }
    one.stop.cancel();
    two.stop.cancel();
}

#[tokio::test]
async fn a_process_that_lost_its_connection_looks_again_and_hears_on() {
    let db = testing::database(Kind::Postgres).await;
    let mut other = other_process(&db.url).await;
    let listeners = "FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'";
    let cut = format!("SELECT COUNT(pg_terminate_backend(pid)) {listeners}");
    assert_eq!(db.number(&cut, &[]).await, 1);
    assert_eq!(next(&mut other.changes).await, Some(News::LookAgain));
    change(&db.db, number(1)).await;
    assert_eq!(next(&mut other.changes).await, of(number(1)));
    other.stop.cancel();
}

#[tokio::test]
async fn a_message_committed_by_one_process_is_sent_by_another_at_once() {
    let world = testing::world(Kind::Postgres).await;
    let db = Db::connect(&world.db.url).await.unwrap();
    let mut changes = db.changes();
    let sender = Arc::new(Core::new(db, world.clock.clone(), testing::settings()));
    let (mailer, stop) = (Arc::new(RecordingMailer::default()), CancellationToken::new());
    let running = tokio::spawn(jobs::run(Arc::clone(&sender), mailer.clone(), None, stop.clone()));
    assert_eq!(next(&mut changes).await, Some(News::LookAgain), "it listens");

    let ctx = testing::patient_context(&world.core, &world.clinic, 0);
    let held = hold(&ctx, &slot(&world)).await.unwrap().view;
    let input = backend::booking::Book {
        hold: held.id,
        version: held.version,
        reason: "A mole has changed.".to_owned(),
        idempotency_key: "k".repeat(16),
    };
    backend::booking::book(&ctx, &input).await.unwrap();
    let sent = tokio::time::timeout(SOON, mailer.wait_for(1)).await.expect("a mail");
    assert!(!sent.is_empty());
    // Written by one, and sent by the other.
    for _ in 0..2 {
        hears(&mut changes, News::Listed(List::Deliveries)).await;
    }
    stop.cancel();
    running.await.unwrap();
}
