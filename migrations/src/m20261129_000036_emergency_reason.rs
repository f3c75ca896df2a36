//! The reason of an emergency access is stored encrypted too: it is longer then than its column allowed.
//!
//! A step knows no keys. What is there is marked as plain (`x0.`), and the next start of the server encrypts it.

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

/// The length is checked where a reason is taken (`domain`).
const UP: &str = "
INSERT INTO sealing_due (table_name) SELECT 'emergency_access' WHERE EXISTS (SELECT 1 FROM emergency_access);
ALTER TABLE emergency_access ADD COLUMN sealed_reason TEXT NOT NULL DEFAULT '';
UPDATE emergency_access SET sealed_reason = 'x0.' || reason;
ALTER TABLE emergency_access DROP COLUMN reason;
ALTER TABLE emergency_access RENAME COLUMN sealed_reason TO reason;
";
