use domain::{access::Actor, refusal::Refusal};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    Statement,
};
use uuid::Uuid;

use super::chain::{Head, Key, START, unhex};
use crate::{
    Broken, Context, Fault,
    db::{Tx, retry},
    entity::{audit_event, audit_pending, audit_seal},
};

/// How many events one round seals at most.
pub const BATCH: usize = 500;

/// PostgreSQL: who seals holds this.
const LOCK: i64 = 0x6d63_6175_6469_7431;

/// What one round did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sealed {
    pub count: usize,
    /// The end of the chain, when something was added to it.
    pub head: Option<Head>,
}

/// Appends events that are committed and not sealed yet to the chain, [`BATCH`] at most. Run by the jobs; of several processes one
/// seals at a time and the others have nothing to do.
///
/// What is to be sealed is known by a row that the schema writes with each event, in its transaction: an event that commits
/// late is sealed late, and never passed over.
///
/// # Errors
/// `Forbidden` for anybody but the system.
pub async fn seal(ctx: &Context) -> Result<Sealed, Fault> {
    if *ctx.actor() != Actor::System {
        return Err(Refusal::Forbidden.into());
    }
    let waiting = audit_pending::Entity::find().limit(1).one(ctx.db().reader()).await?;
    if waiting.is_none() {
        return Ok(Sealed::default());
    }
    retry(async || try_seal(ctx).await).await
}

async fn try_seal(ctx: &Context) -> Result<Sealed, Fault> {
    let tx = ctx.db().begin().await?;
    if !take_turn(&tx).await? {
        return Ok(Sealed::default());
    }
    let events = list_waiting(&tx).await?;
    let ids: Vec<Uuid> = events.iter().map(|event| event.id).collect();
    if ids.is_empty() {
        return Ok(Sealed::default());
    }
    // By whatever way it came to wait a second time: it has its place in the chain.
    let sealed_before: Vec<Uuid> = audit_seal::Entity::find()
        .select_only()
        .column(audit_seal::Column::EventId)
        .filter(audit_seal::Column::EventId.is_in(ids.iter().copied()))
        .into_tuple()
        .all(&*tx)
        .await?;

    let last = audit_seal::Entity::find()
        .order_by_desc(audit_seal::Column::Sequence)
        .one(&*tx)
        .await?;
    let (mut sequence, mut previous) = match &last {
        // A hash that cannot be one was tampered with; `verify` says so, and what comes now is sealed all the same.
        Some(seal) => (seal.sequence, unhex(&seal.hash).unwrap_or(START)),
        None => (0, START),
    };
    let (key, now) = (Key::of(ctx.settings()), ctx.now().millis());
    let mut seals = Vec::with_capacity(events.len());
    let new = || events.iter().filter(|event| !sealed_before.contains(&event.id));
    for event in new() {
        sequence += 1;
        let sealing = key.seal(&previous, sequence, now, event);
        previous = sealing.hash;
        seals.push(sealing.row);
    }
    let sealed = Sealed {
        count: seals.len(),
        head: seals.last().map(Head::from),
    };
    let lines = if ctx.settings().is_audit_logged {
        seals.clone()
    } else {
        Vec::new()
    };
    if !seals.is_empty() {
        let rows = seals.into_iter().map(IntoActiveModel::into_active_model);
        audit_seal::Entity::insert_many(rows)
            .exec_without_returning(&*tx)
            .await?;
    }
    let expected = ids.len() as u64;
    let done = audit_pending::Entity::delete_many()
        .filter(audit_pending::Column::EventId.is_in(ids))
        .exec(&*tx)
        .await?;
    if done.rows_affected != expected {
        return Err(Broken::RowsAffected {
            expected,
            actual: done.rows_affected,
        }
        .into());
    }
    tx.commit().await?;
    for (seal, event) in lines.iter().zip(new()) {
        log(seal, event);
    }
    Ok(sealed)
}

/// Neither `detail` nor `reason`: people are not named in the log.
fn log(seal: &audit_seal::Model, event: &audit_event::Model) {
    let text = |id: Option<Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    tracing::info!(
        target: "audit",
        sequence = seal.sequence,
        hash = seal.hash,
        event = %event.id,
        at = event.at,
        actor = event.actor,
        account = text(event.account_id),
        action = event.action,
        subject = event.subject,
        subject_id = %event.subject_id,
        patient = text(event.patient_id),
        origin = event.origin,
        request = event.request,
        "audit"
    );
}

/// Whether nobody else is sealing. SQLite has one writer.
async fn take_turn(tx: &Tx) -> Result<bool, Fault> {
    let backend = tx.get_database_backend();
    if backend != DbBackend::Postgres {
        return Ok(true);
    }
    let sql = "SELECT pg_try_advisory_xact_lock($1)";
    let row = tx
        .query_one_raw(Statement::from_sql_and_values(backend, sql, [LOCK.into()]))
        .await?;
    Ok(row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or(false))
}

/// In the order of their identifiers, which begin with their time. An event that was taken away before it was sealed leaves its mark
/// for `verify`, and stands in nobody's way.
async fn list_waiting(tx: &Tx) -> Result<Vec<audit_event::Model>, Fault> {
    let mut after = Uuid::nil();
    loop {
        let marks = audit_pending::Entity::find()
            .filter(audit_pending::Column::EventId.gt(after))
            .order_by_asc(audit_pending::Column::EventId)
            .limit(BATCH as u64)
            .all(&**tx)
            .await?;
        let Some(last) = marks.last() else {
            return Ok(Vec::new());
        };
        after = last.event_id;
        let events = audit_event::Entity::find()
            .filter(audit_event::Column::Id.is_in(marks.iter().map(|mark| mark.event_id)))
            .order_by_asc(audit_event::Column::Id)
            .all(&**tx)
            .await?;
        if !events.is_empty() {
            return Ok(events);
        }
    }
}
