//! The second factor: codes of an app that change every 30 seconds (TOTP, RFC 6238), and recovery codes for who has lost it.

mod check;
mod given_code;
mod qr;
mod recovery;
mod remove;
mod set_up;
mod status;
mod totp;
mod vault;

pub(crate) use check::check;
pub(crate) use given_code::GivenCode;
pub use qr::QrCode;
pub use recovery::renew_recovery_codes;
pub use remove::remove_factor;
pub use set_up::{begin_factor, confirm_factor, drop_pending_factor};
pub(crate) use status::is_on;
pub use status::{FactorState, FactorView, find_factor};
#[cfg(feature = "testing")]
pub(crate) use totp::code_at;
