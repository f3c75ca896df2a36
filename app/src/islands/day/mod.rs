//! A doctor's day: the timeline, the visit that is open beside it, and what happened to it.
//!
//! [`DayBoard`] is one island. Without it every visit is a link, every step a form.

pub mod api;
mod board;
mod clock;
mod panel;
mod plan;
mod state;
mod steps;
mod timeline;
mod whose;

pub use board::DayBoard;
pub use steps::{Stage, StepForm, StepsLeft, words_of};
pub use timeline::anchor;
pub use whose::Whose;
