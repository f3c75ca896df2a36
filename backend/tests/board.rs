//! A doctor's day and week, blocked time and requests, on both databases.
#![expect(clippy::unwrap_used, reason = "where the ground of a test breaks, the test fails")]

use backend::{
    Context, Fault,
    booking::{
        BlockByForm, BlockSpan, BlockTime, Blocked, Decide, Decision, FindSlots, HoldSlot, block_time,
        block_time_by_form, count_requests, decide, find_slots, get_visit_more, hold, list_doctor_day,
        list_doctor_week, list_requests, unblock_time,
    },
    testing::{
        self, AppointmentRow, Kind, World, administrator_context, doctor_context, instant, patient_context,
        visitor_context,
    },
};
use domain::{
    access::{Actor, Places},
    account::Role,
    booking::{BoardMay, DoctorDay, Status},
    ids::TimeOffId,
    refusal::{Fault as FieldFault, Field, FieldError, Refusal},
    version::Version,
};
use rstest::rstest;

const MONDAY: &str = "2026-11-23";
const DAY: i64 = 24 * 60;

fn support_context(world: &World) -> Context {
    let actor = Actor::Person {
        account: world.clinic.administrator,
        role: Role::Support,
        doctor: None,
        places: Places::All,
    };
    Context::new(world.core.clone(), actor, None)
}

fn refusal<T: std::fmt::Debug>(result: Result<T, Fault>) -> Refusal {
    match result.unwrap_err() {
        Fault::Refused(refusal) => refusal,
        fault => panic!("not a refusal: {fault:?}"),
    }
}

fn by_clock<'a>(from: &'a str, to: &'a str) -> BlockByForm<'a> {
    BlockByForm {
        doctor: None,
        span: BlockSpan::Clock { date: MONDAY, from, to },
        reason: "Dentist",
    }
}

fn done(blocked: Blocked) -> TimeOffId {
    match blocked {
        Blocked::Done(id) => id,
        Blocked::Visits(count) => panic!("{count} visits are in this time"),
    }
}

async fn free_times(world: &World) -> Vec<String> {
    let doctor = &world.clinic.doctors[0];
    let question = FindSlots {
        schedule: doctor.schedule,
        service: doctor.service,
        minutes: None,
        from: Some(MONDAY.to_owned()),
        days: 1,
        moving: None,
    };
    let visitor = visitor_context(&world.core, 0);
    let day = find_slots(&visitor, &question).await.unwrap().days.remove(0);
    day.slots.into_iter().map(|free| free.time).collect()
}

