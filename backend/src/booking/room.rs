use domain::{audit::Deed, booking::Change, version::Version};
use sea_orm::sea_query::Expr;
use uuid::Uuid;

use super::{history, record};
use crate::{Context, Fault, audit, db::Tx, entity::appointment};

/// Gives an appointment another room, in the transaction of why; its time and its doctor stay.
///
/// # Errors
/// `Stale` when it changed since `row` was read; `SlotTaken` when the room is not free then.
pub(crate) async fn give_room(ctx: &Context, tx: &Tx, row: &appointment::Model, room: Uuid) -> Result<(), Fault> {
    let status = record::status(row)?;
    let update = record::update(row.id, Version::new(row.version), status, ctx.now())
        .col_expr(appointment::Column::RoomId, Expr::value(room));
    record::apply(tx, update).await?;
    // Nobody has booked what is only held.
    if row.patient_id.is_none() {
        return Ok(());
    }
    let row = record::reload(tx, row.id).await?;
    history::add(ctx, tx, &row, Change::Room, None, None)?;
    let event = audit::Event {
        action: Deed::GiveRoom,
        subject: "appointment",
        subject_id: row.id,
        detail: &row.status,
        patient: row.patient_id,
        reason: None,
    };
    audit::record(ctx, tx, event)?;
    Ok(())
}
