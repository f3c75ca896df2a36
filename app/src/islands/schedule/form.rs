use domain::{
    booking::SlotDay,
    ids::{ScheduleId, ServiceId},
    schedule::HoursText,
    version::Version,
};
use serde::{Deserialize, Serialize};

pub const WEEKDAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

/// The form of one week, as it is or as somebody has filled it in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeekForm {
    /// Where it is sent.
    pub action: String,
    pub schedule: ScheduleId,
    /// As it was seen.
    pub version: Version,
    /// Monday first.
    pub days: Vec<Vec<HoursText>>,
    /// Day, row, what is wrong.
    pub faults: Vec<(usize, usize, String)>,
    /// What can be previewed.
    pub services: Vec<(ServiceId, String)>,
    pub service: Option<ServiceId>,
    /// The first day of the preview, "2026-11-23".
    pub from: String,
    /// The free times that these hours would give.
    pub preview: Option<Vec<SlotDay>>,
}

/// The name of the field of a window: its day, its row, "from" or "to".
pub fn field_name(day: usize, row: usize, place: &str) -> String {
    format!("w{day}-{row}-{place}")
}
