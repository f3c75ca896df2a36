//! The database: where it is opened, how it is written.
//!
//! Every write goes through [`Db::begin`]. On SQLite there is one writer connection, so writes queue instead of failing,
//! what they read stays true until they commit, and those that wait are committed together (docs/adr/0006).

mod checkpoint;
mod connection;
mod file;
mod group;
mod refused;
mod retry;
mod rows;
mod stamp;
mod transaction;

use std::{net::IpAddr, str::FromStr, sync::Arc, time::Duration};

use sea_orm::{
    ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, TransactionTrait,
    sqlx::postgres::{PgConnectOptions, PgSslMode},
};

use crate::live::{Changes, Live};
use connection::Connection;
pub use connection::Reader;
use file::{Asks, File};
use group::Writer;
pub use retry::retry;
pub use stamp::Stamp;
use stamp::Stamps;
pub use transaction::Tx;

/// An open database, SQLite or PostgreSQL. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    reader: Reader,
    writer: DatabaseConnection,
    /// SQLite only.
    group: Option<Arc<Writer>>,
    /// SQLite only: all but the writer's.
    files: Vec<File>,
    stamps: Arc<Stamps>,
    live: Arc<Live>,
}

/// How many there are in this process.
pub(crate) struct Connections {
    pub open: u32,
    pub idle: usize,
    pub most: u32,
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
/// The system keeps the pages of the file in memory, once for all connections.
const SMALL_CACHE_KIB: u32 = 1024;
/// For the pages that one commit of many writes touches.
const WRITER_CACHE_KIB: u32 = 16 * 1024;
/// How long somebody waits for a connection.
const PATIENCE: Duration = Duration::from_secs(10);
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
                let schema = File::open(url, Asks::Aside, 1, SMALL_CACHE_KIB)?;
                let log = File::open(url, Asks::Aside, 1, SMALL_CACHE_KIB)?;
                let readers = File::open(url, Asks::HereIfBrief, SQLITE_READERS, SMALL_CACHE_KIB)?;
                let stamps = File::open(url, Asks::Here, 1, SMALL_CACHE_KIB)?;
                let writer = File::open(url, Asks::Here, 1, WRITER_CACHE_KIB)?;
                let live = Arc::new(Live::here());
                let group = Writer::new(writer, Arc::clone(&live));
                tokio::spawn(checkpoint::keep_short(log.clone(), Arc::downgrade(&group)));
                let of_file = Stamps::of_file(stamps.clone(), Arc::clone(&group));
                Ok(Self {
                    reader: Connection::Sqlite(readers.clone()),
                    writer: schema.connection().await?,
                    group: Some(group),
                    stamps: Arc::new(of_file),
                    live,
                    files: vec![readers, schema, log, stamps],
                })
            }
            Kind::Postgres => {
                let pool = postgres(url).await?;
                Ok(Self {
                    reader: Connection::Postgres(pool.clone()),
                    group: None,
                    files: Vec::new(),
                    stamps: Arc::new(Stamps::of_server(pool.clone())),
                    live: Arc::new(Live::across_processes(pool.clone())),
                    writer: pool,
                })
            }
        }
    }

    /// For reads outside a transaction.
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// For schema changes: past the queue of writes.
    pub fn writer(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ping(&self) -> Result<(), DbErr> {
        self.reader.execute_unprepared("SELECT 1").await.map(drop)
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
            None => Connection::Postgres(self.writer.begin().await?),
            Some(group) => {
                let share = group.begin().await?;
                retry::note(share.fate());
                Connection::Sqlite(share)
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

    /// Those that are read from.
    pub(crate) fn connections(&self) -> Connections {
        match &self.reader {
            Connection::Postgres(pool) => {
                let pool = pool.get_postgres_connection_pool();
                Connections {
                    open: pool.size(),
                    idle: pool.num_idle(),
                    most: pool.options().get_max_connections(),
                }
            }
            Connection::Sqlite(readers) => Connections {
                open: SQLITE_READERS,
                idle: readers.idle(),
                most: SQLITE_READERS,
            },
        }
    }

    /// What is committed from now on, by this process and, on PostgreSQL, by others.
    pub fn changes(&self) -> Changes {
        self.live.subscribe(None)
    }

    /// Likewise, and what was committed in this time before.
    pub fn changes_within(&self, age: Duration) -> Changes {
        self.live.subscribe(Some(age))
    }

    pub fn live(&self) -> &Arc<Live> {
        &self.live
    }

    /// Ends all connections; on SQLite this also empties the write-ahead log.
    pub async fn close(self) {
        if let Some(group) = &self.group {
            group.end().await;
        }
        for file in &self.files {
            file.close().await;
        }
        if let Connection::Postgres(pool) = self.reader {
            // The same as the writer.
            let _ = pool.close().await;
        }
    }
}

async fn postgres(url: &str) -> Result<DatabaseConnection, DbErr> {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(POSTGRES_CONNECTIONS)
        // Under load a write waits for its turn rather than failing.
        .acquire_timeout(PATIENCE)
        .idle_timeout(None)
        .max_lifetime(None)
        // Without this, every single one is asked whether it is there: twice the round trips of a read.
        .test_before_acquire_if_idle_for(Duration::from_secs(1))
        .sqlx_logging(false)
        // Statements can hold personal data.
        .record_stmt_in_spans(false);
    Database::connect(options).await
}
