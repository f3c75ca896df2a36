//! Columns that are stored encrypted, the keys that encrypted them, and blind indexes to look them up by.
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

/// `proof` is a known text encrypted with the key: only the right key reads it.
const UP: &str = "
CREATE TABLE data_key (
  name TEXT NOT NULL PRIMARY KEY,
  proof TEXT NOT NULL,
  added_at {int} NOT NULL
){table};

CREATE TABLE sealing_due (
  table_name TEXT NOT NULL PRIMARY KEY
){table};
INSERT INTO sealing_due (table_name) SELECT 'account' WHERE EXISTS (SELECT 1 FROM account);
INSERT INTO sealing_due (table_name) SELECT 'registration' WHERE EXISTS (SELECT 1 FROM registration);
INSERT INTO sealing_due (table_name) SELECT 'appointment' WHERE EXISTS (SELECT 1 FROM appointment);
INSERT INTO sealing_due (table_name) SELECT 'appointment_event' WHERE EXISTS (SELECT 1 FROM appointment_event);
INSERT INTO sealing_due (table_name) SELECT 'outbox_message' WHERE EXISTS (SELECT 1 FROM outbox_message);
INSERT INTO sealing_due (table_name) SELECT 'second_factor' WHERE EXISTS (SELECT 1 FROM second_factor);

ALTER TABLE account ADD COLUMN email_index TEXT;
ALTER TABLE account ADD COLUMN phone_index TEXT;
ALTER TABLE account ADD COLUMN birth_index TEXT;
ALTER TABLE registration ADD COLUMN email_index TEXT;
ALTER TABLE outbox_message ADD COLUMN recipient_index TEXT;
CREATE UNIQUE INDEX account_email_index ON account (email_index);
CREATE INDEX account_phone_index ON account (phone_index);
CREATE INDEX account_birth_index ON account (birth_index);
CREATE INDEX registration_email_index ON registration (email_index);
CREATE INDEX outbox_message_recipient_index ON outbox_message (recipient_index);

UPDATE account SET
  email = 'x0.' || email, phone = 'x0.' || NULLIF(phone, ''), birth_date = 'x0.' || NULLIF(birth_date, '');
UPDATE registration SET email = 'x0.' || email, phone = 'x0.' || phone, birth_date = CASE birth_date WHEN '' THEN '' ELSE 'x0.' || birth_date END;
UPDATE second_factor SET secret = 'x0.' || secret;
UPDATE appointment SET
  reason = 'x0.' || NULLIF(reason, ''), cancel_reason = 'x0.' || NULLIF(cancel_reason, ''),
  overbook_reason = 'x0.' || overbook_reason
  WHERE reason <> '' OR cancel_reason <> '' OR overbook_reason <> '';
UPDATE appointment_event SET reason = 'x0.' || reason WHERE reason <> '';
UPDATE outbox_message SET recipient = CASE recipient WHEN '' THEN '' ELSE 'x0.' || recipient END, payload = CASE payload WHEN '' THEN '' ELSE 'x0.' || payload END;
";