async fn day(ctx: &Context, date: &str) -> DoctorDay {
    list_doctor_day(ctx, None, Some(date)).await.unwrap()
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
    async fn a_week_is_its_seven_days(world: World) {
        let doctor = doctor_context(&world.core, &world.clinic, 0);
        AppointmentRow::new(1).insert(&world).await.unwrap();
        AppointmentRow::new(2).from_to(2 * DAY, 2 * DAY + 30).status("requested").insert(&world).await.unwrap();
        AppointmentRow::new(3).from_to(3 * DAY, 3 * DAY + 30).status("cancelled").insert(&world).await.unwrap();
        // From Wednesday noon to Thursday noon.
        let away = BlockTime {
            doctor: world.clinic.doctors[0].id,
            from: instant("2026-11-25T12:00:00Z"),
            to: instant("2026-11-26T12:00:00Z"),
            reason: "Conference".to_owned(),
        };
        done(block_time(&doctor, &away).await.unwrap());
        let closure = "INSERT INTO site_closure (id, location_id, starts_at, ends_at, reason) VALUES ({0}, {0}, 1795737600000, 1795824000000, 'Fair')";
        world.db.execute(closure, &[world.clinic.london.into()]).await.unwrap();

        let week = list_doctor_week(&doctor, None, Some("2026-11-26")).await.unwrap();
        assert_eq!((week.date.as_str(), week.label.as_str()), (MONDAY, "23 November to 29 November 2026"));
        assert_eq!((week.previous.as_str(), week.next.as_str(), week.this_week.as_str()), ("2026-11-16", "2026-11-30", MONDAY));
        assert_eq!((week.days.len(), week.requests), (7, 1));
        for one in &week.days {
            assert_eq!(*one, day(&doctor, &one.date).await);
        }
        let counts: Vec<usize> = week.days.iter().map(|day| day.entries.len()).collect();
        assert_eq!(counts, [1, 0, 1, 0, 0, 0, 0]);
        let away: Vec<(u16, u16)> = week.days.iter().flat_map(|day| &day.time_off).map(|block| (block.start_minute, block.minutes)).collect();
        assert_eq!(away, [(720, 720), (0, 720)]);
        assert_eq!(week.days[2].time_off[0].time, "Wed 25 Nov, 12:00 to Thu 26 Nov, 12:00");
        assert_eq!(week.days[4].closures[0].label, "Test Clinic London: Fair");
    }

    async fn a_week_with_a_clock_change_has_the_hours_that_its_clock_has(world: World) {
        let doctor = doctor_context(&world.core, &world.clinic, 0);
        let week = list_doctor_week(&doctor, None, Some("2027-03-28")).await.unwrap();
        let sunday = &week.days[6];
        assert_eq!((sunday.date.as_str(), sunday.lines[0].label.as_str()), ("2027-03-28", "09:00"));
        assert_eq!(week.days[0].lines[0].label, "08:00");
        // 12:00 on the wall is eleven elapsed hours into this day.
        let noon = BlockByForm { span: BlockSpan::Clock { date: "2027-03-28", from: "12:00", to: "24:00" }, ..by_clock("", "") };
        done(block_time_by_form(&doctor, &noon).await.unwrap());
        let block = &day(&doctor, "2027-03-28").await.time_off[0];
        assert_eq!((block.start_minute, block.minutes, block.time.as_str()), (660, 720, "12:00 to 00:00"));
    }

    async fn the_front_desk_sees_days_without_reasons_and_decides_nothing(world: World) {
        AppointmentRow::new(1).status("requested").insert(&world).await.unwrap();
        let (support, slug) = (support_context(&world), Some(world.clinic.doctors[0].slug));
        let seen = list_doctor_day(&support, slug, Some(MONDAY)).await.unwrap();
        assert_eq!((seen.entries.len(), seen.may), (1, BoardMay { decide: false, block: false }));
        assert_eq!(seen.entries[0].appointment.reason, "");
        assert!(!seen.entries[0].appointment.patient_name.is_empty());
        assert_eq!(list_doctor_week(&support, slug, Some(MONDAY)).await.unwrap().days[0], seen);
        let own = day(&doctor_context(&world.core, &world.clinic, 0), MONDAY).await;
        assert_eq!((own.may, own.entries[0].appointment.reason.as_str()), (BoardMay { decide: true, block: true }, "A mole has changed"));

        let form = BlockByForm { doctor: slug, ..by_clock("12:00", "13:00") };
        assert_eq!(refusal(block_time_by_form(&support, &form).await), Refusal::NotFound);
        assert_eq!(refusal(count_requests(&support).await), Refusal::Forbidden);
        let patient = patient_context(&world.core, &world.clinic, 0);
        assert_eq!(refusal(list_doctor_week(&patient, slug, None).await), Refusal::NotFound);
        assert_eq!(refusal(block_time_by_form(&patient, &form).await), Refusal::NotFound);
    }

    async fn blocked_time_is_not_offered_until_it_is_free_again(world: World) {
        let doctor = doctor_context(&world.core, &world.clinic, 0);
        let id = done(block_time_by_form(&doctor, &by_clock("09:00", "16:00")).await.unwrap());
        assert_eq!(free_times(&world).await, ["16:00", "16:30"]);
        let block = &day(&doctor, MONDAY).await.time_off[0];
        assert_eq!((block.id, block.start_minute, block.minutes), (id, 540, 420));
        assert_eq!((block.time.as_str(), block.reason.as_str()), ("09:00 to 16:00", "Dentist"));

        let other = doctor_context(&world.core, &world.clinic, 1);
        assert_eq!(refusal(unblock_time(&other, id).await), Refusal::NotFound);
        let administrator = administrator_context(&world.core, &world.clinic);
        let was = unblock_time(&administrator, id).await.unwrap();
        assert_eq!(free_times(&world).await.len(), 16);
        assert_eq!(refusal(unblock_time(&doctor, id).await), Refusal::NotFound);

        // And back, as it was.
        let again = BlockByForm { doctor: None, span: BlockSpan::Exact { from: was.from, to: was.to }, reason: &was.reason };
        done(block_time_by_form(&doctor, &again).await.unwrap());
        let back = &day(&doctor, MONDAY).await.time_off[0];
        assert_eq!((back.time.as_str(), back.reason.as_str()), ("09:00 to 16:00", "Dentist"));
    }

    async fn time_with_visits_in_it_is_not_blocked(world: World) {
        let doctor = doctor_context(&world.core, &world.clinic, 0);
        AppointmentRow::new(1).insert(&world).await.unwrap();
        AppointmentRow::new(2).from_to(60, 90).status("requested").patient(1).insert(&world).await.unwrap();
        AppointmentRow::new(3).from_to(120, 150).status("cancelled").insert(&world).await.unwrap();
        for (from, to, visits) in [("09:00", "12:00", 2), ("10:15", "10:20", 1), ("11:29", "13:00", 1)] {
            assert_eq!(block_time_by_form(&doctor, &by_clock(from, to)).await.unwrap(), Blocked::Visits(visits), "{from}");
        }
        assert!(day(&doctor, MONDAY).await.time_off.is_empty());
        // A visit may end where the block begins.
        done(block_time_by_form(&doctor, &by_clock("10:30", "11:00")).await.unwrap());
        done(block_time_by_form(&doctor, &by_clock("11:30", "12:30")).await.unwrap());
    }

    async fn a_block_has_two_times_in_order(world: World) {
        let doctor = doctor_context(&world.core, &world.clinic, 0);
        let malformed = |field| FieldError { field, fault: FieldFault::Malformed };
        for (from, to, faults) in [
            ("", "later", vec![malformed(Field::BlockFrom), malformed(Field::BlockTo)]),
            ("12:00", "25:00", vec![malformed(Field::BlockTo)]),
            ("12:00", "12:00", vec![FieldError { field: Field::BlockTo, fault: FieldFault::TooShort { least: 1 } }]),
            ("13:00", "12:00", vec![FieldError { field: Field::BlockTo, fault: FieldFault::TooShort { least: 1 } }]),
        ] {
            assert_eq!(refusal(block_time_by_form(&doctor, &by_clock(from, to)).await), Refusal::Invalid(faults));
        }
        let wordy = "a".repeat(201);
        let form = BlockByForm { reason: &wordy, ..by_clock("12:00", "13:00") };
        assert!(matches!(refusal(block_time_by_form(&doctor, &form).await), Refusal::Invalid(_)));
    }

    async fn a_time_is_blocked_or_kept_for_somebody_never_both(world: World) {
        let doctor = &world.clinic.doctors[0];
        let block = BlockTime {
            doctor: doctor.id,
            from: instant("2026-11-23T10:00:00Z"),
            to: instant("2026-11-23T11:00:00Z"),
            reason: String::new(),
        };
        let wish = HoldSlot { schedule: doctor.schedule, service: doctor.service, minutes: None, start: instant("2026-11-23T10:30:00Z") };
        let (own, visitor) = (doctor_context(&world.core, &world.clinic, 0), visitor_context(&world.core, 0));
        let (blocked, held) = tokio::join!(block_time(&own, &block), hold(&visitor, &wish));
        match blocked.unwrap() {
            Blocked::Done(_) => assert!(held.is_err()),
            Blocked::Visits(count) => assert_eq!((count, held.is_ok()), (1, true)),
        }
    }

    async fn requests_wait_for_their_doctor_until_they_are_answered(world: World) {
        AppointmentRow::new(1).from_to(3 * DAY, 3 * DAY + 30).status("requested").insert(&world).await.unwrap();
        AppointmentRow::new(2).from_to(60, 90).status("requested").patient(1).insert(&world).await.unwrap();
        AppointmentRow::new(3).doctor(1).from_to(360, 390).status("requested").patient(2).insert(&world).await.unwrap();
        let doctor = doctor_context(&world.core, &world.clinic, 0);
        let waiting = list_requests(&doctor).await.unwrap();
        let ids: Vec<_> = waiting.iter().map(|request| request.id).collect();
        assert_eq!(ids, [AppointmentRow::new(2).id().into(), AppointmentRow::new(1).id().into()], "the first to lapse is first");
        assert_eq!(count_requests(&doctor).await.unwrap(), 2);
        assert_eq!(count_requests(&administrator_context(&world.core, &world.clinic)).await.unwrap(), 3);
        assert_eq!(day(&doctor, MONDAY).await.requests, 2, "on any day");

        let accept = Decide { appointment: ids[0], version: Version::FIRST, decision: Decision::Accept };
        assert_eq!(decide(&doctor, &accept).await.unwrap().status, Status::Confirmed);
        world.clock.set("2026-12-26T10:00:00Z");
        assert_eq!(count_requests(&doctor).await.unwrap(), 0, "the other has lapsed");
    }

    async fn a_visit_tells_its_doctor_how_to_call_and_what_was_before(world: World) {
        for (number, days) in (1_u128..=6).zip((1..=6).map(|weeks| weeks * -7 * DAY)) {
            let row = AppointmentRow::new(number).from_to(days, days + 30);
            row.status("completed").insert(&world).await.unwrap();
        }
        AppointmentRow::new(7).from_to(-DAY, -DAY + 30).status("cancelled").insert(&world).await.unwrap();
        AppointmentRow::new(8).doctor(1).from_to(-DAY, -DAY + 30).status("completed").insert(&world).await.unwrap();
        let visit = AppointmentRow::new(9);
        visit.insert(&world).await.unwrap();
        let doctor = doctor_context(&world.core, &world.clinic, 0);
        let more = get_visit_more(&doctor, visit.id().into()).await.unwrap();
        let dates: Vec<&str> = more.earlier.iter().map(|visit| visit.date.as_str()).collect();
        assert_eq!(dates.len(), 5);
        assert_eq!((dates[0], dates[4]), ("Monday 16 November 2026", "Monday 19 October 2026"));
        assert_eq!((more.history.len(), more.history[0].what.as_str()), (1, "Booked"));
        assert_eq!(more.version, Version::FIRST);
        assert!(get_visit_more(&support_context(&world), visit.id().into()).await.is_ok());
        for stranger in [patient_context(&world.core, &world.clinic, 0), doctor_context(&world.core, &world.clinic, 1)] {
            assert_eq!(refusal(get_visit_more(&stranger, visit.id().into()).await), Refusal::NotFound);
        }
    }
}
