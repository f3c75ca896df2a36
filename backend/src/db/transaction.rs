use std::{
    mem,
    ops::Deref,
    sync::{Arc, Mutex, PoisonError},
};

use domain::ids::AccountId;
use sea_orm::{ActiveModelTrait, ConnectionTrait, DatabaseTransaction, DbErr, Insert, QueryTrait, Statement};

use super::{connection::Connection, group::Share};
use crate::live::{Change, List, Live, Told};

/// A write under way. What it does is seen by others after [`Tx::commit`], all at once or not at all.
pub struct Tx {
    write: Write,
    live: Arc<Live>,
    told: Mutex<Told>,
    /// What is written right before the commit.
    last: Mutex<Vec<Statement>>,
}

/// How it is written.
pub type Write = Connection<Share, DatabaseTransaction>;

impl Tx {
    pub(super) fn new(write: Write, live: Arc<Live>) -> Self {
        Self {
            write,
            live,
            told: Mutex::default(),
            last: Mutex::default(),
        }
    }

    /// Writes rows that nothing in this transaction reads, right before the commit.
    pub(crate) fn insert_at_last<A: ActiveModelTrait>(&self, insert: &Insert<A>) {
        let statement = insert.build(self.get_database_backend());
        self.last.lock().unwrap_or_else(PoisonError::into_inner).push(statement);
    }

    /// Has everybody who looks at that day look again when this is committed (see [`crate::live`]).
    pub fn changed(&self, change: Change) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.changes.insert(change);
    }

    /// Has somebody's open pages look at what they were told, and at their appointments, when this is committed.
    pub(crate) fn told(&self, reader: AccountId) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.readers.insert(reader);
    }

    /// Has administrators who look at that list look again when this is committed.
    pub(crate) fn listed(&self, list: List) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.lists.insert(list);
    }

    /// Has the workers of the outbox look at once when this is committed.
    pub(crate) fn wake_outbox(&self) {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).wakes_outbox = true;
    }

    /// Makes it true for everybody. A write that has only read and answers from what it saw ends with this too: it waits
    /// until that is true for everybody.
    ///
    /// # Errors
    /// When the database refuses; then nothing was written.
    pub async fn commit(mut self) -> Result<(), DbErr> {
        let last = mem::take(self.last.get_mut().unwrap_or_else(PoisonError::into_inner));
        for statement in last {
            self.execute_raw(statement).await?;
        }
        let told = self.told.into_inner().unwrap_or_else(PoisonError::into_inner);
        match self.write {
            Connection::Sqlite(share) => share.commit(told).await,
            Connection::Postgres(transaction) => {
                let committing = async move {
                    transaction.commit().await?;
                    self.live.tell(told);
                    Ok(())
                };
                // Also when nobody waits for it any more: what is true has to be told.
                let committed = tokio::spawn(committing).await;
                committed.map_err(|error| DbErr::Custom(error.to_string()))?
            }
        }
    }
}

impl Deref for Tx {
    type Target = Write;

    fn deref(&self) -> &Write {
        &self.write
    }
}
