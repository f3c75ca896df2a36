//! Who looks at a day or a list that changes learns of it at once: in this process, and on PostgreSQL in every process on the same
//! database. Only that something changed is told, never what: who is told looks again, as who they are.
//!
//! Word can be lost (a process ends right after its commit, a connection breaks); nothing may depend on it but how soon
//! somebody looks.

mod list;
mod wire;

use std::{
    collections::{BTreeSet, VecDeque},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

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
/// What was told lately is remembered for who was being shown a page meanwhile: so long, and so much of it.
const REMEMBERED: Duration = Duration::from_secs(60);
const MOST_REMEMBERED: usize = 1024;

/// Passes on what was committed.
pub struct Live {
    subscribers: broadcast::Sender<News>,
    recent: Mutex<Recent>,
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
            recent: Mutex::new(Recent::since(Instant::now())),
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

    /// From now on, or from so long ago. What somebody was told is not told again.
    pub(crate) fn subscribe(&self, since: Option<Duration>) -> Changes {
        let news = self.subscribers.subscribe();
        let recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        Changes {
            earlier: since.map(|age| recent.within(age, Instant::now())).unwrap_or_default(),
            news,
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
        self.recent
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remember(news, Instant::now());
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

/// What was told lately, the oldest first.
struct Recent {
    news: VecDeque<(Instant, News)>,
    /// From when on nothing is forgotten.
    whole_since: Instant,
}

impl Recent {
    const fn since(whole_since: Instant) -> Self {
        Self {
            news: VecDeque::new(),
            whole_since,
        }
    }

    fn remember(&mut self, news: News, now: Instant) {
        self.news.push_back((now, news));
        while let Some((told, _)) = self.news.front()
            && (self.news.len() > MOST_REMEMBERED || now.duration_since(*told) > REMEMBERED)
        {
            self.whole_since = *told;
            self.news.pop_front();
        }
    }

    fn within(&self, age: Duration, now: Instant) -> VecDeque<News> {
        match now.checked_sub(age) {
            Some(since) if since > self.whole_since => {
                let later = self.news.iter().filter(|(told, _)| *told >= since);
                let changes = later.filter(|(_, news)| !matches!(news, News::Told(_)));
                changes.map(|(_, news)| *news).collect()
            }
            _ => VecDeque::from([News::LookAgain]),
        }
    }
}

/// A subscription.
pub struct Changes {
    /// From before it began.
    earlier: VecDeque<News>,
    news: broadcast::Receiver<News>,
    end: CancellationToken,
}

impl Changes {
    /// Waits for the next change. `None` when the process is about to end.
    pub async fn next(&mut self) -> Option<News> {
        if let Some(news) = self.earlier.pop_front() {
            return Some(news);
        }
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
        if let Some(news) = self.earlier.pop_front() {
            return Some(news);
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn change(doctor: u128) -> News {
        let doctor = DoctorId::from(uuid::Uuid::from_u128(doctor));
        News::Changed(Change { doctor })
    }

    #[test]
    fn what_changed_while_a_page_was_made_is_told_when_it_is_there() {
        let begin = Instant::now();
        let at = |seconds| begin + Duration::from_secs(seconds);
        let mut recent = Recent::since(begin);
        recent.remember(change(1), at(10));
        recent.remember(News::Told(AccountId::from(uuid::Uuid::from_u128(2))), at(11));
        recent.remember(change(3), at(12));
        let within = |age, now| recent.within(Duration::from_secs(age), at(now));
        assert_eq!(within(5, 13), [change(1), change(3)]);
        assert_eq!(within(1, 13), [change(3)]);
        assert_eq!(within(0, 13), []);
        // From before there was anybody to remember it, anything may have happened.
        assert_eq!(within(13, 13), [News::LookAgain]);
    }

    #[test]
    fn who_asks_for_more_than_is_remembered_looks_again() {
        let begin = Instant::now();
        let at = |seconds| begin + Duration::from_secs(seconds);
        let mut recent = Recent::since(begin);
        for number in 0..=MOST_REMEMBERED as u128 {
            recent.remember(change(number), at(10));
        }
        assert_eq!(recent.within(Duration::from_secs(2), at(11)), [News::LookAgain]);
        recent.remember(change(0), at(100));
        assert_eq!(recent.within(Duration::from_secs(80), at(101)), [change(0)]);
        assert_eq!(recent.within(Duration::from_secs(95), at(101)), [News::LookAgain]);
    }

    #[test]
    fn a_subscription_begins_with_what_was_before_it_if_it_is_asked_for() {
        let live = Live::here();
        live.publish(change(1));
        let next = |since| live.subscribe(since).take_waiting();
        assert_eq!(
            (next(None), next(Some(Duration::from_secs(60)))),
            (None, Some(News::LookAgain))
        );
    }
}
