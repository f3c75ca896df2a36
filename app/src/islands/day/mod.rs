//! A doctor's day and the front desk's: the timeline, what is open beside it, and what happened to it.
//!
//! [`DayBoard`] and [`DeskBoard`] are an island each, made of the same parts. Without them every visit, gap and block is a link,
//! every step a form. A drag only opens a form.

pub mod api;
mod blocks;
mod board;
mod clock;
mod decision;
pub mod desk;
mod dragging;
mod open;
mod panel;
mod plan;
mod print_list;
mod sheet;
mod state;
mod steps;
mod timeline;
mod toast;
mod visit_more;
mod whose;

pub use board::{Answer, DayBoard};
pub use decision::DecisionForm;
pub use desk::DeskBoard;
pub use open::{Dropped, Moment, MovedFrom, News, Open};
pub use steps::{Stage, StepForm, StepsLeft, field_words, words_of};
pub use timeline::anchor;
pub use whose::{BackFields, Whose};
