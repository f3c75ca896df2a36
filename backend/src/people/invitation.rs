//! A link by which somebody sets the first password of an account that an administrator made for them.

use domain::{access::Action, account::AccountState, audit::Deed, ids::AccountId, refusal::Refusal, version::Version};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};

use super::ground;
use crate::{
    Context, Fault, Token,
    account::{About, NO_PASSWORD, check_new_password, hash_password},
    db::{Tx, retry},
    entity::{account, invitation},
    notification::{self, Message},
};

/// How long a link works.
const INVITATION_MINUTES: i64 = 7 * 24 * 60;

/// Mails the link. One that was sent before is worth nothing any more.
pub(super) async fn invite(ctx: &Context, tx: &Tx, row: &account::Model) -> Result<(), Fault> {
    invitation::Entity::delete_many()
        .filter(invitation::Column::AccountId.eq(row.id))
        .exec(&**tx)
        .await?;
    let token = ctx.new_token();
    let invited = invitation::ActiveModel {
        token_hash: Set(token.hash()),
        account_id: Set(row.id),
        created_at: Set(ctx.now().millis()),
        expires_at: Set(ctx.now().plus_minutes(INVITATION_MINUTES).millis()),
    };
    invitation::Entity::insert(invited)
        .exec_without_returning(&**tx)
        .await?;
    ground::record(ctx, tx, Deed::InviteAccount, row.id, "")?;
    let message = Message::Invitation {
        recipient: ground::email(ctx, row)?,
        token_hash: token.hash(),
        token,
    };
    notification::enqueue(ctx, tx, message).await
}

/// Mails a new link to somebody who has no password yet.
///
/// # Errors
/// `SignInFirst`, `Forbidden`, `NotFound`; `Stale` when the account changed, has a password or is not active.
pub async fn invite_again(ctx: &Context, id: AccountId, version: Version) -> Result<(), Fault> {
    ground::check(ctx, Action::Edit, id)?;
    retry(async || {
        let tx = ctx.db().begin().await?;
        let row = ground::take(&tx, id, version).await?;
        if row.password_hash != NO_PASSWORD || ground::state(&row)? != AccountState::Active {
            return Err(Refusal::Stale.into());
        }
        invite(ctx, &tx, &row).await?;
        Ok(tx.commit().await?)
    })
    .await
}

/// The e-mail address of whom a link is for, while it works. Changes nothing.
///
/// # Errors
/// Only those of the database.
pub async fn find_invitation(ctx: &Context, token: &Token) -> Result<Option<String>, Fault> {
    Ok(find_invited(ctx, token).await?.map(|row| row.email))
}

async fn find_invited(ctx: &Context, token: &Token) -> Result<Option<account::Model>, Fault> {
    let db = ctx.db().reader();
    let found = invitation::Entity::find_by_id(token.hash())
        .filter(invitation::Column::ExpiresAt.gt(ctx.now().millis()))
        .one(db)
        .await?;
    let Some(found) = found else { return Ok(None) };
    let row = account::Entity::find_by_id(found.account_id)
        .filter(account::Column::State.eq(AccountState::Active.name()))
        .one(db)
        .await?;
    Ok(row.map(|row| row.open(ctx.keys())).transpose()?)
}

/// Sets the password; then the person signs in with it. The link works once.
///
/// # Errors
/// `Invalid` for a password that cannot be taken, which does not use the link up; `WrongCode` when the link is wrong, too old
/// or used up.
pub async fn accept_invitation(ctx: &Context, token: &Token, password: &str) -> Result<(), Fault> {
    let Some(invited) = find_invited(ctx, token).await? else {
        return Err(Refusal::WrongCode.into());
    };
    let about = About {
        email: &invited.email,
        given_name: &invited.given_name,
        family_name: &invited.family_name,
    };
    check_new_password(ctx.settings(), password, &about)?;
    let password_hash = hash_password(ctx, password).await?;
    retry(async || {
        use account::Column as C;
        let tx = ctx.db().begin().await?;
        let used = invitation::Entity::delete_many()
            .filter(invitation::Column::TokenHash.eq(token.hash()))
            .filter(invitation::Column::ExpiresAt.gt(ctx.now().millis()))
            .exec_with_returning(&*tx)
            .await?;
        let [used] = used.as_slice() else {
            return Err(Refusal::WrongCode.into());
        };
        let set = account::Entity::update_many()
            .col_expr(C::PasswordHash, Expr::value(password_hash.as_str()))
            .col_expr(C::EmailVerifiedAt, Expr::value(ctx.now().millis()))
            .col_expr(C::Version, Expr::col(C::Version).add(1))
            .filter(C::Id.eq(used.account_id))
            .filter(C::PasswordHash.eq(NO_PASSWORD))
            .filter(C::State.eq(AccountState::Active.name()))
            .exec(&*tx)
            .await?;
        if set.rows_affected != 1 {
            return Err(Refusal::WrongCode.into());
        }
        ground::record(ctx, &tx, Deed::AcceptInvitation, used.account_id, "")?;
        Ok(tx.commit().await?)
    })
    .await
}
