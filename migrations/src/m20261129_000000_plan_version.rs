//! A number that rises with each change of anything planned, whatever wrote it: what was read under a number is true for as
//! long as the number stands.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

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
        sql::run(manager, TABLE).await?;
        if manager.get_database_backend() == DbBackend::Postgres {
            sql::run(manager, FUNCTION).await?;
        }
        for table in PLANNED {
            sql::watch(manager, table).await?;
        }
        Ok(())
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration(
            "steps only lead forward: restore a backup instead".to_owned(),
        ))
    }
}

const TABLE: &str = "
CREATE TABLE plan_version (
  id {int} NOT NULL PRIMARY KEY CHECK (id = 1),
  version {int} NOT NULL
){table};
INSERT INTO plan_version (id, version) VALUES (1, 1);
";

const FUNCTION: &str = "
CREATE FUNCTION plan_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE plan_version SET version = version + 1;
  RETURN NULL;
END $$;
";

const PLANNED: [&str; 12] = [
    "specialty",
    "location",
    "doctor",
    "service",
    "schedule",
    "schedule_service",
    "weekly_hours",
    "hours_override",
    "time_off",
    "site_closure",
    "room",
    "setting",
];
