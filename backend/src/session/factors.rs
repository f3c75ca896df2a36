use domain::account::Role;
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use super::Means;
use crate::{Fault, Settings, passkey, second_factor};

/// Whether somebody has shown as much as the clinic asks of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Factors {
    Enough,
    /// They have neither an app nor a passkey, and have to set one up.
    NotSetUp,
    /// They have a passkey and did not use it. They cannot set up another factor either: the password alone would be enough then.
    PasskeyNeeded,
}

/// `means` is what was used in this session. Where there is an app, there is no session without its code.
pub(crate) async fn factors(
    settings: &Settings,
    db: &impl ConnectionTrait,
    account: Uuid,
    role: Role,
    means: Means,
) -> Result<Factors, Fault> {
    let is_asked = settings.staff_need_second_factor && role != Role::Patient;
    if !is_asked || second_factor::is_on(db, account).await? {
        return Ok(Factors::Enough);
    }
    Ok(match (passkey::has_any(db, account).await?, means) {
        (true, Means::Passkey) => Factors::Enough,
        (true, Means::Password) => Factors::PasskeyNeeded,
        (false, _) => Factors::NotSetUp,
    })
}
