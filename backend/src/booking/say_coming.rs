use domain::{
    access::{Action, Subject},
    audit::Deed,
    booking::{AppointmentView, Change, Status},
    ids::AppointmentId,
    refusal::Refusal,
    version::Version,
};
use sea_orm::sea_query::Expr;

use super::{history, record, view};
use crate::{Context, Fault, audit, db::retry, entity::appointment};

/// A patient's word that they will come ("accepted" of a FHIR appointment's participant).
#[derive(Clone, Copy, Debug)]
pub struct SayComing {
    pub appointment: AppointmentId,
    /// As the person saw it.
    pub version: Version,
}

/// Puts down that the patient will come. The same again is answered alike, and put down once. A moved appointment is at another time, of
/// which nothing was said.
///
/// # Errors
/// `NotFound` for a stranger's; `Forbidden` for all but its patient; `Stale` when it changed, is over, or is not confirmed.
pub async fn say_coming(ctx: &Context, input: SayComing) -> Result<AppointmentView, Fault> {
    retry(|| try_say(ctx, input)).await
}

async fn try_say(ctx: &Context, input: SayComing) -> Result<AppointmentView, Fault> {
    let tx = ctx.db().begin().await?;
    let row = record::load_visible(ctx, &*tx, input.appointment).await?;
    let relation = record::relation(ctx.actor(), &row);
    ctx.check(Action::SayComing, Subject::Appointment, relation)?;
    let id = row.id;
    if is_said(&row) {
        return view::load_view(ctx, &*tx, row).await;
    }
    if record::status(&row)? != Status::Confirmed || row.starts_at <= ctx.now().millis() {
        return Err(Refusal::Stale.into());
    }
    let update = record::update(id, input.version, Status::Confirmed, ctx.now()).col_expr(
        appointment::Column::AttendanceConfirmedAt,
        Expr::value(ctx.now().millis()),
    );
    let row = match record::apply(&tx, update).await {
        Ok(row) => row,
        Err(fault) => return record::already(ctx, tx, fault, id, is_said).await,
    };
    history::add(ctx, &tx, &row, Change::SayComing, None, None)?;
    let event = audit::Event {
        action: Deed::SayComing,
        subject: "appointment",
        subject_id: id,
        detail: "",
        patient: row.patient_id,
        reason: None,
    };
    audit::record(ctx, &tx, event)?;
    let view = view::load_view(ctx, &*tx, row).await?;
    tx.commit().await?;
    Ok(view)
}

fn is_said(row: &appointment::Model) -> bool {
    row.attendance_confirmed_at.is_some() && row.status == Status::Confirmed.name()
}
