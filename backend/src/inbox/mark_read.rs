use domain::{access::Action, ids::MessageId, refusal::Refusal};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::{
    list_messages::words,
    rows::{before, find, on_the_list, reader},
};
use crate::{
    Context, Fault,
    db::{Tx, retry},
    entity::outbox_message::{Column as C, Entity},
};

/// Marks one message as read; answers the path where it leads, if it leads anywhere.
///
/// # Errors
/// `SignInFirst`; `NotFound` when it does not stand on the list of who asks.
pub async fn open_message(ctx: &Context, id: MessageId) -> Result<Option<String>, Fault> {
    let reader = reader(ctx, Action::Edit)?;
    let row = find(ctx, ctx.db().reader(), reader, id)
        .await?
        .ok_or(Refusal::NotFound)?;
    if row.read_at.is_none() {
        mark(ctx, reader, Condition::all().add(C::Id.eq(row.id))).await?;
    }
    let wordings = ctx.core().wordings.now(ctx).await?;
    Ok(words(ctx, &row, &wordings)
        .and_then(|words| words.lead)
        .map(|lead| lead.path))
}

/// Marks the message `newest` and all before it as read: what came since was not seen.
///
/// # Errors
/// `SignInFirst`; `NotFound` when `newest` does not stand on the list of who asks.
pub async fn mark_all_read(ctx: &Context, newest: MessageId) -> Result<(), Fault> {
    let reader = reader(ctx, Action::Edit)?;
    let row = find(ctx, ctx.db().reader(), reader, newest)
        .await?
        .ok_or(Refusal::NotFound)?;
    mark(ctx, reader, before(&row).add(C::Id.eq(row.id))).await
}

/// Other open pages of the same person are told.
async fn mark(ctx: &Context, reader: Uuid, which: Condition) -> Result<(), Fault> {
    retry(async || {
        let tx: Tx = ctx.db().begin().await?;
        Entity::update_many()
            .col_expr(C::ReadAt, Expr::value(ctx.now().millis()))
            .filter(on_the_list(ctx, reader))
            .filter(C::ReadAt.is_null())
            .filter(which.clone())
            .exec(&*tx)
            .await?;
        tx.told(reader.into());
        tx.commit().await?;
        Ok(())
    })
    .await
}
