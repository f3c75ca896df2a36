//! What everybody sees: home, search, doctors, help.

mod help;

use super::{Gate, Pages};
use crate::routes;

pub(super) fn routes(pages: Pages) -> Pages {
    pages.get(routes::HELP, Gate::Everyone, help::show)
}
