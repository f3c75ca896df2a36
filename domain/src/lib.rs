//! Types and rules of Mediconnect that the browser and the server share.
//!
//! Nothing here is async, does I/O, reads a clock or draws a random number: time and data are arguments, so that every rule
//! can be tested by a table. The crate builds for wasm32.

pub mod access;
pub mod account;
pub mod audit;
pub mod booking;
pub mod catalogue;
pub mod directory;
pub mod ids;
pub mod messages;
pub mod money;
pub mod profile;
pub mod refusal;
pub mod schedule;
pub mod shared;
pub mod slots;
pub mod time;
pub mod version;
