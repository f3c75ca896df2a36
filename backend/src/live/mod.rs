//! Who looks at a day or a list that changes learns of it at once: in this process, and on PostgreSQL in every process on the same
//! database. Only that something changed is told, never what: who is told looks again, as who they are.
//!
//! Word can be lost (a process ends right after its commit, a connection breaks); nothing may depend on it but how soon
//! somebody looks.

mod list;
mod wire;

use std::{collections::BTreeSet, sync::Arc};

use domain::ids::{AccountId, DoctorId};
use sea_orm::DatabaseConnection;
use tokio::sync::{
    Notify,
    broadcast::{self, error::RecvError, error::TryRecvError},
};
use tokio_util::sync::CancellationToken;

pub use list::List;
pub(crate) use list::lists_of;
use wire::Wire;

/// The free times or appointments of a doctor are not what they were.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Change {
    pub doctor: DoctorId,
}

/// What a subscriber is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    Changed(Change),
    /// There is something new on somebody's list of messages, or about an appointment of theirs.
    Told(AccountId),
    /// A list of the clinic's is another.
    Listed(List),
    /// Something may have been missed: anything may have changed.
    LookAgain,
}

/// What a write tells once it is committed.
#[derive(Debug, Default)]
pub(crate) struct Told {
    pub changes: BTreeSet<Change>,
    /// Whose list of messages, or whose appointment, is another.
    pub readers: BTreeSet<AccountId>,
    pub lists: BTreeSet<List>,
    pub wakes_outbox: bool,
}

impl Told {
    pub fn add(&mut self, other: Self) {
        self.changes.extend(other.changes);
        self.readers.extend(other.readers);
        self.lists.extend(other.lists);
        self.wakes_outbox |= other.wakes_outbox;
    }

    fn is_empty(&self) -> bool {
        self.changes.is_empty() && self.readers.is_empty() && self.lists.is_empty() && !self.wakes_outbox
    }
}

/// How far somebody may lag behind before they are told to look at everything.
const BACKLOG: usize = 256;

/// Passes on what was committed.
pub struct Live {
    subscribers: broadcast::Sender<News>,
    outbox: Notify,
    end: CancellationToken,
    /// To other processes; PostgreSQL only.
    wire: Option<Arc<Wire>>,
}

impl Live {
    /// Within this process.
    pub(crate) fn here() -> Self {
        Self {
            subscribers: broadcast::Sender::new(BACKLOG),
            outbox: Notify::new(),
            end: CancellationToken::new(),
            wire: None,
        }
    }

    /// Among the processes on a PostgreSQL database.
    pub(crate) fn across_processes(pool: DatabaseConnection) -> Self {
        Self {
            wire: Some(Arc::new(Wire::new(pool))),
            ..Self::here()
        }
    }

    pub(crate) fn subscribe(&self) -> Changes {
        Changes {
            news: self.subscribers.subscribe(),
            end: self.end.clone(),
        }
    }

    /// Told each time that messages to send were committed.
    pub(crate) fn outbox(&self) -> &Notify {
        &self.outbox
    }

    /// Passes on what a commit tells.
    pub(crate) fn tell(self: &Arc<Self>, told: Told) {
        if told.is_empty() {
            return;
        }
        match &self.wire {
            // It comes back from there.
            Some(wire) if wire.is_listening() => {}
            _ => self.tell_here(&told),
        }
        if let Some(wire) = &self.wire {
            wire.send(self, told);
        }
    }

    fn tell_here(&self, told: &Told) {
        if told.wakes_outbox {
            self.outbox.notify_one();
        }
        for change in &told.changes {
            self.publish(News::Changed(*change));
        }
        for reader in &told.readers {
            self.publish(News::Told(*reader));
        }
        for list in &told.lists {
            self.publish(News::Listed(*list));
        }
    }

    fn publish(&self, news: News) {
        // Nobody may be listening.
        let _ = self.subscribers.send(news);
    }

    /// Hears what other processes commit, until `stop`. On SQLite there are none.
    pub async fn listen(&self, stop: &CancellationToken) {
        if let Some(wire) = &self.wire {
            wire.listen(self, stop).await;
        }
    }

    /// Ends all subscriptions, for the process to end.
    pub fn end(&self) {
        self.end.cancel();
    }
}

/// A subscription.
pub struct Changes {
    news: broadcast::Receiver<News>,
    end: CancellationToken,
}

impl Changes {
    /// Waits for the next change. `None` when the process is about to end.
    pub async fn next(&mut self) -> Option<News> {
        let next = tokio::select! {
            biased;
            () = self.end.cancelled() => return None,
            next = self.news.recv() => next,
        };
        match next {
            Ok(news) => Some(news),
            Err(RecvError::Lagged(_)) => Some(self.skip()),
            Err(RecvError::Closed) => None,
        }
    }

    /// The next change, if it was there already.
    pub fn take_waiting(&mut self) -> Option<News> {
        match self.news.try_recv() {
            Ok(news) => Some(news),
            Err(TryRecvError::Lagged(_)) => Some(self.skip()),
            Err(TryRecvError::Empty | TryRecvError::Closed) => None,
        }
    }

    fn skip(&mut self) -> News {
        self.news = self.news.resubscribe();
        News::LookAgain
    }
}
