use std::{
    collections::BTreeSet,
    mem,
    sync::{Arc, Mutex, PoisonError},
};

use domain::time::Instant;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use crate::{
    Core, Fault,
    db::retry,
    entity::session,
    turns::{Turn, Turns},
};

/// Who is there: when many come back after a while, one of them writes it for all.
#[derive(Default)]
pub(crate) struct LastSeen {
    /// The hashes of the secrets of sessions, to be written.
    seen: Mutex<BTreeSet<String>>,
    turns: Turns<()>,
}

impl LastSeen {
    /// Writes that a session was in use now.
    ///
    /// # Errors
    /// Only those of the database.
    pub(super) async fn note(&self, core: &Arc<Core>, session: String, now: Instant) -> Result<(), Fault> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).insert(session);
        match self.turns.turn().await {
            Turn::Told(()) => {}
            Turn::Ask(asking) => {
                let seen = mem::take(&mut *self.seen.lock().unwrap_or_else(PoisonError::into_inner));
                write(core, &seen, now).await?;
                asking.tell(());
            }
        }
        Ok(())
    }
}

/// How many are named in one statement.
const AT_ONCE: usize = 1_000;

async fn write(core: &Core, seen: &BTreeSet<String>, now: Instant) -> Result<(), Fault> {
    let seen: Vec<&String> = seen.iter().collect();
    retry(async || {
        let tx = core.db.begin().await?;
        for some in seen.chunks(AT_ONCE) {
            session::Entity::update_many()
                .col_expr(session::Column::LastSeenAt, Expr::value(now.millis()))
                .filter(session::Column::TokenHash.is_in(some.iter().copied()))
                .filter(session::Column::LastSeenAt.lt(now.millis()))
                .exec(&*tx)
                .await?;
        }
        tx.commit().await?;
        Ok(())
    })
    .await
}
