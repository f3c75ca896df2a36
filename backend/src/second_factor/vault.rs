//! How the secret of an app is stored: the only place that seals and opens it.

use data_encoding::BASE32_NOPAD;
use uuid::Uuid;

use crate::{Broken, Context, Fault, crypto::Place};

/// For the database.
pub(super) fn seal(ctx: &Context, account: Uuid, secret: &[u8]) -> Result<String, Fault> {
    Ok(ctx.keys().seal(place(&account), &BASE32_NOPAD.encode(secret))?)
}

/// From the database.
pub(super) fn open(ctx: &Context, account: Uuid, stored: &str) -> Result<Vec<u8>, Fault> {
    let text = ctx.keys().open(place(&account), stored)?;
    let opened = BASE32_NOPAD.decode(text.as_bytes());
    Ok(opened.map_err(|_| Broken::Inconsistent("second_factor.secret"))?)
}

fn place(account: &Uuid) -> Place<'_> {
    Place::new("second_factor", "secret", account)
}
