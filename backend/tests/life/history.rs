//! Each change is recorded, for the patient and for the staff.

use backend::{
    booking::{Cancel, ChangeStatus, Reschedule, cancel, change_status, get_appointment, list_history, reschedule},
    testing::{administrator_context, doctor_context, instant, patient_context, support_context},
};
use domain::{
    account::Role,
    booking::{Change, Step},
    refusal::Refusal,
};

use crate::ground::*;

on_both_databases! {
    async fn the_history_tells_what_happened_latest_first(world: World) {
        let visit = booked(&world, TEN).await;
        let own = patient_context(&world.core, &world.clinic, 0);
        let mut visit = reschedule(&own, &Reschedule::to(visit.id, visit.version, instant(ELEVEN))).await.unwrap();
        world.clock.set("2026-11-26T11:00:00Z");
        let doctor = doctor_context(&world.core, &world.clinic, 0);
        for step in [Step::Arrive, Step::Start, Step::Complete, Step::Reopen] {
            let input = ChangeStatus { appointment: visit.id, version: visit.version, step };
            visit = change_status(&doctor, &input).await.unwrap();
        }

        let entries = list_history(&own, visit.id).await.unwrap();
        let changes: Vec<Change> = entries.iter().map(|entry| entry.change).collect();
        let steps = [Step::Reopen, Step::Complete, Step::Start, Step::Arrive].map(Change::Step);
        assert_eq!(changes[..4], steps);
        assert_eq!(changes[4..], [Change::Move, Change::Step(Step::Confirm)]);
        let moved = &entries[4];
        assert_eq!(moved.moved_from.as_deref(), Some("Thursday 26 November 2026, 10:00"));
        assert_eq!(moved.time, "Thursday 26 November 2026, 11:00");
        assert!(moved.is_own);
        assert_eq!((entries[0].by, entries[0].by_name.as_deref()), (Some(Role::Doctor), None), "no names for patients");
        let for_staff = list_history(&doctor, visit.id).await.unwrap();
        assert_eq!(for_staff[0].by_name.as_deref(), Some("Ada Moreno"));
        assert_eq!(for_staff[4].by_name.as_deref(), Some("Pia Lund"));
    }

    async fn why_a_patient_cancels_is_not_for_the_front_desk(world: World) {
        let visit = booked(&world, TEN).await;
        let own = patient_context(&world.core, &world.clinic, 0);
        let input = Cancel { appointment: visit.id, version: visit.version, reason: "I am in hospital.".into(), code: None };
        cancel(&own, &input).await.unwrap();
        let doctor = doctor_context(&world.core, &world.clinic, 0);
        let support = support_context(&world.core, &world.clinic);
        for (ctx, reason) in [(&own, Some("I am in hospital.")), (&doctor, Some("I am in hospital.")), (&support, None)] {
            assert_eq!(list_history(ctx, visit.id).await.unwrap()[0].reason.as_deref(), reason);
            assert_eq!(get_appointment(ctx, visit.id).await.unwrap().cancel_reason.as_deref(), reason);
        }
    }

    async fn why_somebody_ends_a_visit_is_for_the_desk_when_the_desk_wrote_it(world: World) {
        let (pia, doctor, support, admin) = (
            patient_context(&world.core, &world.clinic, 0),
            doctor_context(&world.core, &world.clinic, 0),
            support_context(&world.core, &world.clinic),
            administrator_context(&world.core, &world.clinic),
        );
        let why = "See the cardiologist first.";
        for (number, (by, for_desk)) in [(&doctor, None), (&support, Some(why)), (&admin, Some(why))].into_iter().enumerate() {
            let visit = take(&pia, &slot(&world, TEN), &format!("history-number-{number}")).await.unwrap();
            cancel(by, &Cancel { appointment: visit.id, version: visit.version, reason: why.into(), code: None }).await.unwrap();
            for (ctx, reason) in [(&pia, Some(why)), (&doctor, Some(why)), (&admin, Some(why)), (&support, for_desk)] {
                assert_eq!(list_history(ctx, visit.id).await.unwrap()[0].reason.as_deref(), reason);
                assert_eq!(get_appointment(ctx, visit.id).await.unwrap().cancel_reason.as_deref(), reason);
            }
        }
    }

    async fn a_stranger_reads_no_history(world: World) {
        let visit = booked(&world, TEN).await;
        let other = patient_context(&world.core, &world.clinic, 1);
        assert_eq!(refusal(list_history(&other, visit.id).await), Refusal::NotFound);
    }
}
