use domain::{
    account::{PasskeyUse, Role},
    refusal::Refusal,
};
use sea_orm::EntityTrait;

use super::check::check;
use crate::{
    Broken, Context, Fault, Token,
    db::retry,
    entity::account,
    session::{self, KnownBrowser, Means, SignedIn, brake},
};

/// Signs in with a passkey. No code is asked for: it stands for both factors.
///
/// # Errors
/// [`Refusal::WrongCode`]; [`Refusal::Barred`] for the right passkey of an account that cannot be used, as with its password.
pub async fn sign_in_by_passkey(
    ctx: &Context,
    token: Option<&Token>,
    answer: &str,
    user_agent: &str,
) -> Result<SignedIn, Fault> {
    let used = check(ctx, PasskeyUse::SignIn, token, answer).await?;
    let account = account::Entity::find_by_id(used.row.account_id)
        .one(ctx.db().reader())
        .await?
        .ok_or(Refusal::WrongCode)?;
    match session::check_state(&account) {
        Err(Fault::Refused(Refusal::WrongCredentials)) => return Err(Refusal::WrongCode.into()),
        checked => checked?,
    }
    let role = Role::from_name(&account.role).ok_or(Broken::Inconsistent("account.role"))?;
    let session = retry(async || {
        let tx = ctx.db().begin().await?;
        // The account first, as who suspends it does.
        if !session::is_active(&tx, account.id).await? {
            return Err(Refusal::WrongCode.into());
        }
        if !used.note(ctx, &tx).await? {
            return Ok(None);
        }
        if let Some(from_here) = brake::PASSKEYS_FROM.of_here(ctx) {
            brake::give_back(&tx, &from_here).await?;
        }
        let session = session::start(ctx, &tx, account.id.into(), role, user_agent, Means::Passkey).await?;
        tx.commit().await?;
        Ok(Some(session))
    })
    .await?;
    match session {
        Some(session) => Ok(SignedIn {
            session,
            role,
            awaits_code: false,
            browser: KnownBrowser::of(ctx, &account.email(ctx.keys())?),
        }),
        None => Err(used.refused(ctx).await?.into()),
    }
}
