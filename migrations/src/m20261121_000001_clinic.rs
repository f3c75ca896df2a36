//! The clinic, its hours, accounts, appointments, the audit trail and the outbox.

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
        sql::run(manager, TABLES).await?;
        let rules = match manager.get_database_backend() {
            DbBackend::Sqlite => SQLITE_RULES,
            _ => POSTGRES_RULES,
        };
        sql::run(manager, rules).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        sql::run(manager, DROP).await?;
        match manager.get_database_backend() {
            DbBackend::Sqlite => Ok(()),
            _ => sql::run(manager, "DROP FUNCTION refuse_change_of_audit;").await,
        }
    }
}

/// Instants are epoch milliseconds, dates ISO 8601 text, weekdays 1 (Monday) to 7, times of day minutes from midnight.
const TABLES: &str = "
CREATE TABLE setting (
  name TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
){table};

CREATE TABLE location (
  id {id} NOT NULL PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  street TEXT NOT NULL,
  postal_code TEXT NOT NULL,
  city TEXT NOT NULL,
  country TEXT NOT NULL,
  phone TEXT NOT NULL,
  zone TEXT NOT NULL,
  version {int} NOT NULL DEFAULT 1
){table};

CREATE TABLE specialty (
  id {id} NOT NULL PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  summary TEXT NOT NULL,
  practitioner TEXT NOT NULL
){table};

CREATE TABLE account (
  id {id} NOT NULL PRIMARY KEY,
  role TEXT NOT NULL CHECK (role IN ('patient', 'doctor', 'support', 'administrator')),
  email TEXT NOT NULL UNIQUE,
  password_hash TEXT NOT NULL,
  given_name TEXT NOT NULL,
  family_name TEXT NOT NULL,
  birth_date TEXT,
  phone TEXT,
  is_suspended {bool} NOT NULL,
  created_at {int} NOT NULL,
  version {int} NOT NULL DEFAULT 1
){table};

CREATE TABLE registration (
  token_hash TEXT NOT NULL PRIMARY KEY,
  email TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  given_name TEXT NOT NULL,
  family_name TEXT NOT NULL,
  birth_date TEXT NOT NULL,
  phone TEXT NOT NULL,
  code_hash TEXT,
  attempts {int} NOT NULL,
  codes_sent {int} NOT NULL,
  created_at {int} NOT NULL,
  expires_at {int} NOT NULL
){table};
CREATE INDEX registration_expires_at ON registration (expires_at);

CREATE TABLE session (
  token_hash TEXT NOT NULL PRIMARY KEY,
  account_id {id} NOT NULL REFERENCES account (id) ON DELETE CASCADE,
  created_at {int} NOT NULL,
  last_seen_at {int} NOT NULL,
  expires_at {int} NOT NULL,
  user_agent TEXT NOT NULL
){table};
CREATE INDEX session_account ON session (account_id);

CREATE TABLE doctor (
  id {id} NOT NULL PRIMARY KEY,
  slug TEXT NOT NULL UNIQUE,
  account_id {id} UNIQUE REFERENCES account (id),
  title TEXT NOT NULL,
  given_name TEXT NOT NULL,
  family_name TEXT NOT NULL,
  specialty_id {id} NOT NULL REFERENCES specialty (id),
  languages TEXT NOT NULL,
  qualifications TEXT NOT NULL,
  about TEXT NOT NULL,
  is_active {bool} NOT NULL,
  version {int} NOT NULL DEFAULT 1
){table};
CREATE INDEX doctor_specialty ON doctor (specialty_id);

