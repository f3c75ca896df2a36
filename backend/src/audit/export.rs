use std::collections::HashMap;

use domain::{
    access::Actor,
    refusal::Refusal,
    time::{Date, Zone},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use serde::Serialize;
use uuid::Uuid;

use super::{Reading, Seen, list::first_id, note_always};
use crate::{
    Broken, Context, Fault,
    entity::{audit_event, audit_seal},
};

/// One event with its seal, as the rows have them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Exported {
    pub id: Uuid,
    /// Epoch milliseconds.
    pub at: i64,
    pub actor: String,
    pub account_id: Option<Uuid>,
    pub action: String,
    pub subject: String,
    pub subject_id: Uuid,
    pub detail: String,
    pub patient_id: Option<Uuid>,
    /// As it was typed. The seal is over what is stored, which is encrypted.
    pub reason: String,
    pub origin: String,
    pub request: String,
    /// None while it is not sealed.
    pub sequence: Option<i64>,
    pub sealed_at: Option<i64>,
    pub key_name: Option<String>,
    pub hash: Option<String>,
}

const PAGE: u64 = 1000;

/// Gives `each` the events from the first date to the last (UTC, both included, any when absent), the earliest first; only the
/// command line can. The export goes into the trail.
///
/// # Errors
/// `Forbidden` for anybody but the system; those of `each`.
pub async fn export_trail<E: From<Fault>>(
    ctx: &Context,
    from: Option<Date>,
    to: Option<Date>,
    mut each: impl FnMut(Exported) -> Result<(), E>,
) -> Result<(), E> {
    use audit_event::Column as C;
    if *ctx.actor() != Actor::System {
        return Err(Fault::from(Refusal::Forbidden).into());
    }
    let utc = Zone::parse("UTC").map_err(|_| Fault::from(Broken::Inconsistent("UTC")))?;
    let detail = format!("{} to {}", words(from), words(to));
    let all = Seen {
        patient: None,
        subject: ("clinic", Uuid::nil()),
    };
    note_always(ctx, Reading::Trail, &detail, [all]).await?;
    let (mut after, end) = (
        from.map(|date| first_id(&utc, date, 0)),
        to.map(|date| first_id(&utc, date, 24 * 60)),
    );
    let mut is_first = true;
    loop {
        let mut query = audit_event::Entity::find().order_by_asc(C::Id).limit(PAGE);
        if let Some(after) = after {
            query = query.filter(if is_first { C::Id.gte(after) } else { C::Id.gt(after) });
        }
        if let Some(end) = end {
            query = query.filter(C::Id.lt(end));
        }
        let db = ctx.db().reader();
        let events = query.all(db).await.map_err(Fault::from)?;
        let Some(last) = events.last() else {
            return Ok(());
        };
        (after, is_first) = (Some(last.id), false);
        let seals = audit_seal::Entity::find()
            .filter(audit_seal::Column::EventId.is_in(events.iter().map(|event| event.id)))
            .all(db)
            .await
            .map_err(Fault::from)?;
        let mut seals: HashMap<Uuid, audit_seal::Model> = seals.into_iter().map(|seal| (seal.event_id, seal)).collect();
        for mut event in events {
            event.reason = super::opened_reason(ctx.keys(), &event).map_err(Fault::from)?;
            let seal = seals.remove(&event.id);
            each(exported(event, seal))?;
        }
    }
}

fn words(date: Option<Date>) -> String {
    date.map_or_else(|| "any".to_owned(), |date| date.to_string())
}

fn exported(event: audit_event::Model, seal: Option<audit_seal::Model>) -> Exported {
    let (sequence, sealed_at) = (
        seal.as_ref().map(|seal| seal.sequence),
        seal.as_ref().map(|seal| seal.sealed_at),
    );
    Exported {
        id: event.id,
        at: event.at,
        actor: event.actor,
        account_id: event.account_id,
        action: event.action,
        subject: event.subject,
        subject_id: event.subject_id,
        detail: event.detail,
        patient_id: event.patient_id,
        reason: event.reason,
        origin: event.origin,
        request: event.request,
        sequence,
        sealed_at,
        key_name: seal.as_ref().map(|seal| seal.key_name.clone()),
        hash: seal.map(|seal| seal.hash),
    }
}
