use domain::{
    access::{Action, Relation, Subject},
    audit::Deed,
    booking::{AppointmentView, Change, InvalidChange, Status, Step, VisitReason, request_lapses_at},
    ids::{AccountId, AppointmentId},
    refusal::Refusal,
    time::Instant,
    version::Version,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::{
    Offer, history, hold,
    limits::{self, Wanted},
    notice::notify_known,
    record, view,
};
use crate::{
    Context, Fault, audit,
    db::{Tx, retry},
    entity::appointment,
    notification::NoticeKind,
};

/// What a patient confirms.
#[derive(Clone)]
pub struct Book {
    pub hold: AppointmentId,
    /// Of the hold, as the patient saw it.
    pub version: Version,
    pub reason: String,
    /// Made when the form was made: the same key twice is one booking. 16 to 64 letters, digits and hyphens.
    pub idempotency_key: String,
}

/// Makes a held time an appointment, or a request where the service needs approval: a compare-and-set on the version that the patient saw, together with the audit row and
/// the message to the patient.
///
/// # Errors
/// `SignInFirst`; `Invalid` for the reason; `NotFound` for another's hold; `HoldExpired` with the nearest free times;
/// `Stale` when the hold changed; `PatientCap`; `PatientBusy` when the patient has another appointment then; `InvalidChange` when the
/// hold has been booked already by another confirmation.
pub async fn book(ctx: &Context, input: &Book) -> Result<AppointmentView, Fault> {
    let patient = ctx.actor().signed_in()?;
    ctx.check(Action::Book, Subject::Appointment, Relation::Own)?;
    let reason = VisitReason::parse(&input.reason)?;
    if !is_key(&input.idempotency_key) {
        return Err(Refusal::NotFound.into());
    }
    match retry(|| try_book(ctx, input, patient, &reason)).await {
        Err(Fault::Refused(refusal @ Refusal::HoldExpired(_))) => {
            let row = appointment::Entity::find_by_id(Uuid::from(input.hold))
                .one(ctx.db().reader())
                .await?;
            Err(hold::with_nearest(ctx, refusal, &row.ok_or(Refusal::NotFound)?).await)
        }
        done => done,
    }
}

async fn try_book(
    ctx: &Context,
    input: &Book,
    patient: AccountId,
    reason: &VisitReason,
) -> Result<AppointmentView, Fault> {
    let tx = ctx.db().begin().await?;
    let id = Uuid::from(input.hold);
    let row = appointment::Entity::find_by_id(id)
        .one(&*tx)
        .await?
        .ok_or(Refusal::NotFound)?;
    if is_answered(&row, input, patient) {
        let view = view::load_view(ctx, &*tx, row).await?;
        tx.commit().await?;
        return Ok(view);
    }
    record::lock_diary(&tx, row.doctor_id).await?;
    hold::check_holder(ctx, &row)?;
    hold::check_live(&row, ctx.now())?;
    let offer = Offer::load_promised(ctx, &*tx, &row).await?;
    let step = if offer.service.needs_approval {
        Step::Request
    } else {
        Step::Confirm
    };
    let next = Status::Held.after(step).map_err(Refusal::InvalidChange)?;
    let start = Instant::from_millis(row.starts_at);
    let account = limits::take_patient(&tx, patient.into()).await?;
    limits::check_counts(ctx, &tx, patient.into(), start, &offer, Wanted::Held(id)).await?;
    let lapses_at = (next == Status::Requested)
        .then(|| request_lapses_at(ctx.now(), offer.service.request_lapse_minutes, start).millis());

    use appointment::Column as C;
    let sealed = appointment::sealed(ctx.keys(), "reason", &id, Some(reason.as_str()))?;
    let update = record::update(id, input.version, Status::Held, ctx.now())
        .col_expr(C::Status, Expr::value(next.name()))
        .col_expr(C::RequestLapsesAt, Expr::value(lapses_at))
        .col_expr(C::PatientId, Expr::value(Uuid::from(patient)))
        .col_expr(C::Reason, Expr::value(sealed))
        .col_expr(C::IdempotencyKey, Expr::value(input.idempotency_key.as_str()))
        .col_expr(C::HoldExpiresAt, Expr::value(Option::<i64>::None))
        .col_expr(C::HolderHash, Expr::value(Option::<String>::None))
        .filter(C::HoldExpiresAt.gt(ctx.now().millis()));
    let row = match record::apply(&tx, update).await {
        Ok(row) => row,
        Err(fault) => {
            let view = lost(ctx, &tx, input, patient, fault).await?;
            tx.commit().await?;
            return Ok(view);
        }
    };

    history::add(ctx, &tx, &row, Change::Step(step), None, None)?;
    let view = view::view_of(ctx, &*tx, row, &offer, Some(&account)).await?;
    let event = audit::Event {
        action: Deed::Book,
        subject: "appointment",
        subject_id: id,
        detail: next.name(),
        patient: Some(patient.into()),
        reason: None,
    };
    audit::record(ctx, &tx, event)?;
    let kind = if next == Status::Requested {
        NoticeKind::Requested
    } else {
        NoticeKind::Booked
    };
    notify_known(ctx, &tx, &account, offer.doctor.id, &view, kind).await?;
    tx.commit().await?;
    Ok(view)
}

/// Somebody was first between our read and our write. When it was this very confirmation (a double click), it gets the
/// answer of the first.
async fn lost(
    ctx: &Context,
    tx: &Tx,
    input: &Book,
    patient: AccountId,
    fault: Fault,
) -> Result<AppointmentView, Fault> {
    if !matches!(fault, Fault::Refused(Refusal::Stale)) {
        return Err(fault);
    }
    // A transaction that the schema has refused answers no more.
    let Ok(row) = record::reload(tx, input.hold.into()).await else {
        return Err(fault);
    };
    if is_answered(&row, input, patient) {
        return view::load_view(ctx, &**tx, row).await;
    }
    match record::status(&row)? {
        Status::Held if row.version != input.version.number() => Err(fault),
        // Nobody was first: the key stands for another booking already.
        Status::Held if hold::check_live(&row, ctx.now()).is_ok() => Err(fault),
        Status::Held | Status::Expired => Err(Refusal::HoldExpired(Vec::new()).into()),
        status => Err(Refusal::InvalidChange(InvalidChange {
            status,
            step: Step::Confirm,
        })
        .into()),
    }
}

/// Whether this very confirmation has made the appointment already. Read off the row itself, so that there is no moment
/// between its status and its key.
fn is_answered(row: &appointment::Model, input: &Book, patient: AccountId) -> bool {
    row.patient_id == Some(patient.into()) && row.idempotency_key.as_deref() == Some(input.idempotency_key.as_str())
}

pub(super) fn is_key(text: &str) -> bool {
    (16..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}
