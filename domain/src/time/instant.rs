use std::fmt;

use serde::{Deserialize, Serialize};

/// A point in time: milliseconds since 1970-01-01T00:00:00Z, as stored and as sent to the browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(i64);

const MILLIS_PER_MINUTE: i64 = 60_000;

impl Instant {
    /// From epoch milliseconds.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Epoch milliseconds.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Moved by elapsed minutes, stopping at the ends of what can be stored.
    pub const fn plus_minutes(self, minutes: i64) -> Self {
        Self(self.0.saturating_add(minutes.saturating_mul(MILLIS_PER_MINUTE)))
    }

    /// Elapsed whole minutes from `earlier` to this, negative if `earlier` is later.
    pub const fn minutes_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0) / MILLIS_PER_MINUTE
    }
}

impl From<jiff::Timestamp> for Instant {
    fn from(timestamp: jiff::Timestamp) -> Self {
        Self(timestamp.as_millisecond())
    }
}

/// An instant outside the years -9999 to 9999.
#[derive(Debug, thiserror::Error)]
#[error("the instant is outside the calendar")]
pub struct OutOfCalendar;

impl TryFrom<Instant> for jiff::Timestamp {
    type Error = OutOfCalendar;

    fn try_from(instant: Instant) -> Result<Self, OutOfCalendar> {
        Self::from_millisecond(instant.0).map_err(|_| OutOfCalendar)
    }
}

impl fmt::Display for Instant {
    /// RFC 3339 in UTC.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::try_from(*self) {
            Ok(timestamp) => timestamp.fmt(out),
            Err(_) => write!(out, "{} ms", self.0),
        }
    }
}
