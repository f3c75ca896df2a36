use domain::{
    access::{Action, Relation, Subject},
    account::{AccountState, Role},
    ids::{AppointmentId, MessageId},
    messages::{Channel, DeliveryState},
    refusal::Refusal,
    time::{TimeLabel, Zone},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{
    DeliveryLine,
    line::{channel, line, moment, readers, state},
};
use crate::{
    Context, Fault,
    audit::{self, Reading, Seen, clinic_zone},
    entity::{account, delivery_attempt, outbox_message},
    notification::{Content, address, can_be_said_again, is_secret, read},
};

/// One message and what became of it.
pub struct DeliveryView {
    pub line: DeliveryLine,
    /// When it was sent, given up or withdrawn.
    pub ended: Option<TimeLabel>,
    pub attempts: Vec<AttemptLine>,
    pub appointment: Option<AppointmentId>,
    /// The message that this one stands in for.
    pub origin: Option<Related>,
    /// Those that stand in for this one, the oldest first.
    pub later: Vec<Related>,
    pub again: Again,
    /// "Europe/London"
    pub zone: String,
}

/// One try.
pub struct AttemptLine {
    pub number: i64,
    pub at: TimeLabel,
    /// In words.
    pub what: String,
    pub was_taken: bool,
}

/// Another message that says the same.
pub struct Related {
    pub id: MessageId,
    pub at: TimeLabel,
    pub channel: Channel,
    pub state: DeliveryState,
    /// Somebody sent it again; else it went the other way by itself.
    pub is_again: bool,
}

/// Whether a message can be sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// It was so many times.
    Possible { times: u32 },
    /// It opens something, and is not kept.
    Secret,
    /// It is on the site, where it stays.
    OnSite,
    /// It is still to be sent.
    Waits,
    /// It says what is not so any more.
    Past,
    /// There is no address, or no gateway.
    Unreachable,
}

/// One message. Goes into the audit trail.
///
/// # Errors
/// `SignInFirst`; `Forbidden` for all but administrators; `NotFound`.
pub async fn get_delivery(ctx: &Context, id: MessageId) -> Result<DeliveryView, Fault> {
    ctx.check(Action::Read, Subject::Delivery, Relation::Stranger)?;
    let db = ctx.db().reader();
    let row = outbox_message::Entity::find_by_id(Uuid::from(id)).one(db).await?;
    let row = row.ok_or(Refusal::NotFound)?;
    let readers = readers(db, std::slice::from_ref(&row)).await?;
    let reader = row.account_id.and_then(|id| readers.get(&id));
    audit::note(ctx, Reading::Message, &row.kind, [seen(&row, reader)]).await?;
    let zone = clinic_zone(db).await?;
    let origin = match row.origin_id {
        Some(id) => outbox_message::Entity::find_by_id(id).one(db).await?,
        None => None,
    };
    let later = stand_ins(db, row.id).await?;
    let origin = origin.map(|other| related(&zone, &other, &other, &row)).transpose()?;
    Ok(DeliveryView {
        line: line(ctx, &zone, &readers, &row)?,
        ended: row
            .sent_at
            .or(row.failed_at)
            .or(row.withdrawn_at)
            .map(|at| moment(at, &zone)),
        attempts: attempts(db, row.id, &zone).await?,
        appointment: row.appointment_id.map(Into::into),
        origin,
        again: may_be_sent_again(ctx, db, &row, reader, &later).await?.0,
        later: later
            .iter()
            .map(|other| related(&zone, other, &row, other))
            .collect::<Result<_, _>>()?,
        zone: zone.name().to_owned(),
    })
}

/// For the audit trail: the one whom it went to, else the message.
pub(super) fn seen(row: &outbox_message::Model, reader: Option<&account::Model>) -> Seen {
    match reader {
        Some(reader) => Seen {
            patient: (reader.role == Role::Patient.name()).then_some(reader.id),
            subject: ("account", reader.id),
        },
        None => Seen {
            patient: None,
            subject: ("message", row.id),
        },
    }
}

