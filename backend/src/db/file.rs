//! SQLite, for SeaORM.
//!
//! sqlx gives each connection a thread of its own, and each statement is a way there and back that takes several times as long
//! as most statements do; and writes come one after the other, so nobody else gets on meanwhile. Here the task that asks does
//! the work. What can take long, a long read or the disk, runs on a thread for what blocks (docs/adr/0025).

use std::{
    fmt,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use rusqlite::{Connection, ErrorCode, config::DbConfig};
use sea_orm::{
    ConnAcquireErr, ConnectionTrait, Database, DatabaseConnection, DbBackend, DbErr, ExecResult, ProxyDatabaseTrait,
    ProxyExecResult, ProxyRow, QueryResult, Statement,
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::spawn_blocking,
    time::timeout,
};

use super::{
    PATIENCE,
    refused::{failure, runtime},
    rows,
};

/// Of every connection.
const PRAGMAS: [(&str, &str); 5] = [
    ("foreign_keys", "ON"),
    ("journal_mode", "WAL"),
    // A confirmed booking survives a power cut.
    ("synchronous", "FULL"),
    // Should nobody bring the log into the file (`checkpoint.rs`), this write does, at 400 MB.
    ("wal_autocheckpoint", "100000"),
    // What a write of a group that is undone would put back: some two hundred kilobytes a booking.
    ("temp_store", "MEMORY"),
];
/// How long SQLite waits for another process that writes.
const BUSY: Duration = Duration::from_secs(5);
/// Statements that a connection remembers.
const MOST_PREPARED: usize = 128;
/// Steps of SQLite's machine, some ten nanoseconds each.
const BRIEF_STEPS: i32 = 20_000;

/// Who waits while a statement runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    /// The thread of the task that asks, unless it begins or commits: for short statements, one after the other.
    Here,
    /// The thread of the task that asks; what is not done after [`BRIEF_STEPS`] is asked again on a thread for what blocks. For
    /// reads alone.
    HereIfBrief,
    /// A thread for what blocks.
    Aside,
}

/// Connections to a file. Cheap to clone.
#[derive(Clone, Debug)]
pub struct File(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    asks: Asks,
    count: u32,
    free: Mutex<Vec<Open>>,
    permits: Arc<Semaphore>,
}

struct Open {
    connection: Connection,
    /// Whether a statement is given up after [`BRIEF_STEPS`].
    is_hurried: Arc<AtomicBool>,
}

type Ask<T> = fn(&Connection, &Statement) -> rusqlite::Result<T>;

impl File {
    /// Opens `sqlite:PATH`, made when absent, `count` times.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open(url: &str, asks: Asks, count: u32, cache_kib: u32) -> Result<Self, DbErr> {
        let path = path_of(url);
        let connections: Result<Vec<_>, _> = (0..count).map(|_| Open::new(path, cache_kib)).collect();
        let connections = connections.map_err(|error| DbErr::Conn(runtime(failure(error))))?;
        Ok(Self(Arc::new(Inner {
            asks,
            count,
            permits: Arc::new(Semaphore::new(connections.len())),
            free: Mutex::new(connections),
        })))
    }

    /// For what takes nothing but SeaORM's own: migrations.
    ///
    /// # Errors
    /// None that is known.
    pub async fn connection(&self) -> Result<DatabaseConnection, DbErr> {
        Database::connect_proxy(DbBackend::Sqlite, Arc::new(Box::new(self.clone()))).await
    }

    /// How many of its connections nobody uses.
    pub fn idle(&self) -> usize {
        self.0.free().len()
    }

    /// Waits for what is under way and ends all connections.
    pub async fn close(&self) {
        let all = self.0.permits.acquire_many(self.0.count).await;
        self.0.permits.close();
        self.0.free().clear();
        drop(all);
    }

    async fn ask<T: Send + 'static>(&self, statement: Statement, ask: Ask<T>) -> Result<T, DbErr> {
        let lease = self.lease().await?;
        let is_here = match self.0.asks {
            Asks::Here => !begins_or_commits(&statement.sql),
            Asks::HereIfBrief => {
                if let Some(done) = lease.ask_briefly(&statement, ask) {
                    return done;
                }
                false
            }
            Asks::Aside => false,
        };
        if is_here {
            return lease.ask(&statement, ask);
        }
        let done = spawn_blocking(move || lease.ask(&statement, ask)).await;
        done.map_err(|error| DbErr::Custom(error.to_string()))?
    }

    async fn lease(&self) -> Result<Lease, DbErr> {
        let permit = timeout(PATIENCE, Arc::clone(&self.0.permits).acquire_owned()).await;
        let permit = permit.map_err(|_| DbErr::ConnectionAcquire(ConnAcquireErr::Timeout))?;
        let permit = permit.map_err(|_| DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed))?;
        Ok(Lease {
            open: self.0.free().pop(),
            file: self.clone(),
            _permit: permit,
        })
    }
}

