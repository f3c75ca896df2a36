use domain::ids::AppointmentId;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, sea_query::OnConflict};
use uuid::Uuid;

use super::{Channel, Message, message::Content};
use crate::{
    Broken, Context, Fault,
    db::Tx,
    entity::{Sealed, outbox_message},
};

/// Has a message sent once `tx` is committed. The same message again is one message.
///
/// # Errors
/// Only those of the database.
pub async fn enqueue(ctx: &Context, tx: &Tx, message: Message) -> Result<(), Fault> {
    let draft = Draft::new(ctx, message);
    let payload = serde_json::to_string(&draft.content).map_err(|error| Broken::other("a message")(error.into()))?;
    let now = ctx.now().millis();
    let row = outbox_message::Model {
        id: ctx.new_id(),
        kind: draft.content.kind().to_owned(),
        channel: draft.channel.name().to_owned(),
        recipient: draft.recipient,
        appointment_id: draft.appointment.map(Uuid::from),
        payload,
        dedupe_key: format!("{}:{}:{}", draft.content.kind(), draft.cause, draft.channel.name()),
        created_at: now,
        due_at: now,
        attempts: 0,
        leased_until: None,
        sent_at: None,
        failed_at: None,
        last_error: None,
        recipient_index: None,
    };
    let once = OnConflict::column(outbox_message::Column::DedupeKey)
        .do_nothing()
        .to_owned();
    let row = row.seal(ctx.keys())?.into_active_model().reset_all();
    tx.insert_at_last(&outbox_message::Entity::insert(row).on_conflict(once));
    tx.wake_outbox();
    Ok(())
}

/// A message taken apart into columns.
struct Draft {
    content: Content,
    channel: Channel,
    recipient: String,
    appointment: Option<AppointmentId>,
    /// With the kind, names the message: it exists once.
    cause: String,
}

impl Draft {
    fn new(ctx: &Context, message: Message) -> Self {
        match message {
            Message::PhoneCode { recipient, code, cause } => Self {
                content: Content::PhoneCode { code },
                channel: Channel::Sms,
                recipient,
                appointment: None,
                cause,
            },
            Message::Code(notice) => Self {
                channel: Channel::Email,
                content: Content::Code { code: notice.code },
                recipient: notice.recipient.as_str().to_owned(),
                appointment: None,
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
                appointment: None,
                cause: format!("{registration_hash}:{number}"),
            },
            Message::Emergency(notice) => Self {
                channel: Channel::Email,
                recipient: notice.recipient.clone(),
                appointment: None,
                cause: format!("{}:{}", notice.emergency, notice.account),
                content: Content::of_emergency(notice),
            },
            Message::AccountApproved(notice) => Self {
                channel: Channel::Email,
                content: Content::AccountApproved {
                    is_staff: notice.is_staff,
                },
                recipient: notice.recipient.as_str().to_owned(),
                appointment: None,
                cause: format!("{}:{}", notice.account, notice.sequence),
            },
            Message::AccountRejected { notice, reason } => Self {
                channel: Channel::Email,
                content: Content::AccountRejected { reason },
                recipient: notice.recipient.as_str().to_owned(),
                appointment: None,
                cause: format!("{}:{}", notice.account, notice.sequence),
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
                appointment: None,
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
                appointment: None,
                cause: reset_hash,
            },
            Message::Security { recipient, change, id } => Self {
                channel: Channel::Email,
                content: Content::Security { change },
                recipient,
                appointment: None,
                cause: id.to_string(),
            },
            Message::Appointment(notice) => Self {
                channel: Channel::Email,
                recipient: notice.recipient.clone(),
                appointment: Some(notice.view.id),
                cause: format!("{}:{}", notice.view.id, notice.sequence),
                content: Content::of_appointment(notice, ctx.actor(), ctx.now()),
            },
        }
    }
}
