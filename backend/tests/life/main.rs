//! Requests, limits, rooms, what the staff may do beyond the rules, and the history of it, on both databases.
#![expect(clippy::unwrap_used, reason = "where the ground of a test breaks, the test fails")]

mod ground;

mod beyond_rules;
mod coming;
mod desk_day;
mod destinations;
mod emergency;
mod front_desk;
mod history;
mod limits;
mod patients;
mod places;
mod requests;
mod rooms;
