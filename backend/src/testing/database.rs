use std::{collections::BTreeMap, fmt::Write};

use migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use tempfile::TempDir;
use tokio::sync::OnceCell;
use uuid::Uuid;

use super::postgres;
use crate::{
    Fault,
    db::{Db, Kind},
};

/// A migrated database of one test, gone when dropped (SQLite) or when the test process ends (PostgreSQL).
pub struct TestDb {
    pub db: Db,
    pub kind: Kind,
    /// For a second connection, or for a server process.
    pub url: String,
    _dir: Option<TempDir>,
}

/// Makes a database for one test.
pub async fn database(kind: Kind) -> TestDb {
    match kind {
        Kind::Sqlite => database_of(sqlite_template().await).await,
        Kind::Postgres => open(kind, postgres::create().await, None).await,
    }
}

/// An empty folder that nobody else comes into.
pub fn folder() -> TempDir {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    builder.tempdir().expect("a folder")
}

/// A SQLite database of its own with these [`TestDb::bytes`].
pub(super) async fn database_of(bytes: &[u8]) -> TestDb {
    let dir = folder();
    let path = dir.path().join("test.db");
    std::fs::write(&path, bytes).expect("a file for the database");
    open(Kind::Sqlite, format!("sqlite:{}", path.display()), Some(dir)).await
}

/// Makes a database for a measurement: a commit survives a power cut, on PostgreSQL as on SQLite.
pub async fn durable_database(kind: Kind) -> TestDb {
    match kind {
        Kind::Sqlite => database(kind).await,
        Kind::Postgres => open(kind, postgres::create_durable().await, None).await,
    }
}

async fn open(kind: Kind, url: String, dir: Option<TempDir>) -> TestDb {
    let db = Db::connect(&url).await.expect("the database of the test opens");
    TestDb {
        db,
        kind,
        url,
        _dir: dir,
    }
}

/// The bytes of a migrated database: copying them is many times faster than migrating.
async fn sqlite_template() -> &'static [u8] {
    static TEMPLATE: OnceCell<Vec<u8>> = OnceCell::const_new();
    TEMPLATE
        .get_or_init(async || {
            let dir = tempfile::tempdir().expect("a folder for the template");
            let path = dir.path().join("template.db");
            let db = Db::connect(&format!("sqlite:{}", path.display()))
                .await
                .expect("the template opens");
            Migrator::up(db.writer(), None).await.expect("the migrations on SQLite");
            db.close().await;
            std::fs::read(&path).expect("the template's file")
        })
        .await
}

impl TestDb {
    /// Runs SQL past all use cases; `{0}`, `{1}`… stand for the ids. Answers how many rows it touched.
    ///
    /// # Errors
    /// What a use case would get from the same write.
    pub async fn execute(&self, sql: &str, ids: &[Uuid]) -> Result<u64, Fault> {
        Ok(self
            .db
            .writer()
            .execute_unprepared(&self.with_ids(sql, ids))
            .await?
            .rows_affected())
    }

    /// The one number that a query gives.
    pub async fn number(&self, sql: &str, ids: &[Uuid]) -> i64 {
        let statement = Statement::from_string(self.db.backend(), self.with_ids(sql, ids));
        let row = self
            .db
            .reader()
            .query_one_raw(statement)
            .await
            .expect("the query runs")
            .expect("a row");
        row.try_get_by_index(0).expect("a number")
    }

    /// Of what happened to appointments and accounts; without what doctors are told.
    pub async fn mails_to_patients(&self) -> i64 {
        let sql = "SELECT COUNT(*) FROM outbox_message WHERE channel = 'email' AND kind NOT LIKE 'doctor_%'";
        self.number(sql, &[]).await
    }

    /// How many rows a table has.
    pub async fn count(&self, table: &str) -> i64 {
        self.number(&format!("SELECT COUNT(*) FROM {table}"), &[]).await
    }

    /// A SQLite database as it stands, to open copies of it.
    pub async fn bytes(&self) -> Vec<u8> {
        let dir = tempfile::tempdir().expect("a folder for the copy");
        let path = dir.path().join("copy.db");
        let sql = format!("VACUUM INTO '{}'", path.display());
        self.execute(&sql, &[]).await.expect("a copy");
        std::fs::read(&path).expect("the copy's file")
    }

    /// All rows of a SQLite database as SQL writes them, by table and in a fixed order: to see whether anything changed.
    pub async fn contents(&self) -> BTreeMap<String, Vec<String>> {
        let tables = self
            .texts("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
            .await;
        let mut contents = BTreeMap::new();
        for table in tables {
            let columns = self
                .texts(&format!(
                    "SELECT 'quote(' || name || ')' FROM pragma_table_info('{table}')"
                ))
                .await;
            let mut rows = self
                .texts(&format!("SELECT {} FROM {table}", columns.join(" || ', ' || ")))
                .await;
            rows.sort();
            contents.insert(table, rows);
        }
        contents
    }

    /// How often PostgreSQL had to end a wait of two for each other so far. Closes this connection to the database: each tells
    /// when it goes.
    pub async fn deadlocks(&self) -> i64 {
        let micros = "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)";
        let now = self.number(micros, &[]).await;
        self.db.clone().close().await;
        let fresh = Self {
            db: Db::connect(&self.url).await.expect("the database of the test opens"),
            kind: self.kind,
            url: self.url.clone(),
            _dir: None,
        };
        // The fresh one can have several connections.
        let others = format!(
            "SELECT COUNT(*) FROM pg_stat_activity \
             WHERE datname = current_database() AND EXTRACT(EPOCH FROM backend_start) * 1000000 <= {now}"
        );
        while fresh.number(&others, &[]).await > 0 {}
        let ended = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
        fresh.number(ended, &[]).await
    }

    fn with_ids(&self, sql: &str, ids: &[Uuid]) -> String {
        ids.iter().enumerate().fold(sql.to_owned(), |sql, (index, id)| {
            let mut literal = String::new();
            let _ = match self.db.backend() {
                DbBackend::Sqlite => write!(literal, "x'{}'", id.simple()),
                _ => write!(literal, "'{id}'::uuid"),
            };
            sql.replace(&format!("{{{index}}}"), &literal)
        })
    }
}
