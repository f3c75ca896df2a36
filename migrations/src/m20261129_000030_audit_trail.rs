//! Whose data an event of the audit trail is about, why and from where; and the chain of seals over it.

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
            "steps only lead forward: restore a backup instead".to_owned(),
        ))
    }
}

/// What is already there was written without a patient, and is sealed like everything else.
const TABLES: &str = "
ALTER TABLE audit_event ADD COLUMN patient_id {id};
ALTER TABLE audit_event ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE audit_event ADD COLUMN origin TEXT NOT NULL DEFAULT '';
ALTER TABLE audit_event ADD COLUMN request TEXT NOT NULL DEFAULT '';
CREATE INDEX audit_event_patient ON audit_event (patient_id, id) WHERE patient_id IS NOT NULL;
CREATE INDEX audit_event_account ON audit_event (account_id, id) WHERE account_id IS NOT NULL;

CREATE TABLE audit_pending (
  event_id {id} NOT NULL PRIMARY KEY
){table};
INSERT INTO audit_pending (event_id) SELECT id FROM audit_event;

CREATE TABLE audit_seal (
  sequence {int} NOT NULL PRIMARY KEY,
  event_id {id} NOT NULL UNIQUE,
  sealed_at {int} NOT NULL,
  key_name TEXT NOT NULL,
  hash TEXT NOT NULL
){table};
";

const POSTGRES_RULES: &str = "
CREATE FUNCTION await_seal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO audit_pending (event_id) SELECT id FROM added;
  RETURN NULL;
END $$;
CREATE TRIGGER audit_event_awaits_seal AFTER INSERT ON audit_event
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION await_seal();
CREATE TRIGGER audit_seal_is_append_only BEFORE UPDATE OR DELETE ON audit_seal
  FOR EACH ROW EXECUTE FUNCTION refuse_change_of_audit();
CREATE TRIGGER audit_seal_is_not_emptied BEFORE TRUNCATE ON audit_seal
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_audit();
";

const SQLITE_RULES: &str = "
CREATE TRIGGER audit_event_awaits_seal AFTER INSERT ON audit_event
BEGIN INSERT INTO audit_pending (event_id) VALUES (NEW.id); END;

CREATE TRIGGER audit_seal_is_append_only_update BEFORE UPDATE ON audit_seal
BEGIN SELECT RAISE(ABORT, 'audit_seal_is_append_only'); END;

CREATE TRIGGER audit_seal_is_append_only_delete BEFORE DELETE ON audit_seal
BEGIN SELECT RAISE(ABORT, 'audit_seal_is_append_only'); END;

-- INSERT OR REPLACE deletes without asking the trigger above.
CREATE TRIGGER audit_seal_is_append_only_replace BEFORE INSERT ON audit_seal
WHEN EXISTS (SELECT 1 FROM audit_seal WHERE sequence = NEW.sequence OR event_id = NEW.event_id)
BEGIN SELECT RAISE(ABORT, 'audit_seal_is_append_only'); END;
";
