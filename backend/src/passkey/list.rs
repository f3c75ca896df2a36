use domain::{
    access::{Action, Relation, Subject},
    ids::PasskeyId,
    refusal::Refusal,
    time::Instant,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use uuid::Uuid;
use webauthn_rs::prelude::CredentialID;

use super::check::opened;
use crate::{
    Context, Fault,
    entity::passkey::{Column as C, Entity, Model},
};

/// One of one's own passkeys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyView {
    pub id: PasskeyId,
    pub name: String,
    pub added_at: Instant,
    pub last_used_at: Option<Instant>,
}

/// One's own passkeys, the newest first.
///
/// # Errors
/// [`Refusal::SignInFirst`].
pub async fn list_passkeys(ctx: &Context) -> Result<Vec<PasskeyView>, Fault> {
    ctx.check(Action::Read, Subject::SignIn, Relation::Own)?;
    own_rows(ctx).await?.iter().map(|row| view(ctx, row)).collect()
}

/// # Errors
/// [`Refusal::SignInFirst`]; [`Refusal::NotFound`] for somebody else's.
pub async fn get_passkey(ctx: &Context, id: PasskeyId) -> Result<PasskeyView, Fault> {
    ctx.check(Action::Read, Subject::SignIn, Relation::Own)?;
    let account = Uuid::from(ctx.actor().signed_in()?);
    let found = Entity::find_by_id(Uuid::from(id))
        .filter(C::AccountId.eq(account))
        .one(ctx.db().reader())
        .await?;
    view(ctx, &found.ok_or(Refusal::NotFound)?)
}

fn view(ctx: &Context, row: &Model) -> Result<PasskeyView, Fault> {
    Ok(PasskeyView {
        id: row.id.into(),
        name: row.name(ctx.keys())?,
        added_at: Instant::from_millis(row.created_at),
        last_used_at: row.last_used_at.map(Instant::from_millis),
    })
}

pub(super) async fn own_rows(ctx: &Context) -> Result<Vec<Model>, Fault> {
    let account = Uuid::from(ctx.actor().signed_in()?);
    let rows = Entity::find().filter(C::AccountId.eq(account)).order_by_desc(C::Id);
    Ok(rows.all(ctx.db().reader()).await?)
}

pub(super) fn credential_ids(ctx: &Context, rows: &[Model]) -> Result<Vec<CredentialID>, Fault> {
    rows.iter().map(|row| Ok(opened(ctx, row)?.cred_id().clone())).collect()
}

/// How many an account has.
pub(crate) async fn count(db: &impl ConnectionTrait, account: Uuid) -> Result<u64, Fault> {
    Ok(Entity::find().filter(C::AccountId.eq(account)).count(db).await?)
}

pub(crate) async fn has_any(db: &impl ConnectionTrait, account: Uuid) -> Result<bool, Fault> {
    Ok(count(db, account).await? > 0)
}
