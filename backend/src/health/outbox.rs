use domain::messages::Channel;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, Select};

use crate::{
    Context, Fault,
    entity::outbox_message::{Column as C, Entity},
};

/// What waits to be sent.
pub struct Outbox {
    pub waiting: u64,
    /// Of those, whose time has come.
    pub due: u64,
    /// Of the one that is due for the longest time, since it was written.
    pub oldest_minutes: Option<i64>,
    /// Given up in the last 24 hours.
    pub failed: u64,
}

const DAY_MINUTES: i64 = 24 * 60;

impl Outbox {
    pub(super) async fn load(ctx: &Context) -> Result<Self, Fault> {
        let (db, now) = (ctx.db().reader(), ctx.now());
        let due = waiting().filter(C::DueAt.lte(now.millis()));
        let oldest = due.clone().order_by_asc(C::CreatedAt).one(db).await?;
        let failed_from = now.plus_minutes(-DAY_MINUTES).millis();
        Ok(Self {
            waiting: waiting().count(db).await?,
            due: due.count(db).await?,
            oldest_minutes: oldest.map(|row| (now.millis() - row.created_at) / 60_000),
            failed: Entity::find().filter(C::FailedAt.gt(failed_from)).count(db).await?,
        })
    }
}

fn waiting() -> Select<Entity> {
    Entity::find()
        .filter(C::SentAt.is_null())
        .filter(C::FailedAt.is_null())
        .filter(C::WithdrawnAt.is_null())
        .filter(C::Channel.ne(Channel::App.name()))
}
