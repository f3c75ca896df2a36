//! An e-mail address or a phone number that somebody wants instead of theirs and has not proved yet.

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

/// Without `code_hash` the address is somebody else's, and no code is right.
const UP: &str = "
CREATE TABLE contact_change (
  id {id} NOT NULL PRIMARY KEY,
  account_id {id} NOT NULL REFERENCES account (id),
  kind TEXT NOT NULL CHECK (kind IN ('email', 'phone')),
  contact TEXT NOT NULL,
  code_hash TEXT,
  attempts {int} NOT NULL,
  codes_sent {int} NOT NULL,
  expires_at {int} NOT NULL,
  UNIQUE (account_id, kind)
){table};
CREATE INDEX contact_change_expires_at ON contact_change (expires_at);
";
