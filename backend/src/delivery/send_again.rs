use domain::{
    access::{Action, Relation, Subject},
    audit::Deed,
    ids::MessageId,
    refusal::Refusal,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{
    Again,
    get::{may_be_sent_again, seen, stand_ins},
    line::{channel, kind_words},
};
use crate::{
    Broken, Context, Fault, audit,
    db::retry,
    entity::{account, outbox_message},
    notification::{Line, cause_of, key_of},
};

/// In the name of a message that was sent again.
const AGAIN: &str = ":again:";

/// Whether an administrator asked for it, who does not wait for the morning.
pub(crate) fn is_sent_again(row: &outbox_message::Model) -> bool {
    cause_of(row).is_some_and(|cause| cause.contains(AGAIN))
}

/// A message to send again.
#[derive(Clone, Copy, Debug)]
pub struct SendAgain {
    pub message: MessageId,
    /// How many times it was already, as the person saw it.
    pub times: u32,
}

/// Sends a message again, to where its reader is reached now: a row of its own, named by the message and by the number of the time, so
/// that a form that is sent twice sends one. Answers the new message.
///
/// # Errors
/// `SignInFirst`; `Forbidden` for all but administrators; `NotFound`; `Stale` when it cannot be sent again, or was by somebody else.
pub async fn send_again(ctx: &Context, input: SendAgain) -> Result<MessageId, Fault> {
    ctx.check(Action::Edit, Subject::Delivery, Relation::Stranger)?;
    let key = retry(|| try_send_again(ctx, input)).await?;
    match named(ctx.db().reader(), &key).await? {
        Some(row) => Ok(row.id.into()),
        None => Err(Broken::RowsAffected { expected: 1, actual: 0 }.into()),
    }
}

/// The key of the new message.
async fn try_send_again(ctx: &Context, input: SendAgain) -> Result<String, Fault> {
    let tx = ctx.db().begin().await?;
    let found = outbox_message::Entity::find_by_id(Uuid::from(input.message));
    let row = found.lock_exclusive().one(&*tx).await?.ok_or(Refusal::NotFound)?;
    let base = cause_of(&row).ok_or(Broken::Inconsistent("outbox_message.dedupe_key"))?;
    let cause = format!("{base}{AGAIN}{}", input.times.saturating_add(1));
    let key = key_of(&row.kind, &cause, &row.channel);
    if named(&*tx, &key).await?.is_some() {
        // The same form, sent twice.
        return Ok(key);
    }
    let reader = match row.account_id {
        Some(id) => account::Entity::find_by_id(id).one(&*tx).await?,
        None => None,
    };
    let later = stand_ins(&*tx, row.id).await?;
    let (again, what) = may_be_sent_again(ctx, &*tx, &row, reader.as_ref(), &later).await?;
    let Some((content, recipient)) = what.filter(|_| again == Again::Possible { times: input.times }) else {
        return Err(Refusal::Stale.into());
    };
    let line = Line {
        content: &content,
        channel: channel(&row)?,
        recipient,
        account: row.account_id,
        appointment: row.appointment_id.map(Into::into),
        cause: &cause,
        due: ctx.now(),
        origin: Some(row.id),
    };
    line.write(ctx, &tx)?;
    let seen = seen(&row, reader.as_ref());
    let event = audit::Event {
        action: Deed::SendAgain,
        subject: seen.subject.0,
        subject_id: seen.subject.1,
        detail: &format!("{}, {}", kind_words(&row.kind), row.channel),
        patient: seen.patient,
        reason: None,
    };
    audit::record(ctx, &tx, event)?;
    tx.commit().await?;
    Ok(key)
}

async fn named(db: &impl sea_orm::ConnectionTrait, key: &str) -> Result<Option<outbox_message::Model>, Fault> {
    let query = outbox_message::Entity::find().filter(outbox_message::Column::DedupeKey.eq(key));
    Ok(query.one(db).await?)
}
