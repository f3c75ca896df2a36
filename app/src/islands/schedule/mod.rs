//! The editor of weekly hours.
//!
//! [`WeekEditor`] is one island around a plain form: without it the same fields are filled in, and its buttons send the form.

pub mod api;
mod editor;
mod form;
mod grid;
mod preview;
mod rows;
mod state;

pub use editor::WeekEditor;
pub use form::{WEEKDAYS, WeekForm, field_name};
pub use preview::preview_days;
