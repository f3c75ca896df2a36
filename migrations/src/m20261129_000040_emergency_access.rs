//! Who looked into whose appointments in an emergency, why and for how long.

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

/// Half an hour at most, whatever a program says. `ended_at` is set when it was ended before its time.
const UP: &str = "
CREATE TABLE emergency_access (
  id {id} NOT NULL PRIMARY KEY,
  account_id {id} NOT NULL REFERENCES account (id),
  patient_id {id} NOT NULL REFERENCES account (id),
  reason TEXT NOT NULL CHECK (length(reason) BETWEEN 10 AND 500),
  opened_at {int} NOT NULL,
  ends_at {int} NOT NULL CHECK (ends_at > opened_at AND ends_at <= opened_at + 1800000),
  ended_at {int} CHECK (ended_at >= opened_at)
){table};

CREATE INDEX emergency_access_by_account ON emergency_access (account_id, ends_at);
CREATE INDEX emergency_access_by_patient ON emergency_access (patient_id);
CREATE INDEX emergency_access_by_time ON emergency_access (opened_at);
";
