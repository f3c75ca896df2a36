use domain::messages::{Channel, Kind};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::Expr};

use super::deliver::withdraw_in;
use crate::{
    Broken, Context, Fault,
    db::Tx,
    entity::{
        account,
        outbox_message::{Column as C, Entity, Model},
    },
    live::List,
    notification::{Content, Line, address, cause_of, key_of},
};

/// A text message at night that cannot wait for the morning goes by mail instead, unless the mail is written already; `false` when no mail
/// reaches its reader in time. Older ones about the visit that wait for the morning are not true any more, and are taken back.
pub(super) async fn by_mail(
    ctx: &Context,
    row: &Model,
    content: &Content,
    reader: &account::Model,
) -> Result<bool, Fault> {
    let tx = ctx.db().begin().await?;
    take_back_older(ctx, &tx, row).await?;
    let is_mailed = write(ctx, &tx, row, content, reader).await?;
    if is_mailed {
        withdraw_in(ctx, &tx, row).await?;
    }
    tx.listed(List::Deliveries);
    tx.commit().await?;
    Ok(is_mailed)
}

async fn take_back_older(ctx: &Context, tx: &Tx, row: &Model) -> Result<(), Fault> {
    if row.appointment_id.is_none() {
        return Ok(());
    }
    Entity::update_many()
        .col_expr(C::WithdrawnAt, Expr::value(ctx.now().millis()))
        .filter(C::AppointmentId.eq(row.appointment_id))
        .filter(C::AccountId.eq(row.account_id))
        .filter(C::Channel.eq(row.channel.as_str()))
        .filter(C::Id.lt(row.id))
        // They find out by themselves whether they are still true.
        .filter(C::Kind.ne(Kind::Reminder.name()))
        .filter(C::LeasedUntil.is_null())
        .filter(C::SentAt.is_null())
        .filter(C::FailedAt.is_null())
        .filter(C::WithdrawnAt.is_null())
        .exec(&**tx)
        .await?;
    Ok(())
}

/// Writes the mail, where there is none; `false` when it does not reach its reader, or not in time.
async fn write(ctx: &Context, tx: &Tx, row: &Model, content: &Content, reader: &account::Model) -> Result<bool, Fault> {
    let Some(recipient) = address(ctx, reader, Channel::Email, content)?.filter(|address| !address.is_empty()) else {
        return Ok(false);
    };
    let cause = cause_of(row).ok_or(Broken::Inconsistent("outbox_message.dedupe_key"))?;
    let key = key_of(&row.kind, cause, Channel::Email.name());
    // Nobody gives it up meanwhile.
    let mail = Entity::find().filter(C::DedupeKey.eq(key)).lock_exclusive();
    match mail.one(&**tx).await? {
        Some(mail) => {
            // Also where this is what goes instead of that mail.
            let is_lost = mail.failed_at.is_some() || mail.withdrawn_at.is_some();
            let is_late = mail.sent_at.is_none() && mail.last_error.is_some();
            // The mail is of its own visit alone.
            let is_of_more = matches!(content, Content::Reminder { visits } if visits.len() > 1);
            Ok(!(is_lost || is_late || is_of_more))
        }
        None => {
            let line = Line {
                content,
                channel: Channel::Email,
                recipient,
                account: Some(reader.id),
                appointment: row.appointment_id.map(Into::into),
                cause,
                due: ctx.now(),
                origin: Some(row.id),
            };
            line.write(ctx, tx)?;
            Ok(true)
        }
    }
}

/// A text message after which nothing more was written of its visit to its reader.
const IS_LATEST: &str = "NOT EXISTS (
  SELECT 1 FROM outbox_message AS newer
  WHERE newer.id > outbox_message.id
    AND newer.appointment_id = outbox_message.appointment_id
    AND newer.account_id = outbox_message.account_id
    AND newer.channel = outbox_message.channel
)";

/// Has a text message sent after all for which a mail went, or was to go, that cannot be delivered, if it is the latest of its visit; answers
/// whether there is one.
pub(super) async fn by_text_after_all(ctx: &Context, tx: &Tx, mail: &Model) -> Result<bool, Fault> {
    let Some(cause) = cause_of(mail) else {
        return Ok(false);
    };
    let key = key_of(&mail.kind, cause, Channel::Sms.name());
    let text = Entity::find()
        .filter(C::DedupeKey.eq(key))
        .filter(C::WithdrawnAt.is_not_null())
        .filter(C::SentAt.is_null())
        .filter(C::FailedAt.is_null());
    let Some(text) = text.one(&**tx).await? else {
        return Ok(false);
    };
    let revived = Entity::update_many()
        .col_expr(C::WithdrawnAt, Expr::value(Option::<i64>::None))
        .col_expr(C::DueAt, Expr::value(ctx.now().millis()))
        .filter(C::Id.eq(text.id))
        // Of an account that was deleted meanwhile it is empty.
        .filter(C::Payload.ne(""))
        .filter(Expr::cust(IS_LATEST));
    if revived.exec(&**tx).await?.rows_affected > 0 {
        tx.wake_outbox();
    }
    Ok(true)
}
