//! Further lengths of a service, and the price that was agreed for an appointment.

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
        sql::run(manager, UP).await?;
        sql::watch(manager, "service_length").await
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration(
            "steps only lead forward: restore a backup instead".to_owned(),
        ))
    }
}

/// A service's own length is not repeated in its further ones; a length without a price costs what the service costs.
const UP: &str = "
CREATE TABLE service_length (
  service_id {id} NOT NULL REFERENCES service (id),
  minutes {int} NOT NULL CHECK (minutes BETWEEN 5 AND 720),
  price_minor {int} CHECK (price_minor >= 0),
  PRIMARY KEY (service_id, minutes)
){table};

ALTER TABLE appointment ADD COLUMN price_minor {int};
ALTER TABLE appointment ADD COLUMN currency TEXT CHECK ((currency IS NULL) = (price_minor IS NULL));

-- Until now an appointment showed what its service costs.
UPDATE appointment SET
  price_minor = (SELECT service.price_minor FROM service WHERE service.id = appointment.service_id),
  currency = (SELECT service.currency FROM service WHERE service.id = appointment.service_id);
";