CREATE TABLE service (
  id {id} NOT NULL PRIMARY KEY,
  specialty_id {id} NOT NULL REFERENCES specialty (id),
  name TEXT NOT NULL,
  duration_minutes {int} NOT NULL CHECK (duration_minutes BETWEEN 5 AND 720),
  step_minutes {int} CHECK (step_minutes BETWEEN 5 AND 720),
  buffer_before_minutes {int} NOT NULL CHECK (buffer_before_minutes BETWEEN 0 AND 240),
  buffer_after_minutes {int} NOT NULL CHECK (buffer_after_minutes BETWEEN 0 AND 240),
  notice_minutes {int} NOT NULL CHECK (notice_minutes >= 0),
  horizon_days {int} NOT NULL CHECK (horizon_days BETWEEN 1 AND 730),
  cut_off_minutes {int} NOT NULL CHECK (cut_off_minutes >= 0),
  restart_after_busy {bool} NOT NULL,
  price_minor {int},
  currency TEXT,
  version {int} NOT NULL DEFAULT 1,
  CHECK ((price_minor IS NULL) = (currency IS NULL))
){table};
CREATE INDEX service_specialty ON service (specialty_id);

CREATE TABLE schedule (
  id {id} NOT NULL PRIMARY KEY,
  doctor_id {id} NOT NULL REFERENCES doctor (id),
  location_id {id} NOT NULL REFERENCES location (id),
  version {int} NOT NULL DEFAULT 1,
  UNIQUE (doctor_id, location_id)
){table};
CREATE INDEX schedule_location ON schedule (location_id);

CREATE TABLE schedule_service (
  schedule_id {id} NOT NULL REFERENCES schedule (id),
  service_id {id} NOT NULL REFERENCES service (id),
  rank {int} NOT NULL,
  PRIMARY KEY (schedule_id, service_id)
){table};

CREATE TABLE weekly_hours (
  id {id} NOT NULL PRIMARY KEY,
  schedule_id {id} NOT NULL REFERENCES schedule (id),
  weekday {int} NOT NULL CHECK (weekday BETWEEN 1 AND 7),
  start_minute {int} NOT NULL CHECK (start_minute BETWEEN 0 AND 1439),
  end_minute {int} NOT NULL CHECK (end_minute BETWEEN 0 AND 1440)
){table};
CREATE INDEX weekly_hours_schedule ON weekly_hours (schedule_id);

CREATE TABLE hours_override (
  id {id} NOT NULL PRIMARY KEY,
  schedule_id {id} NOT NULL REFERENCES schedule (id),
  date TEXT NOT NULL,
  start_minute {int} CHECK (start_minute BETWEEN 0 AND 1439),
  end_minute {int} CHECK (end_minute BETWEEN 0 AND 1440),
  CHECK ((start_minute IS NULL) = (end_minute IS NULL))
){table};
CREATE INDEX hours_override_schedule ON hours_override (schedule_id, date);

CREATE TABLE time_off (
  id {id} NOT NULL PRIMARY KEY,
  doctor_id {id} NOT NULL REFERENCES doctor (id),
  starts_at {int} NOT NULL,
  ends_at {int} NOT NULL,
  reason TEXT NOT NULL,
  CHECK (starts_at < ends_at)
){table};
CREATE INDEX time_off_doctor ON time_off (doctor_id, ends_at);

CREATE TABLE site_closure (
  id {id} NOT NULL PRIMARY KEY,
  location_id {id} NOT NULL REFERENCES location (id),
  starts_at {int} NOT NULL,
  ends_at {int} NOT NULL,
  reason TEXT NOT NULL,
  CHECK (starts_at < ends_at)
){table};
CREATE INDEX site_closure_location ON site_closure (location_id, ends_at);

