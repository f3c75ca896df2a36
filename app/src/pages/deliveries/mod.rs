//! What was sent to whom, and what became of it, for administrators.

mod again;
mod list;
mod message;
mod parts;

use super::{Gate, Pages};
use crate::routes;

pub(super) fn routes(pages: Pages) -> Pages {
    const GATE: Gate = Gate::ADMINISTRATOR;
    pages
        .get(routes::DELIVERIES, GATE, list::show)
        .post(routes::DELIVERIES, GATE, list::find)
        .get(routes::DELIVERY, GATE, message::show)
        .get(routes::DELIVERY_AGAIN, GATE, again::show)
        .post(routes::DELIVERY_AGAIN, GATE, again::submit)
}
