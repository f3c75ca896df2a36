//! What administrators do with accounts, on both databases.

#![expect(clippy::unwrap_used, reason = "in what the tests share; a test fails there")]

mod administrators;
mod approve;
mod change;
mod correct;
mod delete;
mod ground;
mod invite;
mod photo;
mod places;
mod profile;
mod staff;
