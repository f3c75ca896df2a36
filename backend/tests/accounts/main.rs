//! Registration and sessions.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "where the ground of a test breaks, the test fails"
)]

mod brake;
mod ground;
mod register;
mod resend;
mod sessions;
mod sign_in;
