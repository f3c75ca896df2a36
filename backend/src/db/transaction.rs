use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbErr, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};

use tokio::sync::Notify;

use crate::{Broken, Fault};

/// A write under way. What it does is seen by others after [`Tx::commit`], all at once or not at all.
pub struct Tx {
    transaction: DatabaseTransaction,
    outbox: Arc<Notify>,
    wakes_outbox: AtomicBool,
}

impl Tx {
    pub(super) async fn begin(writer: &DatabaseConnection, outbox: &Arc<Notify>) -> Result<Self, DbErr> {
        let sqlite_transaction_mode = Some(SqliteTransactionMode::Immediate);
        let options = TransactionOptions {
            sqlite_transaction_mode,
            ..Default::default()
        };
        let transaction = writer.begin_with_options(options).await?;
        Ok(Self {
            transaction,
            outbox: Arc::clone(outbox),
            wakes_outbox: AtomicBool::new(false),
        })
    }

    /// Has the worker of the outbox look at once when this is committed.
    pub(crate) fn wake_outbox(&self) {
        self.wakes_outbox.store(true, Ordering::Relaxed);
    }

    /// Makes it true for everybody.
    ///
    /// # Errors
    /// When the database refuses; then nothing was written.
    pub async fn commit(self) -> Result<(), DbErr> {
        self.transaction.commit().await?;
        if self.wakes_outbox.into_inner() {
            self.outbox.notify_one();
        }
        Ok(())
    }
}

impl std::ops::Deref for Tx {
    type Target = DatabaseTransaction;

    fn deref(&self) -> &DatabaseTransaction {
        &self.transaction
    }
}

/// How often a write is tried before it counts as broken.
const ATTEMPTS: u32 = 4;

/// Does a write again, from its reads on, when it met another (PostgreSQL 40001 and 40P01, SQLite busy).
///
/// # Errors
/// Those of `attempt`; [`Fault::Contended`] never leaves.
pub async fn retry<T, Work: Future<Output = Result<T, Fault>>>(mut attempt: impl FnMut() -> Work) -> Result<T, Fault> {
    let mut tries = 1;
    loop {
        match attempt().await {
            Err(Fault::Contended(_)) if tries < ATTEMPTS => tries += 1,
            Err(Fault::Contended(error)) => return Err(Broken::Database(error).into()),
            done => return done,
        }
    }
}
