//! Looking into a patient's appointments in an emergency: with a reason, for thirty minutes, and told to the patient and to all
//! administrators in the same transaction (docs/adr/0016).

mod break_glass;
mod end;
mod find_named;
mod grant;
mod list;
mod notice;
mod read;

pub use break_glass::{BreakGlass, break_glass, check_reason};
pub use end::end_emergency;
pub use find_named::{Named, NamedPatient, find_named, get_named};
pub use list::{Emergencies, EmergencyLine, list_emergencies, list_own_emergencies};
pub use read::{EmergencyRecord, Reading, read_in_emergency};

/// How long somebody may look.
pub const EMERGENCY_MINUTES: i64 = 30;
