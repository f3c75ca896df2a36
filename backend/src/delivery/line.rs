//! From rows to what the pages show.

use std::collections::HashMap;

use domain::{
    account::Role,
    ids::{AccountId, MessageId},
    messages::{Channel, DeliveryState, Kind, masked},
    time::{Instant, TimeLabel, Zone},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    Broken, Context, Fault,
    entity::{account, outbox_message},
};

/// One message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryLine {
    pub id: MessageId,
    /// When it was written.
    pub at: TimeLabel,
    /// In words.
    pub kind: String,
    pub channel: Channel,
    /// Who has the account, where there is one.
    pub who: Option<(AccountId, String)>,
    /// Masked; empty for what stays on the site or was erased.
    pub address: String,
    pub state: DeliveryState,
    pub tries: u32,
    /// While it waits.
    pub next_try: Option<TimeLabel>,
}

pub(super) fn state(row: &outbox_message::Model) -> DeliveryState {
    match (row.sent_at, row.failed_at, row.withdrawn_at) {
        (Some(_), ..) => DeliveryState::Sent,
        (_, Some(_), _) => DeliveryState::Failed,
        (.., Some(_)) => DeliveryState::Withdrawn,
        _ => DeliveryState::Waiting,
    }
}

pub(super) fn channel(row: &outbox_message::Model) -> Result<Channel, Fault> {
    Channel::from_name(&row.channel).ok_or_else(|| Broken::Inconsistent("outbox_message.channel").into())
}

/// "Reminder"; the word of the row where an earlier version had another kind.
pub(super) fn kind_words(name: &str) -> String {
    Kind::from_name(name).map_or_else(|| name.replace('_', " "), |kind| kind.label().to_owned())
}

pub(super) fn moment(millis: i64, zone: &Zone) -> TimeLabel {
    TimeLabel::new(Instant::from_millis(millis), zone)
}

/// Whose the messages are.
pub(super) async fn readers(
    db: &impl ConnectionTrait,
    rows: &[outbox_message::Model],
) -> Result<HashMap<Uuid, account::Model>, Fault> {
    let ids: Vec<Uuid> = rows.iter().filter_map(|row| row.account_id).collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let found = account::Entity::find().filter(account::Column::Id.is_in(ids));
    let found = found.all(db).await?.into_iter();
    Ok(found.map(|row| (row.id, row)).collect())
}

/// For the audit trail.
pub(super) fn patients(readers: &HashMap<Uuid, account::Model>) -> impl Iterator<Item = Uuid> {
    let patients = readers.values().filter(|row| row.role == Role::Patient.name());
    patients.map(|row| row.id)
}

pub(super) fn line(
    ctx: &Context,
    zone: &Zone,
    readers: &HashMap<Uuid, account::Model>,
    row: &outbox_message::Model,
) -> Result<DeliveryLine, Fault> {
    let (state, channel) = (state(row), channel(row)?);
    // Erased with its account.
    let address = if row.recipient.is_empty() {
        String::new()
    } else {
        masked(channel, &row.recipient(ctx.keys())?)
    };
    let who = row.account_id.and_then(|id| readers.get(&id));
    Ok(DeliveryLine {
        id: row.id.into(),
        at: moment(row.created_at, zone),
        kind: kind_words(&row.kind),
        channel,
        who: who.map(|reader| {
            let name = format!("{} {}", reader.given_name, reader.family_name);
            (reader.id.into(), name)
        }),
        address,
        state,
        tries: u32::try_from(row.attempts).unwrap_or(0),
        next_try: (state == DeliveryState::Waiting).then(|| moment(row.due_at, zone)),
    })
}
