//! What somebody was told, behind the bell.

mod bell;
mod list;
mod open;

use super::{Gate, Pages};
use crate::routes;

pub(super) fn routes(pages: Pages) -> Pages {
    pages
        .get(routes::INBOX, Gate::SignedIn, list::show)
        .get(routes::BELL, Gate::SignedIn, bell::show)
        .post(routes::READ_ALL, Gate::SignedIn, open::read_all)
        .post(routes::OPEN_MESSAGE, Gate::SignedIn, open::open)
}