fn begins_or_commits(sql: &str) -> bool {
    sql.starts_with("BEGIN") || sql.ends_with("COMMIT")
}

fn path_of(url: &str) -> &str {
    let path = url.strip_prefix("sqlite:").unwrap_or(url);
    let path = path.strip_prefix("//").unwrap_or(path);
    path.split_once('?').map_or(path, |(path, _)| path)
}

impl AsRef<Self> for File {
    fn as_ref(&self) -> &Self {
        self
    }
}

impl Inner {
    fn free(&self) -> MutexGuard<'_, Vec<Open>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Open {
    fn new(path: &str, cache_kib: u32) -> rusqlite::Result<Self> {
        let connection = Connection::open(path)?;
        connection.busy_timeout(BUSY)?;
        for (name, value) in PRAGMAS {
            connection.pragma_update(None, name, value)?;
        }
        connection.pragma_update(None, "cache_size", -i64::from(cache_kib))?;
        // Otherwise a statement with `LIMIT ?` is compiled anew each time that it is asked.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        connection.set_prepared_statement_cache_capacity(MOST_PREPARED);
        let is_hurried = Arc::new(AtomicBool::new(false));
        let is_given_up = Arc::clone(&is_hurried);
        connection.progress_handler(BRIEF_STEPS, Some(move || is_given_up.load(Ordering::Relaxed)))?;
        Ok(Self { connection, is_hurried })
    }
}

impl fmt::Debug for Open {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.connection.fmt(out)
    }
}

/// A connection that is given back, also when nobody waits for the answer any more.
struct Lease {
    file: File,
    open: Option<Open>,
    _permit: OwnedSemaphorePermit,
}

impl Lease {
    fn ask<T>(&self, statement: &Statement, ask: Ask<T>) -> Result<T, DbErr> {
        let open = self.open()?;
        if statement.sql.starts_with("BEGIN") && !open.connection.is_autocommit() {
            // Who began it is gone.
            let _ = open.connection.execute_batch("ROLLBACK");
        }
        ask(&open.connection, statement).map_err(|error| DbErr::Exec(runtime(failure(error))))
    }

    /// Nothing where it takes too long.
    fn ask_briefly<T>(&self, statement: &Statement, ask: Ask<T>) -> Option<Result<T, DbErr>> {
        let open = match self.open() {
            Ok(open) => open,
            Err(error) => return Some(Err(error)),
        };
        open.is_hurried.store(true, Ordering::Relaxed);
        let done = ask(&open.connection, statement);
        open.is_hurried.store(false, Ordering::Relaxed);
        match done {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) => None,
            done => Some(done.map_err(|error| DbErr::Exec(runtime(failure(error))))),
        }
    }

    fn open(&self) -> Result<&Open, DbErr> {
        let closed = DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed);
        self.open.as_ref().ok_or(closed)
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some(open) = self.open.take() {
            self.file.0.free().push(open);
        }
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for File {
    fn get_database_backend(&self) -> DbBackend {
        DbBackend::Sqlite
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        Ok(self.ask(statement, rows::execute).await?.into())
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.execute_raw(Statement::from_string(DbBackend::Sqlite, sql)).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        let found = self.ask(statement, rows::query).await?;
        Ok(found.into_iter().next().map(QueryResult::from))
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let found = self.ask(statement, rows::query).await?;
        Ok(found.into_iter().map(QueryResult::from).collect())
    }
}

#[async_trait::async_trait]
impl ProxyDatabaseTrait for File {
    async fn query(&self, statement: Statement) -> Result<Vec<ProxyRow>, DbErr> {
        self.ask(statement, rows::query).await
    }

    async fn execute(&self, statement: Statement) -> Result<ProxyExecResult, DbErr> {
        self.ask(statement, rows::execute).await
    }
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;
    use uuid::Uuid;

    use super::*;
    use crate::fault::is_taken;

    async fn table(folder: &TempDir, asks: Asks) -> File {
        let url = format!("sqlite:{}", folder.path().join("test.db").display());
        let db = File::open(&url, asks, 1, 1024).unwrap();
        let sql = "CREATE TABLE thing (id BLOB UNIQUE, number INTEGER, name TEXT, is_active INTEGER) STRICT";
        db.execute_unprepared(sql).await.unwrap();
        db
    }

    async fn insert(db: &File, id: Uuid) -> Result<(), DbErr> {
        let values = [id.into(), 7_i64.into(), Option::<String>::None.into(), true.into()];
        let sql = "INSERT INTO thing (id, number, name, is_active) VALUES (?, ?, ?, ?)";
        let insert = Statement::from_sql_and_values(DbBackend::Sqlite, sql, values);
        let inserted = db.execute_raw(insert).await?;
        assert_eq!(inserted.rows_affected(), 1);
        Ok(())
    }

    async fn all(db: &File, columns: &str) -> Vec<QueryResult> {
        let sql = format!("SELECT {columns} FROM thing");
        let select = Statement::from_string(DbBackend::Sqlite, sql);
        db.query_all_raw(select).await.unwrap()
    }

