//! Approval mode: a request blocks its time until it is answered or lapses.

use backend::{
    booking::{
        Cancel, Decide, Decision, Reschedule, book, cancel, decide, get_appointment, hold, list_requests, reschedule,
    },
    jobs,
    testing::{administrator_context, doctor_context, instant, patient_context, support_context, visitor_context},
};
use domain::{
    booking::{AppointmentView, InvalidChange, Status, Step},
    refusal::{Fault as FieldFault, Field, FieldError, Refusal},
};

use crate::ground::*;

fn accept(request: &AppointmentView) -> Decide {
    Decide {
        appointment: request.id,
        version: request.version,
        decision: Decision::Accept,
    }
}

fn reject(request: &AppointmentView, reason: &str) -> Decide {
    Decide {
        decision: Decision::Reject { reason: reason.into() },
        ..accept(request)
    }
}

on_both_databases! {
    async fn a_request_blocks_its_time_and_is_confirmed_when_accepted(world: World) {
        set_service(&world, "needs_approval = TRUE").await;
        let request = booked(&world, TEN).await;
        assert_eq!(request.status, Status::Requested);
        assert_eq!(request.answer_until.as_deref(), Some("Wednesday 25 November 2026, 08:00"));
        assert!(!is_free(&visitor_context(&world.core, 0), &world, TEN).await);

        let doctor = doctor_context(&world.core, &world.clinic, 0);
        assert_eq!(list_requests(&doctor).await.unwrap(), std::slice::from_ref(&request));
        let accepted = decide(&doctor, &accept(&request)).await.unwrap();
        assert_eq!((accepted.status, accepted.answer_until), (Status::Confirmed, None));
        assert!(list_requests(&doctor).await.unwrap().is_empty());
        assert_eq!(world.db.mails_to_patients().await, 2);
        assert_eq!(refusal(decide(&doctor, &accept(&request)).await),
            Refusal::InvalidChange(InvalidChange { status: Status::Confirmed, step: Step::Accept }));
    }

    async fn a_rejection_needs_a_reason_and_frees_the_time(world: World) {
        set_service(&world, "needs_approval = TRUE").await;
        let request = booked(&world, TEN).await;
        let administrator = administrator_context(&world.core, &world.clinic);
        let missing = FieldError::alone(Field::RejectReason, FieldFault::Missing);
        assert_eq!(refusal(decide(&administrator, &reject(&request, "  ")).await), missing);
        let rejected = decide(&administrator, &reject(&request, "Please see your own doctor first.")).await.unwrap();
        assert_eq!(rejected.status, Status::Rejected);
        assert_eq!(rejected.cancel_reason.as_deref(), Some("Please see your own doctor first."));
        assert!(is_free(&visitor_context(&world.core, 0), &world, TEN).await);
    }

    async fn only_the_doctor_and_administrators_decide(world: World) {
        set_service(&world, "needs_approval = TRUE").await;
        let request = booked(&world, TEN).await;
        let own = patient_context(&world.core, &world.clinic, 0);
        let other_patient = patient_context(&world.core, &world.clinic, 1);
        let other_doctor = doctor_context(&world.core, &world.clinic, 1);
        let support = support_context(&world.core, &world.clinic);
        for (who, expected) in [
            (&own, Refusal::Forbidden),
            (&support, Refusal::Forbidden),
            (&other_patient, Refusal::NotFound),
            (&other_doctor, Refusal::NotFound),
            (&visitor_context(&world.core, 0), Refusal::SignInFirst),
        ] {
            assert_eq!(refusal(decide(who, &accept(&request)).await), expected);
        }
        assert!(list_requests(&other_doctor).await.unwrap().is_empty());
        assert_eq!(refusal(list_requests(&support).await), Refusal::Forbidden);
        assert_eq!(get_appointment(&own, request.id).await.unwrap(), request);
    }

    async fn a_request_lapses_when_nobody_answers(world: World) {
        set_service(&world, "needs_approval = TRUE, request_lapse_minutes = 120").await;
        let request = booked(&world, TEN).await;
        world.clock.advance_minutes(119);
        jobs::clean(&backend::Context::system(world.core.clone())).await.unwrap();
        let own = patient_context(&world.core, &world.clinic, 0);
        assert_eq!(get_appointment(&own, request.id).await.unwrap().status, Status::Requested);

        world.clock.advance_minutes(1);
        let doctor = doctor_context(&world.core, &world.clinic, 0);
        let late = Refusal::InvalidChange(InvalidChange { status: Status::Requested, step: Step::Accept });
        assert_eq!(refusal(decide(&doctor, &accept(&request)).await), late, "its very instant is too late");
        jobs::clean(&backend::Context::system(world.core.clone())).await.unwrap();
        jobs::clean(&backend::Context::system(world.core.clone())).await.unwrap();
        assert_eq!(get_appointment(&own, request.id).await.unwrap().status, Status::Rejected);
        assert_eq!(world.db.mails_to_patients().await, 2, "the lapse is told once");
        assert!(is_free(&visitor_context(&world.core, 0), &world, TEN).await);
    }

    async fn a_request_never_waits_beyond_its_own_start(world: World) {
        set_service(&world, "needs_approval = TRUE, request_lapse_minutes = 43200").await;
        let request = booked(&world, TEN).await;
        assert_eq!(request.answer_until.as_deref(), Some("Thursday 26 November 2026, 10:00"));
    }

    async fn an_answer_and_the_lapse_at_once_leave_one_outcome(world: World) {
        set_service(&world, "needs_approval = TRUE, request_lapse_minutes = 120").await;
        let request = booked(&world, TEN).await;
        world.clock.advance_minutes(119);
        let doctor = doctor_context(&world.core, &world.clinic, 0);
        let many = (0..8).map(|number| {
            let (doctor, request) = (doctor.clone(), request.clone());
            async move {
                let input = if number % 2 == 0 { accept(&request) } else { reject(&request, "No.") };
                decide(&doctor, &input).await
            }
        });
        let answers = at_once(many).await;
        assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 1, "{answers:?}");
        for answer in answers.into_iter().filter(Result::is_err) {
            assert!(matches!(refusal(answer), Refusal::Stale | Refusal::InvalidChange(_)));
        }
        assert_eq!(world.db.count("appointment_event").await, 2);
    }

    async fn a_patient_withdraws_a_request_at_any_time(world: World) {
        set_service(&world, "needs_approval = TRUE").await;
        let request = booked(&world, "2026-11-23T15:00:00Z").await;
        let own = patient_context(&world.core, &world.clinic, 0);
        let withdrawal = Cancel { appointment: request.id, version: request.version, reason: String::new(), code: None };
        assert_eq!(cancel(&own, &withdrawal).await.unwrap().status, Status::Cancelled);
    }

    async fn the_clinic_ends_a_request_only_with_a_reason(world: World) {
        set_service(&world, "needs_approval = TRUE").await;
        let own = patient_context(&world.core, &world.clinic, 0);
        let staff = [
            doctor_context(&world.core, &world.clinic, 0),
            support_context(&world.core, &world.clinic),
            administrator_context(&world.core, &world.clinic),
        ];
        for (number, ctx) in staff.iter().enumerate() {
            let request = take(&own, &slot(&world, TEN), &format!("request-number-{number}")).await.unwrap();
            assert_eq!(request.status, Status::Requested);
            let without = Cancel { appointment: request.id, version: request.version, reason: "  ".into(), code: None };
            let missing = FieldError::alone(Field::CancelReason, FieldFault::Missing);
            assert_eq!(refusal(cancel(ctx, &without).await), missing);
            let with = Cancel { reason: "The doctor has left.".into(), ..without };
            let ended = cancel(ctx, &with).await.unwrap();
            assert_eq!(ended.status, Status::Cancelled);
        }
    }

    async fn another_time_picked_by_the_patient_must_be_accepted_again(world: World) {
        set_service(&world, "needs_approval = TRUE").await;
        let request = booked(&world, TEN).await;
        let doctor = doctor_context(&world.core, &world.clinic, 0);
        let accepted = decide(&doctor, &accept(&request)).await.unwrap();
        let own = patient_context(&world.core, &world.clinic, 0);
        let moved = reschedule(&own, &Reschedule::to(accepted.id, accepted.version, instant(ELEVEN))).await.unwrap();
        assert_eq!((moved.status, moved.time.start), (Status::Requested, instant(ELEVEN)));
        // The clinic's own move needs nobody's approval.
        let accepted = decide(&doctor, &accept(&moved)).await.unwrap();
        let moved = reschedule(&doctor, &Reschedule::to(accepted.id, accepted.version, instant(TEN))).await.unwrap();
        assert_eq!(moved.status, Status::Confirmed);
    }

    async fn the_same_confirmation_again_gets_the_same_request(world: World) {
        set_service(&world, "needs_approval = TRUE").await;
        let own = patient_context(&world.core, &world.clinic, 0);
        let held = hold(&own, &slot(&world, TEN)).await.unwrap();
        let input = confirmation(&held.view, KEY);
        let first = book(&own, &input).await.unwrap();
        assert_eq!(book(&own, &input).await.unwrap(), first);
        assert_eq!(world.db.mails_to_patients().await, 1);
    }
}
