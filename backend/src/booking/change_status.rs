use domain::{
    access::{Action, Subject},
    audit::Deed,
    booking::{AppointmentView, Change, InvalidChange, Step},
    ids::AppointmentId,
    refusal::Refusal,
    time::{Instant, Zone},
    version::Version,
};
use sea_orm::sea_query::Expr;
use uuid::Uuid;

use super::{
    history,
    notice::{notify, parties},
    record, view,
};
use crate::{Broken, Context, Fault, audit, db::retry, entity::appointment, notification::NoticeKind};

/// What happened to an appointment on its day.
#[derive(Clone, Debug)]
pub struct ChangeStatus {
    pub appointment: AppointmentId,
    /// As the person saw it.
    pub version: Version,
    /// One of `Arrive`, `Start`, `Complete`, `MarkNoShow`, `Reopen`.
    pub step: Step,
}

/// Notes that a patient arrived, was seen or did not come, or takes the last such note back.
///
/// # Errors
/// `NotFound` for a stranger's; `Forbidden` for its patient; `Stale`; `InvalidChange` when the status does not allow it,
/// before the day of the visit, and for a no-show before its start; `SlotTaken` when it is reopened and its time has been given away.
pub async fn change_status(ctx: &Context, input: &ChangeStatus) -> Result<AppointmentView, Fault> {
    retry(|| try_change(ctx, input)).await
}

async fn try_change(ctx: &Context, input: &ChangeStatus) -> Result<AppointmentView, Fault> {
    let id = Uuid::from(input.appointment);
    let tx = ctx.db().begin().await?;
    let row = record::load_visible(ctx, &*tx, input.appointment).await?;
    ctx.check(
        Action::ChangeStatus,
        Subject::Appointment,
        record::relation(ctx.actor(), &row),
    )?;
    let status = record::status(&row)?;
    let is_of_the_day = input.step.action() == Some(Action::ChangeStatus);
    if !is_of_the_day || is_too_early(input.step, &row, ctx.now())? {
        return Err(Refusal::InvalidChange(InvalidChange {
            status,
            step: input.step,
        })
        .into());
    }
    let next = match status.after(input.step).map_err(Refusal::InvalidChange)? {
        _ if input.step == Step::Reopen => history::status_before(&tx, id).await?,
        next => next,
    };

    record::check_seen(&row, input.version)?;
    record::lock_diary(&tx, row.doctor_id).await?;
    record::end_holds_of(&tx, row.doctor_id, ctx.now()).await?;
    let update = record::update(id, input.version, status, ctx.now())
        .col_expr(appointment::Column::Status, Expr::value(next.name()));
    let row = record::apply(&tx, update).await?;
    let event = audit::Event {
        action: Deed::ChangeStatus,
        subject: "appointment",
        subject_id: id,
        detail: next.name(),
        patient: row.patient_id,
        reason: None,
    };
    audit::record(ctx, &tx, event)?;
    history::add(ctx, &tx, &row, Change::Step(input.step), None, None)?;
    let parties = parties(&row)?;
    let view = view::load_view(ctx, &*tx, row).await?;
    if input.step == Step::MarkNoShow {
        notify(ctx, &tx, parties, &view, NoticeKind::Missed).await?;
    }
    tx.commit().await?;
    Ok(view)
}

/// Nobody comes before the day of the visit by the clock of its place, and who is late is not missing before its start.
fn is_too_early(step: Step, row: &appointment::Model, now: Instant) -> Result<bool, Broken> {
    let start = Instant::from_millis(row.starts_at);
    match step {
        Step::MarkNoShow => Ok(now < start),
        Step::Arrive | Step::Start | Step::Complete => {
            let zone = Zone::parse(&row.zone).map_err(|_| Broken::Inconsistent("appointment.zone"))?;
            Ok(zone.date_of(now) < zone.date_of(start))
        }
        _ => Ok(false),
    }
}
