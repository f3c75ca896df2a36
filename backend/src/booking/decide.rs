use domain::{
    access::{Action, Relation, Subject},
    audit::Deed,
    booking::{AppointmentView, Change, InvalidChange, Status, Step, parse_reject_reason},
    ids::AppointmentId,
    refusal::Refusal,
    version::Version,
};
use sea_orm::{
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select, sea_query::Expr,
};
use uuid::Uuid;

use super::{
    has_status, history,
    notice::{notify, parties},
    record, view,
};
use crate::{
    Context, Fault,
    audit::{self, Reading},
    db::retry,
    entity::appointment,
    notification::NoticeKind,
    places::is_at_own_place,
};

/// The answer to a request.
#[derive(Clone)]
pub struct Decide {
    pub appointment: AppointmentId,
    /// As the person saw it.
    pub version: Version,
    pub decision: Decision,
}

#[derive(Clone)]
pub enum Decision {
    Accept,
    /// The patient reads the reason, 1 to 1,000 characters.
    Reject {
        reason: String,
    },
}

/// Accepts or rejects a request, and tells the patient. An accepted one is confirmed; a rejected one frees its time at once.
///
/// # Errors
/// `NotFound` for a stranger's; `Forbidden` for its patient and the front desk; `Invalid` for a missing reason; `Stale`;
/// `InvalidChange` when it is no request any more or has lapsed.
pub async fn decide(ctx: &Context, input: &Decide) -> Result<AppointmentView, Fault> {
    retry(|| try_decide(ctx, input)).await
}

async fn try_decide(ctx: &Context, input: &Decide) -> Result<AppointmentView, Fault> {
    let (step, reason) = match &input.decision {
        Decision::Accept => (Step::Accept, None),
        Decision::Reject { reason } => (Step::Reject, Some(parse_reject_reason(reason)?)),
    };
    let tx = ctx.db().begin().await?;
    let row = record::load_visible(ctx, &*tx, input.appointment).await?;
    record::check_step(ctx, step, &row)?;
    let status = record::status(&row)?;
    let has_lapsed = row.request_lapses_at.is_some_and(|at| at <= ctx.now().millis());
    if status == Status::Requested && has_lapsed {
        return Err(Refusal::InvalidChange(InvalidChange { status, step }).into());
    }
    let next = status.after(step).map_err(Refusal::InvalidChange)?;

    use appointment::Column as C;
    record::check_seen(&row, input.version)?;
    record::lock_diary(&tx, row.doctor_id).await?;
    let sealed = appointment::sealed(ctx.keys(), "cancel_reason", &row.id, reason.as_deref())?;
    let update = record::update(row.id, input.version, status, ctx.now())
        .col_expr(C::Status, Expr::value(next.name()))
        .col_expr(C::CancelReason, Expr::value(sealed))
        .col_expr(C::RequestLapsesAt, Expr::value(Option::<i64>::None));
    let row = record::apply(&tx, update).await?;
    history::add(ctx, &tx, &row, Change::Step(step), None, reason.as_deref())?;
    let event = audit::Event {
        action: Deed::Decide,
        subject: "appointment",
        subject_id: row.id,
        detail: next.name(),
        patient: row.patient_id,
        reason: reason.as_deref(),
    };
    audit::record(ctx, &tx, event)?;
    let kind = match input.decision {
        Decision::Accept => NoticeKind::Accepted,
        Decision::Reject { .. } => NoticeKind::Rejected,
    };
    let parties = parties(&row)?;
    let view = view::load_view(ctx, &*tx, row).await?;
    notify(ctx, &tx, parties, &view, kind).await?;
    tx.commit().await?;
    Ok(view)
}

/// How many requests one run gives up.
const MOST_AT_ONCE: u64 = 100;

