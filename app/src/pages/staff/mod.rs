//! What doctors, the front desk and administrators see.

mod appointments;
pub(super) mod back;
mod blocks;
pub(super) mod day;
mod decide;
mod no_services;
mod requests;
pub(super) mod reschedule;
mod status;
mod week;

use domain::account::Role;

use super::{Gate, Pages};
use crate::routes;

const STAFF: Gate = Gate::Role(&[Role::Doctor, Role::Support, Role::Administrator]);
const DESK: Gate = Gate::Role(&[Role::Support, Role::Administrator]);
const DECIDING: Gate = Gate::Role(&[Role::Doctor, Role::Administrator]);

pub(super) fn routes(pages: Pages) -> Pages {
    pages
        .get(routes::DAY, Gate::DOCTOR, day::show_own)
        .get(routes::WEEK, Gate::DOCTOR, week::show_own)
        .post(routes::BLOCKS, DECIDING, blocks::submit)
        .post(routes::UNBLOCK, DECIDING, blocks::remove)
        .get(routes::REQUESTS, DECIDING, requests::show)
        .post(routes::DECIDE, DECIDING, decide::submit)
        .get(routes::DOCTOR_DAY, DESK, day::show)
        .get(routes::DOCTOR_WEEK, DESK, week::show)
        .post(routes::STATUS, STAFF, status::submit)
        .get(routes::ALL_APPOINTMENTS, Gate::ADMINISTRATOR, appointments::show)
        .post(routes::ALL_APPOINTMENTS, Gate::ADMINISTRATOR, appointments::find)
}
