//! Passkeys (WebAuthn), what browsers are asked for them, and which sessions were started or confirmed with one.

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

/// `sign_count` is what the authenticator counted last: it only rises, or stays at 0 where nothing is counted. A challenge with a
/// session goes with it.
const UP: &str = "
CREATE TABLE passkey (
  id {id} NOT NULL PRIMARY KEY,
  account_id {id} NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  credential_hash TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  credential TEXT NOT NULL,
  sign_count {int} NOT NULL,
  created_at {int} NOT NULL,
  last_used_at {int}
){table};
CREATE INDEX passkey_account ON passkey (account_id);

CREATE TABLE passkey_challenge (
  token_hash TEXT NOT NULL PRIMARY KEY,
  purpose TEXT NOT NULL,
  session_id {id} REFERENCES session (id) ON DELETE CASCADE,
  state TEXT NOT NULL,
  expires_at {int} NOT NULL
){table};
CREATE INDEX passkey_challenge_session ON passkey_challenge (session_id);
CREATE INDEX passkey_challenge_expires_at ON passkey_challenge (expires_at);

ALTER TABLE session ADD COLUMN by_passkey {bool} NOT NULL DEFAULT FALSE;
";
