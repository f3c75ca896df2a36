//! Who is told by which way, when they are reminded, and the list behind the bell.

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
        let now = match manager.get_database_backend() {
            DbBackend::Sqlite => "CAST(strftime('%s', 'now') AS INTEGER) * 1000",
            _ => "CAST(EXTRACT(EPOCH FROM now()) AS BIGINT) * 1000",
        };
        let channels = match manager.get_database_backend() {
            DbBackend::Sqlite => REBUILD,
            _ => CHANNELS,
        };
        sql::run(manager, channels).await?;
        sql::run(manager, &UP.replace("{now}", now)).await
    }

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration(
            "steps only lead forward: restore a backup instead".to_owned(),
        ))
    }
}

/// `remind_at` is when somebody has to look whether a reminder is due: at once for 0, never for none. `reminder_sent` has what was
/// looked at and done with, whether or not a message came of it.
const UP: &str = "
ALTER TABLE account ADD COLUMN message_choices TEXT NOT NULL DEFAULT '';

ALTER TABLE service ADD COLUMN reminders TEXT NOT NULL DEFAULT 'email:24 email:168 sms:24';

ALTER TABLE appointment ADD COLUMN remind_at {int};
UPDATE appointment SET remind_at = 0 WHERE status = 'confirmed' AND starts_at > {now};
CREATE INDEX appointment_remind_at ON appointment (remind_at) WHERE remind_at IS NOT NULL;

CREATE INDEX outbox_message_app ON outbox_message (account_id, created_at) WHERE channel = 'app';
CREATE INDEX outbox_message_created ON outbox_message (created_at);
CREATE INDEX outbox_message_due ON outbox_message (due_at)
  WHERE sent_at IS NULL AND failed_at IS NULL AND withdrawn_at IS NULL;

CREATE TABLE reminder_sent (
  appointment_id {id} NOT NULL REFERENCES appointment (id) ON DELETE CASCADE,
  starts_at {int} NOT NULL,
  channel TEXT NOT NULL,
  hours_before {int} NOT NULL,
  PRIMARY KEY (appointment_id, starts_at, channel, hours_before)
){table};

CREATE TABLE job_run (
  name TEXT NOT NULL PRIMARY KEY,
  ran_at {int} NOT NULL
){table};
";

const CHANNELS: &str = "
ALTER TABLE outbox_message DROP CONSTRAINT outbox_message_channel_check;
ALTER TABLE outbox_message ADD CONSTRAINT outbox_message_channel_check CHECK (channel IN ('email', 'sms', 'app'));
ALTER TABLE outbox_message ADD COLUMN account_id {id};
ALTER TABLE outbox_message ADD COLUMN origin_id {id};
ALTER TABLE outbox_message ADD COLUMN withdrawn_at {int};
ALTER TABLE outbox_message ADD COLUMN read_at {int};
DROP INDEX outbox_message_due;
";

/// SQLite changes no constraint of a table that is there.
const REBUILD: &str = "
CREATE TABLE outbox_message_anew (
  id {id} NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  channel TEXT NOT NULL CHECK (channel IN ('email', 'sms', 'app')),
  recipient TEXT NOT NULL,
  appointment_id {id} REFERENCES appointment (id),
  payload TEXT NOT NULL,
  dedupe_key TEXT NOT NULL UNIQUE,
  created_at {int} NOT NULL,
  due_at {int} NOT NULL,
  attempts {int} NOT NULL DEFAULT 0,
  leased_until {int},
  sent_at {int},
  failed_at {int},
  last_error TEXT,
  recipient_index TEXT,
  account_id {id},
  origin_id {id},
  withdrawn_at {int},
  read_at {int}
){table};
INSERT INTO outbox_message_anew (id, kind, channel, recipient, appointment_id, payload, dedupe_key, created_at, due_at,
  attempts, leased_until, sent_at, failed_at, last_error, recipient_index)
SELECT id, kind, channel, recipient, appointment_id, payload, dedupe_key, created_at, due_at,
  attempts, leased_until, sent_at, failed_at, last_error, recipient_index FROM outbox_message;
DROP TABLE outbox_message;
ALTER TABLE outbox_message_anew RENAME TO outbox_message;
CREATE INDEX outbox_message_recipient_index ON outbox_message (recipient_index);
";
