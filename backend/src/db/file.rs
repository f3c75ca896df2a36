//! SQLite, for SeaORM.
//!
//! sqlx gives each connection a thread of its own, and each statement is a way there and back that takes several times as long
//! as most statements of a write do; and writes come one after the other, so nobody else gets on meanwhile. Here a connection
//! that writes is asked by the task that writes. What can take long, a read or the disk, runs on a thread for what blocks
//! (docs/adr/0025).

use std::{
    borrow::Cow,
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use rusqlite::{
    Connection, ToSql,
    config::DbConfig,
    ffi,
    types::{Null, ToSqlOutput, ValueRef},
};
use sea_orm::{
    ConnAcquireErr, Database, DatabaseConnection, DbBackend, DbErr, ProxyDatabaseTrait, ProxyExecResult, ProxyRow,
    RuntimeErr, Statement, Value,
};
use sqlx::error::{DatabaseError, ErrorKind};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    task::spawn_blocking,
    time::timeout,
};
use uuid::Uuid;

use super::PATIENCE;

/// Of every connection.
const PRAGMAS: [(&str, &str); 5] = [
    ("foreign_keys", "ON"),
    ("journal_mode", "WAL"),
    // A confirmed booking survives a power cut.
    ("synchronous", "FULL"),
    // A booking touches some sixty pages, the same again and again: they go from the log to the file when there are many.
    ("wal_autocheckpoint", "4000"),
    // What a write of a group that is undone would put back: some two hundred kilobytes a booking.
    ("temp_store", "MEMORY"),
];
/// How long SQLite waits for another process that writes.
const BUSY: Duration = Duration::from_secs(5);
/// Statements that a connection remembers.
const MOST_PREPARED: usize = 128;
/// The columns that hold no and yes, as 0 and 1.
const BOOLEANS: [&str; 5] = [
    "by_passkey",
    "is_active",
    "is_standard",
    "needs_approval",
    "restart_after_busy",
];

/// Who waits while a statement runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asks {
    /// The thread of the task that asks, unless it begins or commits: for short statements, one after the other.
    Here,
    /// A thread for what blocks.
    Aside,
}

/// Connections to a file. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct File(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    asks: Asks,
    count: u32,
    free: Mutex<Vec<Connection>>,
    permits: Arc<Semaphore>,
}

impl File {
    /// Opens `sqlite:PATH`, made when absent, `count` times.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub fn open(url: &str, asks: Asks, count: u32, cache_kib: u32) -> Result<Self, DbErr> {
        let path = path_of(url);
        let open = || {
            let connection = Connection::open(path)?;
            connection.busy_timeout(BUSY)?;
            for (name, value) in PRAGMAS {
                connection.pragma_update(None, name, value)?;
            }
            connection.pragma_update(None, "cache_size", -i64::from(cache_kib))?;
            // Otherwise a statement with `LIMIT ?` is compiled anew each time that it is asked.
            connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
            connection.set_prepared_statement_cache_capacity(MOST_PREPARED);
            Ok(connection)
        };
        let connections: Result<Vec<_>, _> = (0..count).map(|_| open()).collect();
        let connections = connections.map_err(|error| DbErr::Conn(runtime(failure(error))))?;
        Ok(Self(Arc::new(Inner {
            asks,
            count,
            permits: Arc::new(Semaphore::new(connections.len())),
            free: Mutex::new(connections),
        })))
    }

    /// For SeaORM.
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

    async fn ask<T: Send + 'static>(
        &self,
        statement: Statement,
        ask: fn(&Connection, &Statement) -> rusqlite::Result<T>,
    ) -> Result<T, DbErr> {
        let permit = timeout(PATIENCE, Arc::clone(&self.0.permits).acquire_owned()).await;
        let permit = permit.map_err(|_| DbErr::ConnectionAcquire(ConnAcquireErr::Timeout))?;
        let permit = permit.map_err(|_| DbErr::ConnectionAcquire(ConnAcquireErr::ConnectionClosed))?;
        let lease = Lease {
            connection: self.0.free().pop(),
            file: self.clone(),
            _permit: permit,
        };
        let can_wait = self.0.asks == Asks::Aside || begins_or_commits(&statement.sql);
        let work = move || match &lease.connection {
            Some(connection) => ask(connection, &statement).map_err(failure),
            None => Err(sqlx::Error::PoolClosed),
        };
        let done = if can_wait {
            let done = spawn_blocking(work).await;
            done.map_err(|error| DbErr::Custom(error.to_string()))?
        } else {
            work()
        };
        done.map_err(|error| DbErr::Exec(runtime(error)))
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

impl Inner {
    fn free(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection that is given back, also when nobody waits for the answer any more.
struct Lease {
    file: File,
    connection: Option<Connection>,
    _permit: OwnedSemaphorePermit,
}

impl Drop for Lease {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            self.file.0.free().push(connection);
        }
    }
}

#[async_trait::async_trait]
impl ProxyDatabaseTrait for File {
    async fn query(&self, statement: Statement) -> Result<Vec<ProxyRow>, DbErr> {
        self.ask(statement, query).await
    }

    async fn execute(&self, statement: Statement) -> Result<ProxyExecResult, DbErr> {
        self.ask(statement, execute).await
    }

    /// Of what was begun and not ended, when it is given up. Nobody asks meanwhile.
    fn start_rollback(&self) {
        for connection in self.0.free().iter().filter(|connection| !connection.is_autocommit()) {
            let _ = connection.execute_batch("ROLLBACK");
        }
    }

    async fn ping(&self) -> Result<(), DbErr> {
        let statement = Statement::from_string(DbBackend::Sqlite, "SELECT 1");
        self.ask(statement, query).await.map(drop)
    }
}

fn query(connection: &Connection, statement: &Statement) -> rusqlite::Result<Vec<ProxyRow>> {
    let mut prepared = connection.prepare_cached(&statement.sql)?;
    let columns = prepared.column_names().into_iter().enumerate();
    let columns: Vec<Column> = columns.map(|(number, name)| Column::new(number, name)).collect();
    bind(&mut prepared, statement)?;
    let mut rows = prepared.raw_query();
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let mut named = BTreeMap::new();
        for (number, column) in columns.iter().enumerate() {
            let value = column.value(row.get_ref(number)?)?;
            named.insert(column.number.clone(), value.clone());
            named.insert(column.name.clone(), value);
        }
        found.push(ProxyRow::new(named));
    }
    Ok(found)
}

