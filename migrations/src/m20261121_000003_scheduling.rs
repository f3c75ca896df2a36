//! Scheduling rules: approval, caps, rooms, what a doctor changes about a service, overbooking, and the history of each
//! appointment.

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

    async fn down(&self, _: &SchemaManager) -> Result<(), DbErr> {
        Err(DbErr::Migration(
            "the schema before cannot hold overbooked appointments: restore a backup instead".to_owned(),
        ))
    }
}

const TABLES: &str = "
CREATE TABLE room (
  id {id} NOT NULL PRIMARY KEY,
  location_id {id} NOT NULL REFERENCES location (id),
  kind TEXT NOT NULL CHECK (kind <> ''),
  name TEXT NOT NULL CHECK (name <> ''),
  is_active {bool} NOT NULL,
  version {int} NOT NULL DEFAULT 1,
  UNIQUE (location_id, name)
){table};
CREATE INDEX room_kind ON room (location_id, kind);

ALTER TABLE service ADD COLUMN visit_kind TEXT NOT NULL DEFAULT 'in_person' CHECK (visit_kind IN ('in_person', 'video'));
ALTER TABLE service ADD COLUMN needs_approval {bool} NOT NULL DEFAULT FALSE;
ALTER TABLE service ADD COLUMN request_lapse_minutes {int} NOT NULL DEFAULT 2880
  CHECK (request_lapse_minutes BETWEEN 15 AND 43200);
ALTER TABLE service ADD COLUMN cap_per_day {int} CHECK (cap_per_day BETWEEN 1 AND 1000);
ALTER TABLE service ADD COLUMN room_kind TEXT CHECK (room_kind <> '');
ALTER TABLE service ADD COLUMN is_active {bool} NOT NULL DEFAULT TRUE;

ALTER TABLE doctor ADD COLUMN cap_per_day {int} CHECK (cap_per_day BETWEEN 1 AND 1000);

ALTER TABLE schedule_service ADD COLUMN duration_minutes {int} CHECK (duration_minutes BETWEEN 5 AND 720);

ALTER TABLE appointment ADD COLUMN room_id {id} REFERENCES room (id);
ALTER TABLE appointment ADD COLUMN overbook_reason TEXT CHECK (overbook_reason <> '');
ALTER TABLE appointment ADD COLUMN request_lapses_at {int} CHECK (status <> 'requested' OR request_lapses_at IS NOT NULL);
CREATE INDEX appointment_room ON appointment (room_id, starts_at)
  WHERE room_id IS NOT NULL AND status IN ('held', 'requested', 'confirmed', 'arrived', 'in_progress');
CREATE INDEX appointment_request ON appointment (request_lapses_at) WHERE status = 'requested';
CREATE INDEX appointment_location ON appointment (location_id, starts_at);
CREATE INDEX appointment_updated ON appointment (updated_at);

CREATE TABLE appointment_event (
  id {id} NOT NULL PRIMARY KEY,
  appointment_id {id} NOT NULL REFERENCES appointment (id) ON DELETE CASCADE,
  version {int} NOT NULL,
  at {int} NOT NULL,
  kind TEXT NOT NULL,
  actor TEXT NOT NULL,
  account_id {id} REFERENCES account (id),
  status TEXT NOT NULL,
  starts_at {int} NOT NULL,
  moved_from {int},
  reason TEXT
){table};
CREATE INDEX appointment_event_appointment ON appointment_event (appointment_id, version);

-- What is known of appointments made before there was a history.
INSERT INTO appointment_event (id, appointment_id, version, at, kind, actor, account_id, status, starts_at)
  SELECT id, id, version, created_at, 'confirm', 'patient', patient_id, status, starts_at
  FROM appointment WHERE status NOT IN ('held', 'expired');
";

