//! Signing in, confirming and adding with a passkey. The island has the browser ask for it and puts the answer into a plain form,
//! which the page takes.

mod api;
mod passkey_form;
mod trouble;

pub use api::ask_passkey;
pub use passkey_form::{ANSWER, PasskeyForm};
