//! What patients do: book, sign in, register, look after their appointments.

use super::Pages;

pub(super) fn routes(pages: Pages) -> Pages {
    pages
}
