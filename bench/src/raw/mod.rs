//! The raw rate: the statements of a booking, as the server sends them, straight to the database with fresh values.
//!
//! They are not written down anywhere. A booking is done by the real server on a PostgreSQL that logs its statements
//! ([`record`]), and what is in the log becomes a script ([`Script`]). SQLite gets the same statements, without the locks
//! that it has no need of.

mod blank;
mod log;
mod postgres;
mod record;
mod script;
mod sqlite;

pub use postgres::raw_on_postgres;
pub use record::record;
pub use script::Script;
pub use sqlite::{Gathered, raw_on_sqlite};
