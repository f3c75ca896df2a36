use domain::{
    account::{AccountState, Role},
    refusal::Refusal,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{KnownBrowser, Means, SignedIn, start, unchanged::is_unchanged};
use crate::{
    Broken, Context, Fault, Token,
    db::retry,
    entity::{account, half_sign_in},
    second_factor::{self, GivenCode},
};

/// Whether this browser has given a password lately and has to give a code.
///
/// # Errors
/// Only those of the database.
pub async fn awaits_code(ctx: &Context, half: &Token) -> Result<bool, Fault> {
    Ok(find(ctx, half).await?.is_some())
}

/// The second step of signing in: a code of the app, or a recovery code.
///
/// # Errors
/// [`Refusal::SignInFirst`] when the password was given too long ago, [`Refusal::Invalid`] for what cannot be a code, which
/// costs no try, [`Refusal::WrongCode`], [`Refusal::TooManyTries`] after five wrong ones.
pub async fn give_code(ctx: &Context, half: &Token, code: &str, user_agent: &str) -> Result<SignedIn, Fault> {
    let row = find(ctx, half).await?.ok_or(Refusal::SignInFirst)?;
    let code = GivenCode::parse(code)?;
    let account = account::Entity::find_by_id(row.account_id)
        .one(ctx.db().reader())
        .await?
        .filter(|account| account.state == AccountState::Active.name())
        .ok_or(Refusal::SignInFirst)?;
    let account = account.open(ctx.keys())?;
    let role = Role::from_name(&account.role).ok_or(Broken::Inconsistent("account.role"))?;
    second_factor::check(ctx, &account, &code).await?;
    retry(async || {
        let tx = ctx.db().begin().await?;
        // The account first: who changes a password takes it first too.
        let is_unchanged = is_unchanged(&tx, &account).await?;
        let used = half_sign_in::Entity::delete_by_id(&row.token_hash).exec(&*tx).await?;
        if used.rows_affected != 1 || !is_unchanged {
            // The password was changed in the meantime.
            return Err(Refusal::SignInFirst.into());
        }
        let session = start(ctx, &tx, account.id.into(), role, user_agent, Means::Password).await?;
        tx.commit().await?;
        Ok(SignedIn {
            session,
            role,
            awaits_code: false,
            browser: KnownBrowser::of(ctx, &account.email),
        })
    })
    .await
}

async fn find(ctx: &Context, half: &Token) -> Result<Option<half_sign_in::Model>, Fault> {
    let row = half_sign_in::Entity::find_by_id(half.hash())
        .filter(half_sign_in::Column::ExpiresAt.gt(ctx.now().millis()))
        .one(ctx.db().reader())
        .await?;
    Ok(row)
}
