//! The database: where it is opened, how it is written.
//!
//! Every write goes through [`Db::begin`]. On SQLite there is one writer connection, so writes queue instead of failing,
//! what they read stays true until they commit, and those that wait are committed together (docs/adr/0006).

mod group;
mod retry;
mod stamp;
mod transaction;

use std::{net::IpAddr, str::FromStr, sync::Arc, time::Duration};

use sea_orm::{
    ConnectOptions, Database, DatabaseConnection, DbBackend, DbErr, TransactionTrait,
    sqlx::{
        postgres::{PgConnectOptions, PgSslMode},
        sqlite::{SqliteJournalMode, SqliteSynchronous},
    },
};

use crate::live::{Changes, Live};
use group::Writer;
pub use retry::retry;
pub use stamp::Stamp;
use stamp::Stamps;
pub use transaction::Tx;
use transaction::Write;

/// An open database, SQLite or PostgreSQL. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    reader: DatabaseConnection,
    writer: DatabaseConnection,
    /// SQLite only.
    group: Option<Arc<Writer>>,
    stamps: Arc<Stamps>,
    live: Arc<Live>,
}

/// Neither `sqlite:` nor `postgres:`.
#[derive(Debug, thiserror::Error)]
#[error("a database address starts with sqlite: or postgres:")]
pub struct UnknownDatabase;

/// Which database an address names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

impl FromStr for Kind {
    type Err = UnknownDatabase;

    fn from_str(url: &str) -> Result<Self, UnknownDatabase> {
        match url.split_once(':') {
            Some(("sqlite", _)) => Ok(Self::Sqlite),
            Some(("postgres" | "postgresql", _)) => Ok(Self::Postgres),
            _ => Err(UnknownDatabase),
        }
    }
}

/// Whether what goes between us and the database can be read or changed by nobody on the way: it is on this machine, or it proves
/// with a certificate that it is the one that was named.
pub fn is_private(url: &str) -> bool {
    let Ok(Kind::Postgres) = url.parse() else {
        return true;
    };
    let Ok(options) = PgConnectOptions::from_str(url) else {
        return false;
    };
    let host = options.get_host();
    let is_here = options.get_socket().is_some() || host == "localhost" || host.starts_with('/');
    let is_loopback = host.parse().is_ok_and(|address: IpAddr| address.is_loopback());
    is_here || is_loopback || matches!(options.get_ssl_mode(), PgSslMode::VerifyFull)
}

const SQLITE_READERS: u32 = 4;
const POSTGRES_CONNECTIONS: u32 = 16;

impl Db {
    /// Opens `sqlite:PATH` (made when absent) or `postgres://…`.
    ///
    /// # Errors
    /// When the address is of neither kind or the database cannot be reached.
    pub async fn connect(url: &str) -> Result<Self, DbErr> {
        let kind = url
            .parse()
            .map_err(|error: UnknownDatabase| DbErr::Custom(error.to_string()))?;
        match kind {
            Kind::Sqlite => {
                let (writer, reader) = (sqlite(url, 1).await?, sqlite(url, SQLITE_READERS).await?);
                let live = Arc::new(Live::here());
                let group = Writer::new(sqlite(url, 1).await?, Arc::clone(&live));
                let stamps = Arc::new(Stamps::new(sqlite(url, 1).await?));
                Ok(Self {
                    reader,
                    writer,
                    group: Some(group),
                    stamps,
                    live,
                })
            }
            Kind::Postgres => {
                let pool = postgres(url).await?;
                Ok(Self {
                    reader: pool.clone(),
                    group: None,
                    stamps: Arc::new(Stamps::new(pool.clone())),
                    live: Arc::new(Live::across_processes(pool.clone())),
                    writer: pool,
                })
            }
        }
    }

    /// For reads outside a transaction.
    pub fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// For schema changes: past the queue of writes.
    pub fn writer(&self) -> &DatabaseConnection {
        &self.writer
    }

    pub fn backend(&self) -> DbBackend {
        self.writer.get_database_backend()
    }

    /// Starts a write; dropped without [`Tx::commit`], it leaves no trace.
    ///
    /// # Errors
    /// When no connection is free within ten seconds.
    pub async fn begin(&self) -> Result<Tx, DbErr> {
        let write = match &self.group {
            None => Write::Own(self.writer.begin().await?),
            Some(group) => {
                let share = group.begin().await?;
                retry::note(share.fate());
                Write::Shared(share)
            }
        };
        Ok(Tx::new(write, Arc::clone(&self.live)))
    }

    /// How things stand: as long as it is the same, nothing was committed by anybody.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn stamp(&self) -> Result<Stamp, DbErr> {
        self.stamps.now().await
    }

    /// How many commits the writes on SQLite have been gathered into.
    pub fn commits(&self) -> u64 {
        self.group.as_ref().map_or(0, |group| group.commits())
    }

    /// What is committed from now on, by this process and, on PostgreSQL, by others.
    pub fn changes(&self) -> Changes {
        self.live.subscribe()
    }

    pub fn live(&self) -> &Arc<Live> {
        &self.live
    }

    /// Ends all connections; on SQLite this also empties the write-ahead log.
    pub async fn close(self) {
        if let Some(group) = &self.group {
            group.end().await;
        }
        self.stamps.close().await;
        let _ = self.reader.close().await;
        let _ = self.writer.close().await;
    }
}

async fn sqlite(url: &str, connections: u32) -> Result<DatabaseConnection, DbErr> {
    let mut options = options(url, connections);
    options.map_sqlx_sqlite_opts(move |options| {
        options
            .create_if_missing(true)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            // A confirmed booking survives a power cut.
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(5))
            // For the pages of the indexes that every booking goes through; the system keeps the others in memory, once.
            .pragma("cache_size", if connections == 1 { "-4096" } else { "-1024" })
    });
    Database::connect(options).await
}

async fn postgres(url: &str) -> Result<DatabaseConnection, DbErr> {
    Database::connect(options(url, POSTGRES_CONNECTIONS)).await
}

fn options(url: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        // Under load a write waits for its turn rather than failing.
        .acquire_timeout(Duration::from_secs(10))
        // SQLite's are opened once: nothing drops them, and one is asked what changed since it was asked before.
        .idle_timeout(None)
        .max_lifetime(None)
        // Without this, every single one is asked whether it is there: twice the round trips of a read.
        .test_before_acquire_if_idle_for(Duration::from_secs(1))
        .sqlx_logging(false)
        // Statements can hold personal data.
        .record_stmt_in_spans(false);
    options
}
