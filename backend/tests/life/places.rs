//! Front desks that are bound to a place: what is at another is to them as if there were none.

use backend::{
    Context,
    booking::{
        BookFor, Cancel, ChangeStatus, FindDestinations, FindSlots, Reschedule, Rules, book_for, calendar_file, cancel,
        change_status, find_destinations, find_slots, get_appointment, get_visit_more, list_appointments,
        list_desk_day, list_destinations, list_doctor_day, list_doctor_week, list_history, reschedule,
    },
    directory::{ExplainDay, explain_day},
    patient::{find_patients, get_patient},
    profile::get_patient_profile,
    schedule::{Preview, get_schedule, list_doctors, list_schedules, preview},
    testing::{AppointmentRow, World, administrator_context, instant, support_context, support_context_at},
};
use domain::{
    booking::{AppointmentFilter, AppointmentView, DayEntry, Step},
    ids::{AppointmentId, ScheduleId},
    refusal::Refusal,
    version::Version,
};
use uuid::Uuid;

use crate::ground::*;

/// Thursday.
const DAY: &str = "2026-11-26";
const NOBODY: Uuid = Uuid::from_u128(0xdead);

fn in_london(world: &World) -> Context {
    support_context_at(&world.core, &world.clinic, world.clinic.london)
}

fn in_new_york(world: &World) -> Context {
    support_context_at(&world.core, &world.clinic, world.clinic.new_york)
}

/// For the second patient.
fn wish(world: &World, schedule: ScheduleId, start: &str) -> BookFor {
    BookFor {
        schedule,
        service: world.clinic.consultation,
        minutes: None,
        start: instant(start),
        patient: world.clinic.patients[1].account,
        reason: "Asked by phone.".into(),
        rules: Rules::Keep,
        override_reason: String::new(),
        idempotency_key: KEY.into(),
    }
}

/// The second doctor has a visit in London on Thursday at 15:00, which is 10:00 in New York, and one in New York at 15:00 by its clock.
async fn visits_at_both(world: &World) -> (AppointmentView, AppointmentId) {
    let schedule = second_doctor_in_london(world).await;
    let everywhere = support_context(&world.core, &world.clinic);
    let london = book_for(&everywhere, &wish(world, schedule.into(), "2026-11-26T15:00:00Z"))
        .await
        .unwrap();
    let new_york = AppointmentRow::new(1)
        .doctor(1)
        .from_to(3 * 24 * 60 + 600, 3 * 24 * 60 + 630);
    new_york.insert(world).await.unwrap();
    (london, new_york.id().into())
}

fn visits(entries: &[DayEntry]) -> Vec<AppointmentId> {
    entries.iter().map(|entry| entry.appointment.id).collect()
}

