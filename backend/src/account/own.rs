use domain::refusal::Refusal;
use sea_orm::EntityTrait;
use uuid::Uuid;

use crate::{Context, Fault, entity::account};

/// The account of who asks, with plain text in it.
pub(crate) async fn own_account(ctx: &Context) -> Result<account::Model, Fault> {
    let id = Uuid::from(ctx.actor().signed_in()?);
    let found = account::Entity::find_by_id(id).one(ctx.db().reader()).await?;
    Ok(found.ok_or(Refusal::SignInFirst)?.open(ctx.keys())?)
}