/// What was written instead of a message.
pub(super) async fn stand_ins(db: &impl ConnectionTrait, id: Uuid) -> Result<Vec<outbox_message::Model>, Fault> {
    let query = outbox_message::Entity::find().filter(outbox_message::Column::OriginId.eq(id));
    Ok(query.order_by_asc(outbox_message::Column::Id).all(db).await?)
}

fn related(
    zone: &Zone,
    shown: &outbox_message::Model,
    first: &outbox_message::Model,
    second: &outbox_message::Model,
) -> Result<Related, Fault> {
    Ok(Related {
        id: shown.id.into(),
        at: moment(shown.created_at, zone),
        channel: channel(shown)?,
        state: state(shown),
        is_again: first.channel == second.channel,
    })
}

async fn attempts(db: &impl ConnectionTrait, id: Uuid, zone: &Zone) -> Result<Vec<AttemptLine>, Fault> {
    use delivery_attempt::Column as C;
    let rows = delivery_attempt::Entity::find()
        .filter(C::MessageId.eq(id))
        .order_by_asc(C::Number)
        .order_by_asc(C::Id);
    let rows = rows.all(db).await?.into_iter();
    let attempt = |row: delivery_attempt::Model| AttemptLine {
        number: row.number,
        at: moment(row.attempted_at, zone),
        was_taken: row.fault.is_none(),
        what: match (&row.fault, &row.answer) {
            (Some(fault), _) => fault_words(fault),
            (None, Some(answer)) => format!("The server took it: {answer}"),
            (None, None) => "The server took it".to_owned(),
        },
    };
    Ok(rows.map(attempt).collect())
}

/// Of a stored class of fault (`adapters::SendFault`).
fn fault_words(class: &str) -> String {
    match class.split_once(' ') {
        Some(("refused", code)) => format!("The server refused it: {code}"),
        Some(("timed", _)) => "The server took too long".to_owned(),
        _ => match class {
            "unreachable" => "The server could not be reached".to_owned(),
            "unwritable" => "The message could not be written".to_owned(),
            "folder" => "The folder of messages could not be written".to_owned(),
            other => other.to_owned(),
        },
    }
}

/// Whether it can, and what and where to.
pub(super) async fn may_be_sent_again(
    ctx: &Context,
    db: &impl ConnectionTrait,
    row: &outbox_message::Model,
    reader: Option<&account::Model>,
    later: &[outbox_message::Model],
) -> Result<(Again, Option<(Content, String)>), Fault> {
    let channel = channel(row)?;
    let no = |why| Ok((why, None));
    if is_secret(&row.kind) {
        return no(Again::Secret);
    }
    if channel == Channel::App {
        return no(Again::OnSite);
    }
    match state(row) {
        DeliveryState::Waiting => return no(Again::Waits),
        DeliveryState::Withdrawn => return no(Again::Past),
        DeliveryState::Sent | DeliveryState::Failed => {}
    }
    let Ok(mut content) = read(row, ctx.keys()) else {
        return no(Again::Past);
    };
    let recipient = match reader {
        // Where they are reached now.
        Some(reader) => address(ctx, reader, channel, &content)?,
        None if row.account_id.is_some() || row.recipient.is_empty() => None,
        None if channel == Channel::Sms && !ctx.settings().sends_sms => None,
        None => Some(row.recipient(ctx.keys())?),
    };
    let Some(recipient) = recipient.filter(|address| !address.is_empty()) else {
        return no(Again::Unreachable);
    };
    if reader.is_some_and(|reader| reader.state == AccountState::Deleted.name()) {
        return no(Again::Unreachable);
    }
    if !can_be_said_again(ctx, db, &mut content, reader, &recipient).await? {
        return no(Again::Past);
    }
    let agains = later.iter().filter(|other| other.channel == row.channel).count();
    let times = u32::try_from(agains).unwrap_or(u32::MAX);
    Ok((Again::Possible { times }, Some((content, recipient))))
}
