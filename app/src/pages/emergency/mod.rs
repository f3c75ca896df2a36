//! Looking into a patient's appointments in an emergency: who it is, why, whether it is meant, and the look itself.

mod ask;
mod find;
mod form;
mod list;
mod record;

use domain::account::Role;

use super::{Gate, Pages};
use crate::routes;

const STAFF: Gate = Gate::Role(&[Role::Doctor, Role::Support, Role::Administrator]);

pub(super) fn routes(pages: Pages) -> Pages {
    pages
        .get(routes::EMERGENCY, STAFF, find::show)
        .post(routes::EMERGENCY, STAFF, find::submit)
        .post(routes::EMERGENCY_CONFIRM, STAFF, ask::confirm)
        .post(routes::EMERGENCY_OPEN, STAFF, ask::open)
        .get(routes::EMERGENCY_RECORD, STAFF, record::show)
        .post(routes::EMERGENCY_END, STAFF, record::end)
        .get(routes::EMERGENCY_LIST, Gate::ADMINISTRATOR, list::show)
}