CREATE TABLE appointment (
  id {id} NOT NULL PRIMARY KEY,
  version {int} NOT NULL DEFAULT 1,
  status TEXT NOT NULL CHECK (status IN ('held', 'requested', 'confirmed', 'arrived', 'in_progress', 'completed',
                                         'cancelled', 'rejected', 'no_show', 'expired')),
  patient_id {id} REFERENCES account (id),
  doctor_id {id} NOT NULL REFERENCES doctor (id),
  schedule_id {id} NOT NULL REFERENCES schedule (id),
  location_id {id} NOT NULL REFERENCES location (id),
  service_id {id} NOT NULL REFERENCES service (id),
  starts_at {int} NOT NULL,
  ends_at {int} NOT NULL,
  blocked_from {int} NOT NULL,
  blocked_to {int} NOT NULL,
  local_start TEXT NOT NULL,
  zone TEXT NOT NULL,
  hold_expires_at {int},
  holder_hash TEXT,
  reason TEXT,
  cancel_reason TEXT,
  idempotency_key TEXT,
  created_at {int} NOT NULL,
  updated_at {int} NOT NULL,
  CONSTRAINT appointment_is_not_empty CHECK (starts_at < ends_at),
  CONSTRAINT appointment_is_blocked CHECK (blocked_from <= starts_at AND ends_at <= blocked_to
                                           AND blocked_to - blocked_from <= 86400000),
  CONSTRAINT appointment_hold_expires CHECK (status <> 'held' OR (hold_expires_at IS NOT NULL AND holder_hash IS NOT NULL)),
  CONSTRAINT appointment_has_patient CHECK (status IN ('held', 'expired') OR patient_id IS NOT NULL),
  CONSTRAINT appointment_idempotency UNIQUE (patient_id, idempotency_key)
){table};
CREATE INDEX appointment_doctor ON appointment (doctor_id, starts_at);
CREATE INDEX appointment_doctor_blocked ON appointment (doctor_id, blocked_from)
  WHERE status IN ('held', 'requested', 'confirmed', 'arrived', 'in_progress');
CREATE INDEX appointment_patient ON appointment (patient_id, starts_at);
CREATE INDEX appointment_start ON appointment (starts_at);
CREATE INDEX appointment_holder ON appointment (holder_hash) WHERE status = 'held';
CREATE INDEX appointment_hold_expiry ON appointment (hold_expires_at) WHERE status = 'held';

CREATE TABLE audit_event (
  id {id} NOT NULL PRIMARY KEY,
  at {int} NOT NULL,
  actor TEXT NOT NULL,
  account_id {id},
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  subject_id {id} NOT NULL,
  detail TEXT NOT NULL
){table};
CREATE INDEX audit_event_subject ON audit_event (subject_id, at);

CREATE TABLE outbox_message (
  id {id} NOT NULL PRIMARY KEY,
  kind TEXT NOT NULL,
  channel TEXT NOT NULL CHECK (channel IN ('email', 'sms')),
  recipient TEXT NOT NULL,
  appointment_id {id} REFERENCES appointment (id),
  payload TEXT NOT NULL,
  dedupe_key TEXT NOT NULL UNIQUE,
  created_at {int} NOT NULL,
  due_at {int} NOT NULL,
  attempts {int} NOT NULL,
  leased_until {int},
  sent_at {int},
  failed_at {int},
  last_error TEXT
){table};
CREATE INDEX outbox_message_due ON outbox_message (due_at) WHERE sent_at IS NULL AND failed_at IS NULL;
";

/// Two active appointments of one doctor never meet, buffers included; nor do two of one patient. The names of the
/// constraints are read by `backend::db`.
const POSTGRES_RULES: &str = "
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE appointment ADD CONSTRAINT appointment_doctor_overlap
  EXCLUDE USING gist (doctor_id WITH =, int8range(blocked_from, blocked_to) WITH &&)
  WHERE (status IN ('held', 'requested', 'confirmed', 'arrived', 'in_progress'));
ALTER TABLE appointment ADD CONSTRAINT appointment_patient_overlap
  EXCLUDE USING gist (patient_id WITH =, int8range(starts_at, ends_at) WITH &&)
  WHERE (status IN ('held', 'requested', 'confirmed', 'arrived', 'in_progress'));
CREATE FUNCTION refuse_change_of_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit_event_is_append_only';
END $$;
CREATE TRIGGER audit_event_is_append_only BEFORE UPDATE OR DELETE ON audit_event
  FOR EACH ROW EXECUTE FUNCTION refuse_change_of_audit();
CREATE TRIGGER audit_event_is_not_emptied BEFORE TRUNCATE ON audit_event
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_audit();
";

