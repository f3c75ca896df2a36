//! What can be said of the plan without a database, at several times of the year, week and day.

use std::collections::{HashMap, HashSet};

use domain::{
    account::{EmailAddress, PersonName, PhoneNumber},
    booking::Status,
    slots::{Busy, BusyKind, Caps, Counted, DateOverride, Facts, ServiceRules, WeeklyHours, Window, check_slot},
    time::{Instant, Interval, IntervalSet, Weekday, Zone},
};
use rstest::rstest;
use uuid::Uuid;

use super::{DEMO_CLINIC_NAME, plan::Plan};
use crate::{
    entity::{appointment, doctor, hours_override, service},
    testing::instant,
};

fn plan(now: &str) -> Plan {
    Plan::new(instant(now), "hash").unwrap()
}

fn interval(start: i64, end: i64) -> Interval {
    Interval::new(Instant::from_millis(start), Instant::from_millis(end)).unwrap()
}

fn busy(start: i64, end: i64, kind: BusyKind, buffer_after_minutes: u16) -> Busy {
    Busy {
        interval: interval(start, end),
        kind,
        buffer_before_minutes: 0,
        buffer_after_minutes,
    }
}

fn is_cancelled(row: &appointment::Model) -> bool {
    row.status == Status::Cancelled.name()
}

fn rules(service: &service::Model, doctor: &doctor::Model) -> ServiceRules {
    ServiceRules {
        duration_minutes: service.duration_minutes.try_into().unwrap(),
        step_minutes: service.step_minutes.map(|minutes| minutes.try_into().unwrap()),
        buffer_before_minutes: service.buffer_before_minutes.try_into().unwrap(),
        buffer_after_minutes: service.buffer_after_minutes.try_into().unwrap(),
        notice_minutes: service.notice_minutes.try_into().unwrap(),
        horizon_days: service.horizon_days.try_into().unwrap(),
        restart_after_busy: service.restart_after_busy,
        caps: Caps {
            of_doctor: doctor.cap_per_day.map(|cap| cap.try_into().unwrap()),
            of_service: service.cap_per_day.map(|cap| cap.try_into().unwrap()),
        },
    }
}

fn weekly(plan: &Plan, schedule: Uuid) -> Vec<WeeklyHours> {
    let of_schedule = plan.weekly_hours.iter().filter(|row| row.schedule_id == schedule);
    let hours = of_schedule.map(|row| WeeklyHours {
        weekday: Weekday::from_monday_one_offset(row.weekday.try_into().unwrap()).unwrap(),
        window: Window::new(row.start_minute.try_into().unwrap(), row.end_minute.try_into().unwrap()).unwrap(),
    });
    hours.collect()
}

fn overrides(plan: &Plan, schedule: Uuid) -> Vec<DateOverride> {
    let of_schedule = plan.overrides.iter().filter(|row| row.schedule_id == schedule);
    let window = |row: &hours_override::Model| {
        let minute = |minute: Option<i64>| u16::try_from(minute.unwrap()).unwrap();
        Window::new(minute(row.start_minute), minute(row.end_minute)).unwrap()
    };
    let hours = of_schedule.map(|row| DateOverride {
        date: row.date.parse().unwrap(),
        windows: vec![window(row)],
    });
    hours.collect()
}

/// What keeps the doctor of an appointment from it: other visits, time off, closures.
fn obstacles(plan: &Plan, row: &appointment::Model, of_doctor: &[&appointment::Model]) -> Vec<Busy> {
    let day = 24 * 60 * 60 * 1000;
    let is_near = |other: &&&appointment::Model| (other.starts_at - row.starts_at).abs() < day;
    let is_another = |other: &&&appointment::Model| other.id != row.id && !is_cancelled(other);
    let visits = of_doctor.iter().filter(is_near).filter(is_another).map(|other| {
        let buffer = u16::try_from((other.blocked_to - other.ends_at) / 60_000).unwrap();
        busy(other.starts_at, other.ends_at, BusyKind::Appointment, buffer)
    });
    let away = plan.time_off.iter().filter(|away| away.doctor_id == row.doctor_id);
    let away = away.map(|away| busy(away.starts_at, away.ends_at, BusyKind::TimeOff, 0));
    let closed = plan
        .closures
        .iter()
        .filter(|closed| closed.location_id == row.location_id);
    let closed = closed.map(|closed| busy(closed.starts_at, closed.ends_at, BusyKind::Closure, 0));
    visits.chain(away).chain(closed).collect()
}

