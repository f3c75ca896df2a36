use domain::account::{AccountState, EmailAddress};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::{NO_PASSWORD, parse_email};
use crate::{
    Context, Fault,
    db::{Tx, retry},
    entity::{account, password_reset},
    notification::{self, Message},
    session::brake,
};

/// How long a link for a new password works.
pub(super) const RESET_MINUTES: i64 = 60;

/// Has a link for a new password sent to an address, or, when it has no account, word of that: answer, work and rows are
/// alike, and only the owner of the address learns which (ASVS 5.0, 6.3.8).
///
/// # Errors
/// [`domain::refusal::Refusal::Invalid`] for what is no address, [`domain::refusal::Refusal::TooManyTries`] after three in
/// an hour for one address, or twenty from one place.
pub async fn forgot_password(ctx: &Context, email: &str) -> Result<(), Fault> {
    let email = parse_email(email).map_err(|fault| domain::refusal::Refusal::Invalid(vec![fault]))?;
    let of_address = brake::RESETS.of(ctx, email.as_str());
    brake::count(ctx, brake::RESETS_FROM.of_here(ctx).into_iter().chain([of_address])).await?;
    retry(async || {
        let tx = ctx.db().begin().await?;
        store(ctx, &tx, &email).await?;
        tx.commit().await?;
        Ok(())
    })
    .await
}

async fn store(ctx: &Context, tx: &Tx, email: &EmailAddress) -> Result<(), Fault> {
    use account::Column as C;
    // An account that waits for its patient is opened by registering, which also asks for the birth date.
    let account = account::Entity::find()
        .filter(account::with_email(ctx.keys(), email.as_str()))
        .filter(C::State.eq(AccountState::Active.name()))
        .filter(C::PasswordHash.ne(NO_PASSWORD))
        .one(&**tx)
        .await?;
    let (token, now) = (ctx.new_token(), ctx.now());
    let row = password_reset::ActiveModel {
        token_hash: Set(token.hash()),
        account_id: Set(account.as_ref().map(|account| account.id)),
        created_at: Set(now.millis()),
        expires_at: Set(now.plus_minutes(RESET_MINUTES).millis()),
    };
    password_reset::Entity::insert(row)
        .exec_without_returning(&**tx)
        .await?;
    let message = Message::PasswordReset {
        recipient: email.clone(),
        reset_hash: token.hash(),
        token: account.map(|_| token.secret().to_owned()),
    };
    notification::enqueue(ctx, tx, message).await
}