on_both_databases! {
    async fn a_visit_at_another_place_is_as_none(world: World) {
        let visit = booked(&world, TEN).await;
        let absent: AppointmentId = NOBODY.into();
        let elsewhere = in_new_york(&world);
        for id in [visit.id, absent] {
            assert_eq!(refusal(get_appointment(&elsewhere, id).await), Refusal::NotFound);
            assert_eq!(refusal(list_history(&elsewhere, id).await), Refusal::NotFound);
            assert_eq!(refusal(get_visit_more(&elsewhere, id).await), Refusal::NotFound);
            assert_eq!(refusal(calendar_file(&elsewhere, id).await), Refusal::NotFound);
            assert_eq!(refusal(list_destinations(&elsewhere, id).await), Refusal::NotFound);
            let free = FindDestinations { appointment: id, location: "new-york".into(), date: DAY.into() };
            assert_eq!(refusal(find_destinations(&elsewhere, &free).await), Refusal::NotFound);
            let doctor = &world.clinic.doctors[0];
            let free = FindSlots {
                schedule: doctor.schedule,
                service: doctor.service,
                minutes: None,
                from: None,
                days: 1,
                moving: Some(id),
            };
            assert_eq!(refusal(find_slots(&elsewhere, &free).await), Refusal::NotFound);
            let step = ChangeStatus { appointment: id, version: visit.version, step: Step::Arrive };
            assert_eq!(refusal(change_status(&elsewhere, &step).await), Refusal::NotFound);
            let away = Cancel { appointment: id, version: visit.version, reason: "Ill".into(), code: None };
            assert_eq!(refusal(cancel(&elsewhere, &away).await), Refusal::NotFound);
            for rules in [Rules::Keep, Rules::Overbook] {
                let reason = "Asked by phone.".to_owned();
                let wish = Reschedule { rules, reason, ..Reschedule::to(id, visit.version, instant(ELEVEN)) };
                assert_eq!(refusal(reschedule(&elsewhere, &wish).await), Refusal::NotFound);
            }
        }
        let seen = get_appointment(&in_london(&world), visit.id).await.unwrap();
        assert_eq!((seen.status, seen.version), (visit.status, visit.version), "nothing happened to it");
        assert_eq!(list_history(&in_london(&world), visit.id).await.unwrap().len(), 1);
    }

    async fn at_its_own_place_the_desk_does_what_it_does_for_all(world: World) {
        let here = in_london(&world);
        let visit = book_for(&here, &wish(&world, world.clinic.doctors[0].schedule, TEN)).await.unwrap();
        let moved = reschedule(&here, &Reschedule::to(visit.id, visit.version, instant(ELEVEN))).await.unwrap();
        let more = get_visit_more(&here, visit.id).await.unwrap();
        assert!(more.phone.is_some() && more.patient.is_some());
        let away = Cancel { appointment: visit.id, version: moved.version, reason: "Ill".into(), code: None };
        assert!(cancel(&here, &away).await.is_ok());
    }

    async fn only_desks_of_its_own_places_are_opened(world: World) {
        let there = in_new_york(&world);
        let first = list_desk_day(&there, None, Some(DAY)).await.unwrap();
        assert_eq!(first.location_slug, "new-york", "the first of their own");
        for slug in ["london", "nowhere"] {
            assert_eq!(refusal(list_desk_day(&there, Some(slug), Some(DAY)).await), Refusal::NotFound);
        }
        let administrator = administrator_context(&world.core, &world.clinic);
        assert!(list_desk_day(&administrator, Some("london"), Some(DAY)).await.is_ok());
    }

    async fn of_a_doctor_the_desk_sees_the_visits_at_its_places(world: World) {
        let (london, new_york) = visits_at_both(&world).await;
        let (here, there) = (in_london(&world), in_new_york(&world));
        let ben = Some("ben-achterberg");
        for (ctx, visit, place) in [(&here, london.id, "london"), (&there, new_york, "new-york")] {
            let day = list_doctor_day(ctx, ben, Some(DAY)).await.unwrap();
            assert_eq!(visits(&day.entries), [visit]);
            let week = list_doctor_week(ctx, ben, Some(DAY)).await.unwrap();
            assert_eq!(week.days.iter().flat_map(|day| visits(&day.entries)).collect::<Vec<_>>(), [visit]);
            let desk = list_desk_day(ctx, Some(place), Some(DAY)).await.unwrap();
            let column = desk.columns.iter().find(|column| column.slug == "ben-achterberg").unwrap();
            assert_eq!(visits(&column.entries), [visit]);
            let list = list_appointments(ctx, &AppointmentFilter::default()).await.unwrap();
            assert_eq!((list.total, list.counts.all(), list.rows[0].id), (1, 1, visit));
        }
        let everywhere = support_context(&world.core, &world.clinic);
        assert_eq!(list_doctor_day(&everywhere, ben, Some(DAY)).await.unwrap().entries.len(), 2);
        for slug in ["ada-moreno", "nobody"] {
            assert_eq!(refusal(list_doctor_day(&there, Some(slug), Some(DAY)).await), Refusal::NotFound);
            assert_eq!(refusal(list_doctor_week(&there, Some(slug), Some(DAY)).await), Refusal::NotFound);
        }
    }

    async fn requests_at_other_places_are_not_counted(world: World) {
        AppointmentRow::new(1).doctor(1).status("requested").from_to(3 * 24 * 60 + 600, 3 * 24 * 60 + 630).insert(&world).await.unwrap();
        second_doctor_in_london(&world).await;
        let ben = Some("ben-achterberg");
        assert_eq!(list_doctor_day(&in_london(&world), ben, Some(DAY)).await.unwrap().requests, 0);
        assert_eq!(list_doctor_day(&in_new_york(&world), ben, Some(DAY)).await.unwrap().requests, 1);
    }

    async fn earlier_visits_at_other_places_are_not_told(world: World) {
        let schedule = second_doctor_in_london(&world).await;
        let everywhere = support_context(&world.core, &world.clinic);
        let pia = world.clinic.patients[0].account;
        let visit = book_for(&everywhere, &BookFor { patient: pia, ..wish(&world, schedule.into(), ELEVEN) }).await.unwrap();
        AppointmentRow::new(1).doctor(1).status("completed").from_to(-600, -570).insert(&world).await.unwrap();
        assert_eq!(get_visit_more(&everywhere, visit.id).await.unwrap().earlier.len(), 1);
        assert_eq!(get_visit_more(&in_london(&world), visit.id).await.unwrap().earlier, []);
    }

    async fn nothing_is_booked_at_another_place(world: World) {
        let there = in_new_york(&world);
        for schedule in [world.clinic.doctors[0].schedule, NOBODY.into()] {
            let wish = wish(&world, schedule, TEN);
            assert_eq!(refusal(book_for(&there, &wish).await), Refusal::NotFound);
            let beyond = BookFor { rules: Rules::Overbook, override_reason: "Asked".into(), ..wish };
            assert_eq!(refusal(book_for(&there, &beyond).await), Refusal::NotFound);
        }
        assert_eq!(world.db.count("appointment").await, 0);
        // Nor is told what a form of the same key came to there.
        let wish = wish(&world, world.clinic.doctors[0].schedule, TEN);
        book_for(&in_london(&world), &wish).await.unwrap();
        assert_eq!(refusal(book_for(&there, &wish).await), Refusal::NotFound);
    }

    async fn nothing_is_put_beside_a_visit_that_is_not_seen(world: World) {
        let (london, _) = visits_at_both(&world).await;
        let schedule = world.clinic.doctors[1].schedule;
        let beside = |key: u64, start: &str| BookFor {
            rules: Rules::Overbook,
            override_reason: "Asked".into(),
            service: world.clinic.doctors[1].service,
            patient: world.clinic.patients[0].account,
            idempotency_key: format!("{key:016x}"),
            ..wish(&world, schedule, start)
        };
        let there = in_new_york(&world);
        let same = beside(1, "2026-11-26T15:00:00Z");
        assert!(matches!(refusal(book_for(&there, &same).await), Refusal::SlotTaken(_)));
        book_for(&there, &beside(2, "2026-11-26T17:00:00Z")).await.unwrap();
        let everywhere = support_context(&world.core, &world.clinic);
        assert!(get_appointment(&everywhere, london.id).await.is_ok());
        book_for(&everywhere, &same).await.unwrap();
    }

    async fn a_visit_is_not_moved_to_another_place(world: World) {
        let schedule = second_doctor_in_london(&world).await;
        // The first doctor's service is given in New York too.
        let given = "INSERT INTO schedule_service (schedule_id, service_id, rank) VALUES ({0}, {1}, 5)";
        let ids = [world.clinic.doctors[1].schedule.into(), world.clinic.consultation.into()];
        world.db.execute(given, &ids).await.unwrap();
        let visit = booked(&world, TEN).await;
        let here = in_london(&world);
        let all = list_destinations(&here, visit.id).await.unwrap();
        assert!(all.len() == 2 && all.iter().all(|one| one.location_slug == "london"), "{all:?}");
        for location in ["new-york", "nowhere"] {
            let free = FindDestinations { appointment: visit.id, location: location.into(), date: DAY.into() };
            assert_eq!(find_destinations(&here, &free).await.unwrap(), []);
        }
        for rules in [Rules::Keep, Rules::Overbook] {
            for target in [world.clinic.doctors[1].schedule, NOBODY.into()] {
                let wish = Reschedule {
                    schedule: Some(target),
                    rules,
                    reason: "Asked by phone.".into(),
                    ..Reschedule::to(visit.id, visit.version, instant("2026-11-26T15:00:00Z"))
                };
                assert_eq!(refusal(reschedule(&here, &wish).await), Refusal::NotFound);
            }
        }
        let wish = Reschedule { schedule: Some(schedule.into()), ..Reschedule::to(visit.id, visit.version, instant(ELEVEN)) };
        assert!(reschedule(&here, &wish).await.is_ok());
    }

    async fn a_visit_that_was_moved_away_is_as_none(world: World) {
        let visit = booked(&world, TEN).await;
        let given = "INSERT INTO schedule_service (schedule_id, service_id, rank) VALUES ({0}, {1}, 5)";
        let target = world.clinic.doctors[1].schedule;
        world.db.execute(given, &[target.into(), world.clinic.consultation.into()]).await.unwrap();
        let wish = Reschedule { schedule: Some(target), ..Reschedule::to(visit.id, visit.version, instant("2026-11-26T15:00:00Z")) };
        reschedule(&support_context(&world.core, &world.clinic), &wish).await.unwrap();
        assert_eq!(refusal(get_appointment(&in_london(&world), visit.id).await), Refusal::NotFound);
        assert!(get_appointment(&in_new_york(&world), visit.id).await.is_ok());
    }

    async fn hours_at_other_places_are_not_read(world: World) {
        let schedule = second_doctor_in_london(&world).await;
        let (here, there) = (in_london(&world), in_new_york(&world));
        let names = |lines: Vec<backend::schedule::DoctorLine>| lines.into_iter().map(|line| line.slug).collect::<Vec<_>>();
        assert_eq!(names(list_doctors(&here).await.unwrap()), ["ben-achterberg", "ada-moreno"]);
        assert_eq!(names(list_doctors(&there).await.unwrap()), ["ben-achterberg"]);
        for slug in ["ada-moreno", "nobody"] {
            assert_eq!(refusal(list_schedules(&there, Some(slug)).await), Refusal::NotFound);
        }
        let ben = list_schedules(&there, Some("ben-achterberg")).await.unwrap();
        assert_eq!(ben.schedules.iter().map(|one| one.id).collect::<Vec<_>>(), [world.clinic.doctors[1].schedule]);
        for id in [world.clinic.doctors[0].schedule, schedule.into(), NOBODY.into()] {
            assert_eq!(refusal(get_schedule(&there, id).await), Refusal::NotFound);
            let input = Preview { schedule: id, service: world.clinic.consultation, from: None, days: 1, week: None, date: None };
            assert_eq!(refusal(preview(&there, &input).await), Refusal::NotFound);
        }
    }

    async fn a_day_is_explained_by_each_start_only_to_the_desk_of_its_place(world: World) {
        let (london, new_york) = visits_at_both(&world).await;
        let day = ExplainDay {
            slug: "ben-achterberg".into(),
            schedule: world.clinic.doctors[1].schedule,
            service: world.clinic.heart_check,
            minutes: None,
            date: DAY.into(),
        };
        assert!(!explain_day(&in_london(&world), &day).await.unwrap().is_full(), "as to everybody");
        let told = explain_day(&in_new_york(&world), &day).await.unwrap();
        let links: Vec<_> = told.starts.unwrap().into_iter().flat_map(|start| start.in_the_way).filter_map(|one| one.appointment).collect();
        assert!(links.contains(&new_york) && !links.contains(&london.id));
    }

    async fn patients_are_of_no_place(world: World) {
        booked(&world, TEN).await;
        let pia = world.clinic.patients[0].account;
        let there = in_new_york(&world);
        assert_eq!(find_patients(&there, "lund").await.unwrap().len(), 1);
        assert!(get_patient(&there, pia).await.is_ok());
        assert!(get_patient_profile(&there, pia).await.is_ok());
    }

    async fn who_is_bound_to_two_places_works_at_both(world: World) {
        let (london, new_york) = visits_at_both(&world).await;
        let sql = "INSERT INTO account_location (account_id, location_id) VALUES ({0}, {1}), ({0}, {2})";
        let ids = [world.clinic.support.into(), world.clinic.london.into(), world.clinic.new_york.into()];
        world.db.execute(sql, &ids).await.unwrap();
        let session = enter_support(&world).await;
        let found = backend::session::authenticate(&world.core, Some(&session)).await.unwrap();
        let ctx = Context::new(world.core.clone(), found.actor, None);
        assert!(get_appointment(&ctx, london.id).await.is_ok() && get_appointment(&ctx, new_york).await.is_ok());
        assert_eq!(london.version, Version::FIRST);
    }
}

async fn enter_support(world: &World) -> backend::Token {
    let form = backend::session::SignIn {
        email: "support@example.com".into(),
        password: backend::testing::PASSWORD.into(),
        user_agent: String::new(),
    };
    let visitor = backend::testing::visitor_context(&world.core, 0);
    backend::session::sign_in(&visitor, &form).await.unwrap().session
}
