//! Signing in and out, and registering.

mod code;
mod demo_people;
mod held;
mod onward;
mod register;
mod sign_in;
mod sign_out;

use super::{Gate, Pages};
use crate::routes;

pub(super) fn routes(pages: Pages) -> Pages {
    pages
        .get(routes::SIGN_IN, Gate::Everyone, sign_in::show)
        .post(routes::SIGN_IN, Gate::Everyone, sign_in::submit)
        .post(routes::SIGN_OUT, Gate::Everyone, sign_out::submit)
        .get(routes::REGISTER, Gate::Everyone, register::show)
        .post(routes::REGISTER, Gate::Everyone, register::submit)
        .get(routes::REGISTER_CODE, Gate::Everyone, code::show)
        .post(routes::REGISTER_CODE, Gate::Everyone, code::submit)
        .post(routes::RESEND_CODE, Gate::Everyone, code::resend)
}
