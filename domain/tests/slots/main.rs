//! The rules of docs/slots.md: its table, its words, as properties, and on every zone of the world.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod worked_table;

mod busy;
mod hours;
mod limits;
mod reasons;
mod rooms_and_caps;

mod generators;
mod properties;

mod zones;

mod support;
