//! Messages of one appointment go to their reader one after the other.

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

/// Has what waits alone: without it SQLite would go through all messages that there ever were, for each that is due.
const UP: &str = "
CREATE INDEX outbox_message_waiting ON outbox_message (appointment_id, account_id, channel)
  WHERE sent_at IS NULL AND failed_at IS NULL AND withdrawn_at IS NULL;
";
