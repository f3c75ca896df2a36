//! A doctor's day: the timeline, what is open beside it, and what happened to it.
//!
//! [`DayBoard`] is one island. Without it every visit, gap and block is a link, every step a form. A drag only opens a form.

pub mod api;
mod blocks;
mod board;
mod clock;
mod decision;
mod dragging;
mod open;
mod panel;
mod plan;
mod print_list;
mod state;
mod steps;
mod timeline;
mod toast;
mod visit_more;
mod whose;

pub use board::{Answer, DayBoard};
pub use decision::DecisionForm;
pub use open::{News, Open};
pub use steps::{Stage, StepForm, StepsLeft, field_words, words_of};
pub use timeline::anchor;
pub use whose::Whose;
