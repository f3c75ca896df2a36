//! What it means to hold or to drop a visit somewhere on the desk. Pure.

use domain::booking::{DayEntry, DeskColumn, DeskDay, FreeTime, FreeWith};

use crate::{
    browser::Drag,
    islands::day::{Dropped, Moment, clock},
    ui::timeline::STEP,
};

/// How near a free time must be for a visit to snap to it, in minutes.
const NEAR: i64 = 20;
/// The names of the doctors stand in the first row.
const HEAD_ROWS: u16 = 1;

/// Where a drag would end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Over {
    /// A doctor's slug.
    pub column: String,
    pub start: u16,
    pub minutes: u16,
    pub label: String,
    pub is_free: bool,
}

/// Where a visit ends that is dropped.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Land {
    /// Where it was, or on no doctor.
    Nowhere,
    /// With a doctor who does not give its service.
    NotGiven {
        doctor: String,
    },
    At(Dropped),
}

/// The minute to which a visit is held; it stays within what is drawn.
fn minute_of(day: &DeskDay, entry: &DayEntry, drag: &Drag) -> u16 {
    let rows = i64::from(drag.row) - i64::from(drag.first);
    let wanted = i64::from(entry.start_minute / STEP * STEP) + rows * i64::from(STEP);
    let last = day.last_minute.saturating_sub(entry.minutes);
    u16::try_from(wanted)
        .unwrap_or(0)
        .clamp(day.first_minute.min(last), last)
}

fn find_column<'a>(day: &'a DeskDay, drag: &Drag) -> Option<&'a DeskColumn> {
    let is_on_head = drag.row < HEAD_ROWS;
    day.columns.iter().find(|one| one.slug == drag.column && !is_on_head)
}

/// The free time nearest to a minute of the day, other than the one that the visit has, and how far it is.
fn nearest<'a>(day: &DeskDay, with: &'a FreeWith, entry: &DayEntry, minute: u16) -> Option<(&'a FreeTime, i64)> {
    let away = |free: &FreeTime| (free.start.minutes_since(day.start) - i64::from(minute)).abs();
    let has = |free: &FreeTime| is_own(&with.doctor_slug, entry) && free.start == entry.appointment.time.start;
    let nearest = with
        .free
        .iter()
        .filter(|free| !has(free))
        .min_by_key(|free| away(free))?;
    Some((nearest, away(nearest)))
}

fn is_own(slug: &str, entry: &DayEntry) -> bool {
    entry.appointment.doctor_slug == slug
}

/// Whether it is held where it is.
fn is_there(column: &DeskColumn, entry: &DayEntry, minute: u16) -> bool {
    is_own(&column.slug, entry) && minute == entry.start_minute / STEP * STEP
}

/// Where a visit would go that is held there: to the free time that is near, else exactly there.
pub(super) fn over(day: &DeskDay, free: &[FreeWith], entry: &DayEntry, drag: &Drag) -> Option<Over> {
    let column = find_column(day, drag)?;
    let minute = minute_of(day, entry, drag);
    let with = free.iter().find(|one| one.doctor_slug == column.slug);
    let snapped = with.and_then(|with| nearest(day, with, entry, minute).filter(|(_, away)| *away <= NEAR));
    let time = clock::time_at(&day.lines, minute);
    let (start, label, is_free) = match (with, snapped) {
        _ if is_there(column, entry, minute) => (minute, time, true),
        (_, Some((free, _))) => (
            u16::try_from(free.start.minutes_since(day.start)).ok()?,
            free.time.clone(),
            true,
        ),
        (Some(_), None) => (minute, format!("{time}, not free"), false),
        (None, None) if free.is_empty() => (minute, time, false),
        (None, None) => (minute, "Does not give this service".to_owned(), false),
    };
    Some(Over {
        column: column.slug.clone(),
        start,
        minutes: with.map_or(entry.minutes, |with| with.minutes),
        label,
        is_free,
    })
}

/// What there is to ask about a visit that is dropped there.
pub(super) fn dropped(day: &DeskDay, free: &[FreeWith], entry: &DayEntry, drag: &Drag) -> Land {
    let Some(column) = find_column(day, drag) else {
        return Land::Nowhere;
    };
    let minute = minute_of(day, entry, drag);
    if is_there(column, entry, minute) {
        return Land::Nowhere;
    }
    let Some(with) = free.iter().find(|one| one.doctor_slug == column.slug) else {
        return Land::NotGiven {
            doctor: column.name.clone(),
        };
    };
    let nearest = nearest(day, with, entry, minute).map(|(free, _)| free);
    Land::At(Dropped {
        id: entry.appointment.id,
        schedule: with.schedule,
        doctor: column.name.clone(),
        at: Moment {
            start: day.start.plus_minutes(i64::from(minute)),
            time: clock::time_at(&day.lines, minute),
        },
        free: nearest.map(|free| Moment {
            start: free.start,
            time: free.time.clone(),
        }),
    })
}

#[cfg(test)]
mod tests {
    use domain::{
        booking::{AppointmentView, BoardMay, HourLine, PlaceView, Status, VisitTime},
        time::Instant,
        version::Version,
    };

    use super::*;

    const ID: &str = "0193a5c0-0000-7000-8000-000000000001";

    fn at(minute: u16) -> Instant {
        Instant::from_millis(0).plus_minutes(i64::from(minute))
    }

