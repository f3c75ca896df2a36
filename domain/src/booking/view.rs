//! What the screens show: instants for the machine beside labels for the person, made on the server in the location's zone.

use serde::{Deserialize, Serialize};

use super::{CancelCode, Status, is_open_to_change};
use crate::{
    ids::{AppointmentId, ScheduleId, ServiceId},
    money::Money,
    slots::Reason,
    time::{Instant, Interval, TimeLabel, Zone},
    version::Version,
};

/// A free time offered by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FreeTime {
    pub start: Instant,
    /// "14:20"
    pub time: String,
    /// "Mon 23 Nov"
    pub day: String,
    /// "UTC+1", only where the clock shows this time twice that day
    pub offset: Option<String>,
}

impl FreeTime {
    pub fn new(start: Instant, zone: &Zone) -> Self {
        let label = TimeLabel::new(start, zone);
        Self {
            start,
            time: label.time(),
            day: format!("{} {}", label.weekday(), label.short_date()),
            offset: zone.is_repeated(start).then(|| label.offset()),
        }
    }
}

/// The free times of one local date, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotDay {
    /// "2026-11-23"
    pub date: String,
    /// "Mon"
    pub weekday: String,
    /// "23 Nov"
    pub day: String,
    pub slots: Vec<FreeTime>,
    /// Why `slots` is empty.
    pub reasons: Vec<Reason>,
}

/// Some days of free times of one schedule and service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotsView {
    pub schedule: ScheduleId,
    pub service: ServiceId,
    /// How long a visit at one of the times takes.
    pub minutes: u16,
    pub days: Vec<SlotDay>,
    /// "Times in London (UTC+1)"
    pub zone_note: String,
    /// The first date of the page before this one, "2026-11-23".
    pub earlier: Option<String>,
    /// The first date of the page after this one.
    pub later: Option<String>,
    /// The first free time after these days, where these have none.
    pub next_free: Option<FreeTime>,
    /// Its date, to go there: "2026-12-02".
    pub next_free_date: Option<String>,
}

/// A stretch of time with its labels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitTime {
    pub start: Instant,
    pub end: Instant,
    /// "Monday 23 November 2026"
    pub date: String,
    /// "2026-11-23"
    pub iso_date: String,
    /// "14:20"
    pub from: String,
    /// "15:00"
    pub to: String,
    /// "UTC+1"
    pub offset: String,
    /// "2026-11-23T14:20:00+01:00"
    pub rfc3339: String,
}

impl VisitTime {
    pub fn new(interval: Interval, zone: &Zone) -> Self {
        let (start, end) = (
            TimeLabel::new(interval.start(), zone),
            TimeLabel::new(interval.end(), zone),
        );
        Self {
            start: interval.start(),
            end: interval.end(),
            date: start.date(),
            iso_date: start.iso_date(),
            from: start.time(),
            to: end.time(),
            offset: start.offset(),
            rfc3339: start.rfc3339(),
        }
    }
}

/// Where a visit takes place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceView {
    pub name: String,
    /// "8 Quay Road, London SE1 2AB"
    pub address: String,
    pub phone: String,
    /// IANA name
    pub zone: String,
}

/// A kept time as its island knows it: which row it is, and for how long it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptTime {
    pub id: AppointmentId,
    pub version: Version,
    /// By the server's clock, so that a wrong clock in the browser does not shorten the time.
    pub remaining_secs: u32,
}

/// A time that is kept for the visitor while they give their details.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HoldView {
    pub id: AppointmentId,
    pub version: Version,
    pub expires_at: Instant,
    pub remaining_secs: u32,
    pub doctor_name: String,
    pub doctor_slug: String,
    pub specialty: String,
    pub service_name: String,
    pub price: Option<Money>,
    pub time: VisitTime,
    pub place: PlaceView,
    pub schedule: ScheduleId,
    pub service: ServiceId,
    /// Until when it can be moved or cancelled online: "Sunday 22 November 2026, 14:20". `None` when that is over already.
    pub change_until: Option<String>,
    pub is_video: bool,
    /// Until when the clinic answers, where it has to accept each request for this visit: "Sunday 22 November 2026, 14:20".
    pub answer_until: Option<String>,
}

impl HoldView {
    /// How long the visit takes.
    pub fn minutes(&self) -> u16 {
        u16::try_from(self.time.end.minutes_since(self.time.start)).unwrap_or_default()
    }
}

impl From<&HoldView> for KeptTime {
    fn from(view: &HoldView) -> Self {
        let HoldView {
            id,
            version,
            remaining_secs,
            ..
        } = *view;
        Self {
            id,
            version,
            remaining_secs,
        }
    }
}

/// An appointment as its patient and the staff see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppointmentView {
    pub id: AppointmentId,
    pub version: Version,
    pub status: Status,
    pub patient_name: String,
    /// Years on the day of the visit.
    pub patient_age: Option<u16>,
    pub doctor_name: String,
    pub doctor_slug: String,
    pub specialty: String,
    pub service_name: String,
    pub price: Option<Money>,
    /// Why the patient comes; empty for those who may not know.
    pub reason: String,
    /// Why it was cancelled or rejected.
    pub cancel_reason: Option<String>,
    /// Why the clinic cancelled it, as its messages say.
    pub cancel_code: Option<CancelCode>,
    pub time: VisitTime,
    pub place: PlaceView,
    pub schedule: ScheduleId,
    pub service: ServiceId,
    pub is_video: bool,
    /// The clinic accepts each time of this visit first.
    pub needs_approval: bool,
    /// The room that it takes, by name.
    pub room: Option<String>,
    /// Why it stands beside another visit of its doctor.
    pub overbook_reason: Option<String>,
    /// Until when a request is answered: "Sunday 22 November 2026, 14:20".
    pub answer_until: Option<String>,
    pub cut_off_minutes: i64,
    /// Until when it can be moved or cancelled online: "Sunday 22 November 2026, 14:20".
    pub change_until: String,
    /// The patient said that they will come.
    pub has_said_to_come: bool,
}

impl AppointmentView {
    /// Whether its patient can say now that they will come.
    pub fn is_open_to_coming(&self, now: Instant) -> bool {
        self.status == Status::Confirmed && !self.has_said_to_come && now < self.time.start
    }

    /// Whether its patient can move or cancel it now.
    pub fn is_open_to_change(&self, now: Instant) -> bool {
        matches!(self.status, Status::Requested | Status::Confirmed)
            && is_open_to_change(self.time.start, self.cut_off_minutes, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_free_time_tells_its_offset_where_the_clock_shows_it_twice() {
        let new_york = Zone::parse("America/New_York").unwrap();
        let labels = |utc: &str| {
            let start = utc.parse::<jiff::Timestamp>().unwrap().into();
            let free = FreeTime::new(start, &new_york);
            (free.time, free.day, free.offset)
        };
        for (utc, time, offset) in [
            ("2027-11-07T04:30:00Z", "00:30", None),
            ("2027-11-07T05:30:00Z", "01:30", Some("UTC-4")),
            ("2027-11-07T06:30:00Z", "01:30", Some("UTC-5")),
            ("2027-11-07T07:00:00Z", "02:00", None),
        ] {
            let expected = (time.to_owned(), "Sun 7 Nov".to_owned(), offset.map(str::to_owned));
            assert_eq!(labels(utc), expected, "{utc}");
        }
    }
}
