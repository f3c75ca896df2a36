//! What everybody sees, from the first word to a booked time: home, search, doctors, the booking itself, help.

mod any_doctor;
mod book;
mod doctor;
mod doctor_card;
mod doctors;
mod filters;
mod help;
mod holds;
mod home;
mod nothing;
mod photo;
mod results;
mod search_form;
mod specialty_icon;
mod summary;
mod why;

use super::{Gate, Pages};
use crate::routes;

pub(super) fn routes(pages: Pages) -> Pages {
    pages
        .get(routes::HOME, Gate::Everyone, home::show)
        .get(routes::DOCTORS, Gate::Everyone, doctors::show)
        .get(routes::RESULTS, Gate::Everyone, results::show)
        .get(routes::DOCTOR, Gate::Everyone, doctor::show)
        .get(routes::DOCTOR_PHOTO, Gate::Everyone, photo::show)
        .get(routes::WHY, Gate::Everyone, why::show)
        .get(routes::ANY_DOCTOR, Gate::Everyone, any_doctor::show)
        .post(routes::ANY_DOCTOR, Gate::Everyone, any_doctor::submit)
        .post(routes::HOLDS, Gate::Everyone, holds::submit)
        .get(routes::BOOK, Gate::Everyone, book::show)
        .post(routes::BOOK, Gate::Everyone, book::submit)
        .post(routes::RELEASE, Gate::Everyone, book::release)
        .get(routes::HELP, Gate::Everyone, help::show)
}
