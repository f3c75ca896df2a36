use domain::messages::{Channel, Kind, Topic};
use sea_orm::EntityTrait;

use super::by_mail::by_text_after_all;
use crate::{
    Broken, Context, Fault,
    db::Tx,
    entity::{account, outbox_message},
    notification::{Content, Line, address, cause_of, is_secret, read, tell_administrators},
};

const MILLIS_PER_HOUR: i64 = 60 * 60 * 1000;

/// A message that cannot be delivered goes the other way, where there is one, and administrators are told.
pub(super) async fn give_up(ctx: &Context, tx: &Tx, row: &outbox_message::Model) -> Result<(), Fault> {
    if row.kind == Kind::DeliveryFailed.name() {
        // Or it would never end.
        return Ok(());
    }
    if !is_secret(&row.kind) {
        fall_back(ctx, tx, row).await?;
    }
    let hour = ctx.now().millis() / MILLIS_PER_HOUR;
    tell_administrators(ctx, tx, Topic::Deliveries, &Content::DeliveryFailed, &hour.to_string()).await
}

/// The same by text message instead of by mail, or the other way round, unless it went that way already.
async fn fall_back(ctx: &Context, tx: &Tx, row: &outbox_message::Model) -> Result<(), Fault> {
    let other = match Channel::from_name(&row.channel) {
        Some(Channel::Email) => Channel::Sms,
        Some(Channel::Sms) => Channel::Email,
        Some(Channel::App) | None => return Ok(()),
    };
    if other == Channel::Sms && by_text_after_all(ctx, tx, row).await? {
        return Ok(());
    }
    let Some(id) = row.account_id.filter(|_| row.origin_id.is_none()) else {
        return Ok(());
    };
    let Some(reader) = account::Entity::find_by_id(id).one(&**tx).await? else {
        return Ok(());
    };
    // It could not be read, and that is why it failed.
    let Ok(content) = read(row, ctx.keys()) else {
        return Ok(());
    };
    let Some(recipient) = address(ctx, &reader, other, &content)? else {
        return Ok(());
    };
    let cause = cause_of(row).ok_or(Broken::Inconsistent("outbox_message.dedupe_key"))?;
    let line = Line {
        content: &content,
        channel: other,
        recipient,
        account: Some(id),
        appointment: row.appointment_id.map(Into::into),
        cause,
        due: ctx.now(),
        origin: Some(row.id),
    };
    line.write(ctx, tx)
}