/// The other visits of the doctor near it, for the caps.
fn counted(row: &appointment::Model, of_doctor: &[&appointment::Model]) -> Vec<Counted> {
    let others = of_doctor
        .iter()
        .filter(|other| other.id != row.id && !is_cancelled(other));
    let counted = others.map(|other| Counted {
        start: Instant::from_millis(other.starts_at),
        is_same_service: other.service_id == row.service_id,
    });
    counted.collect()
}

/// When the rooms that would do are taken by others: for a visit that takes place, its own only.
fn rooms(plan: &Plan, row: &appointment::Model, kind: &str) -> Vec<IntervalSet> {
    let room = plan.rooms.iter().find(|room| Some(room.id) == row.room_id).unwrap();
    assert_eq!((room.location_id, room.kind.as_str()), (row.location_id, kind));
    let is_there = |other: &&appointment::Model| other.room_id == Some(room.id) && other.id != row.id;
    let others = plan
        .appointments
        .iter()
        .filter(is_there)
        .filter(|other| !is_cancelled(other));
    let taken = others.filter(|_| !is_cancelled(row));
    vec![taken.map(|other| interval(other.starts_at, other.ends_at)).collect()]
}

#[rstest]
#[case::a_monday_morning("2026-11-23T08:00:00Z")]
#[case::a_saturday_evening("2026-11-21T19:30:00Z")]
#[case::a_new_year("2027-01-01T00:00:00Z")]
#[case::clocks_change_in_europe("2027-03-28T01:30:00Z")]
#[case::clocks_change_in_america("2027-11-07T05:30:00Z")]
fn every_appointment_could_have_been_booked_when_it_was(#[case] now: &str) {
    let plan = plan(now);
    let services: HashMap<Uuid, &service::Model> = plan.services.iter().map(|row| (row.id, row)).collect();
    let doctors: HashMap<Uuid, &doctor::Model> = plan.doctors.iter().map(|row| (row.id, row)).collect();
    let mut by_doctor: HashMap<Uuid, Vec<&appointment::Model>> = HashMap::new();
    for row in &plan.appointments {
        by_doctor.entry(row.doctor_id).or_default().push(row);
    }
    assert!(plan.appointments.len() > 2000);
    for row in &plan.appointments {
        let service = services[&row.service_id];
        let rules = rules(service, doctors[&row.doctor_id]);
        let counted = if is_cancelled(row) {
            Vec::new()
        } else {
            counted(row, &by_doctor[&row.doctor_id])
        };
        let rooms = service.room_kind.as_deref().map(|kind| rooms(&plan, row, kind));
        let facts = Facts {
            zone: &Zone::parse(&row.zone).unwrap(),
            weekly: &weekly(&plan, row.schedule_id),
            overrides: &overrides(&plan, row.schedule_id),
            rules: &rules,
            // Somebody else may have taken the time after it was given up.
            busy: &if is_cancelled(row) {
                Vec::new()
            } else {
                obstacles(&plan, row, &by_doctor[&row.doctor_id])
            },
            patient_busy: &[],
            counted: &counted,
            rooms: rooms.as_deref(),
            now: Instant::from_millis(row.created_at),
        };
        let visit = check_slot(&facts, Instant::from_millis(row.starts_at));
        assert_eq!(visit, Ok(interval(row.starts_at, row.ends_at)), "{row:?}");
        assert!(row.created_at < instant(now).millis(), "{row:?}");
    }
}

#[rstest]
fn statuses_fit_the_time(#[values("2026-11-23T14:00:00Z", "2026-11-21T03:00:00Z")] now: &str) {
    let at = instant(now).millis();
    for row in &plan(now).appointments {
        let expected: &[Status] = match (row.ends_at <= at, row.starts_at <= at) {
            (true, _) => &[Status::Completed, Status::NoShow, Status::Cancelled],
            (false, true) => &[Status::Arrived],
            (false, false) => &[Status::Arrived, Status::Confirmed, Status::Cancelled, Status::Requested],
        };
        assert!(expected.contains(&Status::from_name(&row.status).unwrap()), "{row:?}");
    }
}

