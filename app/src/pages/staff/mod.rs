//! What doctors and administrators see.

mod appointments;
mod day;
mod status;

use domain::account::Role;

use super::{Gate, Pages};
use crate::routes;

const STAFF: Gate = Gate::Role(&[Role::Doctor, Role::Administrator]);

pub(super) fn routes(pages: Pages) -> Pages {
    pages
        .get(routes::DAY, Gate::DOCTOR, day::show_own)
        .get(routes::DOCTOR_DAY, Gate::ADMINISTRATOR, day::show)
        .post(routes::STATUS, STAFF, status::submit)
        .get(routes::ALL_APPOINTMENTS, Gate::ADMINISTRATOR, appointments::show)
}
