//! Who saw and changed whose data: all of it for administrators, their own for patients.

mod access_log;
mod choose;
mod parts;
mod search;
mod trail;

use super::{Gate, Pages};
use crate::routes;

pub(super) fn routes(pages: Pages) -> Pages {
    pages
        .get(routes::AUDIT, Gate::ADMINISTRATOR, trail::show)
        .post(routes::AUDIT, Gate::ADMINISTRATOR, search::submit)
        .post(routes::AUDIT_FILE, Gate::ADMINISTRATOR, trail::file)
        .get(routes::ACCESS_LOG, Gate::PATIENT, access_log::show)
}
