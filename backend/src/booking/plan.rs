//! What is planned (offers with their hours and absences, the clinic's limits), kept in memory for as long as nothing planned
//! changes.
//!
//! The database counts the changes, whatever process or tool makes them (`plan_version`, migrations). Before anything that is
//! kept is used, the number is read by the connection that asks: in a transaction it is the number of that transaction. Kept
//! is only what was committed, so a change that is undone leaves nothing behind.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use sea_orm::{ConnectionTrait, Statement};
use uuid::Uuid;

use super::Offer;
use crate::{Broken, Fault, db::Tx};

/// How many changes of anything planned there were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PlanVersion(i64);

impl PlanVersion {
    pub async fn read(db: &impl ConnectionTrait) -> Result<Self, Fault> {
        let sql = "SELECT version FROM plan_version";
        let row = db
            .query_one_raw(Statement::from_string(db.get_database_backend(), sql))
            .await?
            .ok_or(Broken::Inconsistent("plan_version"))?;
        Ok(Self(row.try_get_by_index(0)?))
    }

    /// Has all that is kept read again, for what nothing else tells.
    pub async fn rise(tx: &Tx) -> Result<(), Fault> {
        tx.execute_unprepared("UPDATE plan_version SET version = version + 1")
            .await?;
        Ok(())
    }
}

/// Of a schedule and a service.
type Key = (Uuid, Uuid);

/// The most offers that are kept; each takes a few kilobytes.
const MOST_OFFERS: usize = 5_000;

#[derive(Default)]
pub(crate) struct Plan(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    version: PlanVersion,
    offers: HashMap<Key, Arc<Offer>>,
}

impl Plan {
    /// Whether it is kept, of whatever version: then a transaction will hardly have to read it.
    pub fn has_offer(&self, key: Key) -> bool {
        self.kept().offers.contains_key(&key)
    }

    /// What is kept of an offer, if it is of that version.
    pub fn find_offer(&self, version: PlanVersion, key: Key) -> Option<Arc<Offer>> {
        let mut kept = self.kept();
        if kept.version == version {
            return kept.offers.get(&key).map(Arc::clone);
        }
        // So that it is read again outside of the next transaction that needs it.
        kept.offers.remove(&key);
        None
    }

    /// Keeps what was read while this was the version of what is committed.
    pub fn keep(&self, version: PlanVersion, key: Key, offer: Arc<Offer>) {
        let mut kept = self.kept();
        if kept.version < version || kept.offers.len() >= MOST_OFFERS {
            *kept = Kept {
                version: kept.version.max(version),
                ..Kept::default()
            };
        }
        if kept.version == version {
            kept.offers.insert(key, offer);
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
