//! What doctors and administrators see.

use super::Pages;

pub(super) fn routes(pages: Pages) -> Pages {
    pages
}
