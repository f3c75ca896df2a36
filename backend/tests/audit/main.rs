//! The audit trail: what leaves which rows, that the chain names what was tampered with, and what is shown of it.
#![expect(clippy::unwrap_used, reason = "where the ground of a test breaks, the test fails")]

#[path = "../life/ground.rs"]
#[expect(dead_code, unused_imports, reason = "shared with other tests")]
mod ground;

mod chain;
mod deeds;
mod refused;
mod sealing;
mod shown;
