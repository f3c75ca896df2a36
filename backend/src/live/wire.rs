use std::{
    fmt::Write,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use domain::ids::AccountId;
use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement};
use sqlx::postgres::PgListener;
use tokio_util::sync::CancellationToken;

use super::{Change, List, Live, News, Told};

/// The channel of PostgreSQL's LISTEN and NOTIFY.
const CHANNEL: &str = "mediconnect_changes";
/// PostgreSQL takes up to 8,000 bytes; an id has 36, and a space and perhaps a sign before it.
const MOST_IDS: usize = 100;
/// Stands among the ids.
const OUTBOX: &str = "outbox";
/// Before the id of an account.
const READER: char = '@';
/// Before the name of a list.
const LIST: char = '#';
/// How long after a failure it is tried again.
const PAUSE: Duration = Duration::from_secs(1);

/// The way to the other processes on a PostgreSQL database.
///
/// Word is sent after the commit and not in its transaction: PostgreSQL lets only one transaction with a NOTIFY commit at a
/// time, so that bookings would queue for the disk. What is committed while a word is on its way goes with the next.
pub(super) struct Wire {
    pool: DatabaseConnection,
    waiting: Mutex<Waiting>,
    is_listening: AtomicBool,
}

#[derive(Default)]
struct Waiting {
    told: Told,
    is_sending: bool,
}

impl Wire {
    pub fn new(pool: DatabaseConnection) -> Self {
        Self {
            pool,
            waiting: Mutex::default(),
            is_listening: AtomicBool::new(false),
        }
    }

    /// Whether this process hears what it sends.
    pub fn is_listening(&self) -> bool {
        self.is_listening.load(Ordering::Acquire)
    }

    /// Sends, soon.
    pub fn send(self: &Arc<Self>, live: &Arc<Live>, told: Told) {
        let mut waiting = self.waiting();
        waiting.told.add(told);
        if !waiting.is_sending {
            waiting.is_sending = true;
            tokio::spawn(Arc::clone(self).send_waiting(Arc::clone(live)));
        }
    }

    async fn send_waiting(self: Arc<Self>, live: Arc<Live>) {
        while let Some(told) = self.take_waiting() {
            if let Err(error) = self.notify(&told).await {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "other processes were not told of a change"
                );
                live.tell_here(&told);
            }
        }
    }

    fn take_waiting(&self) -> Option<Told> {
        let mut waiting = self.waiting();
        let mut told = std::mem::take(&mut waiting.told);
        if let Some(first_left) = told.changes.iter().nth(MOST_IDS).copied() {
            waiting.told.changes = told.changes.split_off(&first_left);
        }
        if let Some(first_left) = told.readers.iter().nth(MOST_IDS).copied() {
            waiting.told.readers = told.readers.split_off(&first_left);
        }
        waiting.is_sending = !told.is_empty();
        waiting.is_sending.then_some(told)
    }

    async fn notify(&self, told: &Told) -> Result<(), DbErr> {
        let mut words = String::new();
        if told.wakes_outbox {
            words.push_str(OUTBOX);
        }
        for change in &told.changes {
            let _ = write!(words, " {}", change.doctor);
        }
        for reader in &told.readers {
            let _ = write!(words, " {READER}{reader}");
        }
        for list in &told.lists {
            let _ = write!(words, " {LIST}{}", list.name());
        }
        let values = [CHANNEL.into(), words.into()];
        let notify = Statement::from_sql_and_values(DbBackend::Postgres, "SELECT pg_notify($1, $2)", values);
        self.pool.execute_raw(notify).await?;
        Ok(())
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hears what is sent, by this process too, until `stop`. When the connection breaks it makes another.
    pub async fn listen(&self, live: &Live, stop: &CancellationToken) {
        while !stop.is_cancelled() {
            let heard = stop.run_until_cancelled(self.hear(live)).await;
            self.is_listening.store(false, Ordering::Release);
            if let Some(Err(error)) = heard {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "changes by other processes are not heard"
                );
                let _ = stop.run_until_cancelled(tokio::time::sleep(PAUSE)).await;
            }
        }
    }

    async fn hear(&self, live: &Live) -> Result<(), sqlx::Error> {
        let mut listener = PgListener::connect_with(self.pool.get_postgres_connection_pool()).await?;
        listener.listen(CHANNEL).await?;
        self.is_listening.store(true, Ordering::Release);
        loop {
            // Now, and each time that the connection was lost.
            live.publish(News::LookAgain);
            live.outbox.notify_one();
            while let Some(word) = listener.try_recv().await? {
                live.tell_here(&read(word.payload()));
            }
        }
    }
}

/// What another process told; a word that this version does not know is passed over.
fn read(words: &str) -> Told {
    let mut told = Told::default();
    for word in words.split_ascii_whitespace() {
        if word == OUTBOX {
            told.wakes_outbox = true;
        } else if let Some(reader) = word.strip_prefix(READER) {
            told.readers.extend(reader.parse::<AccountId>());
        } else if let Some(list) = word.strip_prefix(LIST) {
            told.lists.extend(List::from_name(list));
        } else if let Ok(doctor) = word.parse() {
            told.changes.insert(Change { doctor });
        }
    }
    told
}
