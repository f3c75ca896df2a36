use domain::{
    access::{Action, Relation, Subject},
    booking::{AppointmentView, Status, Step, is_open_to_change, parse_cancel_reason},
    ids::AppointmentId,
    refusal::Refusal,
    time::Instant,
    version::Version,
};
use sea_orm::{EntityTrait, sea_query::Expr};
use uuid::Uuid;

use super::{notice::notify, record, view};
use crate::{
    Broken, Context, Fault, audit,
    db::retry,
    entity::{appointment, service},
    notification::NoticeKind,
};

/// Which appointment is cancelled, and why if somebody says.
#[derive(Clone)]
pub struct Cancel {
    pub appointment: AppointmentId,
    /// As the person saw it.
    pub version: Version,
    pub reason: String,
}

/// Cancels an appointment; its time is free again at once. Patients can until the service's cut-off, staff always. The same
/// again, after a lost answer, is answered alike.
///
/// # Errors
/// `NotFound` for a stranger's; `PastCutOff` for patients; `Stale`; `InvalidChange` when it is over or not confirmed.
pub async fn cancel(ctx: &Context, input: &Cancel) -> Result<AppointmentView, Fault> {
    retry(|| try_cancel(ctx, input)).await
}

async fn try_cancel(ctx: &Context, input: &Cancel) -> Result<AppointmentView, Fault> {
    let reason = parse_cancel_reason(&input.reason)?;
    let id = Uuid::from(input.appointment);
    let tx = ctx.db().begin().await?;
    let row = record::load_visible(ctx, &*tx, input.appointment).await?;
    let relation = record::relation(ctx.actor(), &row);
    ctx.check(Action::Cancel, Subject::Appointment, relation)?;
    let status = record::status(&row)?;
    if status == Status::Cancelled && row.version == input.version.number() + 1 {
        return view::load_view(&*tx, row).await;
    }
    let cancelled = status.after(Step::Cancel).map_err(Refusal::InvalidChange)?;
    if relation == Relation::Own {
        let service = service::Entity::find_by_id(row.service_id).one(&*tx).await?;
        let cut_off = service
            .ok_or(Broken::Inconsistent("appointment.service_id"))?
            .cut_off_minutes;
        if !is_open_to_change(Instant::from_millis(row.starts_at), cut_off, ctx.now()) {
            return Err(Refusal::PastCutOff.into());
        }
    }

    use appointment::Column as C;
    let update = record::update(id, input.version, status, ctx.now())
        .col_expr(C::Status, Expr::value(cancelled.name()))
        .col_expr(C::CancelReason, Expr::value(reason));
    record::apply(&tx, update).await?;

    let row = record::reload(&tx, id).await?;
    let patient = row.patient_id.ok_or(Broken::Inconsistent("appointment.patient_id"))?;
    let view = view::load_view(&*tx, row).await?;
    let event = audit::Event {
        action: "cancel",
        subject: "appointment",
        subject_id: id,
        detail: cancelled.name(),
    };
    audit::record(ctx, &tx, event).await?;
    notify(ctx, &tx, patient, &view, NoticeKind::Cancelled).await?;
    tx.commit().await?;
    Ok(view)
}
