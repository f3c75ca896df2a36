//! Sessions that their owner can tell apart and end, and new passwords by mail. Everybody signs in anew.

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

/// `network` is where a session was started, shortened ("203.0.113.0/24"), or empty. A reset without an account answers for an
/// address that has none.
const UP: &str = "
DROP TABLE session;
CREATE TABLE session (
  token_hash TEXT NOT NULL PRIMARY KEY,
  id {id} NOT NULL UNIQUE,
  account_id {id} NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  created_at {int} NOT NULL,
  last_seen_at {int} NOT NULL,
  expires_at {int} NOT NULL,
  verified_at {int} NOT NULL,
  user_agent TEXT NOT NULL,
  network TEXT NOT NULL
){table};
CREATE INDEX session_account ON session (account_id);

CREATE TABLE password_reset (
  token_hash TEXT NOT NULL PRIMARY KEY,
  account_id {id} REFERENCES account (id) ON DELETE CASCADE,
  created_at {int} NOT NULL,
  expires_at {int} NOT NULL
){table};
CREATE INDEX password_reset_account ON password_reset (account_id);
CREATE INDEX password_reset_expires_at ON password_reset (expires_at);
";
