//! Whether anything was committed since something was read, by whatever process.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement, TryGetable};

use super::{connection::Connection, file::File, group::Writer};
use crate::turns::{Turn, Turns};

/// Two equal ones: nothing was committed in between.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp(Known);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Known {
    Sqlite { ours: u64, version: i64 },
    Postgres(String),
}

/// How things stand.
pub(super) type Stamps = Connection<OfFile, OfServer>;

/// SQLite: the commits of this process are counted, and the file is asked about those of others.
pub(super) struct OfFile {
    writer: Arc<Writer>,
    /// Of one connection: what it tells is only of use to itself.
    file: File,
    last: Mutex<Option<(Instant, i64)>>,
}

/// For so long it is not asked again whether another process (a command) has committed.
const ASKED_ANEW: Duration = Duration::from_millis(10);

/// PostgreSQL: asked in turns, so that it costs little under load.
pub(super) struct OfServer {
    pool: DatabaseConnection,
    turns: Turns<Stamp>,
}

impl Stamps {
    pub fn of_file(file: File, writer: Arc<Writer>) -> Self {
        Self::Sqlite(OfFile {
            writer,
            file,
            last: Mutex::default(),
        })
    }

    pub fn of_server(pool: DatabaseConnection) -> Self {
        Self::Postgres(OfServer {
            pool,
            turns: Turns::default(),
        })
    }

    /// How things stand, at some instant between the call and its answer; on SQLite, as to other processes, ten milliseconds
    /// before it at most.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn now(&self) -> Result<Stamp, DbErr> {
        match self {
            Self::Sqlite(file) => file.now().await,
            Self::Postgres(server) => server.now().await,
        }
    }
}

impl OfFile {
    async fn now(&self) -> Result<Stamp, DbErr> {
        let ours = self.writer.commits();
        let last = *self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let version = match last {
            Some((asked, version)) if asked.elapsed() < ASKED_ANEW => version,
            _ => self.ask().await?,
        };
        Ok(Stamp(Known::Sqlite { ours, version }))
    }

    /// Another number whenever another connection has committed.
    async fn ask(&self) -> Result<i64, DbErr> {
        let asked = Instant::now();
        let sql = "SELECT data_version FROM pragma_data_version";
        let version = ask(&self.file, DbBackend::Sqlite, sql).await?;
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some((asked, version));
        Ok(version)
    }
}

impl OfServer {
    async fn now(&self) -> Result<Stamp, DbErr> {
        match self.turns.turn().await {
            Turn::Told(stamp) => Ok(stamp),
            Turn::Ask(asking) => {
                // Which transactions are seen: those that began before the first one here that is under way, and so on.
                let sql = "SELECT CAST(pg_current_snapshot() AS TEXT)";
                let snapshot = ask(&self.pool, DbBackend::Postgres, sql).await?;
                Ok(asking.tell(Stamp(Known::Postgres(snapshot))))
            }
        }
    }
}

async fn ask<T: TryGetable>(db: &impl ConnectionTrait, backend: DbBackend, sql: &str) -> Result<T, DbErr> {
    let row = db.query_one_raw(Statement::from_string(backend, sql)).await?;
    let row = row.ok_or_else(|| DbErr::RecordNotFound(sql.to_owned()))?;
    row.try_get_by_index(0)
}
