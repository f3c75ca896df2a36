use domain::{
    access::{Action, Relation, Subject},
    ids::MessageId,
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, Select,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use crate::{
    Context, Fault,
    entity::outbox_message::{Column as C, Entity, Model},
};

/// Whose list it is.
pub(super) fn reader(ctx: &Context, action: Action) -> Result<Uuid, Fault> {
    let reader = ctx.actor().signed_in()?;
    ctx.check(action, Subject::Message, Relation::Own)?;
    Ok(reader.into())
}

/// What stands on somebody's list now. Written out, because SQLite takes an index of some rows only for words, not for parameters.
pub(super) fn on_the_list(ctx: &Context, reader: Uuid) -> Condition {
    Condition::all()
        .add(C::AccountId.eq(reader))
        .add(Expr::cust("channel = 'app'"))
        .add(C::WithdrawnAt.is_null())
        .add(C::SentAt.is_not_null())
        .add(C::DueAt.lte(ctx.now().millis()))
}

/// A message of somebody's list; `None` for all others.
pub(super) async fn find(
    ctx: &Context,
    db: &impl ConnectionTrait,
    reader: Uuid,
    id: MessageId,
) -> Result<Option<Model>, Fault> {
    let row = own(ctx, reader).filter(C::Id.eq(Uuid::from(id)));
    Ok(row.one(db).await?)
}

pub(super) fn own(ctx: &Context, reader: Uuid) -> Select<Entity> {
    Entity::find().filter(on_the_list(ctx, reader))
}

/// What came before a message in time: it stands below.
pub(super) fn before(row: &Model) -> Condition {
    Condition::any()
        .add(C::DueAt.lt(row.due_at))
        .add(C::DueAt.eq(row.due_at).and(C::Id.lt(row.id)))
}