#[rstest]
fn some_requests_wait_for_an_answer(#[values("2026-11-23T14:00:00Z", "2026-11-21T03:00:00Z")] now: &str) {
    let at = instant(now).millis();
    let plan = plan(now);
    let okafor = plan.doctors.iter().find(|row| row.slug == "amina-okafor").unwrap();
    let waiting = plan
        .appointments
        .iter()
        .filter(|row| row.status == Status::Requested.name());
    let waiting: Vec<_> = waiting.collect();
    assert!((3..40).contains(&waiting.len()), "{}", waiting.len());
    assert!(waiting.iter().any(|row| row.doctor_id == okafor.id));
    for row in waiting {
        assert!(row.request_lapses_at.unwrap() > at + 6 * 60 * 60 * 1000, "{row:?}");
        let events: Vec<_> = plan
            .events
            .iter()
            .filter(|event| event.appointment_id == row.id)
            .collect();
        assert!(matches!(events[..], [event] if event.kind == "request" && event.version == row.version));
    }
}

#[test]
fn the_last_line_of_each_history_is_how_the_appointment_stands() {
    let plan = plan("2026-11-23T08:00:00Z");
    let mut last: HashMap<Uuid, (i64, &str, i64)> = HashMap::new();
    for event in &plan.events {
        let before = last.insert(event.appointment_id, (event.version, &event.status, event.at));
        assert!(
            before.is_none_or(|(version, _, at)| version < event.version && at <= event.at),
            "{event:?}"
        );
    }
    for row in &plan.appointments {
        assert_eq!(
            last[&row.id],
            (row.version, row.status.as_str(), row.updated_at),
            "{row:?}"
        );
    }
}

#[test]
fn every_kind_of_visit_is_there() {
    let plan = plan("2026-11-23T08:00:00Z");
    assert!(plan.services.iter().any(|row| row.visit_kind == "video"));
    assert!(
        plan.services
            .iter()
            .any(|row| row.needs_approval && row.cap_per_day.is_some())
    );
    assert!(plan.appointments.iter().any(|row| row.room_id.is_some()));
    assert_eq!(plan.doctors.iter().filter(|row| row.cap_per_day.is_some()).count(), 1);
    for role in ["support", "administrator"] {
        assert!(plan.accounts.iter().any(|row| row.role == role), "{role}");
    }
}

#[test]
fn people_are_as_they_could_have_registered() {
    let plan = plan("2026-11-23T08:00:00Z");
    let (mut emails, mut phones) = (HashSet::new(), HashSet::new());
    for row in &plan.accounts {
        assert!(PersonName::parse(&row.given_name, &row.family_name).is_ok(), "{row:?}");
        assert_eq!(EmailAddress::parse(&row.email).unwrap().as_str(), row.email);
        assert!(emails.insert(&row.email), "{row:?}");
        if row.role == "patient" {
            let phone = row.phone.as_ref().unwrap();
            assert_eq!(PhoneNumber::parse(phone).unwrap().as_str(), phone);
            assert!(phones.insert(phone), "{row:?}");
            assert!(
                row.birth_date.as_ref().unwrap().parse::<domain::time::Date>().is_ok(),
                "{row:?}"
            );
        }
    }
    let slugs: HashSet<&String> = plan.doctors.iter().map(|row| &row.slug).collect();
    assert_eq!((plan.doctors.len(), slugs.len()), (60, 60));
    assert!(
        slugs
            .iter()
            .all(|slug| slug.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'))
    );
}

#[test]
fn places_are_named_after_the_clinic_and_their_city() {
    for place in plan("2026-11-23T08:00:00Z").locations {
        let rest = place.name.strip_prefix(DEMO_CLINIC_NAME).unwrap();
        assert!(rest.starts_with(&format!(" {} ", place.city)), "{}", place.name);
    }
}

#[test]
fn nobody_is_at_the_doctors_all_the_time() {
    let plan = plan("2026-11-23T08:00:00Z");
    let mut visits: HashMap<Option<Uuid>, u32> = HashMap::new();
    for row in &plan.appointments {
        *visits.entry(row.patient_id).or_default() += 1;
    }
    assert!(visits.values().all(|&count| count <= 15), "{:?}", visits.values().max());
}

#[test]
fn the_same_time_gives_the_same_clinic() {
    let rows = |now| {
        let plan = plan(now);
        (
            plan.appointments,
            plan.accounts,
            plan.weekly_hours,
            plan.overrides,
            plan.time_off,
        )
    };
    assert!(rows("2026-11-23T08:00:00Z") == rows("2026-11-23T08:00:00Z"));
}
