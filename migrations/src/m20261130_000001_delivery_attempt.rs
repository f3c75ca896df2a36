//! What became of each attempt to send a message.

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

/// An attempt that ended with its process has no row.
const UP: &str = "
CREATE TABLE delivery_attempt (
  id {id} NOT NULL PRIMARY KEY,
  message_id {id} NOT NULL REFERENCES outbox_message (id) ON DELETE CASCADE,
  number {int} NOT NULL,
  attempted_at {int} NOT NULL,
  answer TEXT,
  fault TEXT,
  UNIQUE (message_id, number),
  CHECK ((answer IS NULL) <> (fault IS NULL))
){table};
";
