use domain::{
    access::{Action, Relation, Subject},
    audit::Deed,
    ids::SessionId,
    refusal::Refusal,
    time::Instant,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::device_name::device_name;
use crate::{
    Broken, Context, Fault, audit,
    db::{Tx, retry},
    entity::{
        half_sign_in, invitation, password_reset,
        session::{Column as C, Entity, Model},
    },
};

/// A browser that is signed in to an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    pub id: SessionId,
    /// "Firefox on Windows"
    pub name: String,
    /// Where it signed in, shortened: "203.0.113.0/24". `None` where that is not known.
    pub network: Option<String>,
    pub signed_in_at: Instant,
    pub last_seen_at: Instant,
    /// The one that asks.
    pub is_this: bool,
}

/// The browsers that are signed in to one's account, this one first, then those used last.
///
/// # Errors
/// [`Refusal::SignInFirst`].
pub async fn list_devices(ctx: &Context) -> Result<Vec<Device>, Fault> {
    ctx.check(Action::Read, Subject::SignIn, Relation::Own)?;
    let account = ctx.actor().signed_in()?;
    let role = ctx.actor().role().ok_or(Broken::Inconsistent("actor"))?;
    let now = ctx.now();
    let rows = Entity::find()
        .filter(C::AccountId.eq(Uuid::from(account)))
        .filter(C::ExpiresAt.gt(now.millis()))
        .filter(C::LastSeenAt.gt(now.plus_minutes(-ctx.settings().idle_minutes(role)).millis()))
        .order_by_desc(C::LastSeenAt)
        .all(ctx.db().reader())
        .await?;
    let own = ctx.session().map(|session| session.id);
    let mut devices: Vec<_> = rows.into_iter().map(|row| device(row, own)).collect();
    devices.sort_by_key(|device| !device.is_this);
    Ok(devices)
}

fn device(row: Model, own: Option<Uuid>) -> Device {
    Device {
        name: device_name(&row.user_agent),
        network: Some(row.network).filter(|network| !network.is_empty()),
        signed_in_at: Instant::from_millis(row.created_at),
        last_seen_at: Instant::from_millis(row.last_seen_at),
        is_this: Some(row.id) == own,
        id: row.id.into(),
    }
}

/// Signs one browser out.
///
/// # Errors
/// [`Refusal::ConfirmFirst`]; [`Refusal::NotFound`] when it is not one of one's own, or is signed out already.
pub async fn end_device(ctx: &Context, id: SessionId) -> Result<(), Fault> {
    ctx.check(Action::Edit, Subject::SignIn, Relation::Own)?;
    ctx.recently_verified()?;
    let account = ctx.actor().signed_in()?;
    retry(async || {
        let tx = ctx.db().begin().await?;
        let ended = Entity::delete_many()
            .filter(C::Id.eq(Uuid::from(id)))
            .filter(C::AccountId.eq(Uuid::from(account)))
            .exec(&*tx)
            .await?;
        if ended.rows_affected == 0 {
            return Err(Refusal::NotFound.into());
        }
        record(ctx, &tx, account.into(), "one")?;
        tx.told(account);
        tx.commit().await?;
        Ok(())
    })
    .await
}

/// Signs out all browsers but this one.
///
/// # Errors
/// [`Refusal::SignInFirst`], [`Refusal::ConfirmFirst`].
pub async fn end_other_devices(ctx: &Context) -> Result<(), Fault> {
    ctx.check(Action::Edit, Subject::SignIn, Relation::Own)?;
    ctx.recently_verified()?;
    let account = ctx.actor().signed_in()?;
    retry(async || {
        let tx = ctx.db().begin().await?;
        end_sessions(&tx, account.into(), ctx.session().map(|session| session.id)).await?;
        record(ctx, &tx, account.into(), "all others")?;
        tx.commit().await?;
        Ok(())
    })
    .await
}

/// Ends all sessions of an account, except perhaps one, and tells their open pages.
pub(crate) async fn end_sessions(tx: &Tx, account: Uuid, except: Option<Uuid>) -> Result<(), Fault> {
    let mut sessions = Entity::delete_many().filter(C::AccountId.eq(account));
    if let Some(kept) = except {
        sessions = sessions.filter(C::Id.ne(kept));
    }
    sessions.exec(&**tx).await?;
    tx.told(account.into());
    Ok(())
}

/// An invitation, a link for a new password and a sign-in that waits for its code are worth nothing any more.
pub(crate) async fn end_half_done(tx: &Tx, account: Uuid) -> Result<(), Fault> {
    half_sign_in::Entity::delete_many()
        .filter(half_sign_in::Column::AccountId.eq(account))
        .exec(&**tx)
        .await?;
    password_reset::Entity::delete_many()
        .filter(password_reset::Column::AccountId.eq(account))
        .exec(&**tx)
        .await?;
    invitation::Entity::delete_many()
        .filter(invitation::Column::AccountId.eq(account))
        .exec(&**tx)
        .await?;
    Ok(())
}

fn record(ctx: &Context, tx: &Tx, account: Uuid, which: &str) -> Result<(), Fault> {
    let event = audit::Event {
        action: Deed::EndSession,
        subject: "account",
        subject_id: account,
        detail: which,
        patient: None,
        reason: None,
    };
    audit::record(ctx, tx, event)
}
