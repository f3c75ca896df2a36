//! Setting up a clinic and checking what it holds.

mod demo;
mod insert;
mod transfer;
mod verify;

pub use demo::{DEMO_CLINIC_NAME, DEMO_KEY, DEMO_KEYS, DemoClinic, SignIn, seed_demo};
pub use transfer::{ClinicFile, FileError, ImportError, Imported, export_clinic, import_clinic};
pub use verify::{Finding, MOST_FINDINGS_PER_RULE, Severity, verify};
