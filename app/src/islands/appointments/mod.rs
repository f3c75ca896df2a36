//! What pages and islands show of an appointment.

mod facts;
mod status_badge;

pub use facts::{ShortDate, duration, zone_note};
pub use status_badge::StatusBadge;