/// As [`POSTGRES_RULES`]. No visit with its buffers is longer than a day, which bounds how far back a trigger must look.
const SQLITE_RULES: &str = "
CREATE TRIGGER appointment_doctor_overlap_insert BEFORE INSERT ON appointment
WHEN NEW.status IN ('held', 'requested', 'confirmed', 'arrived', 'in_progress') AND EXISTS (
  SELECT 1 FROM appointment other
  WHERE other.doctor_id = NEW.doctor_id
    AND other.status IN ('held', 'requested', 'confirmed', 'arrived', 'in_progress')
    AND other.blocked_from < NEW.blocked_to AND other.blocked_from > NEW.blocked_from - 86400000
    AND other.blocked_to > NEW.blocked_from)
BEGIN SELECT RAISE(ABORT, 'appointment_doctor_overlap'); END;

CREATE TRIGGER appointment_doctor_overlap_update
BEFORE UPDATE OF doctor_id, blocked_from, blocked_to, status ON appointment
WHEN NEW.status IN ('held', 'requested', 'confirmed', 'arrived', 'in_progress') AND EXISTS (
  SELECT 1 FROM appointment other
  WHERE other.doctor_id = NEW.doctor_id AND other.id <> NEW.id
    AND other.status IN ('held', 'requested', 'confirmed', 'arrived', 'in_progress')
    AND other.blocked_from < NEW.blocked_to AND other.blocked_from > NEW.blocked_from - 86400000
    AND other.blocked_to > NEW.blocked_from)
BEGIN SELECT RAISE(ABORT, 'appointment_doctor_overlap'); END;

CREATE TRIGGER appointment_patient_overlap_insert BEFORE INSERT ON appointment
WHEN NEW.status IN ('held', 'requested', 'confirmed', 'arrived', 'in_progress') AND EXISTS (
  SELECT 1 FROM appointment other
  WHERE other.patient_id = NEW.patient_id
    AND other.status IN ('held', 'requested', 'confirmed', 'arrived', 'in_progress')
    AND other.starts_at < NEW.ends_at AND other.starts_at > NEW.starts_at - 86400000
    AND other.ends_at > NEW.starts_at)
BEGIN SELECT RAISE(ABORT, 'appointment_patient_overlap'); END;

CREATE TRIGGER appointment_patient_overlap_update
BEFORE UPDATE OF patient_id, starts_at, ends_at, status ON appointment
WHEN NEW.status IN ('held', 'requested', 'confirmed', 'arrived', 'in_progress') AND EXISTS (
  SELECT 1 FROM appointment other
  WHERE other.patient_id = NEW.patient_id AND other.id <> NEW.id
    AND other.status IN ('held', 'requested', 'confirmed', 'arrived', 'in_progress')
    AND other.starts_at < NEW.ends_at AND other.starts_at > NEW.starts_at - 86400000
    AND other.ends_at > NEW.starts_at)
BEGIN SELECT RAISE(ABORT, 'appointment_patient_overlap'); END;

CREATE TRIGGER audit_event_is_append_only_update BEFORE UPDATE ON audit_event
BEGIN SELECT RAISE(ABORT, 'audit_event_is_append_only'); END;

CREATE TRIGGER audit_event_is_append_only_delete BEFORE DELETE ON audit_event
BEGIN SELECT RAISE(ABORT, 'audit_event_is_append_only'); END;

-- INSERT OR REPLACE deletes without asking the trigger above.
CREATE TRIGGER audit_event_is_append_only_replace BEFORE INSERT ON audit_event
WHEN EXISTS (SELECT 1 FROM audit_event WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'audit_event_is_append_only'); END;
";

const DROP: &str = "
DROP TABLE outbox_message;
DROP TABLE audit_event;
DROP TABLE appointment;
DROP TABLE site_closure;
DROP TABLE time_off;
DROP TABLE hours_override;
DROP TABLE weekly_hours;
DROP TABLE schedule_service;
DROP TABLE schedule;
DROP TABLE service;
DROP TABLE doctor;
DROP TABLE session;
DROP TABLE registration;
DROP TABLE account;
DROP TABLE specialty;
DROP TABLE location;
DROP TABLE setting;
";
