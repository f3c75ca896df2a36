//! The interactive parts of pages, and the server functions they call. One folder a noun.

pub mod appointments;
pub mod booking;
pub mod day;
pub mod live;
pub mod schedule;
pub mod session;
