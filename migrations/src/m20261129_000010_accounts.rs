//! The states of an account, staff who register, and invitations.

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

/// `application` is JSON until the code is given; then it is a row of `staff_application`, which stays after the approval.
const UP: &str = "
ALTER TABLE account ADD COLUMN state TEXT NOT NULL DEFAULT 'active'
  CHECK (state IN ('active', 'pending', 'rejected', 'suspended', 'deleted'));
ALTER TABLE account ADD COLUMN state_reason TEXT NOT NULL DEFAULT '';
UPDATE account SET state = 'suspended' WHERE is_suspended = (1 = 1);
ALTER TABLE account DROP COLUMN is_suspended;
CREATE INDEX account_state ON account (state);

ALTER TABLE registration ADD COLUMN application TEXT;

CREATE TABLE staff_application (
  account_id {id} NOT NULL PRIMARY KEY REFERENCES account (id),
  profession TEXT NOT NULL CHECK (profession IN ('doctor', 'nurse', 'specialist')),
  specialty_id {id} NOT NULL REFERENCES specialty (id),
  location_id {id} NOT NULL REFERENCES location (id),
  licence_number TEXT NOT NULL,
  qualifications TEXT NOT NULL,
  languages TEXT NOT NULL
){table};

CREATE TABLE invitation (
  token_hash TEXT NOT NULL PRIMARY KEY,
  account_id {id} NOT NULL UNIQUE REFERENCES account (id),
  created_at {int} NOT NULL,
  expires_at {int} NOT NULL
){table};
CREATE INDEX invitation_expires_at ON invitation (expires_at);
";