/// Gives up the requests that nobody answered in time, and tells their patients. Run by the jobs; safe in several processes.
///
/// # Errors
/// Those of the database.
pub(crate) async fn lapse_requests(ctx: &Context) -> Result<(), Fault> {
    use appointment::Column as C;
    let due = appointment::Entity::find()
        .filter(has_status([Status::Requested]))
        .filter(C::RequestLapsesAt.lte(ctx.now().millis()))
        .order_by_asc(C::RequestLapsesAt)
        .limit(MOST_AT_ONCE)
        .all(ctx.db().reader())
        .await?;
    for row in due {
        match retry(|| try_lapse(ctx, &row)).await {
            // Somebody answered, or another process was first.
            Ok(()) | Err(Fault::Refused(Refusal::Stale)) => {}
            Err(fault) => return Err(fault),
        }
    }
    Ok(())
}

async fn try_lapse(ctx: &Context, row: &appointment::Model) -> Result<(), Fault> {
    use appointment::Column as C;
    let next = Status::Requested.after(Step::Lapse).map_err(Refusal::InvalidChange)?;
    let tx = ctx.db().begin().await?;
    let update = record::update(row.id, Version::new(row.version), Status::Requested, ctx.now())
        .col_expr(C::Status, Expr::value(next.name()))
        .col_expr(C::RequestLapsesAt, Expr::value(Option::<i64>::None));
    let row = record::apply(&tx, update).await?;
    history::add(ctx, &tx, &row, Change::Step(Step::Lapse), None, None)?;
    let event = audit::Event {
        action: Deed::Lapse,
        subject: "appointment",
        subject_id: row.id,
        detail: next.name(),
        patient: row.patient_id,
        reason: None,
    };
    audit::record(ctx, &tx, event)?;
    let parties = parties(&row)?;
    let view = view::load_view(ctx, &*tx, row).await?;
    notify(ctx, &tx, parties, &view, NoticeKind::Lapsed).await?;
    Ok(tx.commit().await?)
}

/// The requests that wait for the one who asks: a doctor's own, or the clinic's for administrators, those that lapse first at
/// the top.
///
/// # Errors
/// `SignInFirst`; `Forbidden` for who may not decide.
pub async fn list_requests(ctx: &Context) -> Result<Vec<AppointmentView>, Fault> {
    let db = ctx.db().reader();
    let rows = own_requests(ctx)?
        .order_by_asc(appointment::Column::RequestLapsesAt)
        .limit(MOST_AT_ONCE)
        .all(db)
        .await?;
    let patients = rows.iter().filter_map(|row| row.patient_id);
    audit::note_patients(ctx, Reading::Requests, "", patients).await?;
    view::load_views(ctx, db, rows).await
}

/// How many [`list_requests`] has.
///
/// # Errors
/// Those of [`list_requests`].
pub async fn count_requests(ctx: &Context) -> Result<u32, Fault> {
    let count = own_requests(ctx)?.count(ctx.db().reader()).await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

fn own_requests(ctx: &Context) -> Result<Select<appointment::Entity>, Fault> {
    ctx.actor().signed_in()?;
    let own = ctx.actor().doctor().map(Uuid::from);
    let relation = if own.is_some() {
        Relation::Treating
    } else {
        Relation::SameLocation
    };
    ctx.check(Action::Decide, Subject::Appointment, relation)?;
    Ok(waiting_requests(ctx, own))
}

/// The requests that have not lapsed, of one doctor or of all, at the places of who asks.
pub(super) fn waiting_requests(ctx: &Context, doctor: Option<Uuid>) -> Select<appointment::Entity> {
    use appointment::Column as C;
    let query = appointment::Entity::find()
        .filter(has_status([Status::Requested]))
        .filter(C::RequestLapsesAt.gt(ctx.now().millis()))
        // It lapses at its start at the latest: so a doctor's index is not read from the first visit on.
        .filter(C::StartsAt.gt(ctx.now().millis()))
        .filter(is_at_own_place(ctx, C::LocationId));
    match doctor {
        Some(doctor) => query.filter(C::DoctorId.eq(doctor)),
        None => query,
    }
}
