use domain::{ids::AppointmentId, messages::Channel, time::Instant};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, sea_query::OnConflict};
use uuid::Uuid;

use super::{Message, message::Content};
use crate::{
    Broken, Context, Fault,
    db::Tx,
    entity::{Sealed, outbox_message},
    live::List,
};

/// Has a message sent once `tx` is committed. The same message again is one message.
///
/// # Errors
/// Only those of the database.
pub async fn enqueue(ctx: &Context, tx: &Tx, message: Message) -> Result<(), Fault> {
    let draft = Draft::new(message);
    let line = Line {
        content: &draft.content,
        channel: draft.channel,
        recipient: draft.recipient,
        account: None,
        appointment: None,
        cause: &draft.cause,
        due: ctx.now(),
        origin: None,
    };
    line.write(ctx, tx)
}

/// A row of the outbox.
pub(crate) struct Line<'a> {
    pub content: &'a Content,
    pub channel: Channel,
    /// Nothing for what stays on the site.
    pub recipient: String,
    pub account: Option<Uuid>,
    pub appointment: Option<AppointmentId>,
    /// With kind and channel, names the message: it exists once.
    pub cause: &'a str,
    pub due: Instant,
    pub origin: Option<Uuid>,
}

impl Line<'_> {
    /// With the commit of `tx`.
    pub fn write(self, ctx: &Context, tx: &Tx) -> Result<(), Fault> {
        let kind = self.content.kind().name();
        let payload = serde_json::to_string(self.content).map_err(|error| Broken::other("a message")(error.into()))?;
        let now = ctx.now().millis();
        // A row of the list is delivered by being there. One that is due later may be untrue by then: the job looks.
        let is_there = self.channel == Channel::App && self.due.millis() <= now;
        let row = outbox_message::Model {
            id: ctx.new_id(),
            kind: kind.to_owned(),
            channel: self.channel.name().to_owned(),
            recipient: self.recipient,
            appointment_id: self.appointment.map(Uuid::from),
            payload,
            dedupe_key: key_of(kind, self.cause, self.channel.name()),
            created_at: now,
            due_at: self.due.millis(),
            attempts: 0,
            leased_until: None,
            sent_at: is_there.then_some(now),
            failed_at: None,
            last_error: None,
            recipient_index: None,
            account_id: self.account,
            origin_id: self.origin,
            withdrawn_at: None,
            read_at: None,
        };
        let once = OnConflict::column(outbox_message::Column::DedupeKey)
            .do_nothing()
            .to_owned();
        let row = row.seal(ctx.keys())?.into_active_model().reset_all();
        tx.insert_at_last(&outbox_message::Entity::insert(row).on_conflict(once));
        tx.listed(List::Deliveries);
        match self.account.filter(|_| is_there) {
            Some(reader) => tx.told(reader.into()),
            None => tx.wake_outbox(),
        }
        Ok(())
    }
}

/// The name of a message, of which there is one.
pub(crate) fn key_of(kind: &str, cause: &str, channel: &str) -> String {
    format!("{kind}:{cause}:{channel}")
}

/// What a message is named by beside its kind and its channel.
pub(crate) fn cause_of(row: &outbox_message::Model) -> Option<&str> {
    let rest = row.dedupe_key.strip_prefix(&row.kind)?.strip_prefix(':')?;
    rest.strip_suffix(&row.channel)?.strip_suffix(':')
}

/// A message taken apart into columns.
struct Draft {
    content: Content,
    channel: Channel,
    recipient: String,
    /// With the kind, names the message: it exists once.
    cause: String,
}

impl Draft {
    fn new(message: Message) -> Self {
        match message {
            Message::PhoneCode { recipient, code, cause } => Self {
                content: Content::PhoneCode { code },
                channel: Channel::Sms,
                recipient,
                cause,
            },
            Message::Code(notice) => Self {
                channel: Channel::Email,
                content: Content::Code { code: notice.code },
                recipient: notice.recipient.as_str().to_owned(),
                cause: format!("{}:{}", notice.registration_hash, notice.number),
            },
            Message::AlreadyRegistered {
                recipient,
                registration_hash,
                number,
            } => Self {
                channel: Channel::Email,
                content: Content::AlreadyRegistered,
                recipient: recipient.as_str().to_owned(),
                cause: format!("{registration_hash}:{number}"),
            },
            Message::Emergency(notice) => Self {
                channel: Channel::Email,
                recipient: notice.recipient.clone(),
                cause: format!("{}:{}", notice.emergency, notice.account),
                content: Content::of_emergency(notice),
            },
            Message::Invitation {
                recipient,
                token,
                token_hash,
            } => Self {
                channel: Channel::Email,
                content: Content::Invitation {
                    token: token.secret().to_owned(),
                },
                recipient: recipient.as_str().to_owned(),
                cause: token_hash,
            },
            Message::PasswordReset {
                recipient,
                reset_hash,
                token,
            } => Self {
                channel: Channel::Email,
                content: token.map_or(Content::NoAccount, |token| Content::PasswordReset { token }),
                recipient: recipient.as_str().to_owned(),
                cause: reset_hash,
            },
            Message::Security { recipient, change, id } => Self {
                channel: Channel::Email,
                content: Content::Security { change },
                recipient,
                cause: id.to_string(),
            },
            Message::ContactCode { recipient, code, cause } => Self {
                channel: Channel::Email,
                content: Content::ContactCode { code },
                recipient: recipient.as_str().to_owned(),
                cause,
            },
            Message::ContactTaken { recipient, cause } => Self {
                channel: Channel::Email,
                content: Content::ContactTaken,
                recipient: recipient.as_str().to_owned(),
                cause,
            },
            Message::ContactChanged(notice) => Self {
                channel: notice.channel,
                content: Content::ContactChanged(notice.change),
                recipient: notice.recipient,
                cause: notice.id.to_string(),
            },
        }
    }
}
