use domain::account::Role;
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};

use super::clean_messages::clean_messages;
use crate::{
    Context, Fault, booking,
    db::{Tx, retry},
    entity::{
        appointment, contact_change, half_sign_in, invitation, passkey_challenge, password_reset, registration,
        session, sign_in_tries,
    },
    session::brake::LONGEST_MINUTES,
};

/// How long a hold that ran out is kept, for questions about what happened.
const EXPIRED_HOLD_MINUTES: i64 = 24 * 60;
/// How long after its code somebody may ask for another.
const REGISTRATION_MINUTES: i64 = 60;

/// Clears away what has run out: holds, requests, registrations and other contacts that nobody proved, sessions, sign-ins that wait for
/// a code, questions for passkeys, invitations, links for a new password, counts of what was tried, messages of long ago. Nothing depends on it being prompt:
/// all of them are checked against the clock where they are used.
///
/// # Errors
/// Those of the database.
pub async fn clean(ctx: &Context) -> Result<(), Fault> {
    booking::lapse_requests(ctx).await?;
    clean_messages(ctx).await?;
    retry(async || {
        let tx = ctx.db().begin().await?;
        booking::end_all_holds(&tx, ctx.now()).await?;
        delete_expired_holds(ctx, &tx).await?;
        delete_registrations(ctx, &tx).await?;
        delete_sessions(ctx, &tx).await?;
        delete_sign_in_tries(ctx, &tx).await?;
        delete_invitations(ctx, &tx).await?;
        delete_half_done(ctx, &tx).await?;
        tx.commit().await?;
        Ok(())
    })
    .await
}

async fn delete_expired_holds(ctx: &Context, tx: &Tx) -> Result<(), Fault> {
    use appointment::Column as C;
    let kept_from = ctx.now().plus_minutes(-EXPIRED_HOLD_MINUTES).millis();
    appointment::Entity::delete_many()
        .filter(booking::is_expired())
        .filter(C::UpdatedAt.lte(kept_from))
        .exec(&**tx)
        .await?;
    Ok(())
}

async fn delete_registrations(ctx: &Context, tx: &Tx) -> Result<(), Fault> {
    let kept_from = ctx.now().plus_minutes(-REGISTRATION_MINUTES).millis();
    registration::Entity::delete_many()
        .filter(registration::Column::ExpiresAt.lte(kept_from))
        .exec(&**tx)
        .await?;
    contact_change::Entity::delete_many()
        .filter(contact_change::Column::ExpiresAt.lte(kept_from))
        .exec(&**tx)
        .await?;
    Ok(())
}

async fn delete_sessions(ctx: &Context, tx: &Tx) -> Result<(), Fault> {
    use session::Column as C;
    let now = ctx.now();
    let idle_minutes = Role::ALL.map(|role| ctx.settings().idle_minutes(role));
    let longest = idle_minutes.into_iter().max().unwrap_or_default();
    let idle_from = now.plus_minutes(-longest).millis();
    let is_over = Condition::any()
        .add(C::ExpiresAt.lte(now.millis()))
        .add(C::LastSeenAt.lte(idle_from));
    session::Entity::delete_many().filter(is_over).exec(&**tx).await?;
    Ok(())
}

async fn delete_invitations(ctx: &Context, tx: &Tx) -> Result<(), Fault> {
    invitation::Entity::delete_many()
        .filter(invitation::Column::ExpiresAt.lte(ctx.now().millis()))
        .exec(&**tx)
        .await?;
    Ok(())
}

async fn delete_sign_in_tries(ctx: &Context, tx: &Tx) -> Result<(), Fault> {
    let kept_from = ctx.now().plus_minutes(-LONGEST_MINUTES).millis();
    sign_in_tries::Entity::delete_many()
        .filter(sign_in_tries::Column::Since.lte(kept_from))
        .exec(&**tx)
        .await?;
    Ok(())
}

async fn delete_half_done(ctx: &Context, tx: &Tx) -> Result<(), Fault> {
    let now = ctx.now().millis();
    half_sign_in::Entity::delete_many()
        .filter(half_sign_in::Column::ExpiresAt.lte(now))
        .exec(&**tx)
        .await?;
    passkey_challenge::Entity::delete_many()
        .filter(passkey_challenge::Column::ExpiresAt.lte(now))
        .exec(&**tx)
        .await?;
    password_reset::Entity::delete_many()
        .filter(password_reset::Column::ExpiresAt.lte(now))
        .exec(&**tx)
        .await?;
    Ok(())
}
