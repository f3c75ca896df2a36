use backend::{
    booking::{
        Book, Cancel, Choice, Decisions, HoldSlot, Reschedule, book, cancel, get_appointment, hold, list_history,
        reschedule,
    },
    testing::{instant, patient_context},
};
use domain::{
    booking::{CancelCode, Change, Status, Step},
    refusal::{Fault as FieldFault, Field, FieldError, Refusal},
    schedule::DateHours,
};

use super::ground::{
    ada, booked, decide, done, move_it, on_both_databases, own, refusal, set_date, set_week, undecided, windows,
    workdays,
};

const TEN: &str = "2026-11-24T10:00:00Z";
const TWO: &str = "2026-11-24T14:00:00Z";
const THREE: &str = "2026-11-25T15:00:00Z";

on_both_databases! {
    async fn a_change_that_leaves_visits_without_their_time_is_not_made_in_silence(world: World) {
        let ctx = ada(&world);
        booked(&world, 0, TEN).await;
        let two = booked(&world, 1, TWO).await;
        let three = booked(&world, 2, THREE).await;
        let list = undecided(set_week(workdays(&[("09:00", "12:00")]), &ctx, Decisions::default()).await);
        let hit: Vec<_> = list.hits.iter().map(|hit| hit.appointment.id).collect();
        assert_eq!((hit, list.count, list.has_changed), (vec![two.id, three.id], 2, false));
        // By the new hours, nearest first, and not the same twice.
        let proposals: Vec<_> = list.hits.iter().map(|hit| hit.proposal.clone().unwrap().start).collect();
        assert_eq!(proposals, ["2026-11-24T11:30:00Z", "2026-11-25T11:30:00Z"].map(instant));
        assert_eq!(own(&ctx).await.week.minutes(), 40 * 60);
        assert_eq!(get_appointment(&ctx, two.id).await.unwrap(), two);
        assert_eq!(world.db.mails_to_patients().await, 3);
    }

    async fn each_visit_becomes_what_was_chosen_for_it(world: World) {
        let ctx = ada(&world);
        let kept = booked(&world, 0, TWO).await;
        let cancelled = booked(&world, 1, "2026-11-24T15:00:00Z").await;
        let moved = booked(&world, 2, "2026-11-24T16:00:00Z").await;
        let hours = workdays(&[("09:00", "12:00")]);
        let list = undecided(set_week(hours.clone(), &ctx, Decisions::default()).await);
        let decisions = decide(&list, |index| [Choice::Keep, Choice::Cancel, move_it()][index]);
        done(set_week(hours.clone(), &ctx, decisions).await);

        assert_eq!(own(&ctx).await.week, hours);
        assert_eq!(get_appointment(&ctx, kept.id).await.unwrap(), kept);
        let now = get_appointment(&ctx, cancelled.id).await.unwrap();
        assert_eq!((now.status, now.cancel_reason.as_deref()), (Status::Cancelled, Some("The doctor is at a course.")));
        assert_eq!(now.cancel_code, Some(CancelCode::HoursChanged));
        let now = get_appointment(&ctx, moved.id).await.unwrap();
        assert_eq!(now.time.start, list.hits[2].proposal.clone().unwrap().start);
        let told = list_history(&patient_context(&world.core, &world.clinic, 2), moved.id).await.unwrap();
        assert_eq!((told[0].change, told[0].reason.as_deref()), (Change::Move, Some("The doctor is at a course.")));
        let told = list_history(&patient_context(&world.core, &world.clinic, 1), cancelled.id).await.unwrap();
        assert_eq!((told[0].change, told[0].cancel_code), (Change::Step(Step::Cancel), Some(CancelCode::HoursChanged)));
        // Three confirmations, a cancellation, a move.
        assert_eq!(world.db.mails_to_patients().await, 5);
        // What was kept is not asked about again.
        done(set_week(workdays(&[("09:00", "11:30")]), &ctx, Decisions::default()).await);
    }

    async fn a_list_that_changed_meanwhile_is_shown_again(world: World) {
        let ctx = ada(&world);
        let visit = booked(&world, 0, TWO).await;
        let list = undecided(set_date(&ctx, "2026-11-24", DateHours::Closed, Decisions::default()).await);
        let decisions = decide(&list, |_| Choice::Cancel);
        booked(&world, 1, "2026-11-24T15:00:00Z").await;
        let again = undecided(set_date(&ctx, "2026-11-24", DateHours::Closed, decisions.clone()).await);
        assert_eq!((again.count, again.has_changed), (2, true));
        assert_eq!(again.hits[0].choice, Some(Choice::Cancel));
        assert_eq!(again.hits[1].choice, None);
        // The patient moves within the day: another version.
        let patient = patient_context(&world.core, &world.clinic, 0);
        reschedule(&patient, &Reschedule::to(visit.id, visit.version, instant("2026-11-24T16:00:00Z"))).await.unwrap();
        let again = undecided(set_date(&ctx, "2026-11-24", DateHours::Closed, decide(&again, |_| Choice::Keep)).await);
        assert!(again.has_changed);
        done(set_date(&ctx, "2026-11-24", DateHours::Closed, decide(&again, |_| Choice::Keep)).await);
    }

    async fn a_proposed_time_that_was_taken_is_replaced_by_another(world: World) {
        let ctx = ada(&world);
        booked(&world, 0, TWO).await;
        let hours = || windows(&[("09:00", "10:00")]);
        let list = undecided(set_date(&ctx, "2026-11-24", hours(), Decisions::default()).await);
        let proposed = list.hits[0].proposal.clone().unwrap();
        assert_eq!(proposed.start, instant("2026-11-24T09:30:00Z"));
        booked(&world, 1, "2026-11-24T09:30:00Z").await;
        let again = undecided(set_date(&ctx, "2026-11-24", hours(), decide(&list, |_| move_it())).await);
        assert!(again.has_changed);
        assert_eq!(again.hits[0].proposal.clone().unwrap().start, instant("2026-11-24T09:00:00Z"));
        done(set_date(&ctx, "2026-11-24", hours(), decide(&again, |_| move_it())).await);
    }

    async fn patients_read_why_their_visit_is_cancelled(world: World) {
        let ctx = ada(&world);
        booked(&world, 0, TWO).await;
        let list = undecided(set_date(&ctx, "2026-11-24", DateHours::Closed, Decisions::default()).await);
        let silent = Decisions { reason: " ".into(), ..decide(&list, |_| Choice::Cancel) };
        let again = undecided(set_date(&ctx, "2026-11-24", DateHours::Closed, silent).await);
        let missing = FieldError { field: Field::CancelReason, fault: FieldFault::Missing };
        assert_eq!((again.faults, again.has_changed), (vec![missing], false));
        assert_eq!(again.hits[0].choice, Some(Choice::Cancel));
    }

    async fn who_has_arrived_is_kept(world: World) {
        let ctx = ada(&world);
        let visit = booked(&world, 0, "2026-11-23T16:00:00Z").await;
        world.db.execute("UPDATE appointment SET status = 'arrived' WHERE id = {0}", &[visit.id.into()]).await.unwrap();
        let list = undecided(set_date(&ctx, "2026-11-23", DateHours::Closed, Decisions::default()).await);
        assert_eq!((list.hits[0].can_change, list.hits[0].proposal.clone()), (false, None));
        let again = undecided(set_date(&ctx, "2026-11-23", DateHours::Closed, decide(&list, |_| Choice::Cancel)).await);
        assert_eq!(again.hits[0].choice, None);
        done(set_date(&ctx, "2026-11-23", DateHours::Closed, decide(&list, |_| Choice::Keep)).await);
    }

    async fn a_patient_with_another_visit_is_not_moved_onto_it(world: World) {
        let ctx = ada(&world);
        booked(&world, 0, TWO).await;
        // The same patient, in New York, at 09:30 in London's clock.
        let row = backend::testing::AppointmentRow::new(7).doctor(1).from_to(24 * 60 - 30, 24 * 60);
        row.insert(&world).await.unwrap();
        let list = undecided(set_date(&ctx, "2026-11-24", windows(&[("09:00", "10:00")]), Decisions::default()).await);
        assert_eq!(list.hits[0].proposal.clone().unwrap().start, instant("2026-11-24T09:00:00Z"));
    }

    async fn a_time_held_meanwhile_is_let_go_and_said_so(world: World) {
        let ctx = ada(&world);
        let patient = patient_context(&world.core, &world.clinic, 0);
        let doctor = &world.clinic.doctors[0];
        let slot = HoldSlot { schedule: doctor.schedule, service: doctor.service, minutes: None, start: instant(TWO) };
        let held = hold(&patient, &slot).await.unwrap().view;
        done(set_date(&ctx, "2026-11-24", DateHours::Closed, Decisions::default()).await);
        let input = Book { hold: held.id, version: held.version, reason: "Itch".into(), idempotency_key: "k".repeat(16) };
        assert!(matches!(refusal(book(&patient, &input).await), Refusal::HoldExpired(nearest) if nearest.len() == 3));
    }

    async fn nothing_is_left_to_decide_when_the_patient_cancels_first(world: World) {
        let ctx = ada(&world);
        let visit = booked(&world, 0, "2026-11-26T14:00:00Z").await;
        let list = undecided(set_date(&ctx, "2026-11-26", DateHours::Closed, Decisions::default()).await);
        let patient = patient_context(&world.core, &world.clinic, 0);
        let input = Cancel { appointment: visit.id, version: visit.version, reason: String::new(), code: None };
        cancel(&patient, &input).await.unwrap();
        done(set_date(&ctx, "2026-11-26", DateHours::Closed, decide(&list, |_| Choice::Cancel)).await);
    }
}
