use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait, Select,
    sea_query::{Expr, SelectStatement},
};

use crate::{
    Context, Fault,
    db::retry,
    entity::outbox_message::{Column as C, Entity},
};

/// How long is kept what a mail or text message said and where it went, for questions about it.
const CONTENT_DAYS: i64 = 30;
/// How long a message stays on the list after it was read.
const READ_DAYS: i64 = 90;
/// How long is kept that there was a message and what the servers answered; and what nobody read. A year and some time to ask.
const ROW_DAYS: i64 = 400;
/// How many rows one run touches at most of each kind: others write meanwhile.
const BATCH: u64 = 500;

/// Clears away what people were told, by and by.
pub(super) async fn clean_messages(ctx: &Context) -> Result<(), Fault> {
    retry(async || {
        let tx = ctx.db().begin().await?;
        Entity::update_many()
            .col_expr(C::Payload, Expr::value(""))
            .col_expr(C::Recipient, Expr::value(""))
            .col_expr(C::RecipientIndex, Expr::value(Option::<String>::None))
            .filter(C::Id.in_subquery(ids(with_content(ctx))))
            .exec(&*tx)
            .await?;
        for old in [read_long_ago(ctx), too_old(ctx)] {
            Entity::delete_many()
                .filter(C::Id.in_subquery(ids(old)))
                .exec(&*tx)
                .await?;
        }
        tx.commit().await?;
        Ok(())
    })
    .await
}

/// In the words of the index `outbox_message_content`.
fn with_content(ctx: &Context) -> Select<Entity> {
    Entity::find()
        .filter(Expr::cust("payload <> '' AND channel <> 'app'"))
        .filter(C::CreatedAt.lte(days_ago(ctx, CONTENT_DAYS)))
        .filter(is_done())
        .order_by_asc(C::CreatedAt)
}

/// In the words of the index `outbox_message_read`.
fn read_long_ago(ctx: &Context) -> Select<Entity> {
    Entity::find()
        .filter(Expr::cust("channel = 'app' AND read_at IS NOT NULL"))
        .filter(C::ReadAt.lte(days_ago(ctx, READ_DAYS)))
        .order_by_asc(C::ReadAt)
}

fn too_old(ctx: &Context) -> Select<Entity> {
    Entity::find()
        .filter(C::CreatedAt.lte(days_ago(ctx, ROW_DAYS)))
        .filter(is_done())
        .order_by_asc(C::CreatedAt)
}

fn is_done() -> Condition {
    Condition::any()
        .add(C::SentAt.is_not_null())
        .add(C::FailedAt.is_not_null())
        .add(C::WithdrawnAt.is_not_null())
}

fn ids(rows: Select<Entity>) -> SelectStatement {
    rows.select_only().column(C::Id).limit(BATCH).into_query()
}

fn days_ago(ctx: &Context, days: i64) -> i64 {
    ctx.now().plus_minutes(-days * 24 * 60).millis()
}
