//! How the secret of an app is stored: the only place that seals and opens it.

use data_encoding::BASE32_NOPAD;

use crate::{Broken, Context, Fault};

/// For the database.
pub(super) fn seal(_ctx: &Context, secret: &[u8]) -> String {
    BASE32_NOPAD.encode(secret)
}

/// From the database.
pub(super) fn open(_ctx: &Context, stored: &str) -> Result<Vec<u8>, Fault> {
    let opened = BASE32_NOPAD.decode(stored.as_bytes());
    Ok(opened.map_err(|_| Broken::Inconsistent("second_factor.secret"))?)
}
