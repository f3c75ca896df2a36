//! A second factor: one-time codes of an app (RFC 6238), and the sign-ins that wait for one.

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

/// A factor counts once it is confirmed. `last_step` is the time step of the last code that was taken: none of it or before is
/// taken again.
const UP: &str = "
CREATE TABLE second_factor (
  account_id {id} NOT NULL PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
  secret TEXT NOT NULL,
  created_at {int} NOT NULL,
  confirmed_at {int},
  last_step {int} NOT NULL
){table};

CREATE TABLE recovery_code (
  code_hash TEXT NOT NULL PRIMARY KEY,
  account_id {id} NOT NULL REFERENCES account (id) ON DELETE CASCADE
){table};
CREATE INDEX recovery_code_account ON recovery_code (account_id);

CREATE TABLE half_sign_in (
  token_hash TEXT NOT NULL PRIMARY KEY,
  account_id {id} NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  expires_at {int} NOT NULL
){table};
CREATE INDEX half_sign_in_account ON half_sign_in (account_id);
CREATE INDEX half_sign_in_expires_at ON half_sign_in (expires_at);
";
