use serde::{Deserialize, Serialize};

use super::{DateOverride, WeeklyHours};
use crate::time::{Instant, Interval, IntervalSet, Zone};

/// The longest buffer around a visit, one day; a longer one counts as this. It bounds which visits must be loaded to know
/// the free times of a date ([`span_to_load`](super::span_to_load)).
pub const MAX_BUFFER_MINUTES: u16 = 24 * 60;

/// What is known about one doctor's service at one location when free times are asked for. The order of the lists does
/// not matter.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The location's.
    pub zone: &'a Zone,
    pub weekly: &'a [WeeklyHours],
    /// Several of one date count together.
    pub overrides: &'a [DateOverride],
    pub rules: &'a ServiceRules,
    /// What keeps the doctor from a visit, without the visit that is being moved or the hold that is being confirmed.
    pub busy: &'a [Busy],
    /// Other active visits of the patient who asks, with any doctor.
    pub patient_busy: &'a [Interval],
    /// What counts towards the caps, without the visit that is being moved.
    pub counted: &'a [Counted],
    /// When each room that would do is taken; `None` if the service needs none.
    pub rooms: Option<&'a [IntervalSet]>,
    pub now: Instant,
}

/// A visit or hold of the doctor that counts towards the caps of its local date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    pub start: Instant,
    /// Whether it is of the service that is asked about.
    pub is_same_service: bool,
}

/// The most visits on a local date; the doctor's count in any service and place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caps {
    pub of_doctor: Option<u16>,
    pub of_service: Option<u16>,
}

impl Caps {
    pub const fn is_none(&self) -> bool {
        self.of_doctor.is_none() && self.of_service.is_none()
    }
}

/// How a service is booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceRules {
    /// Length of a visit. A service of 0 minutes has no slots.
    pub duration_minutes: u16,
    /// From one start to the next; the length of the visit if `None`. A step of 0 minutes has no slots.
    pub step_minutes: Option<u16>,
    /// Kept free before the visit, at most [`MAX_BUFFER_MINUTES`].
    pub buffer_before_minutes: u16,
    /// Kept free after the visit, at most [`MAX_BUFFER_MINUTES`].
    pub buffer_after_minutes: u16,
    /// The least elapsed time from now to a start.
    pub notice_minutes: u32,
    /// The most local dates from today to the date of a start.
    pub horizon_days: u16,
    /// Whether the grid starts anew where the doctor becomes free.
    pub restart_after_busy: bool,
    pub caps: Caps,
}

/// Why a doctor has no time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BusyKind {
    /// An active visit.
    Appointment,
    /// Somebody else's live hold.
    Hold,
    /// The doctor is away.
    TimeOff,
    /// The location is closed.
    Closure,
}

/// A stretch in which the doctor has no time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Busy {
    pub interval: Interval,
    pub kind: BusyKind,
    /// Of the visit's own service, at most [`MAX_BUFFER_MINUTES`]; only appointments and holds have buffers.
    pub buffer_before_minutes: u16,
    /// As `buffer_before_minutes`.
    pub buffer_after_minutes: u16,
}

/// A buffer as it counts.
pub(super) fn buffer(minutes: u16) -> i64 {
    i64::from(minutes.min(MAX_BUFFER_MINUTES))
}
