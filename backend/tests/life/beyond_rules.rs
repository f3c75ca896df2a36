//! Staff go beyond a rule with a typed reason that is recorded.

use backend::{
    booking::{Cancel, Reschedule, Rules, cancel, list_history, reschedule},
    testing::{administrator_context, doctor_context, instant, patient_context, support_context},
};
use domain::{
    booking::Change,
    refusal::{Fault as FieldFault, Field, FieldError, Refusal},
    slots::NotOffered,
};

use crate::ground::*;

on_both_databases! {
    async fn after_the_cut_off_staff_cancel_with_a_reason(world: World) {
        let visit = booked(&world, TEN).await;
        world.clock.set("2026-11-25T10:00:01Z");
        let support = support_context(&world.core, &world.clinic);
        let without = Cancel { appointment: visit.id, version: visit.version, reason: " ".into(), code: None };
        let missing = FieldError::alone(Field::CancelReason, FieldFault::Missing);
        assert_eq!(refusal(cancel(&support, &without).await), missing);
        let with = Cancel { reason: "The doctor is ill.".into(), ..without };
        cancel(&support, &with).await.unwrap();
        let own = patient_context(&world.core, &world.clinic, 0);
        let [last, _] = &list_history(&own, visit.id).await.unwrap()[..] else { panic!() };
        assert_eq!(last.reason.as_deref(), Some("The doctor is ill."));
    }

    async fn after_the_cut_off_staff_move_with_a_reason(world: World) {
        let visit = booked(&world, TEN).await;
        world.clock.set("2026-11-25T10:00:01Z");
        let doctor = doctor_context(&world.core, &world.clinic, 0);
        let without = Reschedule::to(visit.id, visit.version, instant(ELEVEN));
        let missing = FieldError::alone(Field::OverrideReason, FieldFault::Missing);
        assert_eq!(refusal(reschedule(&doctor, &without).await), missing);
        let with = Reschedule { reason: "An emergency before.".into(), ..without };
        assert_eq!(reschedule(&doctor, &with).await.unwrap().time.start, instant(ELEVEN));
    }

    async fn the_front_desk_overbooks_knowingly_and_nobody_else_does(world: World) {
        let first = booked(&world, TEN).await;
        let other = patient_context(&world.core, &world.clinic, 1);
        let second = take(&other, &slot(&world, ELEVEN), KEY).await.unwrap();
        let beside = Reschedule {
            reason: "Both need the nurse only.".into(),
            rules: Rules::Overbook,
            ..Reschedule::to(second.id, second.version, instant(TEN))
        };
        let doctor = doctor_context(&world.core, &world.clinic, 0);
        assert_eq!(refusal(reschedule(&doctor, &beside).await), Refusal::Forbidden);
        assert_eq!(refusal(reschedule(&other, &beside).await), Refusal::Forbidden);
        let support = support_context(&world.core, &world.clinic);
        let without = Reschedule { reason: String::new(), ..beside.clone() };
        let missing = FieldError::alone(Field::OverrideReason, FieldFault::Missing);
        assert_eq!(refusal(reschedule(&support, &without).await), missing);
        let moved = reschedule(&support, &beside).await.unwrap();
        assert_eq!(moved.overbook_reason.as_deref(), Some("Both need the nurse only."));
        assert_eq!(moved.time.start, first.time.start);

        // By the rules again, it is an ordinary visit.
        let back = Reschedule::to(moved.id, moved.version, instant(ELEVEN));
        assert_eq!(reschedule(&support, &back).await.unwrap().overbook_reason, None);
    }

    async fn outside_the_hours_is_beyond_the_rules_too_and_the_past_is_never(world: World) {
        let visit = booked(&world, TEN).await;
        let administrator = administrator_context(&world.core, &world.clinic);
        let at = |start| Reschedule {
            reason: "As agreed by phone.".into(),
            rules: Rules::Overbook,
            ..Reschedule::to(visit.id, visit.version, instant(start))
        };
        let past = Refusal::NotOffered(NotOffered::Past);
        assert_eq!(refusal(reschedule(&administrator, &at("2026-11-20T10:00:00Z")).await), past);
        let moved = reschedule(&administrator, &at("2026-11-26T19:10:00Z")).await.unwrap();
        let [last, _] = &list_history(&administrator, moved.id).await.unwrap()[..] else { panic!() };
        assert_eq!(last.change, Change::Move);
    }

    async fn nobody_is_in_two_places_at_once_however_it_is_booked(world: World) {
        let own = patient_context(&world.core, &world.clinic, 0);
        booked(&world, TEN).await;
        let second = take(&own, &slot(&world, ELEVEN), "another-key-0001").await.unwrap();
        let support = support_context(&world.core, &world.clinic);
        let beside = Reschedule {
            reason: "By mistake.".into(),
            rules: Rules::Overbook,
            ..Reschedule::to(second.id, second.version, instant(TEN))
        };
        assert_eq!(refusal(reschedule(&support, &beside).await), Refusal::PatientBusy);
    }
}
