//! The session that a page is read in.

mod api;
mod idle_warning;

pub use api::{ask_passkey, session_left, stay_signed_in};
pub use idle_warning::IdleWarning;