fn execute(connection: &Connection, statement: &Statement) -> rusqlite::Result<ProxyExecResult> {
    let rows = match &statement.values {
        None => {
            connection.execute_batch(&statement.sql)?;
            connection.changes()
        }
        Some(_) => {
            let mut prepared = connection.prepare_cached(&statement.sql)?;
            bind(&mut prepared, statement)?;
            u64::try_from(prepared.raw_execute()?).unwrap_or(u64::MAX)
        }
    };
    Ok(ProxyExecResult::new(0, rows))
}

/// Puts the values in their places: `$2` is the second value wherever it stands, `?` the next one.
fn bind(prepared: &mut rusqlite::Statement<'_>, statement: &Statement) -> rusqlite::Result<()> {
    let values = statement.values.as_ref().map_or(&[][..], |values| &values.0);
    for place in 1..=prepared.parameter_count() {
        let name = prepared.parameter_name(place);
        let number = name.and_then(|name| name.strip_prefix(['$', '?'])?.parse().ok());
        let value = values.get(number.unwrap_or(place) - 1);
        let value = value.ok_or(rusqlite::Error::InvalidParameterCount(values.len(), place))?;
        prepared.raw_bind_parameter(place, Bound(value))?;
    }
    Ok(())
}

struct Column {
    /// SeaORM takes the number of a column for its place among the sorted names, so these come before all names.
    number: String,
    name: String,
    is_boolean: bool,
}

impl Column {
    fn new(number: usize, name: &str) -> Self {
        // SeaORM calls the columns of two tables A_… and B_….
        let own = name.strip_prefix("A_").or(name.strip_prefix("B_")).unwrap_or(name);
        Self {
            number: format!("\0{number:03}"),
            name: name.to_owned(),
            is_boolean: BOOLEANS.contains(&own),
        }
    }

    fn value(&self, value: ValueRef<'_>) -> rusqlite::Result<Value> {
        Ok(match value {
            // Of whatever type it would be: to SeaORM, what is not of the type that it wants is nothing.
            ValueRef::Null => Value::String(None),
            ValueRef::Integer(number) if self.is_boolean => Value::Bool(Some(number != 0)),
            ValueRef::Integer(number) => Value::BigInt(Some(number)),
            ValueRef::Real(number) => Value::Double(Some(number)),
            ValueRef::Text(text) => Value::String(Some(str::from_utf8(text)?.to_owned())),
            ValueRef::Blob(bytes) => match Uuid::from_slice(bytes) {
                Ok(id) => Value::Uuid(Some(id)),
                Err(_) => Value::Bytes(Some(bytes.to_owned())),
            },
        })
    }
}

/// A value of SeaORM in a statement.
struct Bound<'a>(&'a Value);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self.0 {
            Value::Bool(value) => value.to_sql(),
            Value::Int(value) => value.to_sql(),
            Value::BigInt(value) => value.to_sql(),
            Value::Unsigned(value) => value.to_sql(),
            Value::BigUnsigned(value) => {
                let value = value.map(i64::try_from).transpose();
                let value = value.map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
                Ok(value.map_or(ToSqlOutput::from(Null), ToSqlOutput::from))
            }
            Value::String(value) => value.to_sql(),
            Value::Bytes(value) => value.to_sql(),
            Value::Uuid(Some(id)) => Ok(ToSqlOutput::Borrowed(ValueRef::Blob(id.as_bytes()))),
            Value::Uuid(None) => Ok(ToSqlOutput::from(Null)),
            _ => Err(rusqlite::Error::ToSqlConversionFailure(
                "no column of ours takes such a value".into(),
            )),
        }
    }
}

