//! Places to which accounts of the front desk are bound.

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

/// Who has no row works for all places. So a location is not deleted while somebody is bound to it: without their last row they
/// would see everything.
const UP: &str = "
CREATE TABLE account_location (
  account_id {id} NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  location_id {id} NOT NULL REFERENCES location (id),
  PRIMARY KEY (account_id, location_id)
){table};
CREATE INDEX account_location_location ON account_location (location_id);
";
