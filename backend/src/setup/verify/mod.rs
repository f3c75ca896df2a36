//! Checks that a database holds what the invariants of docs/ARCHITECTURE.md promise, whoever wrote it: also where rules of
//! the schema were dropped, foreign keys were off, or a backup was put together by hand.

mod clocks;
mod encryption;
mod messages;
mod references;
mod rules;
mod schema;

use std::fmt;

use domain::time::Instant;
use sea_orm::{ConnectionTrait, Statement};
use uuid::Uuid;

use crate::{Fault, crypto::Keys, db::Db};

/// One row that breaks one rule. Names no person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    pub severity: Severity,
    pub table: &'static str,
    /// Of the row; nil where it is about the whole table.
    pub id: Uuid,
    /// What is wrong, as the end of a sentence that begins with the row.
    pub rule: &'static str,
}

/// Whether a [`Finding`] is an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// An invariant is broken.
    Error,
    /// Nothing is broken, but somebody should have a look: work that was not done in time.
    Notice,
}

/// The most findings of one rule that are reported, which bounds the memory.
pub const MOST_FINDINGS_PER_RULE: usize = 100;

impl fmt::Display for Finding {
    /// One line: "error: appointment 0190…: overlaps another active appointment of its doctor".
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Notice => "notice",
        };
        if self.id.is_nil() {
            return write!(out, "{severity}: {}: {}", self.table, self.rule);
        }
        write!(out, "{severity}: {} {}: {}", self.table, self.id, self.rule)
    }
}

/// What the database holds against the invariants; nothing when all is well. Reads only.
///
/// # Errors
/// When the database cannot be read, as before its first migration.
pub async fn verify(db: &Db, keys: &Keys, now: Instant) -> Result<Vec<Finding>, Fault> {
    let mut findings = schema::check(db).await?;
    for check in rules::checks(now).into_iter().chain(references::checks()) {
        findings.extend(check.run(db).await?);
    }
    findings.extend(clocks::check(db).await?);
    findings.extend(messages::check(db, keys).await?);
    findings.extend(encryption::check(db).await?);
    Ok(findings)
}

/// A query for the ids of the rows that break one rule.
struct Check {
    severity: Severity,
    table: &'static str,
    rule: &'static str,
    sql: String,
}

impl Check {
    fn error(table: &'static str, rule: &'static str, sql: impl Into<String>) -> Self {
        let (severity, sql) = (Severity::Error, sql.into());
        Self {
            severity,
            table,
            rule,
            sql,
        }
    }

    fn notice(table: &'static str, rule: &'static str, sql: impl Into<String>) -> Self {
        let severity = Severity::Notice;
        Self {
            severity,
            ..Self::error(table, rule, sql)
        }
    }

    async fn run(self, db: &Db) -> Result<Vec<Finding>, Fault> {
        let sql = format!("{} LIMIT {MOST_FINDINGS_PER_RULE}", self.sql);
        let rows = db
            .reader()
            .query_all_raw(Statement::from_string(db.backend(), sql))
            .await?;
        let ids = rows.iter().map(|row| row.try_get_by_index(0));
        ids.map(|id| Ok(self.finding(id?))).collect()
    }

    fn finding(&self, id: Uuid) -> Finding {
        Finding {
            severity: self.severity,
            table: self.table,
            id,
            rule: self.rule,
        }
    }
}
