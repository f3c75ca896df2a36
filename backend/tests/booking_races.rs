//! Many at once, on both databases: one wins, the others get a plain no, nothing breaks.

use std::sync::Arc;

use backend::{
    Context, Fault, Token,
    booking::{Book, HoldSlot, Reschedule, book, hold, reschedule},
    testing::{self, Kind, World, instant, patient_context},
};
use domain::{booking::AppointmentView, refusal::Refusal};
use futures::future::join_all;
use rstest::rstest;
use sea_orm::ConnectionTrait as _;

const MANY: u8 = 64;
const REASON: &str = "A mole has changed.";

/// The patients of the test clinic, each in many browsers.
fn browser(world: &World, number: u8) -> Context {
    let patient = patient_context(&world.core, &world.clinic, usize::from(number % 3));
    Context::new(
        Arc::clone(&world.core),
        patient.actor().clone(),
        Some(Token::from_bytes([number; 32])),
    )
}

/// Runs each on the runtime's threads, so that they truly meet.
async fn at_once<T: Send + 'static>(work: impl Iterator<Item = impl Future<Output = T> + Send + 'static>) -> Vec<T> {
    let running: Vec<_> = work.map(tokio::spawn).collect();
    join_all(running).await.into_iter().map(Result::unwrap).collect()
}

async fn hold_and_book(ctx: Context, slot: HoldSlot, number: u8) -> Result<AppointmentView, Fault> {
    let held = hold(&ctx, &slot).await?;
    let idempotency_key = format!("race-of-many-{number:04}");
    let input = Book {
        hold: held.view.id,
        version: held.view.version,
        reason: REASON.into(),
        idempotency_key,
    };
    book(&ctx, &input).await
}

