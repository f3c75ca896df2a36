//! Registration and sessions.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "where the ground of a test breaks, the test fails"
)]

mod brake;
mod contacts;
mod devices;
mod ground;
mod passkeys;
mod passwords;
mod phone;
mod register;
mod resend;
mod sessions;
mod sign_in;
mod two_factor;