/// An overbooked appointment was put beside another knowingly: it does not count in the rule of the doctor, but in those of
/// the patient and of the room. The names of the constraints are read by `backend::fault`.
const POSTGRES_RULES: &str = "
ALTER TABLE appointment DROP CONSTRAINT appointment_doctor_overlap;
ALTER TABLE appointment ADD CONSTRAINT appointment_doctor_overlap
  EXCLUDE USING gist (doctor_id WITH =, int8range(blocked_from, blocked_to) WITH &&)
  WHERE (status IN ('held', 'requested', 'confirmed', 'arrived', 'in_progress') AND overbook_reason IS NULL);
ALTER TABLE appointment ADD CONSTRAINT appointment_room_overlap
  EXCLUDE USING gist (room_id WITH =, int8range(starts_at, ends_at) WITH &&)
  WHERE (status IN ('held', 'requested', 'confirmed', 'arrived', 'in_progress'));
";

/// As [`POSTGRES_RULES`].
const SQLITE_RULES: &str = "
DROP TRIGGER appointment_doctor_overlap_insert;
DROP TRIGGER appointment_doctor_overlap_update;

CREATE TRIGGER appointment_doctor_overlap_insert BEFORE INSERT ON appointment
WHEN NEW.status IN ('held', 'requested', 'confirmed', 'arrived', 'in_progress') AND NEW.overbook_reason IS NULL AND EXISTS (
  SELECT 1 FROM appointment other
  WHERE other.doctor_id = NEW.doctor_id
    AND other.status IN ('held', 'requested', 'confirmed', 'arrived', 'in_progress')
    AND other.overbook_reason IS NULL
    AND other.blocked_from < NEW.blocked_to AND other.blocked_from > NEW.blocked_from - 86400000
    AND other.blocked_to > NEW.blocked_from)
BEGIN SELECT RAISE(ABORT, 'appointment_doctor_overlap'); END;

CREATE TRIGGER appointment_doctor_overlap_update
BEFORE UPDATE OF doctor_id, blocked_from, blocked_to, status, overbook_reason ON appointment
WHEN NEW.status IN ('held', 'requested', 'confirmed', 'arrived', 'in_progress') AND NEW.overbook_reason IS NULL AND EXISTS (
  SELECT 1 FROM appointment other
  WHERE other.doctor_id = NEW.doctor_id AND other.id <> NEW.id
    AND other.status IN ('held', 'requested', 'confirmed', 'arrived', 'in_progress')
    AND other.overbook_reason IS NULL
    AND other.blocked_from < NEW.blocked_to AND other.blocked_from > NEW.blocked_from - 86400000
    AND other.blocked_to > NEW.blocked_from)
BEGIN SELECT RAISE(ABORT, 'appointment_doctor_overlap'); END;

CREATE TRIGGER appointment_room_overlap_insert BEFORE INSERT ON appointment
WHEN NEW.room_id IS NOT NULL AND NEW.status IN ('held', 'requested', 'confirmed', 'arrived', 'in_progress') AND EXISTS (
  SELECT 1 FROM appointment other
  WHERE other.room_id = NEW.room_id
    AND other.status IN ('held', 'requested', 'confirmed', 'arrived', 'in_progress')
    AND other.starts_at < NEW.ends_at AND other.starts_at > NEW.starts_at - 86400000
    AND other.ends_at > NEW.starts_at)
BEGIN SELECT RAISE(ABORT, 'appointment_room_overlap'); END;

CREATE TRIGGER appointment_room_overlap_update
BEFORE UPDATE OF room_id, starts_at, ends_at, status ON appointment
WHEN NEW.room_id IS NOT NULL AND NEW.status IN ('held', 'requested', 'confirmed', 'arrived', 'in_progress') AND EXISTS (
  SELECT 1 FROM appointment other
  WHERE other.room_id = NEW.room_id AND other.id <> NEW.id
    AND other.status IN ('held', 'requested', 'confirmed', 'arrived', 'in_progress')
    AND other.starts_at < NEW.ends_at AND other.starts_at > NEW.starts_at - 86400000
    AND other.ends_at > NEW.starts_at)
BEGIN SELECT RAISE(ABORT, 'appointment_room_overlap'); END;
";
