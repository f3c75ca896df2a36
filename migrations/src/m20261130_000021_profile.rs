//! What people tell the clinic about themselves, and what it was before each change.

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

/// A version rises with each change of somebody's profile, name or contacts; each changed field leaves a row under it.
const UP: &str = "
CREATE TABLE profile (
  account_id {id} NOT NULL PRIMARY KEY REFERENCES account (id),
  version {int} NOT NULL,
  gender TEXT NOT NULL,
  language TEXT NOT NULL,
  zone TEXT NOT NULL,
  street TEXT NOT NULL,
  postal_code TEXT NOT NULL,
  city TEXT NOT NULL,
  country TEXT NOT NULL,
  insurer TEXT NOT NULL,
  member_number TEXT NOT NULL,
  insured_until TEXT NOT NULL,
  contact_name TEXT NOT NULL,
  relationship TEXT NOT NULL,
  contact_phone TEXT NOT NULL,
  location_id {id} REFERENCES location (id),
  doctor_id {id} REFERENCES doctor (id),
  accessibility TEXT NOT NULL
){table};

CREATE TABLE profile_change (
  id {id} NOT NULL PRIMARY KEY,
  account_id {id} NOT NULL REFERENCES account (id),
  version {int} NOT NULL,
  at {int} NOT NULL,
  by_account_id {id} REFERENCES account (id),
  by_role TEXT NOT NULL,
  field TEXT NOT NULL,
  old_value TEXT NOT NULL
){table};
CREATE INDEX profile_change_account ON profile_change (account_id, version);
";
