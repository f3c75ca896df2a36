//! The front desk: all doctors of a location side by side, and booking for patients.

mod book;
mod choose;
mod day;
mod patient;
mod wish;

use domain::account::Role;

pub(super) use day::page as day;

use super::{Gate, Pages};
use crate::routes;

const DESK: Gate = Gate::Role(&[Role::Support, Role::Administrator]);

pub(super) fn routes(pages: Pages) -> Pages {
    pages
        .get(routes::DESK, DESK, day::show)
        .get(routes::DESK_BOOK, DESK, book::show)
        .post(routes::DESK_BOOK, DESK, book::submit)
        .post(routes::DESK_PATIENTS, DESK, patient::find)
        .get(routes::DESK_NEW_PATIENT, DESK, patient::show_new)
        .post(routes::DESK_NEW_PATIENT, DESK, patient::add)
}
