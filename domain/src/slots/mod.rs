//! The free times of a doctor's service at a location: one pure engine for pages, desk, APIs and command line
//! (docs/slots.md).
//!
//! [`Facts`] say what is known; [`find_slots`] lists what can be booked and why a date has nothing, [`check_slot`] answers
//! for one start by the same plan. The files are in the order of the work: what is known, working time, local dates, starts
//! that cannot be taken, the grid of starts, all of it as a plan, reasons, answers.
//!
//! A rule that refuses starts, such as rooms, is an obstacle. One that looks at a whole date, such as caps, belongs to the
//! plan, where both questions meet it.

mod dates;
mod explain;
mod facts;
mod find;
mod grid;
mod obstacles;
mod plan;
mod windows;

pub use explain::{NotOffered, Reason};
pub use facts::{Busy, BusyKind, Caps, Counted, Facts, MAX_BUFFER_MINUTES, ServiceRules};
pub use find::{Day, check_slot, find_slots, list_starts, span_to_load};
pub use windows::{DateOverride, WeeklyHours, Window, working_time};
