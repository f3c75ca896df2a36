//! Where statements are sent.

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, DbErr, ExecResult, QueryResult, Statement};

use super::file::File;

/// SQLite or PostgreSQL. SeaORM's own would set aside, for each statement on SQLite too, the fifteen kilobytes that one on
/// PostgreSQL takes.
#[derive(Clone, Debug)]
pub enum Connection<F, P> {
    Sqlite(F),
    Postgres(P),
}

/// For reads outside a transaction.
pub type Reader = Connection<File, DatabaseConnection>;

#[async_trait::async_trait]
impl<F: AsRef<File> + Sync, P: ConnectionTrait> ConnectionTrait for Connection<F, P> {
    fn get_database_backend(&self) -> DbBackend {
        match self {
            Self::Sqlite(file) => file.as_ref().get_database_backend(),
            Self::Postgres(pool) => pool.get_database_backend(),
        }
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        match self {
            Self::Sqlite(file) => file.as_ref().execute_raw(statement).await,
            Self::Postgres(pool) => pool.execute_raw(statement).await,
        }
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        match self {
            Self::Sqlite(file) => file.as_ref().execute_unprepared(sql).await,
            Self::Postgres(pool) => pool.execute_unprepared(sql).await,
        }
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        match self {
            Self::Sqlite(file) => file.as_ref().query_one_raw(statement).await,
            Self::Postgres(pool) => pool.query_one_raw(statement).await,
        }
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        match self {
            Self::Sqlite(file) => file.as_ref().query_all_raw(statement).await,
            Self::Postgres(pool) => pool.query_all_raw(statement).await,
        }
    }
}
