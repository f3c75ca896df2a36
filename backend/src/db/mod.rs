//! The database: where it is opened, how it is written.
//!
//! Every write goes through [`Db::begin`]. On SQLite there is one writer connection, so writes queue instead of failing,
//! and its transactions begin IMMEDIATE, so that what they read stays true until they commit.

mod transaction;

use std::{str::FromStr, sync::Arc, time::Duration};

use sea_orm::{
    ConnectOptions, Database, DatabaseConnection, DbBackend, DbErr,
    sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous},
};

use tokio::sync::Notify;

pub use transaction::{Tx, retry};

/// An open database, SQLite or PostgreSQL. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    reader: DatabaseConnection,
    writer: DatabaseConnection,
    outbox: Arc<Notify>,
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

const SQLITE_READERS: u32 = 8;
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
        let outbox = Arc::default();
        match kind {
            Kind::Sqlite => {
                let (writer, reader) = (sqlite(url, 1).await?, sqlite(url, SQLITE_READERS).await?);
                Ok(Self { reader, writer, outbox })
            }
            Kind::Postgres => {
                let pool = postgres(url).await?;
                Ok(Self {
                    reader: pool.clone(),
                    writer: pool,
                    outbox,
                })
            }
        }
    }

    /// For reads outside a transaction.
    pub fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// For schema changes and `begin`.
    pub fn writer(&self) -> &DatabaseConnection {
        &self.writer
    }

    pub fn backend(&self) -> DbBackend {
        self.writer.get_database_backend()
    }

    /// Starts a write; dropped without [`Tx::commit`], it leaves no trace.
    ///
    /// # Errors
    /// When no connection is free within five seconds.
    pub async fn begin(&self) -> Result<Tx, DbErr> {
        Tx::begin(&self.writer, &self.outbox).await
    }

    /// Told each time that messages to send were committed by this process.
    pub(crate) fn outbox(&self) -> &Notify {
        &self.outbox
    }

    /// Ends all connections; on SQLite this also empties the write-ahead log.
    pub async fn close(self) {
        let _ = self.reader.close().await;
        let _ = self.writer.close().await;
    }
}

async fn sqlite(url: &str, connections: u32) -> Result<DatabaseConnection, DbErr> {
    let mut options = options(url, connections);
    options.map_sqlx_sqlite_opts(|options| {
        options
            .create_if_missing(true)
            .foreign_keys(true)
            .journal_mode(SqliteJournalMode::Wal)
            // A confirmed booking survives a power cut.
            .synchronous(SqliteSynchronous::Full)
            .busy_timeout(Duration::from_secs(5))
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
        .sqlx_logging(false)
        // Statements can hold personal data.
        .record_stmt_in_spans(false);
    options
}
