//! Where the clients of a process meet, and what half hours, ids and browsers are called there.

use std::sync::Arc;

use backend::db::Reader;
use backend::{
    Context, Core, Token,
    testing::{Clinic, TestClock, TestDoctor, patient_context},
};
use domain::time::{Date, Instant, Zone};
use tokio::sync::RwLock;

use super::{
    history::Recorder,
    model::{Id, Place, SLOTS, Span, patient_of},
};

pub struct Ground {
    pub core: Arc<Core>,
    pub clinic: Clinic,
    pub date: Date,
    pub recorder: Recorder,
    /// Set where holds run out.
    pub clock: Option<TestClock>,
    pub theme: Theme,
    /// Held while the clock is moved: an act reads it more than once, and each time must be the same.
    pub moment: RwLock<()>,
}

/// What else happens while patients book.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Theme {
    /// Strangers read the free times of one doctor. They are read by several queries, so this goes neither together with a clock
    /// that moves nor with plans that change.
    Reads,
    /// Time off, hours and rules of two doctors change.
    Plans,
}

impl Theme {
    pub const fn doctors(self) -> usize {
        match self {
            Self::Reads => 1,
            Self::Plans => 2,
        }
    }
}

impl Ground {
    pub fn db(&self) -> &Reader {
        self.core.db.reader()
    }

    pub fn doctor(&self, doctor: usize) -> &TestDoctor {
        &self.clinic.doctors[doctor]
    }

    pub fn start(&self, place: Place) -> Instant {
        start(self.date, place.slot)
    }

    /// The patient whose id it is, in a browser of its own for each: picking another time would give up the one before.
    pub fn patient(&self, id: Id) -> Context {
        let number = usize::try_from(patient_of(id)).unwrap();
        let patient = patient_context(&self.core, &self.clinic, number);
        Context::new(self.core.clone(), patient.actor().clone(), Some(browser(self.date, id)))
    }
}

/// The first half hour that the two doctors, in London and in New York, both work.
const FIRST_MINUTE_IN_LONDON: u16 = 14 * 60;
const FIRST_MINUTE_IN_NEW_YORK: u16 = 9 * 60;

/// When a half hour begins; also the end of the last.
pub fn start(date: Date, slot: usize) -> Instant {
    let first = Zone::parse("Europe/London")
        .unwrap()
        .resolve(date, FIRST_MINUTE_IN_LONDON);
    first.plus_minutes(30 * i64::try_from(slot).unwrap())
}

pub fn half_hours(date: Date, at: Instant) -> usize {
    usize::try_from(at.minutes_since(start(date, 0)) / 30).unwrap()
}

/// `None` for one that is not fought for.
pub fn slot_of(date: Date, at: Instant) -> Option<usize> {
    (start(date, 0) <= at && at < start(date, SLOTS)).then(|| half_hours(date, at))
}

fn first_minute(doctor: &TestDoctor) -> u16 {
    match doctor.slug {
        "ada-moreno" => FIRST_MINUTE_IN_LONDON,
        _ => FIRST_MINUTE_IN_NEW_YORK,
    }
}

/// By the clock of the doctor's place.
pub fn minutes_of_span(doctor: &TestDoctor, span: Span) -> (u16, u16) {
    let minute = |slot: usize| first_minute(doctor) + 30 * u16::try_from(slot).unwrap();
    (minute(span.from), minute(span.to))
}

pub fn span_of_minutes(doctor: &TestDoctor, from: i64, to: i64) -> Span {
    let slot = |minute: i64| usize::try_from((minute - i64::from(first_minute(doctor))) / 30).unwrap();
    Span {
        from: slot(from),
        to: slot(to),
    }
}

/// The browser of one kept time. Told by date and id, so that the row of a hold tells whose it is.
pub fn browser(date: Date, id: Id) -> Token {
    let mut bytes = [7; 32];
    bytes[..4].copy_from_slice(&id.to_be_bytes());
    bytes[4..6].copy_from_slice(&date.day_of_year().to_be_bytes());
    Token::from_bytes(bytes)
}

/// Of one confirmation.
pub fn key(date: Date, id: Id) -> String {
    format!("soak-of-many-clients-{date}-{id}")
}

pub fn id_of_key(key: &str) -> Option<Id> {
    key.rsplit('-').next()?.parse().ok()
}

/// Of time off.
pub fn reason(date: Date, id: impl std::fmt::Display) -> String {
    format!("Soak {date} {id}")
}

pub fn id_of_reason(reason: &str) -> Id {
    reason.rsplit(' ').next().unwrap().parse().unwrap()
}