fn assert_lost(result: &Result<AppointmentView, Fault>) {
    match result {
        Err(Fault::Refused(Refusal::SlotTaken(nearest))) => assert_eq!(nearest.len(), 3),
        // A patient's other browser has it.
        Err(Fault::Refused(Refusal::PatientBusy)) => {}
        other => panic!("{other:?}"),
    }
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_keeps_a_time_is_never_told_that_it_is_taken(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let (keeper, doctor) = (browser(&world, 0), &world.clinic.doctors[0]);
    let slot = HoldSlot {
        schedule: doctor.schedule,
        service: doctor.service,
        minutes: None,
        start: instant("2026-11-24T10:00:00Z"),
    };
    hold(&keeper, &slot).await.unwrap();
    // Every second press is the keeper's; the others wait together with it, and lose.
    let pressing = (1..MANY).map(|number| {
        let ctx = if number % 2 == 0 {
            keeper.clone()
        } else {
            browser(&world, number)
        };
        let slot = slot.clone();
        async move { (number, hold(&ctx, &slot).await.is_ok()) }
    });
    for (number, has_it) in at_once(pressing).await {
        assert_eq!(has_it, number % 2 == 0, "press {number}");
    }
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_64_who_want_one_time_exactly_one_gets_it(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let doctor = &world.clinic.doctors[0];
    let start = instant("2026-11-24T10:00:00Z");
    let slot = HoldSlot {
        schedule: doctor.schedule,
        service: doctor.service,
        minutes: None,
        start,
    };
    let all = at_once((0..MANY).map(|number| hold_and_book(browser(&world, number), slot.clone(), number))).await;
    assert_eq!(all.iter().filter(|result| result.is_ok()).count(), 1);
    all.iter().filter(|result| result.is_err()).for_each(assert_lost);
    assert_eq!(world.db.count("appointment").await, 1);
    assert_eq!(world.db.count("audit_event WHERE action NOT LIKE 'read_%'").await, 1);
    assert_eq!(world.db.mails_to_patients().await, 1);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_64_who_want_two_overlapping_times_exactly_one_gets_one(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let doctor = &world.clinic.doctors[0];
    // An hour with its buffers beside a half hour in the middle of it.
    let slots = [
        HoldSlot {
            schedule: doctor.schedule,
            service: world.clinic.procedure,
            minutes: None,
            start: instant("2026-11-24T10:00:00Z"),
        },
        HoldSlot {
            schedule: doctor.schedule,
            service: doctor.service,
            minutes: None,
            start: instant("2026-11-24T10:30:00Z"),
        },
    ];
    let pick = |number: u8| slots[usize::from(number % 2)].clone();
    let all = at_once((0..MANY).map(|number| hold_and_book(browser(&world, number), pick(number), number))).await;
    assert_eq!(all.iter().filter(|result| result.is_ok()).count(), 1);
    all.iter().filter(|result| result.is_err()).for_each(assert_lost);
    assert_eq!(world.db.count("appointment").await, 1);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_64_who_want_two_lengths_that_overlap_exactly_one_gets_one(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let doctor = &world.clinic.doctors[0];
    let sql = "INSERT INTO service_length (service_id, minutes) VALUES ({0}, 60)";
    world.db.execute(sql, &[doctor.service.into()]).await.unwrap();
    // An hour, and the second half of it.
    let pick = |number: u8| HoldSlot {
        schedule: doctor.schedule,
        service: doctor.service,
        minutes: Some(if number.is_multiple_of(2) { 60 } else { 30 }),
        start: instant("2026-11-24T10:00:00Z").plus_minutes(if number.is_multiple_of(2) { 0 } else { 30 }),
    };
    let all = at_once((0..MANY).map(|number| hold_and_book(browser(&world, number), pick(number), number))).await;
    assert_eq!(all.iter().filter(|result| result.is_ok()).count(), 1);
    all.iter().filter(|result| result.is_err()).for_each(assert_lost);
    assert_eq!(world.db.count("appointment").await, 1);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_confirmation_sent_64_times_at_once_is_one_appointment_with_one_answer(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let (ctx, doctor) = (browser(&world, 1), &world.clinic.doctors[0]);
    let start = instant("2026-11-24T10:00:00Z");
    let slot = HoldSlot {
        schedule: doctor.schedule,
        service: doctor.service,
        minutes: None,
        start,
    };
    let held = hold(&ctx, &slot).await.unwrap().view;
    let input = Book {
        hold: held.id,
        version: held.version,
        reason: REASON.into(),
        idempotency_key: "k".repeat(16),
    };
    let send = |_| {
        let (ctx, input) = (ctx.clone(), input.clone());
        async move { book(&ctx, &input).await.unwrap() }
    };
    let answers = at_once((0..MANY).map(send)).await;
    assert!(answers.iter().all(|answer| *answer == answers[0]));
    assert_eq!(world.db.count("audit_event WHERE action NOT LIKE 'read_%'").await, 1);
    assert_eq!(world.db.mails_to_patients().await, 1);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_confirmations_of_one_hold_with_two_keys_make_one_appointment(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let (ctx, doctor) = (browser(&world, 1), &world.clinic.doctors[0]);
    let start = instant("2026-11-24T10:00:00Z");
    let slot = HoldSlot {
        schedule: doctor.schedule,
        service: doctor.service,
        minutes: None,
        start,
    };
    let held = hold(&ctx, &slot).await.unwrap().view;
    let send = |number: u8| {
        let (ctx, held) = (ctx.clone(), held.clone());
        let idempotency_key = format!("race-of-many-{number:04}");
        let input = Book {
            hold: held.id,
            version: held.version,
            reason: REASON.into(),
            idempotency_key,
        };
        async move { book(&ctx, &input).await }
    };
    let answers = at_once((0..MANY).map(send)).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1);
    let lost = answers.iter().filter_map(|answer| answer.as_ref().err());
    assert!(
        lost.into_iter()
            .all(|fault| matches!(fault, Fault::Refused(Refusal::InvalidChange(_) | Refusal::Stale)))
    );
    assert_eq!(world.db.mails_to_patients().await, 1);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_those_who_move_to_one_time_one_does_and_the_others_keep_theirs(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let doctor = &world.clinic.doctors[0];
    let mut visits = Vec::new();
    for number in 0..12_u8 {
        let start = instant("2026-11-26T09:00:00Z").plus_minutes(i64::from(number) * 30);
        let slot = HoldSlot {
            schedule: doctor.schedule,
            service: doctor.service,
            minutes: None,
            start,
        };
        let ctx = browser(&world, number);
        visits.push((ctx.clone(), hold_and_book(ctx, slot, number).await.unwrap()));
    }
    let start = instant("2026-11-27T10:00:00Z");
    let moves = visits.into_iter().map(|(ctx, visit)| async move {
        let input = Reschedule::to(visit.id, visit.version, start);
        let moved = reschedule(&ctx, &input).await;
        let now = backend::booking::get_appointment(&ctx, visit.id).await.unwrap();
        match moved {
            Ok(moved) => assert_eq!(moved, now),
            lost => {
                assert_lost(&lost);
                assert_eq!(now, visit);
            }
        }
        now.time.start == start
    });
    let moved = at_once(moves.collect::<Vec<_>>().into_iter()).await;
    assert_eq!(moved.into_iter().filter(|moved| *moved).count(), 1);
}

/// On PostgreSQL: the exclusion constraint has two who write at the same instant wait for each other.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_takes_a_time_waits_for_who_takes_another_of_the_same_doctor() {
    let world = testing::world(Kind::Postgres).await;
    let cap = "UPDATE service SET cap_per_day = 5 WHERE id = {0}";
    world
        .db
        .execute(cap, &[world.clinic.consultation.into()])
        .await
        .unwrap();
    let keep = |number: u8, service, start| {
        let schedule = world.clinic.doctors[0].schedule;
        let (ctx, start) = (browser(&world, number), instant(start));
        tokio::spawn(async move {
            let slot = HoldSlot {
                minutes: None,
                schedule,
                service,
                start,
            };
            hold(&ctx, &slot).await.map(|_| ())
        })
    };
    let waits = "SELECT COUNT(*) FROM pg_locks WHERE NOT granted";
    // Somebody has the doctor's row, which is taken by who counts visits, in the middle of it.
    let in_the_middle = world.db.db.begin().await.unwrap();
    let sql = "SELECT id FROM doctor FOR NO KEY UPDATE";
    in_the_middle.execute_unprepared(sql).await.unwrap();
    let one = keep(1, world.clinic.consultation, "2026-11-24T10:00:00Z");
    while world.db.number(waits, &[]).await == 0 {}
    let other = keep(2, world.clinic.follow_up, "2026-11-24T14:00:00Z");
    while world.db.number(waits, &[]).await == 1 && !other.is_finished() {}
    assert!(!other.is_finished());
    drop(in_the_middle);
    one.await.unwrap().unwrap();
    other.await.unwrap().unwrap();
}
