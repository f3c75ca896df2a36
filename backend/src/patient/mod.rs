//! Patients as the front desk knows them: found by name, date of birth or phone, or added.

mod add_patient;
mod find_patients;

pub use add_patient::{AddPatient, add_patient};
pub use find_patients::{MOST_FOUND, PatientRow, find_patients, get_patient};
