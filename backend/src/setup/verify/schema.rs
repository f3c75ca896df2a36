//! The rules of the schema themselves: without them nothing refuses an overlap.

use sea_orm::{ConnectionTrait, DbBackend, Statement};
use uuid::Uuid;

use super::{Finding, Severity};
use crate::{Fault, db::Db};

/// Table, the start of the names of its rules, how many there are on SQLite and on PostgreSQL, and what to say if not.
const RULES: [(&str, &str, [i64; 2], &str); 7] = [
    (
        "appointment",
        "appointment_doctor_overlap",
        [2, 1],
        "the schema no longer refuses overlaps of one doctor",
    ),
    (
        "appointment",
        "appointment_patient_overlap",
        [2, 1],
        "the schema no longer refuses overlaps of one patient",
    ),
    (
        "appointment",
        "appointment_room_overlap",
        [2, 1],
        "the schema no longer refuses overlaps of one room",
    ),
    (
        "audit_event",
        "audit_event_is_append_only",
        [3, 1],
        "the schema no longer refuses changes",
    ),
    (
        "audit_event",
        "audit_event_awaits_seal",
        [1, 1],
        "the schema no longer marks what is to be sealed",
    ),
    (
        "audit_seal",
        "audit_seal_is_append_only",
        [3, 1],
        "the schema no longer refuses changes",
    ),
    (
        "plan_version",
        "plan_changed",
        [36, 12],
        "the schema no longer counts all changes of what is planned",
    ),
];

pub(super) async fn check(db: &Db) -> Result<Vec<Finding>, Fault> {
    let is_sqlite = db.backend() == DbBackend::Sqlite;
    let mut findings = Vec::new();
    for (table, name, [on_sqlite, on_postgres], rule) in RULES {
        let (expected, sql) = if is_sqlite {
            let sql = format!("SELECT COUNT(*) FROM sqlite_schema WHERE type = 'trigger' AND name LIKE '{name}%'");
            (on_sqlite, sql)
        } else {
            let sql = format!(
                "SELECT (SELECT COUNT(*) FROM pg_constraint WHERE conname = '{name}')
                      + (SELECT COUNT(*) FROM pg_trigger WHERE tgname = '{name}' AND tgenabled = 'O' AND NOT tgisinternal)"
            );
            (on_postgres, sql)
        };
        let row = db
            .reader()
            .query_one_raw(Statement::from_string(db.backend(), sql))
            .await?;
        let found: i64 = row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or(0);
        if found < expected {
            findings.push(Finding {
                severity: Severity::Error,
                table,
                id: Uuid::nil(),
                rule,
            });
        }
    }
    Ok(findings)
}