    fn label(minute: u16) -> String {
        format!("{:02}:{:02}", minute / 60, minute % 60)
    }

    /// A visit of Ada's from ten to half past.
    fn visit() -> DayEntry {
        let time = VisitTime {
            start: at(600),
            end: at(630),
            date: String::new(),
            iso_date: String::new(),
            from: label(600),
            to: label(630),
            offset: String::new(),
            rfc3339: String::new(),
        };
        let appointment = AppointmentView {
            id: ID.parse().expect("an id"),
            version: Version::FIRST,
            status: Status::Confirmed,
            patient_name: "Pia".to_owned(),
            patient_age: None,
            doctor_name: "ada".to_owned(),
            doctor_slug: "ada".to_owned(),
            specialty: String::new(),
            service_name: String::new(),
            price: None,
            reason: String::new(),
            cancel_reason: None,
            cancel_code: None,
            time,
            place: PlaceView {
                name: String::new(),
                address: String::new(),
                phone: String::new(),
                zone: String::new(),
            },
            schedule: ID.parse().expect("an id"),
            service: ID.parse().expect("an id"),
            is_video: false,
            needs_approval: false,
            room: None,
            overbook_reason: None,
            answer_until: None,
            cut_off_minutes: 0,
            change_until: String::new(),
            has_said_to_come: false,
        };
        DayEntry {
            start_minute: 600,
            minutes: 30,
            appointment,
        }
    }

    /// Eight to six, of three doctors.
    fn day() -> DeskDay {
        let column = |slug: &str| DeskColumn {
            name: slug.to_owned(),
            slug: slug.to_owned(),
            specialty: String::new(),
            schedule: ID.parse().expect("an id"),
            hours: Vec::new(),
            elsewhere: Vec::new(),
            time_off: Vec::new(),
            closures: Vec::new(),
            entries: Vec::new(),
        };
        let line = |hour: u16| HourLine {
            minute: hour * 60,
            label: label(hour * 60),
        };
        DeskDay {
            location: String::new(),
            location_slug: String::new(),
            date: String::new(),
            label: String::new(),
            previous: String::new(),
            next: String::new(),
            today: String::new(),
            zone_note: String::new(),
            now: at(0),
            start: at(0),
            now_minute: None,
            first_minute: 480,
            last_minute: 1080,
            lines: (8..=18).map(line).collect(),
            columns: ["ada", "ben", "cleo"].map(column).into(),
            absent: Vec::new(),
            may: BoardMay::default(),
        }
    }

    /// Ada and Ben give the service.
    fn free() -> Vec<FreeWith> {
        let free = |minute: u16| FreeTime {
            start: at(minute),
            time: label(minute),
            day: String::new(),
            offset: None,
        };
        let with = |slug: &str, times: &[u16]| FreeWith {
            schedule: ID.parse().expect("an id"),
            doctor_slug: slug.to_owned(),
            minutes: 40,
            free: times.iter().copied().map(free).collect(),
        };
        vec![with("ada", &[600, 660]), with("ben", &[540, 700])]
    }

    /// From the row of ten o'clock, so many minutes down, to a column.
    fn drag(minutes: i32, column: &str) -> Drag {
        let first = 25;
        Drag {
            what: ID.to_owned(),
            first,
            row: u16::try_from(i32::from(first) + minutes / 5).expect("a row"),
            column: column.to_owned(),
        }
    }

    #[test]
    fn a_visit_snaps_to_the_free_time_that_is_near() {
        let held = |minutes, column| over(&day(), &free(), &visit(), &drag(minutes, column));
        let near = held(45, "ada").expect("a place");
        assert_eq!(
            (near.start, near.label.as_str(), near.is_free, near.minutes),
            (660, "11:00", true, 40)
        );
        let other = held(115, "ben").expect("a place");
        assert_eq!((other.start, other.label.as_str(), other.is_free), (700, "11:40", true));
        let taken = held(-20, "ben").expect("a place");
        assert_eq!(
            (taken.start, taken.label.as_str(), taken.is_free),
            (580, "09:40, not free", false)
        );
        let none = held(0, "cleo").expect("a place");
        assert_eq!(
            (none.label.as_str(), none.is_free),
            ("Does not give this service", false)
        );
        assert_eq!(held(0, "nobody"), None);
        assert_eq!(held(2000, "ben").expect("a place").start, 1050, "it stays on the day");
    }

    #[test]
    fn what_is_dropped_is_asked_about_with_the_nearest_free_time() {
        let land = |minutes, column| dropped(&day(), &free(), &visit(), &drag(minutes, column));
        let Land::At(asked) = land(30, "ben") else {
            panic!("nowhere")
        };
        assert_eq!((asked.doctor.as_str(), asked.at.time.as_str()), ("ben", "10:30"));
        assert_eq!(asked.free.map(|free| free.time).as_deref(), Some("11:40"));
        assert_eq!(land(0, "ada"), Land::Nowhere, "where it was");
        let doctor = "cleo".to_owned();
        assert_eq!(land(0, "cleo"), Land::NotGiven { doctor });
        assert_eq!(land(-125, "ben"), Land::Nowhere, "on the name of a doctor");
        let Land::At(back) = land(10, "ada") else {
            panic!("nowhere")
        };
        let free = back.free.map(|free| free.time);
        assert_eq!(free.as_deref(), Some("11:00"), "its own time is none to go to");
    }
}
