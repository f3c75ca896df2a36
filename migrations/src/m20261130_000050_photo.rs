//! Pictures of those who see patients.

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
        sql::run(manager, UP).await
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration(
            "steps only lead forward: restore a backup instead".to_owned(),
        ))
    }
}

/// The picture of an account's person, encrypted like all that people give. A doctor has its version, which is in the address of
/// the picture; without one there is none to see.
const UP: &str = "
CREATE TABLE photo (
  account_id {id} NOT NULL PRIMARY KEY REFERENCES account (id),
  content TEXT NOT NULL,
  version TEXT NOT NULL,
  changed_at {int} NOT NULL
){table};
ALTER TABLE doctor ADD COLUMN photo TEXT;
ALTER TABLE registration ADD COLUMN photo TEXT;
";
