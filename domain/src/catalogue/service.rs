use crate::{directory::VisitKind, ids::SpecialtyId, messages::Reminders, money::Money};

/// The shortest and the longest visit, in minutes.
pub const DURATION_LEAST: u16 = 5;
pub const DURATION_MOST: u16 = 720;
/// The longest time kept free on one side of a visit, in minutes.
pub const BUFFER_MOST: u16 = 240;
/// The most lengths that a service has beside its own.
pub const FURTHER_LENGTHS_MOST: usize = 5;
/// How long a request waits where nothing is said.
pub const LAPSE_MINUTES: u32 = 48 * 60;

// No visit with its buffers blocks more than a day: the schema's rules look no further back.
const _: () = assert!(DURATION_MOST + 2 * BUFFER_MOST <= 24 * 60);

/// A length to choose instead of the service's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FurtherLength {
    pub minutes: u16,
    /// In the service's currency, where it is not the service's price.
    pub price_minor: Option<i64>,
}

/// All that is set about a service: parsed by [`ServiceForm::parse`](super::ServiceForm::parse), so that the schema takes it,
/// or read from there. Times are minutes unless they say otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceSettings {
    pub name: String,
    pub specialty: SpecialtyId,
    pub visit_kind: VisitKind,
    pub duration: u16,
    /// What patients can choose instead, shortest first.
    pub further: Vec<FurtherLength>,
    /// From one start to the next, where it is not the length.
    pub step: Option<u16>,
    pub buffer_before: u16,
    pub buffer_after: u16,
    pub restart_after_busy: bool,
    pub notice: u32,
    pub horizon_days: u16,
    pub cut_off: u32,
    /// With one doctor on one local date.
    pub cap_per_day: Option<u16>,
    pub needs_approval: bool,
    pub lapse: u32,
    pub price: Option<Money>,
    pub room_kind: Option<String>,
    pub reminders: Reminders,
}
