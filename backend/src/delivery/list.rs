use domain::{
    access::{Action, Relation, Subject},
    ids::{AccountId, MessageId},
    messages::{Channel, DeliveryState, Kind},
    time::Zone,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select};
use uuid::Uuid;

use super::{
    DeliveryLine,
    find::to_whom,
    line::{line, patients, readers},
};
use crate::{
    Context, Fault,
    audit::{self, Reading, clinic_zone, parse_date},
    entity::outbox_message::{Column as C, Entity},
};

/// Which messages an administrator looks for.
#[derive(Clone, Debug, Default)]
pub struct DeliveryFilter {
    /// Parts of a name, or an address or a number in full.
    pub words: String,
    pub person: Option<AccountId>,
    pub state: Option<DeliveryState>,
    pub channel: Option<Channel>,
    pub kind: Option<Kind>,
    /// "2026-11-23", or empty.
    pub from: String,
    pub to: String,
    /// Only what was written before this one.
    pub before: Option<MessageId>,
}

/// A page of messages, the latest first.
pub struct Deliveries {
    pub rows: Vec<DeliveryLine>,
    /// For `before`, where there is more.
    pub next: Option<MessageId>,
    /// "Europe/London"
    pub zone: String,
}

const PER_PAGE: u64 = 50;

/// The messages that fit. The patients among their readers go into the audit trail.
///
/// # Errors
/// `SignInFirst`; `Forbidden` for all but administrators; `Invalid` for a date that is none.
pub async fn list_deliveries(ctx: &Context, filter: &DeliveryFilter) -> Result<Deliveries, Fault> {
    ctx.check(Action::List, Subject::Delivery, Relation::Stranger)?;
    let db = ctx.db().reader();
    let zone = clinic_zone(db).await?;
    let query = query(ctx, filter, &zone)?;
    let mut rows = query.limit(PER_PAGE + 1).all(db).await?;
    let has_more = rows.len() as u64 > PER_PAGE;
    rows.truncate(PER_PAGE as usize);
    let readers = readers(db, &rows).await?;
    audit::note_patients(ctx, Reading::Messages, "", patients(&readers)).await?;
    Ok(Deliveries {
        next: rows.last().filter(|_| has_more).map(|row| row.id.into()),
        zone: zone.name().to_owned(),
        rows: rows
            .iter()
            .map(|row| line(ctx, &zone, &readers, row))
            .collect::<Result<_, _>>()?,
    })
}

fn query(ctx: &Context, filter: &DeliveryFilter, zone: &Zone) -> Result<Select<Entity>, Fault> {
    // Identifiers begin with their time.
    let mut query = Entity::find().order_by_desc(C::Id);
    if let Some(whose) = to_whom(ctx, &filter.words) {
        query = query.filter(whose);
    }
    if let Some(person) = filter.person {
        query = query.filter(C::AccountId.eq(Uuid::from(person)));
    }
    if let Some(channel) = filter.channel {
        query = query.filter(C::Channel.eq(channel.name()));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(C::Kind.eq(kind.name()));
    }
    query = match filter.state {
        None => query,
        Some(DeliveryState::Sent) => query.filter(C::SentAt.is_not_null()),
        Some(DeliveryState::Failed) => query.filter(C::FailedAt.is_not_null()),
        Some(DeliveryState::Withdrawn) => query.filter(C::WithdrawnAt.is_not_null()),
        Some(DeliveryState::Waiting) => query
            .filter(C::SentAt.is_null())
            .filter(C::FailedAt.is_null())
            .filter(C::WithdrawnAt.is_null()),
    };
    if !filter.from.trim().is_empty() {
        let from = zone.resolve(parse_date(&filter.from)?, 0);
        query = query.filter(C::CreatedAt.gte(from.millis()));
    }
    if !filter.to.trim().is_empty() {
        let to = zone.resolve(parse_date(&filter.to)?, 24 * 60);
        query = query.filter(C::CreatedAt.lt(to.millis()));
    }
    if let Some(before) = filter.before {
        query = query.filter(C::Id.lt(Uuid::from(before)));
    }
    Ok(query)
}
