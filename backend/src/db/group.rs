//! SQLite: writes that wait for the one writer connection are gathered into one commit.
//!
//! A group is one `BEGIN IMMEDIATE … COMMIT`. Each write in it stands behind a savepoint, so that one that fails or is
//! dropped is undone alone. Who has written waits for the commit; whoever queued up before the first of them had finished
//! joins the group. What is asked of the connection between two writes runs in tasks of its own: a request that is given
//! up never leaves a group half-way.

use std::{
    mem,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use sea_orm::{ConnAcquireErr, ConnectionTrait, DbErr};
use tokio::{
    runtime::Handle,
    sync::{Mutex, OwnedMappedMutexGuard, OwnedMutexGuard, watch},
};

use super::{PATIENCE, file::File};
use crate::live::{Live, Told};

/// So that the first of a group does not wait for ever.
const MOST_WRITES: u32 = 64;

type Outcome = Result<(), DbErr>;

/// The writer connection of an SQLite database, and the queue for it.
pub(super) struct Writer {
    /// Of one connection.
    file: File,
    live: Arc<Live>,
    /// Served in the order of arrival.
    queue: Arc<Mutex<Queue>>,
    runtime: Handle,
    commits: AtomicU64,
}

type Queue = Option<Group>;

/// Writes that become true together.
struct Group {
    file: File,
    writes: u32,
    last: Last,
    outcome: watch::Sender<Option<Outcome>>,
    is_closing: bool,
    /// What to tell once it is committed.
    told: Told,
}

/// What becomes of the write that came last.
#[derive(Clone, Copy)]
enum Last {
    /// Under way, or given up.
    Undone,
    Kept,
}

/// A write of a group, under way. Dropped without [`Share::commit`], it is undone before anybody else writes.
pub struct Share {
    group: OwnedMappedMutexGuard<Queue, Group>,
    writer: Arc<Writer>,
}

/// What becomes of a group.
#[derive(Clone)]
pub struct Fate(watch::Receiver<Option<Outcome>>);

impl Fate {
    /// Waits until the group is committed.
    ///
    /// # Errors
    /// When it was not, and nothing of it was written.
    pub async fn settled(mut self) -> Result<(), DbErr> {
        match self.0.wait_for(Option::is_some).await.as_deref() {
            Ok(Some(outcome)) => outcome.clone(),
            _ => Err(DbErr::Custom("the writer ended before its commit".to_owned())),
        }
    }

    fn is_settled(&self) -> bool {
        self.0.borrow().is_some()
    }
}

impl Writer {
    pub fn new(file: File, live: Arc<Live>) -> Arc<Self> {
        Arc::new(Self {
            file,
            live,
            queue: Arc::default(),
            runtime: Handle::current(),
            commits: AtomicU64::new(0),
        })
    }

    /// Waits for its turn and starts a write.
    ///
    /// # Errors
    /// When the turn does not come in ten seconds, or the database does not open a transaction.
    pub async fn begin(self: &Arc<Self>) -> Result<Share, DbErr> {
        let turn = tokio::time::timeout(PATIENCE, Arc::clone(&self.queue).lock_owned()).await;
        let queue = turn.map_err(|_| DbErr::ConnectionAcquire(ConnAcquireErr::Timeout))?;
        let joining = self.runtime.spawn(Arc::clone(self).join(queue));
        let joined = joining.await;
        joined.map_err(|error| DbErr::Custom(error.to_string()))?
    }

    /// How many commits were made, before anybody was told of them.
    pub fn commits(&self) -> u64 {
        self.commits.load(Ordering::Acquire)
    }

    /// Waits for its turn and ends the connection.
    pub async fn end(&self) {
        let mut queue = self.queue.lock().await;
        if let Some(group) = queue.take() {
            self.close(group).await;
        }
        self.file.close().await;
    }

    async fn join(self: Arc<Self>, mut queue: OwnedMutexGuard<Queue>) -> Result<Share, DbErr> {
        let group = match queue.take() {
            Some(group) if group.writes >= MOST_WRITES => {
                self.close(group).await;
                self.open().await?
            }
            Some(mut group) => match group.follow().await {
                Ok(()) => group,
                Err(error) => {
                    group.end(Err(error)).await;
                    self.open().await?
                }
            },
            None => self.open().await?,
        };
        Ok(Share {
            group: OwnedMutexGuard::map(queue, |queue| queue.insert(group)),
            writer: self,
        })
    }

    async fn open(&self) -> Result<Group, DbErr> {
        let begin = "BEGIN IMMEDIATE; SAVEPOINT share";
        self.file.execute_unprepared(begin).await?;
        Ok(Group {
            file: self.file.clone(),
            writes: 1,
            last: Last::Undone,
            outcome: watch::Sender::new(None),
            is_closing: false,
            told: Told::default(),
        })
    }

    /// Commits what was kept, and tells everybody.
    async fn close(&self, mut group: Group) {
        // Both begin with what only works in the transaction that was begun. After some failures (a full disk) SQLite ends
        // a transaction by itself, and a commit of what came after it would be taken for the commit of all.
        let end = match group.last {
            Last::Kept => "RELEASE share; COMMIT",
            Last::Undone => "ROLLBACK TO share; COMMIT",
        };
        let outcome = group.file.execute_unprepared(end).await.map(drop);
        if outcome.is_ok() {
            self.commits.fetch_add(1, Ordering::Release);
            self.live.tell(mem::take(&mut group.told));
        }
        group.end(outcome).await;
    }

    /// Closes the group that `fate` is of, once all who queue for the connection now have joined it.
    async fn close_in_turn(self: Arc<Self>, fate: Fate) {
        let mut queue = self.queue.lock().await;
        // When it was full, who came next has closed it, and this is another.
        if !fate.is_settled()
            && let Some(group) = queue.take()
        {
            self.close(group).await;
        }
    }
}

impl Group {
    /// Makes room for the next write.
    ///
    /// # Errors
    /// When SQLite has ended the transaction.
    async fn follow(&mut self) -> Result<(), DbErr> {
        let step = match self.last {
            Last::Kept => "RELEASE share; SAVEPOINT share",
            Last::Undone => "ROLLBACK TO share",
        };
        self.file.execute_unprepared(step).await?;
        self.writes += 1;
        self.last = Last::Undone;
        Ok(())
    }

    /// Tells everybody, and leaves the connection without a transaction.
    async fn end(self, outcome: Outcome) {
        if outcome.is_err() {
            // Refused when SQLite has done so itself.
            let _ = self.file.execute_unprepared("ROLLBACK").await;
        }
        self.outcome.send_replace(Some(outcome));
    }
}

impl Share {
    /// Waits until it is true for everybody, together with its group.
    ///
    /// # Errors
    /// When the database refuses; then nothing of the whole group was written.
    pub(super) async fn commit(mut self, told: Told) -> Result<(), DbErr> {
        self.group.last = Last::Kept;
        self.group.told.add(told);
        let fate = self.fate();
        drop(self);
        fate.settled().await
    }

    pub fn fate(&self) -> Fate {
        Fate(self.group.outcome.subscribe())
    }
}

impl AsRef<File> for Share {
    fn as_ref(&self) -> &File {
        &self.group.file
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        if !self.group.is_closing {
            self.group.is_closing = true;
            let closing = Arc::clone(&self.writer).close_in_turn(self.fate());
            self.writer.runtime.spawn(closing);
        }
    }
}
