//! Lists and boards of appointments.

use serde::{Deserialize, Serialize};

use super::{AppointmentView, FreeTime, Status};
use crate::{
    ids::{AccountId, AppointmentId, ScheduleId, TimeOffId},
    time::Instant,
    version::Version,
};

/// A patient's own appointments.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnAppointments {
    /// Not over yet, soonest first.
    pub upcoming: Vec<AppointmentView>,
    /// Over or cancelled, latest first.
    pub past: Vec<AppointmentView>,
    /// There are older ones than these.
    pub has_older: bool,
}

/// One day of one doctor as a timeline. Minutes are elapsed minutes from the day's first instant, so that the days on which
/// clocks change are drawn with the hours that they have; labels are wall clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoctorDay {
    pub doctor_name: String,
    pub doctor_slug: String,
    /// "2026-11-23"
    pub date: String,
    /// "Monday 23 November 2026"
    pub label: String,
    pub previous: String,
    pub next: String,
    pub today: String,
    /// "Times in London (UTC)"
    pub zone_note: String,
    /// When it was asked.
    pub now: Instant,
    /// The day's first instant: minute 0.
    pub start: Instant,
    /// Where now is, when the day is today.
    pub now_minute: Option<u16>,
    /// What is drawn: from the first to the last minute of interest, on full hours.
    pub first_minute: u16,
    pub last_minute: u16,
    pub lines: Vec<HourLine>,
    /// When the doctor works.
    pub hours: Vec<DayBlock>,
    /// When the doctor is away.
    pub time_off: Vec<DayAway>,
    /// When a place where the doctor works is closed.
    pub closures: Vec<DayBlock>,
    pub entries: Vec<DayEntry>,
    /// How many requests wait for the doctor, on any day.
    pub requests: u32,
    pub may: BoardMay,
}

/// What the one who looks at a doctor's board could do on it. Only for what it offers: the use cases decide again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardMay {
    /// Accept and reject requests.
    pub decide: bool,
    /// Block time and free it again.
    pub block: bool,
}

/// Seven days of one doctor, Monday to Sunday.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoctorWeek {
    pub doctor_name: String,
    pub doctor_slug: String,
    /// The Monday, "2026-11-23".
    pub date: String,
    /// "23 November to 29 November 2026"
    pub label: String,
    /// Mondays.
    pub previous: String,
    pub next: String,
    /// The Monday of the present week.
    pub this_week: String,
    pub zone_note: String,
    /// How many requests wait for the doctor, on any day.
    pub requests: u32,
    /// Without dates that the zone left out.
    pub days: Vec<DoctorDay>,
}

/// One day of a location, its doctors side by side. Minutes are elapsed minutes from the day's first instant there, as those
/// of [`DoctorDay`]; nobody reads here why a patient comes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskDay {
    pub location: String,
    pub location_slug: String,
    /// "2026-11-23"
    pub date: String,
    /// "Monday 23 November 2026"
    pub label: String,
    pub previous: String,
    pub next: String,
    pub today: String,
    /// "Times in London (UTC)"
    pub zone_note: String,
    /// When it was asked.
    pub now: Instant,
    /// The day's first instant: minute 0.
    pub start: Instant,
    /// Where now is, when the day is today.
    pub now_minute: Option<u16>,
    /// What is drawn for all doctors: from the first to the last minute of interest, on full hours.
    pub first_minute: u16,
    pub last_minute: u16,
    pub lines: Vec<HourLine>,
    /// By family name: who works here or sees somebody on this day.
    pub columns: Vec<DeskColumn>,
    /// Who does neither, by name.
    pub absent: Vec<String>,
    pub may: BoardMay,
}

/// One doctor's day at the desk of a location.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskColumn {
    pub name: String,
    pub slug: String,
    pub specialty: String,
    /// The doctor at this location.
    pub schedule: ScheduleId,
    /// When the doctor works here.
    pub hours: Vec<DayBlock>,
    /// When the doctor works at another location, with its name.
    pub elsewhere: Vec<DayBlock>,
    /// When the doctor is away.
    pub time_off: Vec<DayAway>,
    /// When this location is closed.
    pub closures: Vec<DayBlock>,
    /// At any location.
    pub entries: Vec<DayEntry>,
}

/// When an appointment could be moved on one date to a doctor who gives its service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreeWith {
    pub schedule: ScheduleId,
    pub doctor_slug: String,
    /// How long the visit is with this doctor.
    pub minutes: u16,
    pub free: Vec<FreeTime>,
}

/// A stretch of a day in which the doctor is away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayAway {
    pub id: TimeOffId,
    /// The part of it that is in the day.
    pub start_minute: u16,
    pub minutes: u16,
    pub reason: String,
    /// All of it.
    pub from: Instant,
    pub to: Instant,
    /// "12:00 to 13:00"; with dates where it is longer than the day.
    pub time: String,
}

/// What a visit's panel shows beside the visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitMore {
    pub id: AppointmentId,
    /// Of the appointment when it was read.
    pub version: Version,
    /// To call the patient about it, for who may move it.
    pub phone: Option<String>,
    /// Whose details the reader may open.
    pub patient: Option<AccountId>,
    /// Latest first.
    pub history: Vec<VisitLine>,
    /// Visits of this patient with this doctor before this one, latest first.
    pub earlier: Vec<EarlierVisit>,
}

/// One line of a visit's history, ready to read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitLine {
    /// "Monday 23 November 2026, 14:20"
    pub at: String,
    pub what: String,
    pub by: Option<String>,
    pub reason: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EarlierVisit {
    pub id: AppointmentId,
    /// "Monday 23 November 2026"
    pub date: String,
    pub service: String,
    pub status: Status,
}

/// A line across the timeline with its wall-clock label.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HourLine {
    pub minute: u16,
    /// "09:00"
    pub label: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayBlock {
    pub start_minute: u16,
    pub minutes: u16,
    /// Why, or where.
    pub label: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayEntry {
    pub start_minute: u16,
    pub minutes: u16,
    pub appointment: AppointmentView,
}

/// What an administrator looks for. Empty fields do not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppointmentFilter {
    /// "2026-11-23"; from this date on, by each location's own calendar.
    pub from: String,
    /// "2026-11-23"; up to and with this date.
    pub to: String,
    /// A location's slug.
    pub location: String,
    /// A doctor's slug.
    pub doctor: String,
    pub status: Option<Status>,
    /// Words of the patient's name.
    pub words: String,
    /// From 1.
    pub page: u16,
}

/// A page of appointments, by start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppointmentList {
    /// Of all pages.
    pub total: u32,
    pub page: u16,
    pub pages: u16,
    pub rows: Vec<AppointmentView>,
    /// What the filter finds in each status, whichever of them it asks for.
    pub counts: StatusCounts,
}

/// How many appointments are in each status.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusCounts(Vec<(Status, u32)>);

impl StatusCounts {
    pub fn of(&self, status: Status) -> u32 {
        let counted = self.0.iter().filter(|(counted, _)| *counted == status);
        counted.map(|(_, count)| count).sum()
    }

    pub fn all(&self) -> u32 {
        self.0.iter().map(|(_, count)| count).sum()
    }
}

impl FromIterator<(Status, u32)> for StatusCounts {
    fn from_iter<I: IntoIterator<Item = (Status, u32)>>(counts: I) -> Self {
        Self(counts.into_iter().collect())
    }
}
