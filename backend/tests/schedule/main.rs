//! What doctors and administrators set about time, on both databases.
#![expect(clippy::unwrap_used, reason = "where the ground of a test breaks, the test fails")]

mod absences;
mod conflicts;
mod ground;
mod hours;
mod races;