/// What SQLite refuses, told as sqlx tells it of PostgreSQL, so that there is one way to read it.
#[derive(Debug)]
struct Refused {
    code: i32,
    message: String,
}

fn failure(error: rusqlite::Error) -> sqlx::Error {
    match error {
        rusqlite::Error::SqliteFailure(failure, message) => sqlx::Error::Database(Box::new(Refused {
            code: failure.extended_code,
            message: message.unwrap_or_else(|| failure.to_string()),
        })),
        rusqlite::Error::SqlInputError { error, msg, .. } => sqlx::Error::Database(Box::new(Refused {
            code: error.extended_code,
            message: msg,
        })),
        other => sqlx::Error::Protocol(other.to_string()),
    }
}

fn runtime(error: sqlx::Error) -> RuntimeErr {
    RuntimeErr::SqlxError(Arc::new(error))
}

impl fmt::Display for Refused {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "(code: {}) {}", self.code, self.message)
    }
}

impl std::error::Error for Refused {}

impl DatabaseError for Refused {
    fn message(&self) -> &str {
        &self.message
    }

    fn code(&self) -> Option<Cow<'_, str>> {
        Some(self.code.to_string().into())
    }

    fn kind(&self) -> ErrorKind {
        match self.code {
            ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY => ErrorKind::UniqueViolation,
            ffi::SQLITE_CONSTRAINT_FOREIGNKEY => ErrorKind::ForeignKeyViolation,
            ffi::SQLITE_CONSTRAINT_NOTNULL => ErrorKind::NotNullViolation,
            ffi::SQLITE_CONSTRAINT_CHECK => ErrorKind::CheckViolation,
            _ => ErrorKind::Other,
        }
    }

    fn as_error(&self) -> &(dyn std::error::Error + Send + Sync + 'static) {
        self
    }

    fn as_error_mut(&mut self) -> &mut (dyn std::error::Error + Send + Sync + 'static) {
        self
    }

    fn into_error(self: Box<Self>) -> Box<dyn std::error::Error + Send + Sync + 'static> {
        self
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::{ConnectionTrait, QueryResult, TransactionTrait};
    use tempfile::TempDir;

    use super::*;
    use crate::fault::is_taken;

    async fn table(folder: &TempDir, asks: Asks) -> (File, DatabaseConnection) {
        let url = format!("sqlite:{}", folder.path().join("test.db").display());
        let file = File::open(&url, asks, 1, 1024).unwrap();
        let db = file.connection().await.unwrap();
        let sql = "CREATE TABLE thing (id BLOB UNIQUE, number INTEGER, name TEXT, is_active INTEGER) STRICT";
        db.execute_unprepared(sql).await.unwrap();
        (file, db)
    }

    async fn insert(db: &impl ConnectionTrait, id: Uuid) -> Result<(), DbErr> {
        let values = [id.into(), 7_i64.into(), Option::<String>::None.into(), true.into()];
        let sql = "INSERT INTO thing (id, number, name, is_active) VALUES (?, ?, ?, ?)";
        let insert = Statement::from_sql_and_values(DbBackend::Sqlite, sql, values);
        let inserted = db.execute_raw(insert).await?;
        assert_eq!(inserted.rows_affected(), 1);
        Ok(())
    }

    async fn all(db: &impl ConnectionTrait, columns: &str) -> Vec<QueryResult> {
        let sql = format!("SELECT {columns} FROM thing");
        let select = Statement::from_string(DbBackend::Sqlite, sql);
        db.query_all_raw(select).await.unwrap()
    }

    #[tokio::test]
    async fn columns_are_read_by_name_and_by_number() {
        let folder = tempfile::tempdir().unwrap();
        for asks in [Asks::Here, Asks::Aside] {
            let folder = tempfile::tempdir_in(&folder).unwrap();
            let (_, db) = table(&folder, asks).await;
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
        let (_, db) = table(&folder, Asks::Here).await;
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
        let (_, db) = table(&folder, Asks::Here).await;
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
    async fn what_was_begun_and_is_dropped_is_undone() {
        let folder = tempfile::tempdir().unwrap();
        let (_, db) = table(&folder, Asks::Here).await;
        let tx = db.begin().await.unwrap();
        tx.execute_unprepared("BEGIN IMMEDIATE").await.unwrap();
        insert(&tx, Uuid::nil()).await.unwrap();
        drop(tx);
        assert!(all(&db, "id").await.is_empty());
    }

    #[tokio::test]
    async fn nobody_asks_what_is_closed() {
        let folder = tempfile::tempdir().unwrap();
        let (file, db) = table(&folder, Asks::Aside).await;
        file.close().await;
        assert!(db.ping().await.is_err());
        let log = folder.path().join("test.db-wal");
        assert!(!log.exists(), "all is in the file");
    }
}
