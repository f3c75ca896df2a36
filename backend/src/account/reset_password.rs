use domain::{account::AccountState, refusal::Refusal};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{
    change_password::{about, replace_password},
    check_new_password, hash_password,
};
use crate::{
    Context, Fault, Token,
    db::{Tx, retry},
    entity::{account, password_reset},
    session::{brake, end_sessions},
};

/// Whether a link for a new password still works. Looking changes nothing.
///
/// # Errors
/// Only those of the database.
pub async fn is_reset_open(ctx: &Context, token: &Token) -> Result<bool, Fault> {
    Ok(find(ctx, token).await?.is_some())
}

/// Takes a new password from who followed the link from the mail. It signs nobody in, so a second factor is asked for as
/// ever; all browsers of the account are signed out, and the person is told by mail.
///
/// # Errors
/// [`Refusal::NotFound`] when the link is unknown, too old or used, [`Refusal::Invalid`] for a password that cannot be taken.
pub async fn reset_password(ctx: &Context, token: &Token, password: &str) -> Result<(), Fault> {
    let account = find(ctx, token).await?.ok_or(Refusal::NotFound)?;
    check_new_password(ctx.settings(), password, &about(&account))?;
    let hash = hash_password(ctx, password).await?;
    retry(async || {
        let tx = ctx.db().begin().await?;
        let used = password_reset::Entity::delete_many()
            .filter(password_reset::Column::TokenHash.eq(token.hash()))
            .filter(password_reset::Column::ExpiresAt.gt(ctx.now().millis()))
            .exec(&*tx)
            .await?;
        if used.rows_affected != 1 {
            return Err(Refusal::NotFound.into());
        }
        replace_password(ctx, &tx, &account, &hash).await?;
        prove_email(ctx, &tx, &account).await?;
        end_sessions(&tx, account.id, None).await?;
        brake::release(&tx, &brake::PASSWORDS.of(ctx, &account.email)).await?;
        tx.commit().await?;
        Ok(())
    })
    .await
}

/// Whoever has the link has the mail that it came with.
async fn prove_email(ctx: &Context, tx: &Tx, account: &account::Model) -> Result<(), Fault> {
    use account::Column as C;
    account::Entity::update_many()
        .col_expr(C::EmailVerifiedAt, Expr::value(ctx.now().millis()))
        .filter(C::Id.eq(account.id))
        .filter(C::EmailVerifiedAt.is_null())
        .exec(&**tx)
        .await?;
    Ok(())
}

async fn find(ctx: &Context, token: &Token) -> Result<Option<account::Model>, Fault> {
    let db = ctx.db().reader();
    let reset = password_reset::Entity::find_by_id(token.hash())
        .filter(password_reset::Column::ExpiresAt.gt(ctx.now().millis()))
        .one(db)
        .await?;
    let Some(id) = reset.and_then(|reset| reset.account_id) else {
        return Ok(None);
    };
    let account = account::Entity::find_by_id(id).one(db).await?;
    let account = account.filter(|account| account.state == AccountState::Active.name());
    Ok(account.map(|account| account.open(ctx.keys())).transpose()?)
}
