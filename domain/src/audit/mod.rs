//! The audit trail in words.

mod deed;
mod told;

pub use deed::Deed;
pub use told::{About, Told, long_date, tell, tells_patient_why};
