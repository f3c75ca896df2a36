//! What exists in demo mode only: the mail that would have been sent.

use super::Pages;

pub(super) fn routes(pages: Pages) -> Pages {
    pages
}
