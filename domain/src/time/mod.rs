//! Instants, half-open intervals, local dates and zones.

mod instant;
mod interval;
mod interval_set;
mod label;
mod zone;
mod zone_note;

pub use instant::{Instant, OutOfCalendar};
pub use interval::Interval;
pub use interval_set::IntervalSet;
pub use jiff::civil::{Date, Weekday};
pub use label::TimeLabel;
pub use zone::{UnknownZone, Zone};
pub use zone_note::zone_note;
