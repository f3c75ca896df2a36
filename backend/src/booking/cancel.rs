use domain::{
    access::{Action, Relation, Subject},
    audit::Deed,
    booking::{AppointmentView, CancelCode, Change, Status, Step, is_open_to_change, parse_cancel_reason},
    ids::AppointmentId,
    refusal::{Fault as FieldFault, Field, FieldError, Refusal},
    time::Instant,
    version::Version,
};
use sea_orm::{EntityTrait, sea_query::Expr};

use super::{
    history,
    notice::{notify, parties},
    record, view,
};
use crate::{
    Broken, Context, Fault, audit,
    db::{Tx, retry},
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
    /// What the patient is told by message; counts from the clinic only.
    pub code: Option<CancelCode>,
}

/// Cancels an appointment or withdraws a request; its time is free again at once. Patients can until the service's cut-off,
/// staff always; after it, and for a request, with a reason. The same again, after a lost answer, is answered alike.
///
/// # Errors
/// `NotFound` for a stranger's; `PastCutOff` for patients; `Invalid` for a missing reason; `Stale`; `InvalidChange` when it
/// is over, or neither confirmed nor requested.
pub async fn cancel(ctx: &Context, input: &Cancel) -> Result<AppointmentView, Fault> {
    retry(|| try_cancel(ctx, input)).await
}

async fn try_cancel(ctx: &Context, input: &Cancel) -> Result<AppointmentView, Fault> {
    let reason = parse_cancel_reason(&input.reason)?;
    let tx = ctx.db().begin().await?;
    let row = record::load_visible(ctx, &*tx, input.appointment).await?;
    let relation = record::relation(ctx.actor(), &row);
    ctx.check(Action::Cancel, Subject::Appointment, relation)?;
    let status = record::status(&row)?;
    if is_done(&row, input) {
        let view = view::load_view(ctx, &*tx, row).await?;
        tx.commit().await?;
        return Ok(view);
    }
    status.after(Step::Cancel).map_err(Refusal::InvalidChange)?;
    let service = service::Entity::find_by_id(row.service_id)
        .one(&*tx)
        .await?
        .ok_or(Broken::Inconsistent("appointment.service_id"))?;
    let start = Instant::from_millis(row.starts_at);
    let is_request = status == Status::Requested;
    let is_late = !is_open_to_change(start, service.cut_off_minutes, ctx.now());
    if relation == Relation::Own {
        // A request is withdrawn at any time.
        if is_late && !is_request {
            return Err(Refusal::PastCutOff.into());
        }
    } else if (is_late || is_request) && reason.is_none() {
        // The staff goes beyond the rule, or turns a request down, and says why.
        return Err(FieldError::alone(Field::CancelReason, FieldFault::Missing).into());
    }

    record::check_seen(&row, input.version)?;
    let id = row.id;
    let why = Why {
        reason: reason.as_deref(),
        code: input.code.filter(|_| relation != Relation::Own),
    };
    let view = match cancel_in(ctx, &tx, &row, input.version, why).await {
        Ok(view) => view,
        Err(fault) => return record::already(ctx, tx, fault, id, |row| is_done(row, input)).await,
    };
    tx.commit().await?;
    Ok(view)
}

/// Whether this very cancellation has been made already.
fn is_done(row: &appointment::Model, input: &Cancel) -> bool {
    row.status == Status::Cancelled.name() && row.version == input.version.number() + 1
}

/// Why an appointment is cancelled.
#[derive(Clone, Copy)]
pub(super) struct Why<'a> {
    /// Stands on its page.
    pub reason: Option<&'a str>,
    /// Stands in messages, too.
    pub code: Option<CancelCode>,
}

/// Cancels in a transaction, once it is decided: the row by compare-and-set, history, audit and what the patient is told.
///
/// # Errors
/// `Stale`; `InvalidChange`.
pub(super) async fn cancel_in(
    ctx: &Context,
    tx: &Tx,
    row: &appointment::Model,
    seen: Version,
    Why { reason, code }: Why<'_>,
) -> Result<AppointmentView, Fault> {
    let status = record::status(row)?;
    let cancelled = status.after(Step::Cancel).map_err(Refusal::InvalidChange)?;
    use appointment::Column as C;
    let sealed = appointment::sealed(ctx.keys(), "cancel_reason", &row.id, reason)?;
    let update = record::update(row.id, seen, status, ctx.now())
        .col_expr(C::Status, Expr::value(cancelled.name()))
        .col_expr(C::CancelReason, Expr::value(sealed))
        .col_expr(C::CancelCode, Expr::value(code.map(CancelCode::name)))
        .col_expr(C::RequestLapsesAt, Expr::value(Option::<i64>::None));
    let row = record::apply(tx, update).await?;
    history::add(ctx, tx, &row, Change::Step(Step::Cancel), None, reason)?;
    let event = audit::Event {
        action: Deed::Cancel,
        subject: "appointment",
        subject_id: row.id,
        detail: cancelled.name(),
        patient: row.patient_id,
        reason,
    };
    audit::record(ctx, tx, event)?;
    let parties = parties(&row)?;
    let view = view::load_view(ctx, &**tx, row).await?;
    let kind = NoticeKind::Cancelled {
        has_note: reason.is_some(),
        was_request: status == Status::Requested,
    };
    notify(ctx, tx, parties, &view, kind).await?;
    Ok(view)
}
