//! What people tell the clinic about themselves: seen and changed section by section, with a history of what it was before.

mod change_section;
mod history;
mod load;
mod of_patient;
mod record;

pub use change_section::{ChangeSection, change_section};
pub use history::{ChangeLine, History, list_changes_of, list_own_changes};
pub use load::{Contacts, EmergencyContact, OwnProfile, get_own_profile};
pub(crate) use load::{emergency_contact, own_zone};
pub use of_patient::{PatientProfile, get_patient_profile};
pub(crate) use record::record;
