//! The life of an appointment, on both databases.
#![expect(clippy::unwrap_used, reason = "where the ground of a test breaks, the test fails")]

use backend::{
    Context, Fault, Network, Token,
    booking::{
        Book, Cancel, ChangeStatus, FindSlots, HoldSlot, Reschedule, book, cancel, change_status, find_live_hold,
        find_slots, get_appointment, get_hold, hold, list_appointments, list_doctor_day, list_own_appointments,
        release_hold, reschedule,
    },
    directory::{HoldAny, hold_any},
    testing::{
        self, AppointmentRow, Kind, World, administrator_context, doctor_context, instant, patient_context,
        second_doctor_in_london, visitor_context,
    },
};
use domain::{
    booking::{AppointmentFilter, AppointmentView, FreeTime, HoldView, InvalidChange, Status, Step},
    refusal::{Fault as FieldFault, Field, FieldError, Refusal},
    slots::NotOffered,
    time::Instant,
    version::Version,
};
use rstest::rstest;

const KEY: &str = "0123456789abcdef";
/// Tuesday; the test clinic opens at 09:00.
const TEN: &str = "2026-11-24T10:00:00Z";
const ELEVEN: &str = "2026-11-24T11:00:00Z";

fn slot(world: &World, start: &str) -> HoldSlot {
    let doctor = &world.clinic.doctors[0];
    HoldSlot {
        schedule: doctor.schedule,
        service: doctor.service,
        minutes: None,
        start: instant(start),
    }
}

fn confirmation(hold: &HoldView, key: &str) -> Book {
    Book {
        hold: hold.id,
        version: hold.version,
        reason: "A mole has changed.".into(),
        idempotency_key: key.into(),
    }
}

async fn booked(ctx: &Context, world: &World, start: &str, key: &str) -> AppointmentView {
    let held = hold(ctx, &slot(world, start)).await.unwrap();
    book(ctx, &confirmation(&held.view, key)).await.unwrap()
}

async fn free_times(ctx: &Context, world: &World, date: &str) -> Vec<FreeTime> {
    let doctor = &world.clinic.doctors[0];
    let from = Some(date.to_owned());
    let question = FindSlots {
        schedule: doctor.schedule,
        service: doctor.service,
        minutes: None,
        from,
        days: 1,
        moving: None,
    };
    find_slots(ctx, &question).await.unwrap().days.remove(0).slots
}

async fn is_free(ctx: &Context, world: &World, start: &str) -> bool {
    free_times(ctx, world, &start[..10])
        .await
        .iter()
        .any(|free| free.start == instant(start))
}

fn refusal<T: std::fmt::Debug>(result: Result<T, Fault>) -> Refusal {
    match result.unwrap_err() {
        Fault::Refused(refusal) => refusal,
        fault => panic!("not a refusal: {fault:?}"),
    }
}

macro_rules! on_both_databases {
    ($(async fn $name:ident($world:ident: World) $body:block)+) => {$(
        #[rstest]
        #[case::sqlite(Kind::Sqlite)]
        #[case::postgres(Kind::Postgres)]
        #[tokio::test]
        async fn $name(#[case] kind: Kind) {
            let $world = testing::world(kind).await;
            $body
        }
    )+};
}

