//! Text that should be encrypted and is not.

use sea_orm::{ConnectionTrait, Statement};
use uuid::Uuid;

use super::{Check, Finding, Severity};
use crate::{Fault, crypto::TABLES, db::Db};

const RULE: &str = "holds text that should be encrypted";

pub(super) async fn check(db: &Db) -> Result<Vec<Finding>, Fault> {
    let mut findings = Vec::new();
    for table in &TABLES {
        let is_plain = |column: &&str| format!("({column} <> '' AND substr({column}, 1, 3) <> 'x1.')");
        let is_plain: Vec<String> = table.columns.iter().map(is_plain).collect();
        let is_plain = is_plain.join(" OR ");
        if table.has_id() {
            let sql = format!(
                "SELECT {0} FROM {1} WHERE {is_plain} ORDER BY {0}",
                table.key, table.name
            );
            findings.extend(Check::error(table.name, RULE, sql).run(db).await?);
        } else {
            let sql = format!("SELECT 1 FROM {} WHERE {is_plain} LIMIT 1", table.name);
            let found = db
                .reader()
                .query_one_raw(Statement::from_string(db.backend(), sql))
                .await?;
            findings.extend(found.map(|_| Finding {
                severity: Severity::Error,
                table: table.name,
                id: Uuid::nil(),
                rule: RULE,
            }));
        }
    }
    let sql = "SELECT id FROM account WHERE email_index IS NULL ORDER BY id";
    findings.extend(
        Check::error("account", "is not found by its e-mail address", sql)
            .run(db)
            .await?,
    );
    Ok(findings)
}
