//! When doctors work: weekly hours, single dates, time off; the closures of places, for administrators.

mod away_form;
mod calendar;
mod closures;
mod conflicts;
mod date_form;
mod doctors;
mod fields;
mod month;
mod owner;
mod time_off;
mod week;

use domain::account::Role;

use super::{Gate, Pages};
use crate::routes;

/// Who sees the hours of all doctors; the front desk changes none.
const DESK: Gate = Gate::Role(&[Role::Support, Role::Administrator]);

pub(super) fn routes(pages: Pages) -> Pages {
    pages
        .get(routes::SCHEDULE, Gate::DOCTOR, week::show_own)
        .post(routes::SCHEDULE, Gate::DOCTOR, week::submit_own)
        .get(routes::SCHEDULE_CALENDAR, Gate::DOCTOR, calendar::show_own)
        .post(routes::SCHEDULE_CALENDAR, Gate::DOCTOR, calendar::submit_own)
        .get(routes::TIME_OFF, Gate::DOCTOR, time_off::show_own)
        .post(routes::TIME_OFF, Gate::DOCTOR, time_off::submit_own)
        .post(routes::REMOVE_TIME_OFF, Gate::DOCTOR, time_off::remove_own)
        .get(routes::CLINIC_DOCTORS, DESK, doctors::show)
        .get(routes::DOCTOR_SCHEDULE, DESK, week::show)
        .post(routes::DOCTOR_SCHEDULE, Gate::ADMINISTRATOR, week::submit)
        .get(routes::DOCTOR_CALENDAR, DESK, calendar::show)
        .post(routes::DOCTOR_CALENDAR, Gate::ADMINISTRATOR, calendar::submit)
        .get(routes::DOCTOR_TIME_OFF, DESK, time_off::show)
        .post(routes::DOCTOR_TIME_OFF, Gate::ADMINISTRATOR, time_off::submit)
        .post(routes::REMOVE_DOCTOR_TIME_OFF, Gate::ADMINISTRATOR, time_off::remove)
        .get(routes::CLOSURES, Gate::ADMINISTRATOR, closures::show)
        .post(routes::CLOSURES, Gate::ADMINISTRATOR, closures::submit)
        .post(routes::REMOVE_CLOSURE, Gate::ADMINISTRATOR, closures::remove)
}
