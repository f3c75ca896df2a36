//! A change of hours and bookings at the same instant: whoever is second sees the first.

use std::sync::Arc;

use backend::{
    Context, Fault, Token,
    booking::{Book, Choice, Decide, Decision, Decisions, HoldSlot, book, hold, unblock_time},
    schedule::{
        AddClosure, Outcome, RemoveTimeOff, SetWeeklyHours, add_closure, add_time_off, remove_time_off,
        set_weekly_hours,
    },
    testing::{self, Kind, World, administrator_context, instant, patient_context},
};
use domain::{booking::AppointmentView, refusal::Refusal, schedule::Week, version::Version};
use futures::future::join_all;
use rstest::rstest;

use super::ground::{ada, all, away, decide, own, time_off, undecided};

const MANY: u8 = 24;

/// Half an hour of Tuesday for each.
async fn hold_and_book(world: Arc<World>, number: u8) -> Result<AppointmentView, Fault> {
    let patient = patient_context(&world.core, &world.clinic, usize::from(number % 3));
    let ctx = Context::new(
        Arc::clone(&world.core),
        patient.actor().clone(),
        Some(Token::from_bytes([number; 32])),
    );
    let doctor = &world.clinic.doctors[0];
    let slot = HoldSlot {
        schedule: doctor.schedule,
        service: doctor.service,
        minutes: None,
        start: instant("2026-11-24T09:00:00Z").plus_minutes(i64::from(number % 12) * 30),
    };
    let held = hold(&ctx, &slot).await?.view;
    let input = Book {
        hold: held.id,
        version: held.version,
        reason: "A mole has changed.".into(),
        idempotency_key: format!("hours-and-bookings-{number:04}"),
    };
    book(&ctx, &input).await
}

/// Runs `change` among many bookings. Afterwards it was made before all that were booked, or it was not made and named those
/// that were there: no visit is where there are no hours.
async fn among_bookings(kind: Kind, change: impl AsyncFnOnce(Arc<World>) -> Result<bool, Fault>) {
    let world = Arc::new(testing::world(kind).await);
    let bookings: Vec<_> = (0..MANY)
        .map(|number| tokio::spawn(hold_and_book(Arc::clone(&world), number)))
        .collect();
    let was_made = change(Arc::clone(&world)).await.unwrap();
    for booking in join_all(bookings).await {
        match booking.unwrap() {
            Ok(_)
            | Err(Fault::Refused(
                Refusal::SlotTaken(_)
                | Refusal::NotOffered(_)
                | Refusal::HoldExpired(_)
                | Refusal::PatientBusy
                | Refusal::PatientCap(_),
            )) => {}
            other => panic!("{other:?}"),
        }
    }
    let booked = world
        .db
        .number("SELECT COUNT(*) FROM appointment WHERE status = 'confirmed'", &[])
        .await;
    assert!(!was_made || booked == 0, "{booked} visits without hours");
}

