//! Whether anything was committed since something was read, by whatever process.
//!
//! It is asked of the database, in turns, so that it costs little under load.

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, Statement};

use crate::turns::{Turn, Turns};

/// Two equal ones: nothing was committed in between.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp(String);

pub(super) struct Stamps {
    /// On SQLite of one connection: what it tells is only of use to itself.
    pool: DatabaseConnection,
    turns: Turns<Stamp>,
}

impl Stamps {
    pub fn new(pool: DatabaseConnection) -> Self {
        Self {
            pool,
            turns: Turns::default(),
        }
    }

    /// How things stand, at some instant between the call and its answer.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn now(&self) -> Result<Stamp, DbErr> {
        match self.turns.turn().await {
            Turn::Told(stamp) => Ok(stamp),
            Turn::Ask(asking) => Ok(asking.tell(self.ask().await?)),
        }
    }

    async fn ask(&self) -> Result<Stamp, DbErr> {
        let backend = self.pool.get_database_backend();
        let sql = match backend {
            // Another number whenever another connection has committed.
            DbBackend::Sqlite => "SELECT CAST(data_version AS TEXT) FROM pragma_data_version",
            // Which transactions are seen: those that began before the first one here that is under way, and so on.
            _ => "SELECT CAST(pg_current_snapshot() AS TEXT)",
        };
        let row = self.pool.query_one_raw(Statement::from_string(backend, sql)).await?;
        let row = row.ok_or_else(|| DbErr::RecordNotFound(sql.to_owned()))?;
        Ok(Stamp(row.try_get_by_index(0)?))
    }
}
