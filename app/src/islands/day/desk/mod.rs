//! The front desk's day: all doctors of a place side by side on one axis of time.

pub mod api;
mod board;
mod column;
mod dragging;
mod landing;
mod question;
mod sheet;
mod things;

pub use board::DeskBoard;
pub(super) use question::question;