on_both_databases! {
    async fn a_working_day_is_offered_whole(world: World) {
        let visitor = visitor_context(&world.core, 0);
        let times: Vec<String> = free_times(&visitor, &world, "2026-11-24").await.into_iter().map(|free| free.time).collect();
        assert_eq!(times.len(), 16);
        assert_eq!((times[0].as_str(), times[15].as_str()), ("09:00", "16:30"));
    }

    async fn a_hold_hides_the_time_from_others_and_not_from_its_holder(world: World) {
        let (one, other) = (visitor_context(&world.core, 0), visitor_context(&world.core, 1));
        let held = hold(&one, &slot(&world, TEN)).await.unwrap();
        assert_eq!(held.view.remaining_secs, 600);
        assert!(!is_free(&other, &world, TEN).await);
        assert!(is_free(&one, &world, TEN).await);
        let Refusal::SlotTaken(nearest) = refusal(hold(&other, &slot(&world, TEN)).await) else { panic!() };
        let times: Vec<Instant> = nearest.iter().map(|free| free.start).collect();
        assert_eq!(times, ["2026-11-24T09:00:00Z", "2026-11-24T09:30:00Z", "2026-11-24T10:30:00Z"].map(instant));
    }

    async fn the_nearest_times_are_those_in_which_a_person_has_no_visit(world: World) {
        let (one, other) = (patient_context(&world.core, &world.clinic, 0), patient_context(&world.core, &world.clinic, 1));
        hold(&one, &slot(&world, TEN)).await.unwrap();
        let schedule = second_doctor_in_london(&world).await;
        let elsewhere = HoldSlot { schedule: schedule.into(), ..slot(&world, "2026-11-24T10:30:00Z") };
        let held = hold(&other, &elsewhere).await.unwrap();
        book(&other, &confirmation(&held.view, KEY)).await.unwrap();
        let Refusal::SlotTaken(nearest) = refusal(hold(&other, &slot(&world, TEN)).await) else { panic!() };
        let times: Vec<Instant> = nearest.iter().map(|free| free.start).collect();
        assert_eq!(times, ["2026-11-24T09:00:00Z", "2026-11-24T09:30:00Z", "2026-11-24T11:00:00Z"].map(instant));
    }

    async fn a_time_that_the_clock_shows_twice_tells_its_offset_wherever_it_is_offered(world: World) {
        // In New York, where 01:00 to 02:00 of this night comes twice.
        let doctor = &world.clinic.doctors[1];
        let night = "INSERT INTO hours_override (id, schedule_id, date, start_minute, end_minute) VALUES ({0}, {0}, '2027-11-07', 30, 120)";
        world.db.execute(night, &[doctor.schedule.into()]).await.unwrap();
        world.clock.set("2027-11-05T12:00:00Z");
        let (one, other) = (visitor_context(&world.core, 0), visitor_context(&world.core, 1));
        let told = |times: &[FreeTime]| -> Vec<String> {
            times.iter().map(|free| format!("{} {}", free.time, free.offset.as_deref().unwrap_or("-"))).collect()
        };
        let from = Some("2027-11-07".to_owned());
        let question = FindSlots { schedule: doctor.schedule, service: doctor.service, minutes: None, from, days: 1, moving: None };
        let day = find_slots(&one, &question).await.unwrap().days.remove(0);
        assert_eq!(told(&day.slots), ["00:30 -", "01:00 UTC-4", "01:30 UTC-4", "01:00 UTC-5", "01:30 UTC-5"]);

        let slot = HoldSlot { schedule: doctor.schedule, service: doctor.service, minutes: None, start: day.slots[2].start };
        hold(&one, &slot).await.unwrap();
        let Refusal::SlotTaken(nearest) = refusal(hold(&other, &slot).await) else { panic!() };
        assert_eq!(told(&nearest), ["00:30 -", "01:00 UTC-4", "01:00 UTC-5"]);
    }

    async fn who_is_not_signed_in_keeps_sixty_times_in_a_quarter_of_an_hour_from_one_place(world: World) {
        let here = Some(Network::of("203.0.113.77".parse().unwrap()));
        let stranger = visitor_context(&world.core, 0).from_network(here);
        for _ in 0..60 {
            hold(&stranger, &slot(&world, TEN)).await.unwrap();
        }
        let refused = Refusal::TooManyTries { retry_after_secs: 900 };
        assert_eq!(refusal(hold(&stranger, &slot(&world, TEN)).await), refused);
        let doctor = &world.clinic.doctors[0];
        let any = HoldAny { service: doctor.service, location: doctor.location, minutes: None, start: instant(ELEVEN) };
        assert_eq!(refusal(hold_any(&stranger, &any).await), refused);
        let patient = patient_context(&world.core, &world.clinic, 0).from_network(here);
        hold(&patient, &slot(&world, ELEVEN)).await.unwrap();
        world.clock.set("2026-11-23T08:15:00Z");
        hold(&stranger, &slot(&world, TEN)).await.unwrap();
    }

    async fn who_is_signed_in_keeps_thirty_times_in_a_quarter_of_an_hour(world: World) {
        let here = Some(Network::of("203.0.113.77".parse().unwrap()));
        let patient = patient_context(&world.core, &world.clinic, 0).from_network(here);
        for _ in 0..30 {
            hold(&patient, &slot(&world, TEN)).await.unwrap();
        }
        let refused = Refusal::TooManyTries { retry_after_secs: 900 };
        assert_eq!(refusal(hold(&patient, &slot(&world, ELEVEN)).await), refused);
        let other = patient_context(&world.core, &world.clinic, 1).from_network(here);
        hold(&other, &slot(&world, ELEVEN)).await.unwrap();
        // What was refused is undone: the time kept before is kept still.
        assert!(find_live_hold(&patient).await.unwrap().is_some());
    }

    async fn a_hold_runs_out_by_itself_at_the_tenth_minute(world: World) {
        let (one, other) = (patient_context(&world.core, &world.clinic, 0), visitor_context(&world.core, 1));
        let held = hold(&one, &slot(&world, TEN)).await.unwrap();
        world.clock.advance_minutes(9);
        assert!(get_hold(&one, held.view.id).await.is_ok());
        assert!(find_live_hold(&one).await.unwrap().is_some());
        world.clock.advance_minutes(1);
        assert!(is_free(&other, &world, TEN).await);
        assert_eq!(find_live_hold(&one).await.unwrap(), None);
        let expired = refusal(get_hold(&one, held.view.id).await);
        assert!(matches!(expired, Refusal::HoldExpired(nearest) if nearest[0].start == instant("2026-11-24T09:30:00Z")));
        let late = refusal(book(&one, &confirmation(&held.view, KEY)).await);
        assert!(matches!(late, Refusal::HoldExpired(nearest) if nearest.len() == 3));
        assert!(hold(&other, &slot(&world, TEN)).await.is_ok());
    }

    async fn picking_another_time_gives_the_first_one_up(world: World) {
        let (one, other) = (visitor_context(&world.core, 0), visitor_context(&world.core, 1));
        let first = hold(&one, &slot(&world, TEN)).await.unwrap();
        let second = hold(&one, &slot(&world, ELEVEN)).await.unwrap();
        assert!(is_free(&other, &world, TEN).await);
        assert!(matches!(refusal(get_hold(&one, first.view.id).await), Refusal::HoldExpired(_)));
        release_hold(&one, second.view.id).await.unwrap();
        assert!(is_free(&other, &world, ELEVEN).await);
    }

    async fn a_new_browser_gets_a_secret_of_its_own(world: World) {
        let nobody = Context::new(world.core.clone(), domain::access::Actor::Visitor, None);
        let held = hold(&nobody, &slot(&world, TEN)).await.unwrap();
        let back = Context::new(world.core.clone(), domain::access::Actor::Visitor, Some(held.visitor.clone()));
        assert!(get_hold(&back, held.view.id).await.is_ok());
        assert_eq!(refusal(get_hold(&nobody, held.view.id).await), Refusal::NotFound);
        let stranger = Context::new(world.core.clone(), domain::access::Actor::Visitor, Some(Token::from_bytes([9; 32])));
        assert_eq!(refusal(get_hold(&stranger, held.view.id).await), Refusal::NotFound);
        assert_eq!(refusal(release_hold(&stranger, held.view.id).await), Refusal::NotFound);
    }

    async fn a_hold_becomes_an_appointment_with_its_audit_row_and_message(world: World) {
        let patient = patient_context(&world.core, &world.clinic, 0);
        let appointment = booked(&patient, &world, TEN, KEY).await;
        assert_eq!(appointment.status, Status::Confirmed);
        assert_eq!(appointment.reason, "A mole has changed.");
        assert_eq!((appointment.time.date.as_str(), appointment.time.from.as_str()), ("Tuesday 24 November 2026", "10:00"));
        assert_eq!(world.db.count("audit_event WHERE action NOT LIKE 'read_%'").await, 1);
        assert_eq!(world.db.mails_to_patients().await, 1);
        assert!(!is_free(&visitor_context(&world.core, 5), &world, TEN).await);
        assert_eq!(get_appointment(&patient, appointment.id).await.unwrap(), appointment);
        assert_eq!(list_own_appointments(&patient).await.unwrap().upcoming, [appointment]);
    }

    async fn the_same_confirmation_twice_is_one_appointment_with_one_answer(world: World) {
        let patient = patient_context(&world.core, &world.clinic, 0);
        let held = hold(&patient, &slot(&world, TEN)).await.unwrap();
        let first = book(&patient, &confirmation(&held.view, KEY)).await.unwrap();
        let second = book(&patient, &confirmation(&held.view, KEY)).await.unwrap();
        assert_eq!(first, second);
        assert_eq!(world.db.mails_to_patients().await, 1);
        let other_key = refusal(book(&patient, &confirmation(&held.view, "another-key-0001")).await);
        assert_eq!(other_key, Refusal::InvalidChange(InvalidChange { status: Status::Confirmed, step: Step::Confirm }));
        let other_hold = hold(&patient, &slot(&world, ELEVEN)).await.unwrap();
        assert_eq!(refusal(book(&patient, &confirmation(&other_hold.view, KEY)).await), Refusal::Stale);
    }

    async fn nobody_books_what_another_browser_holds(world: World) {
        let held = hold(&patient_context(&world.core, &world.clinic, 0), &slot(&world, TEN)).await.unwrap();
        let thief = patient_context(&world.core, &world.clinic, 1);
        assert_eq!(refusal(book(&thief, &confirmation(&held.view, KEY)).await), Refusal::NotFound);
        let visitor = Context::new(world.core.clone(), domain::access::Actor::Visitor, Some(held.visitor.clone()));
        assert_eq!(refusal(book(&visitor, &confirmation(&held.view, KEY)).await), Refusal::SignInFirst);
        let doctor = doctor_context(&world.core, &world.clinic, 0);
        assert_eq!(refusal(book(&doctor, &confirmation(&held.view, KEY)).await), Refusal::Forbidden);
        assert_eq!(world.db.count("audit_event WHERE action NOT LIKE 'read_%'").await, 0);
    }

    async fn a_confirmation_of_what_changed_meanwhile_is_stale(world: World) {
        let patient = patient_context(&world.core, &world.clinic, 0);
        let held = hold(&patient, &slot(&world, TEN)).await.unwrap();
        let seen = Book { version: Version::new(7), ..confirmation(&held.view, KEY) };
        assert_eq!(refusal(book(&patient, &seen).await), Refusal::Stale);
    }

    async fn bad_input_is_refused_and_nothing_is_written(world: World) {
        let patient = patient_context(&world.core, &world.clinic, 0);
        let (doctor, other) = (&world.clinic.doctors[0], &world.clinic.doctors[1]);
        let expected = [
            ("2026-11-23T07:00:00Z", NotOffered::Past),
            ("2026-11-24T10:10:00Z", NotOffered::OffGrid),
            ("2026-11-24T07:00:00Z", NotOffered::OffHours),
            ("2026-11-28T10:00:00Z", NotOffered::OffHours),
            ("2027-11-24T10:00:00Z", NotOffered::Horizon),
            ("9999-12-30T10:00:00Z", NotOffered::Horizon),
        ];
        for (start, why) in expected {
            assert_eq!(refusal(hold(&patient, &slot(&world, start)).await), Refusal::NotOffered(why), "{start}");
        }
        for millis in [i64::MIN, i64::MAX, 0, -1] {
            let start = Instant::from_millis(millis);
            let absurd = HoldSlot { schedule: doctor.schedule, service: doctor.service, minutes: None, start };
            assert!(matches!(refusal(hold(&patient, &absurd).await), Refusal::NotOffered(_)), "{millis}");
        }
        let not_offered_there = HoldSlot { service: other.service, ..slot(&world, TEN) };
        assert_eq!(refusal(hold(&patient, &not_offered_there).await), Refusal::NotFound);
        assert_eq!(world.db.count("appointment").await, 0);

        let held = hold(&patient, &slot(&world, TEN)).await.unwrap();
        let reasons = [
            (String::new(), FieldFault::Missing),
            ("a\0b".into(), FieldFault::Malformed),
            ("x".repeat(1_000_000), FieldFault::TooLong { most: 1000 }),
        ];
        for (reason, fault) in reasons {
            let input = Book { reason, ..confirmation(&held.view, KEY) };
            assert_eq!(refusal(book(&patient, &input).await), FieldError::alone(Field::Reason, fault));
        }
        for idempotency_key in ["", "short", "with space in it!!", &"k".repeat(65)] {
            let input = Book { idempotency_key: idempotency_key.into(), ..confirmation(&held.view, KEY) };
            assert_eq!(refusal(book(&patient, &input).await), Refusal::NotFound);
        }
        assert_eq!(world.db.count("audit_event WHERE action NOT LIKE 'read_%'").await, 0);
        assert_eq!(world.db.mails_to_patients().await, 0);
    }

    async fn a_patient_is_not_at_two_places_at_once(world: World) {
        let patient = patient_context(&world.core, &world.clinic, 0);
        booked(&patient, &world, "2026-11-24T14:00:00Z", KEY).await;
        let (new_york, start) = (&world.clinic.doctors[1], instant("2026-11-24T14:00:00Z"));
        let same_time = HoldSlot { schedule: new_york.schedule, service: new_york.service, minutes: None, start };
        assert_eq!(refusal(hold(&patient, &same_time).await), Refusal::PatientBusy);
        // Held before signing in, so only the confirmation can know.
        let token = Token::from_bytes([77; 32]);
        let visitor = Context::new(world.core.clone(), domain::access::Actor::Visitor, Some(token.clone()));
        let held = hold(&visitor, &same_time).await.unwrap();
        let signed_in = Context::new(world.core.clone(), patient.actor().clone(), Some(token));
        assert_eq!(refusal(book(&signed_in, &confirmation(&held.view, "another-key-0001")).await), Refusal::PatientBusy);
        assert_eq!(world.db.count("audit_event WHERE action NOT LIKE 'read_%'").await, 1);
    }

    async fn an_appointment_is_moved_in_one_piece(world: World) {
        let patient = patient_context(&world.core, &world.clinic, 0);
        let old = booked(&patient, &world, "2026-11-26T10:00:00Z", KEY).await;
        let input = Reschedule::to(old.id, old.version, instant("2026-11-27T11:00:00Z"));
        let new = reschedule(&patient, &input).await.unwrap();
        assert_eq!((new.id, new.time.start), (old.id, input.start));
        assert_eq!(reschedule(&patient, &input).await.unwrap(), new, "a repeat is answered alike");
        assert!(is_free(&visitor_context(&world.core, 0), &world, "2026-11-26T10:00:00Z").await);
        assert!(!is_free(&visitor_context(&world.core, 0), &world, "2026-11-27T11:00:00Z").await);
        assert_eq!(world.db.mails_to_patients().await, 2);
        let stale = Reschedule { start: instant("2026-11-27T12:00:00Z"), ..input.clone() };
        assert_eq!(refusal(reschedule(&patient, &stale).await), Refusal::Stale);
    }

    async fn a_move_that_fails_leaves_the_old_appointment(world: World) {
        let (one, other) = (patient_context(&world.core, &world.clinic, 0), patient_context(&world.core, &world.clinic, 1));
        let old = booked(&one, &world, "2026-11-26T10:00:00Z", KEY).await;
        booked(&other, &world, "2026-11-26T11:00:00Z", KEY).await;
        let taken = Reschedule::to(old.id, old.version, instant("2026-11-26T11:00:00Z"));
        let Refusal::SlotTaken(nearest) = refusal(reschedule(&one, &taken).await) else { panic!() };
        // Its own time is free for it.
        assert!(nearest.iter().any(|free| free.start == instant("2026-11-26T10:30:00Z")));
        assert_eq!(get_appointment(&one, old.id).await.unwrap(), old);
        let theft = Reschedule { start: instant("2026-11-26T12:00:00Z"), ..taken.clone() };
        assert_eq!(refusal(reschedule(&other, &theft).await), Refusal::NotFound);
        let stranger = doctor_context(&world.core, &world.clinic, 1);
        assert_eq!(refusal(reschedule(&stranger, &theft).await), Refusal::NotFound);
    }

    async fn a_cancelled_appointment_is_not_moved_to_its_own_time(world: World) {
        let patient = patient_context(&world.core, &world.clinic, 0);
        let visit = booked(&patient, &world, "2026-11-26T10:00:00Z", KEY).await;
        let off = Cancel { appointment: visit.id, version: visit.version, reason: String::new(), code: None };
        cancel(&patient, &off).await.unwrap();
        let there = Reschedule::to(visit.id, visit.version, visit.time.start);
        assert!(matches!(refusal(reschedule(&patient, &there).await), Refusal::InvalidChange(_)));
    }

    async fn patients_move_and_cancel_until_24_hours_before(world: World) {
        let patient = patient_context(&world.core, &world.clinic, 0);
        let visit = booked(&patient, &world, "2026-11-25T10:00:00Z", KEY).await;
        world.clock.set("2026-11-24T10:00:01Z");
        let again = Reschedule::to(visit.id, visit.version, instant("2026-11-27T10:00:00Z"));
        assert_eq!(refusal(reschedule(&patient, &again).await), Refusal::PastCutOff);
        let off = Cancel { appointment: visit.id, version: visit.version, reason: String::new(), code: None };
        assert_eq!(refusal(cancel(&patient, &off).await), Refusal::PastCutOff);
        world.clock.set("2026-11-24T10:00:00Z");
        let cancelled = cancel(&patient, &off).await.unwrap();
        assert_eq!(cancelled.status, Status::Cancelled);
        assert_eq!(cancel(&patient, &off).await.unwrap(), cancelled, "a repeat is answered alike");
        assert!(is_free(&visitor_context(&world.core, 0), &world, "2026-11-25T10:00:00Z").await);
        assert_eq!(list_own_appointments(&patient).await.unwrap().past, [cancelled]);
    }

    async fn staff_cancel_at_any_time_and_strangers_never(world: World) {
        let patient = patient_context(&world.core, &world.clinic, 0);
        let visit = booked(&patient, &world, TEN, KEY).await;
        world.clock.set("2026-11-24T09:59:00Z");
        let off = Cancel { appointment: visit.id, version: visit.version, reason: "The doctor is ill.".into(), code: None };
        for stranger in [patient_context(&world.core, &world.clinic, 1), doctor_context(&world.core, &world.clinic, 1)] {
            assert_eq!(refusal(cancel(&stranger, &off).await), Refusal::NotFound);
        }
        let cancelled = cancel(&doctor_context(&world.core, &world.clinic, 0), &off).await.unwrap();
        assert_eq!(cancelled.cancel_reason.as_deref(), Some("The doctor is ill."));
    }

    async fn nobody_comes_before_the_day_of_the_visit(world: World) {
        let visit = booked(&patient_context(&world.core, &world.clinic, 0), &world, TEN, KEY).await;
        let doctor = doctor_context(&world.core, &world.clinic, 0);
        let step = |step| ChangeStatus { appointment: visit.id, version: visit.version, step };
        for now in ["2026-11-23T08:00:00Z", "2026-11-23T23:59:59Z"] {
            world.clock.set(now);
            for early in [Step::Arrive, Step::Start, Step::Complete] {
                let expected = InvalidChange { status: Status::Confirmed, step: early };
                assert_eq!(refusal(change_status(&doctor, &step(early)).await), Refusal::InvalidChange(expected), "{now}");
            }
        }
        world.clock.set("2026-11-24T00:00:00Z");
        assert_eq!(change_status(&doctor, &step(Step::Arrive)).await.unwrap().status, Status::Arrived);
    }

    async fn the_day_goes_its_way_and_a_slip_can_be_taken_back(world: World) {
        let visit = booked(&patient_context(&world.core, &world.clinic, 0), &world, TEN, KEY).await;
        let doctor = doctor_context(&world.core, &world.clinic, 0);
        let step = |version, step| ChangeStatus { appointment: visit.id, version, step };
        let early = step(visit.version, Step::MarkNoShow);
        assert!(matches!(refusal(change_status(&doctor, &early).await), Refusal::InvalidChange(_)));
        world.clock.set("2026-11-24T10:05:00Z");
        let arrived = change_status(&doctor, &step(visit.version, Step::Arrive)).await.unwrap();
        assert_eq!(arrived.status, Status::Arrived);
        assert_eq!(refusal(change_status(&doctor, &step(visit.version, Step::Complete)).await), Refusal::Stale);
        let done = change_status(&doctor, &step(arrived.version, Step::Complete)).await.unwrap();
        let back = change_status(&doctor, &step(done.version, Step::Reopen)).await.unwrap();
        assert_eq!(back.status, Status::Arrived);
        let back = change_status(&doctor, &step(back.version, Step::Reopen)).await.unwrap();
        assert_eq!(back.status, Status::Confirmed);
        let missing = change_status(&doctor, &step(back.version, Step::MarkNoShow)).await.unwrap();
        assert_eq!(missing.status, Status::NoShow);
        for confirm in [Step::Confirm, Step::Release, Step::Cancel] {
            assert!(matches!(refusal(change_status(&doctor, &step(missing.version, confirm)).await), Refusal::InvalidChange(_)));
        }
        let patient = patient_context(&world.core, &world.clinic, 0);
        assert_eq!(refusal(change_status(&patient, &step(missing.version, Step::Reopen)).await), Refusal::Forbidden);
        let other = doctor_context(&world.core, &world.clinic, 1);
        assert_eq!(refusal(change_status(&other, &step(missing.version, Step::Reopen)).await), Refusal::NotFound);
    }

    async fn a_time_given_away_is_not_taken_back(world: World) {
        let visit = booked(&patient_context(&world.core, &world.clinic, 0), &world, TEN, KEY).await;
        let doctor = doctor_context(&world.core, &world.clinic, 0);
        world.clock.set("2026-11-24T10:00:00Z");
        let step = ChangeStatus { appointment: visit.id, version: visit.version, step: Step::MarkNoShow };
        let missing = change_status(&doctor, &step).await.unwrap();
        let walk_in = booked(&patient_context(&world.core, &world.clinic, 1), &world, TEN, KEY).await;
        let reopen = ChangeStatus { appointment: visit.id, version: missing.version, step: Step::Reopen };
        assert!(matches!(refusal(change_status(&doctor, &reopen).await), Refusal::SlotTaken(_)));
        assert_eq!(walk_in.status, Status::Confirmed);
    }

    async fn a_doctor_sees_their_day_and_nobody_elses(world: World) {
        let visit = booked(&patient_context(&world.core, &world.clinic, 0), &world, TEN, KEY).await;
        let doctor = doctor_context(&world.core, &world.clinic, 0);
        let day = list_doctor_day(&doctor, None, Some("2026-11-24")).await.unwrap();
        assert_eq!((day.label.as_str(), day.entries.len()), ("Tuesday 24 November 2026", 1));
        assert_eq!((day.entries[0].start_minute, day.entries[0].minutes), (600, 30));
        assert_eq!(day.entries[0].appointment.patient_name, visit.patient_name);
        assert_eq!((day.hours[0].start_minute, day.hours[0].minutes), (540, 480));
        assert_eq!((day.first_minute, day.last_minute, day.now_minute), (480, 1080, None));
        let (own, other) = (world.clinic.doctors[0].slug, world.clinic.doctors[1].slug);
        assert_eq!(refusal(list_doctor_day(&doctor, Some(other), None).await), Refusal::NotFound);
        assert_eq!(refusal(list_doctor_day(&doctor, Some("nobody"), None).await), Refusal::NotFound);
        let patient = patient_context(&world.core, &world.clinic, 0);
        assert_eq!(refusal(list_doctor_day(&patient, Some(own), None).await), Refusal::NotFound);
        let administrator = administrator_context(&world.core, &world.clinic);
        assert_eq!(list_doctor_day(&administrator, Some(own), Some("2026-11-24")).await.unwrap(), day);
        let visitor = visitor_context(&world.core, 0);
        assert_eq!(refusal(list_doctor_day(&visitor, Some(own), None).await), Refusal::SignInFirst);
    }

    async fn a_doctors_sunday_has_the_hours_that_its_clock_has(world: World) {
        let doctor = doctor_context(&world.core, &world.clinic, 0);
        world.clock.set("2027-03-28T08:00:00Z");
        let day = list_doctor_day(&doctor, None, None).await.unwrap();
        assert_eq!(day.date, "2027-03-28");
        // 09:00 on the wall is eight elapsed hours into a day whose clock was put forward at 01:00.
        assert_eq!(day.now_minute, Some(480));
        assert_eq!(day.lines[0].label, "09:00");
    }

    async fn a_week_and_a_day_with_a_clock_change_tell_of_it_alike(world: World) {
        let offer = &world.clinic.doctors[0];
        let (visitor, doctor) = (visitor_context(&world.core, 0), doctor_context(&world.core, &world.clinic, 0));
        let day = async |date| list_doctor_day(&doctor, None, Some(date)).await.unwrap().zone_note;
        for (now, [monday, saturday, sunday], before, with_change) in [
            (
                "2026-10-01T08:00:00Z",
                ["2026-10-19", "2026-10-24", "2026-10-25"],
                "Times in London (UTC+1)",
                "Times in London (clocks change on 25 October: UTC+1, then UTC)",
            ),
            (
                "2027-03-01T08:00:00Z",
                ["2027-03-22", "2027-03-27", "2027-03-28"],
                "Times in London (UTC)",
                "Times in London (clocks change on 28 March: UTC, then UTC+1)",
            ),
        ] {
            world.clock.set(now);
            let from = Some(monday.to_owned());
            let week = FindSlots { schedule: offer.schedule, service: offer.service, minutes: None, from, days: 7, moving: None };
            assert_eq!(find_slots(&visitor, &week).await.unwrap().zone_note, with_change);
            assert_eq!(day(sunday).await, with_change);
            assert_eq!(day(saturday).await, before);
        }
    }

    async fn administrators_list_the_clinic_and_nobody_else_does(world: World) {
        let first = booked(&patient_context(&world.core, &world.clinic, 0), &world, TEN, KEY).await;
        let second = booked(&patient_context(&world.core, &world.clinic, 1), &world, "2026-11-25T16:30:00Z", KEY).await;
        hold(&visitor_context(&world.core, 0), &slot(&world, ELEVEN)).await.unwrap();
        let administrator = administrator_context(&world.core, &world.clinic);
        let list = async |filter| list_appointments(&administrator, &filter).await.unwrap().rows;
        let all = AppointmentFilter::default();
        assert_eq!(list(all.clone()).await, [first.clone(), second.clone()]);
        let of_day = AppointmentFilter { from: "2026-11-25".into(), to: "2026-11-25".into(), ..all.clone() };
        assert_eq!(list(of_day).await, std::slice::from_ref(&second));
        let (_, family_name) = first.patient_name.split_once(' ').unwrap();
        let of_name = AppointmentFilter { words: family_name.to_uppercase(), ..all.clone() };
        assert_eq!(list(of_name).await, [first]);
        assert_eq!(list(AppointmentFilter { words: "%".into(), ..all.clone() }).await, []);
        assert_eq!(list(AppointmentFilter { status: Some(Status::Cancelled), ..all.clone() }).await, []);
        assert_eq!(list(AppointmentFilter { doctor: "ben-achterberg".into(), ..all.clone() }).await, []);
        assert_eq!(list(AppointmentFilter { location: "london".into(), ..all.clone() }).await.len(), 2);
        for other in [patient_context(&world.core, &world.clinic, 0), doctor_context(&world.core, &world.clinic, 0)] {
            assert_eq!(refusal(list_appointments(&other, &all).await), Refusal::Forbidden);
        }
        assert_eq!(refusal(list_appointments(&visitor_context(&world.core, 0), &all).await), Refusal::SignInFirst);
    }

    async fn a_list_counts_what_its_filter_finds_in_each_status(world: World) {
        let row = AppointmentRow::new;
        for row in [
            row(1),
            row(2).from_to(60, 90),
            row(3).from_to(120, 150).status("arrived"),
            row(4).from_to(180, 210).status("no_show"),
            row(5).from_to(180, 210).status("cancelled"),
            row(6).from_to(180, 210).status("cancelled").patient(1),
            row(7).from_to(240, 270).status("held").nobody(),
            row(8).from_to(300, 330).doctor(1).patient(1),
        ] {
            row.insert(&world).await.unwrap();
        }
        let administrator = administrator_context(&world.core, &world.clinic);
        let counts = async |filter: &AppointmentFilter| {
            let list = list_appointments(&administrator, filter).await.unwrap();
            assert_eq!(list.rows.len(), list.total as usize);
            let counts = [Status::Confirmed, Status::Arrived, Status::Completed, Status::NoShow, Status::Cancelled];
            (list.total, list.counts.all(), counts.map(|status| list.counts.of(status)))
        };
        let all = AppointmentFilter::default();
        assert_eq!(counts(&all).await, (7, 7, [3, 1, 0, 1, 2]));
        let of_doctor = AppointmentFilter { doctor: "ada-moreno".into(), ..all.clone() };
        assert_eq!(counts(&of_doctor).await, (6, 6, [2, 1, 0, 1, 2]));
        // The other counts stay, as ways on.
        let cancelled = AppointmentFilter { status: Some(Status::Cancelled), ..of_doctor };
        assert_eq!(counts(&cancelled).await, (2, 6, [2, 1, 0, 1, 2]));
        let completed = AppointmentFilter { status: Some(Status::Completed), ..all.clone() };
        assert_eq!(counts(&completed).await, (0, 7, [3, 1, 0, 1, 2]));
        let nobody = AppointmentFilter { words: "nobody".into(), ..all };
        assert_eq!(counts(&nobody).await, (0, 0, [0; 5]));
    }

    async fn a_stranger_and_an_absent_appointment_are_answered_alike(world: World) {
        let visit = booked(&patient_context(&world.core, &world.clinic, 0), &world, TEN, KEY).await;
        let held = hold(&visitor_context(&world.core, 0), &slot(&world, ELEVEN)).await.unwrap();
        let stranger = patient_context(&world.core, &world.clinic, 1);
        let absent = "00000000-0000-4000-8000-00000000ffff".parse().unwrap();
        for id in [visit.id, held.view.id, absent] {
            assert_eq!(refusal(get_appointment(&stranger, id).await), Refusal::NotFound);
            let input = Reschedule::to(id, Version::FIRST, instant(TEN));
            assert_eq!(refusal(reschedule(&stranger, &input).await), Refusal::NotFound);
        }
    }
}
