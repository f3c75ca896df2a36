use std::{sync::Arc, time::Duration};

use domain::audit::Deed;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use tokio::time::{Interval, MissedTickBehavior, interval};
use uuid::Uuid;

use crate::{Context, Core, Fault, entity::audit_event};

/// Of an event of the trail; the later one is the greater.
pub type EventId = Uuid;

/// How long the trail is left alone between two looks.
const PAUSE: Duration = Duration::from_millis(500);

/// Whether the trail has grown, for who looks at it. It is asked, and only while somebody looks: to tell of each event would wake all who
/// watch anything with each look at a patient, in every process.
pub struct Tail {
    ctx: Context,
    seen: Option<EventId>,
    looks: Interval,
}

impl Tail {
    /// From the latest event that was seen.
    pub fn new(core: Arc<Core>, seen: Option<EventId>) -> Self {
        let mut looks = interval(PAUSE);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self {
            ctx: Context::system(core),
            seen,
            looks,
        }
    }

    /// Waits until it is time to look again. Who stops waiting loses nothing.
    pub async fn wait(&mut self) {
        self.looks.tick().await;
    }

    /// Not when it cannot be found out.
    pub async fn has_grown(&self) -> bool {
        latest(&self.ctx).await.is_ok_and(|latest| latest > self.seen)
    }
}

/// The latest event, but for looks at the trail: two who look would each tell the other to look again.
pub(super) async fn latest(ctx: &Context) -> Result<Option<EventId>, Fault> {
    use audit_event::Column as C;
    let latest = audit_event::Entity::find()
        .select_only()
        .column(C::Id)
        .filter(C::Action.ne(Deed::ReadTrail.name()))
        .order_by_desc(C::Id)
        .limit(1);
    Ok(latest.into_tuple().one(ctx.db().reader()).await?)
}
