//! What exists in demo mode only: the mail that would have been sent.

mod mail;
mod message;

use super::{Gate, Pages};
use crate::routes;

pub(super) fn routes(pages: Pages) -> Pages {
    pages
        .get(routes::DEMO_MAIL, Gate::DemoOnly, mail::show)
        .get(routes::DEMO_MESSAGE, Gate::DemoOnly, message::show)
        .get(routes::DEMO_MESSAGE_HTML, Gate::DemoOnly, message::show_html)
        .get(routes::DEMO_MESSAGE_CALENDAR, Gate::DemoOnly, message::show_calendar)
}
