//! One's own passkeys, and the forms that a passkey fills in.

mod add;
mod answer;
mod form;
mod list;
mod remove;
mod rename;

pub(super) use answer::{confirm_form, sign_in_form};

use super::super::{Gate, Pages};
use crate::routes;

pub(super) fn routes(pages: Pages) -> Pages {
    pages
        .post(routes::SIGN_IN_PASSKEY, Gate::Everyone, answer::sign_in)
        .post(routes::CONFIRM_PASSKEY, Gate::SignedIn, answer::confirm)
        .get(routes::PASSKEYS, Gate::SignedIn, list::show)
        .get(routes::ADD_PASSKEY, Gate::SignedIn, add::show)
        .post(routes::ADD_PASSKEY, Gate::SignedIn, add::submit)
        .get(routes::PASSKEY, Gate::SignedIn, rename::show)
        .post(routes::PASSKEY, Gate::SignedIn, rename::submit)
        .get(routes::REMOVE_PASSKEY, Gate::SignedIn, remove::show)
        .post(routes::REMOVE_PASSKEY, Gate::SignedIn, remove::submit)
}

/// Back to the list, with what was done.
fn done(what: &str) -> String {
    routes::with_query(routes::PASSKEYS, &[("done", what)])
}
