//! Messages that wait to be sent and cannot be read.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{Finding, MOST_FINDINGS_PER_RULE, Severity};
use crate::{Fault, crypto::Keys, db::Db, entity::outbox_message, notification::Content};

/// How many messages are in memory at a time.
const PAGE: u64 = 500;

pub(super) async fn check(db: &Db, keys: &Keys) -> Result<Vec<Finding>, Fault> {
    use outbox_message::Column as C;
    let mut findings = Vec::new();
    let mut after = Uuid::nil();
    while findings.len() < MOST_FINDINGS_PER_RULE {
        let page = outbox_message::Entity::find()
            .filter(C::SentAt.is_null())
            .filter(C::FailedAt.is_null())
            .filter(C::WithdrawnAt.is_null())
            .filter(C::Id.gt(after))
            .order_by_asc(C::Id)
            .limit(PAGE)
            .all(db.reader())
            .await?;
        let Some(last) = page.last() else { break };
        after = last.id;
        findings.extend(page.iter().filter(|row| !is_readable(keys, row)).map(|row| Finding {
            severity: Severity::Error,
            table: "outbox_message",
            id: row.id,
            rule: "cannot be read",
        }));
    }
    findings.truncate(MOST_FINDINGS_PER_RULE);
    Ok(findings)
}

fn is_readable(keys: &Keys, row: &outbox_message::Model) -> bool {
    let payload = row.payload(keys).ok().filter(|_| row.recipient(keys).is_ok());
    payload.is_some_and(|payload| {
        serde_json::from_str(&payload).is_ok_and(|content: Content| content.kind().name() == row.kind)
    })
}
