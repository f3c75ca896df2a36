use sea_orm::{ConnectionTrait, DbBackend, Statement};

use crate::{
    Fault,
    db::{Connections, Db},
};

/// The database as it is.
pub struct Database {
    /// "SQLite" or "PostgreSQL".
    pub kind: &'static str,
    pub bytes: i64,
    /// Connections of this process for reading, open now.
    pub connections: u32,
    /// Of those, not at work.
    pub idle: usize,
    pub most_connections: u32,
}

impl Database {
    pub(super) async fn load(db: &Db) -> Result<Self, Fault> {
        let reader = db.reader();
        let is_sqlite = db.backend() == DbBackend::Sqlite;
        let (kind, size) = if is_sqlite {
            (
                "SQLite",
                "SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()",
            )
        } else {
            ("PostgreSQL", "SELECT pg_database_size(current_database()) AS bytes")
        };
        let row = reader.query_one_raw(Statement::from_string(db.backend(), size)).await?;
        let Connections { open, idle, most } = db.connections();
        Ok(Self {
            kind,
            bytes: row.map(|row| row.try_get("", "bytes")).transpose()?.unwrap_or_default(),
            connections: open,
            idle,
            most_connections: most,
        })
    }
}
