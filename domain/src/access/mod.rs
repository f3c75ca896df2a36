//! Who may do what: one table, asked by every use case, deny by default.

mod actor;
mod places;
mod table;

pub use actor::Actor;
pub use places::Places;
pub use table::{Action, Relation, Subject, is_allowed, matrix};
