//! What people tell about themselves: their own profile and contacts, and what the staff see of a patient.

mod contact;
mod fields;
mod history;
mod patient;
mod photo;
mod section;
mod show;
mod words;

use domain::account::Role;

use super::{Gate, Pages};
use crate::routes;

pub(super) use history::changes;
pub(super) use photo::photo_field;

pub(super) fn routes(pages: Pages) -> Pages {
    const STAFF: Gate = Gate::Role(&[Role::Doctor, Role::Support, Role::Administrator]);
    pages
        .get(routes::PROFILE, Gate::SignedIn, show::show)
        .get(routes::PROFILE_HISTORY, Gate::SignedIn, history::show)
        .get(routes::PROFILE_SECTION, Gate::SignedIn, section::show)
        .post(routes::PROFILE_SECTION, Gate::SignedIn, section::submit)
        .get(routes::PHOTO, Gate::SignedIn, photo::show)
        .post_file(routes::PHOTO, Gate::SignedIn, photo::submit)
        .post(routes::REMOVE_PHOTO, Gate::SignedIn, photo::remove)
        .get(routes::CHANGE_CONTACT, Gate::SignedIn, contact::show)
        .post(routes::CHANGE_CONTACT, Gate::SignedIn, contact::begin)
        .post(routes::CONTACT_CODE, Gate::SignedIn, contact::confirm)
        .post(routes::RESEND_CONTACT_CODE, Gate::SignedIn, contact::resend)
        .post(routes::DROP_CONTACT_CHANGE, Gate::SignedIn, contact::drop)
        .get(routes::PATIENT, STAFF, patient::show)
}
