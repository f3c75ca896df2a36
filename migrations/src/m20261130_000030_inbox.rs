//! The list behind the bell is read newest first, its unread rows are counted on every page, and what is old is cleared away.

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

const UP: &str = "
DROP INDEX outbox_message_app;
CREATE INDEX outbox_message_list ON outbox_message (account_id, due_at, id)
  WHERE channel = 'app' AND withdrawn_at IS NULL;
CREATE INDEX outbox_message_unread ON outbox_message (account_id, due_at)
  WHERE channel = 'app' AND withdrawn_at IS NULL AND read_at IS NULL;
CREATE INDEX outbox_message_read ON outbox_message (read_at) WHERE channel = 'app' AND read_at IS NOT NULL;
CREATE INDEX outbox_message_content ON outbox_message (created_at) WHERE payload <> '' AND channel <> 'app';
";
