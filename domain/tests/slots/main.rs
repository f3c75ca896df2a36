//! The rules of docs/slots.md: its table, its words, as properties, and on every zone of the world.

mod properties;
mod reasons;
mod rules;
mod support;
mod worked_table;
mod zones;