fn was_made<T>(outcome: Result<Outcome<T>, Fault>) -> Result<bool, Fault> {
    match outcome? {
        Outcome::Done(_) => Ok(true),
        Outcome::Undecided(list) => {
            assert!(list.count > 0);
            Ok(false)
        }
    }
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_booking_slips_in_while_hours_are_taken_away(#[case] kind: Kind) {
    among_bookings(kind, async |world| {
        let ctx = ada(&world);
        let seen = own(&ctx).await;
        let input = SetWeeklyHours {
            schedule: seen.id,
            version: seen.version,
            week: Week::default(),
            decisions: Decisions::default(),
        };
        was_made(set_weekly_hours(&ctx, &input).await)
    })
    .await;
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_booking_slips_in_while_time_off_is_added(#[case] kind: Kind) {
    among_bookings(kind, async |world| {
        let ctx = ada(&world);
        let input = time_off(away("2026-11-24", "", "", ""), all(&ctx).await.version);
        was_made(add_time_off(&ctx, &input).await)
    })
    .await;
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_booking_slips_in_while_a_place_is_closed(#[case] kind: Kind) {
    among_bookings(kind, async |world| {
        let ctx = administrator_context(&world.core, &world.clinic);
        let input = AddClosure {
            location: "london".into(),
            version: Version::FIRST,
            away: away("2026-11-24", "", "", ""),
            reason: "Works".into(),
            decisions: Decisions::default(),
        };
        was_made(add_closure(&ctx, &input).await)
    })
    .await;
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_changes_at_once_one_is_made_and_the_other_is_told(#[case] kind: Kind) {
    let world = Arc::new(testing::world(kind).await);
    let seen = own(&ada(&world)).await;
    let change = |number: u16| {
        let (ctx, id, version) = (ada(&world), seen.id, seen.version);
        tokio::spawn(async move {
            let from = format!("{:02}:00", 6 + number % 12);
            let input = SetWeeklyHours {
                schedule: id,
                version,
                week: super::ground::workdays(&[(&from, "20:00")]),
                decisions: Decisions::default(),
            };
            set_weekly_hours(&ctx, &input).await
        })
    };
    let answers = join_all((0..12).map(change)).await;
    let (made, told): (Vec<_>, Vec<_>) = answers.into_iter().map(Result::unwrap).partition(Result::is_ok);
    assert_eq!(made.len(), 1);
    assert!(
        told.iter()
            .all(|answer| matches!(answer, Err(Fault::Refused(Refusal::Stale))))
    );
    assert_eq!(own(&ada(&world)).await.version, Version::new(2));
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_patient_who_confirms_while_it_is_decided_is_listed_or_told(#[case] kind: Kind) {
    let world = Arc::new(testing::world(kind).await);
    let ctx = ada(&world);
    let visit = super::ground::booked(&world, 0, "2026-11-24T14:00:00Z").await;
    let input = time_off(away("2026-11-24", "", "", ""), all(&ctx).await.version);
    let list = undecided(add_time_off(&ctx, &input).await);
    let decided = backend::schedule::AddTimeOff {
        decisions: decide(&list, |_| Choice::Cancel),
        ..input
    };
    // The patient cancels at the same instant: it is cancelled once, and somebody is told.
    let patient = patient_context(&world.core, &world.clinic, 0);
    let own = backend::booking::Cancel {
        appointment: visit.id,
        version: visit.version,
        reason: String::new(),
        code: None,
    };
    let (staff, patients) = tokio::join!(
        tokio::spawn(async move { add_time_off(&ctx, &decided).await }),
        tokio::spawn(async move { backend::booking::cancel(&patient, &own).await }),
    );
    assert!(matches!(staff.unwrap(), Ok(Outcome::Done(_))));
    match patients.unwrap() {
        Ok(_) | Err(Fault::Refused(Refusal::Stale | Refusal::InvalidChange(_))) => {}
        other => panic!("{other:?}"),
    }
    let notices = "SELECT COUNT(*) FROM appointment_event WHERE kind = 'cancel'";
    assert_eq!(world.db.number(notices, &[]).await, 1);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn time_off_that_two_take_away_at_once_is_taken_away_by_one(#[case] kind: Kind) {
    let world = Arc::new(testing::world(kind).await);
    let ctx = ada(&world);
    for _ in 0..12 {
        let input = time_off(away("2026-11-24", "", "", ""), all(&ctx).await.version);
        let id = super::ground::done(add_time_off(&ctx, &input).await);
        let remove = RemoveTimeOff {
            doctor: None,
            time_off: id,
            version: Some(all(&ctx).await.version),
        };
        let (one, other) = (ctx.clone(), ctx.clone());
        // On the page of the hours, and on the board, which knows no version.
        let (removed, unblocked) = tokio::join!(
            tokio::spawn(async move { remove_time_off(&one, &remove).await.map(|_| ()) }),
            tokio::spawn(async move { unblock_time(&other, id).await.map(|_| ()) }),
        );
        match (removed.unwrap(), unblocked.unwrap()) {
            (Ok(()), Err(Fault::Refused(Refusal::NotFound)))
            // It was shown the doctor as they were before.
            | (Err(Fault::Refused(Refusal::NotFound | Refusal::Stale)), Ok(())) => {}
            other => panic!("{other:?}"),
        }
    }
    let taken_away = "SELECT COUNT(*) FROM audit_event WHERE action IN ('remove_time_off', 'unblock_time')";
    assert_eq!(world.db.number(taken_away, &[]).await, 12);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn answers_to_requests_and_changes_of_hours_do_not_wait_for_each_other() {
    let world = Arc::new(testing::world(Kind::Postgres).await);
    for sql in [
        "UPDATE service SET needs_approval = TRUE",
        "INSERT INTO setting (name, value) VALUES ('patient_most_open', '100'), ('patient_most_per_day', '100')",
    ] {
        world.db.execute(sql, &[]).await.unwrap();
    }
    let ctx = ada(&world);
    let version = all(&ctx).await.version;
    for date in ["2026-11-24", "2026-11-25", "2026-11-26"] {
        let mut work = Vec::new();
        for (patient, hour) in (9..17).enumerate() {
            let visit = super::ground::booked(&world, patient % 3, &format!("{date}T{hour:02}:00:00Z")).await;
            let (ctx, input) = (ctx.clone(), time_off(away(date, "", "", ""), version));
            work.push(tokio::spawn(async move {
                let accept = Decide {
                    appointment: visit.id,
                    version: visit.version,
                    decision: Decision::Accept,
                };
                // Whoever is hit is locked and moved, to propose other times.
                let (accepted, listed) =
                    tokio::join!(backend::booking::decide(&ctx, &accept), add_time_off(&ctx, &input));
                accepted.unwrap();
                assert!(matches!(listed, Ok(Outcome::Undecided(_))), "{listed:?}");
            }));
        }
        join_all(work).await.into_iter().for_each(|done| done.unwrap());
    }
    assert_eq!(world.db.deadlocks().await, 0);
}
