//! Counts wrong passwords by address, for some minutes.

use sea_orm_migration::prelude::*;

use crate::sql;

#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
#[expect(
    elided_lifetimes_in_paths,
    reason = "async_trait and the trait it was written with want it so"
)]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::run(manager, TABLES).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::run(manager, "DROP TABLE sign_in_tries;").await
    }
}

const TABLES: &str = "
CREATE TABLE sign_in_tries (
  address_hash TEXT NOT NULL PRIMARY KEY,
  tries {int} NOT NULL,
  since {int} NOT NULL
){table};
CREATE INDEX sign_in_tries_since ON sign_in_tries (since);
";
