//! The words of messages, for administrators.

mod act;
mod edit;
mod hints;
mod list;
mod mail;
mod preview;

use super::{Gate, Pages};
use crate::routes;

pub(super) fn routes(pages: Pages) -> Pages {
    const GATE: Gate = Gate::ADMINISTRATOR;
    pages
        .get(routes::TEMPLATES, GATE, list::show)
        .get(routes::TEMPLATE, GATE, edit::show)
        .post(routes::TEMPLATE, GATE, act::submit)
        .post(routes::TEMPLATE_MAIL, GATE, mail::show)
}
