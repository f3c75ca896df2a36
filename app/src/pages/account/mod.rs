//! Signing in and out, and registering.

mod barred;
mod code;
mod demo_people;
mod held;
mod invitation;
mod onward;
mod register;
mod register_staff;
mod sign_in;
mod sign_out;
pub(super) mod staff_fields;

use super::{Gate, Pages};
use crate::routes;

pub(super) fn routes(pages: Pages) -> Pages {
    pages
        .get(routes::SIGN_IN, Gate::Everyone, sign_in::show)
        .post(routes::SIGN_IN, Gate::Everyone, sign_in::submit)
        .post(routes::SIGN_OUT, Gate::Everyone, sign_out::submit)
        .get(routes::REGISTER, Gate::Everyone, register::show)
        .post(routes::REGISTER, Gate::Everyone, register::submit)
        .get(routes::REGISTER_STAFF, Gate::Everyone, register_staff::show)
        .post(routes::REGISTER_STAFF, Gate::Everyone, register_staff::submit)
        .get(routes::REGISTER_WAITING, Gate::Everyone, barred::waiting)
        .get(routes::INVITATION, Gate::Everyone, invitation::show)
        .post(routes::INVITATION, Gate::Everyone, invitation::submit)
        .get(routes::INVITATION_DONE, Gate::Everyone, invitation::done)
        .get(routes::REGISTER_CODE, Gate::Everyone, code::show)
        .post(routes::REGISTER_CODE, Gate::Everyone, code::submit)
        .post(routes::RESEND_CODE, Gate::Everyone, code::resend)
}
