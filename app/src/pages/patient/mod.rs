//! What patients do with their appointments. The doctor and administrators open the same pages of one appointment.

mod back;
mod calendar_file;
mod cancel;
mod coming;
mod confirmation;
mod details;
mod list;
mod may;
mod parts;
mod reschedule;

pub(super) use details::refused_step;

use super::{Gate, Pages};
use crate::routes;

pub(super) fn routes(pages: Pages) -> Pages {
    pages
        .get(routes::APPOINTMENTS, Gate::PATIENT, list::show)
        .get(routes::APPOINTMENT, Gate::SignedIn, details::show)
        .get(routes::CALENDAR_FILE, Gate::SignedIn, calendar_file::show)
        .get(routes::CANCEL, Gate::SignedIn, cancel::show)
        .post(routes::CANCEL, Gate::SignedIn, cancel::submit)
        .get(routes::COMING, Gate::SignedIn, coming::show)
        .post(routes::COMING, Gate::SignedIn, coming::submit)
        .get(routes::MOVE, Gate::SignedIn, reschedule::show)
        .post(routes::MOVE, Gate::SignedIn, reschedule::submit)
}
