//! Setting up a clinic and checking what it holds.

mod verify;

pub use verify::{Finding, MOST_FINDINGS_PER_RULE, Severity, verify};
