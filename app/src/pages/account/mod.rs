//! Signing in and out, registering, and how one signs in: password, second factor, passkeys, devices.

mod barred;
mod code;
pub(super) mod code_parts;
mod confirm;
mod demo_people;
mod devices;
mod forgot_password;
mod held;
mod invitation;
mod messages;
mod onward;
mod passkeys;
mod password;
mod phone_code;
mod register;
mod register_staff;
mod reset_password;
mod second_step;
pub(super) mod sign_in;
mod sign_out;
pub(super) mod staff_fields;
pub(super) mod tabs;
mod two_factor;

use super::{Gate, Pages};
use crate::routes;

pub(super) fn routes(pages: Pages) -> Pages {
    passkeys::routes(pages)
        .get(routes::SIGN_IN, Gate::Everyone, sign_in::show)
        .post(routes::SIGN_IN, Gate::Everyone, sign_in::submit)
        .get(routes::SIGN_IN_CODE, Gate::Everyone, second_step::show)
        .post(routes::SIGN_IN_CODE, Gate::Everyone, second_step::submit)
        .post(routes::SIGN_OUT, Gate::Everyone, sign_out::submit)
        .get(routes::REGISTER, Gate::Everyone, register::show)
        .post(routes::REGISTER, Gate::Everyone, register::submit)
        .get(routes::REGISTER_STAFF, Gate::Everyone, register_staff::show)
        .post_file(routes::REGISTER_STAFF, Gate::Everyone, register_staff::submit)
        .get(routes::REGISTER_WAITING, Gate::Everyone, barred::waiting)
        .get(routes::INVITATION, Gate::Everyone, invitation::show)
        .post(routes::INVITATION, Gate::Everyone, invitation::submit)
        .get(routes::INVITATION_DONE, Gate::Everyone, invitation::done)
        .get(routes::REGISTER_CODE, Gate::Everyone, code::show)
        .post(routes::REGISTER_CODE, Gate::Everyone, code::submit)
        .post(routes::RESEND_CODE, Gate::Everyone, code::resend)
        .get(routes::REGISTER_PHONE, Gate::Everyone, phone_code::show)
        .post(routes::REGISTER_PHONE, Gate::Everyone, phone_code::submit)
        .post(routes::RESEND_PHONE_CODE, Gate::Everyone, phone_code::resend)
        .post(routes::CORRECT_PHONE, Gate::Everyone, phone_code::correct)
        .get(routes::FORGOT_PASSWORD, Gate::Everyone, forgot_password::show)
        .post(routes::FORGOT_PASSWORD, Gate::Everyone, forgot_password::submit)
        .get(routes::RESET_PASSWORD, Gate::Everyone, reset_password::show)
        .post(routes::RESET_PASSWORD, Gate::Everyone, reset_password::submit)
        .get(routes::CONFIRM, Gate::SignedIn, confirm::show)
        .post(routes::CONFIRM, Gate::SignedIn, confirm::submit)
        .get(routes::PASSWORD, Gate::SignedIn, password::show)
        .post(routes::PASSWORD, Gate::SignedIn, password::submit)
        .get(routes::MESSAGES, Gate::SignedIn, messages::show)
        .post(routes::MESSAGES, Gate::SignedIn, messages::submit)
        .get(routes::DEVICES, Gate::SignedIn, devices::show)
        .post(routes::END_DEVICE, Gate::SignedIn, devices::end)
        .post(routes::END_OTHER_DEVICES, Gate::SignedIn, devices::end_others)
        .get(routes::TWO_FACTOR, Gate::SignedIn, two_factor::show)
        .post(routes::TWO_FACTOR, Gate::SignedIn, two_factor::confirm)
        .post(routes::TWO_FACTOR_BEGIN, Gate::SignedIn, two_factor::begin)
        .post(routes::TWO_FACTOR_DROP, Gate::SignedIn, two_factor::drop_pending)
        .post(routes::TWO_FACTOR_CODES, Gate::SignedIn, two_factor::renew_codes)
        .post(routes::TWO_FACTOR_REMOVE, Gate::SignedIn, two_factor::remove)
}