    #[tokio::test]
    async fn columns_are_read_by_name_and_by_number() {
        let folder = tempfile::tempdir().unwrap();
        for asks in [Asks::Here, Asks::HereIfBrief, Asks::Aside] {
            let folder = tempfile::tempdir_in(&folder).unwrap();
            let db = table(&folder, asks).await;
            let id = Uuid::from_u128(42);
            insert(&db, id).await.unwrap();
            // Not in the order of their names, and more than a hundred.
            let more: Vec<String> = (0..120).map(|number| format!("{number} AS a{number}")).collect();
            let rows = all(
                &db,
                &format!("number, name, id, is_active, 13 AS also, {}", more.join(", ")),
            )
            .await;
            let row = rows.first().unwrap();
            assert_eq!(row.try_get_by_index::<i64>(124).unwrap(), 119);
            assert_eq!(row.try_get_by_index::<i64>(0).unwrap(), 7);
            assert_eq!(row.try_get_by_index::<Option<String>>(1).unwrap(), None);
            assert_eq!(row.try_get_by_index::<Uuid>(2).unwrap(), id);
            assert!(row.try_get_by_index::<bool>(3).unwrap());
            assert_eq!(row.try_get_by_index::<i64>(4).unwrap(), 13);
            assert_eq!(row.try_get::<Option<Uuid>>("", "id").unwrap(), Some(id));
            assert_eq!(row.try_get::<Option<i64>>("", "name").unwrap(), None);
            assert!(row.try_get::<String>("", "name").is_err(), "there is none");
        }
    }

    #[tokio::test]
    async fn values_have_the_places_that_the_statement_says() {
        let folder = tempfile::tempdir().unwrap();
        let db = table(&folder, Asks::Here).await;
        for (sql, expected) in [
            ("SELECT $2, $1, $2", [20, 10, 20]),
            ("SELECT ?2, ?1, ?1", [20, 10, 10]),
            ("SELECT ?, ?, 30", [10, 20, 30]),
        ] {
            let select = Statement::from_sql_and_values(DbBackend::Sqlite, sql, [10_i64.into(), 20_i64.into()]);
            let row = db.query_one_raw(select).await.unwrap().unwrap();
            let found = [0, 1, 2].map(|number| row.try_get_by_index::<i64>(number).unwrap());
            assert_eq!(found, expected, "{sql}");
        }
        let select = Statement::from_sql_and_values(DbBackend::Sqlite, "SELECT ?, ?", [10_i64.into()]);
        assert!(db.query_one_raw(select).await.is_err(), "a value is missing");
    }

    #[tokio::test]
    async fn what_is_refused_is_told_as_by_postgresql() {
        let folder = tempfile::tempdir().unwrap();
        let db = table(&folder, Asks::Here).await;
        insert(&db, Uuid::nil()).await.unwrap();
        let refused = insert(&db, Uuid::nil()).await.unwrap_err();
        assert!(is_taken(&refused), "{refused}");
        let missing = db.execute_unprepared("DELETE FROM none").await.unwrap_err();
        assert!(
            !is_taken(&missing) && missing.to_string().contains("no such table"),
            "{missing}"
        );
    }

    #[tokio::test]
    async fn what_somebody_began_who_is_gone_is_undone() {
        let folder = tempfile::tempdir().unwrap();
        let db = table(&folder, Asks::Here).await;
        db.execute_unprepared("BEGIN IMMEDIATE").await.unwrap();
        insert(&db, Uuid::nil()).await.unwrap();
        db.execute_unprepared("BEGIN IMMEDIATE").await.unwrap();
        assert!(all(&db, "id").await.is_empty());
    }

    #[tokio::test]
    async fn what_is_not_brief_is_answered_too() {
        let folder = tempfile::tempdir().unwrap();
        let db = table(&folder, Asks::HereIfBrief).await;
        let sql = "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n LIMIT ?) SELECT SUM(n) FROM n";
        for count in [10, 1_000_000, 10] {
            let select = Statement::from_sql_and_values(DbBackend::Sqlite, sql, [i64::from(count).into()]);
            let row = db.query_one_raw(select).await.unwrap().unwrap();
            let sum = i64::from(count) * (i64::from(count) + 1) / 2;
            assert_eq!(row.try_get_by_index::<i64>(0).unwrap(), sum);
        }
        let open = db.0.free().pop().unwrap();
        assert!(!open.is_hurried.load(Ordering::Relaxed), "others may take their time");
    }

    #[tokio::test]
    async fn nobody_asks_what_is_closed() {
        let folder = tempfile::tempdir().unwrap();
        let db = table(&folder, Asks::Aside).await;
        db.close().await;
        assert!(db.execute_unprepared("SELECT 1").await.is_err());
        let log = folder.path().join("test.db-wal");
        assert!(!log.exists(), "all is in the file");
    }
}
