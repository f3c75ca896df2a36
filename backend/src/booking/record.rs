//! Appointment rows: who may see one, and the one way to change it.

use domain::{
    access::{Action, Actor, Relation, Subject, is_allowed},
    booking::{AppointmentView, Status, Step},
    ids::AppointmentId,
    refusal::Refusal,
    time::{Instant, Interval, TimeLabel, Zone},
    version::Version,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel, QueryFilter,
    Statement, UpdateMany,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::{Offer, is_held, view};
use crate::{Broken, Context, Fault, audit::Seen, db::Tx, entity::appointment, live::Change};

/// What ties the one who asks to an appointment.
pub(super) fn relation(actor: &Actor, row: &appointment::Model) -> Relation {
    let is_own = actor.account().is_some() && actor.account().map(Uuid::from) == row.patient_id;
    let is_treating = actor.doctor().map(Uuid::from) == Some(row.doctor_id);
    match (is_treating, is_own) {
        (true, _) => Relation::Treating,
        (_, true) => Relation::Own,
        _ => actor.relation_at(row.location_id.into()),
    }
}

/// For the audit trail.
pub(super) fn seen(row: &appointment::Model) -> Seen {
    Seen {
        patient: row.patient_id,
        subject: ("appointment", row.id),
    }
}

/// An appointment that the one who asks may read.
///
/// # Errors
/// `SignInFirst` for visitors; `NotFound` alike for a stranger's and for an absent one, and for holds.
pub(super) async fn load_visible(
    ctx: &Context,
    db: &impl ConnectionTrait,
    id: AppointmentId,
) -> Result<appointment::Model, Fault> {
    if *ctx.actor() == Actor::Visitor {
        return Err(Refusal::SignInFirst.into());
    }
    let row = appointment::Entity::find_by_id(Uuid::from(id))
        .one(db)
        .await?
        .ok_or(Refusal::NotFound)?;
    let is_hold = matches!(status(&row)?, Status::Held | Status::Expired);
    let may_read = is_allowed(
        ctx.actor(),
        Action::Read,
        Subject::Appointment,
        relation(ctx.actor(), &row),
    );
    if is_hold || !may_read {
        Err(Refusal::NotFound.into())
    } else {
        Ok(row)
    }
}

/// Refuses unless the one who asks may take this step.
pub(super) fn check_step(ctx: &Context, step: Step, row: &appointment::Model) -> Result<(), Fault> {
    let relation = relation(ctx.actor(), row);
    match step.action() {
        Some(action) => ctx.check(action, Subject::Appointment, relation),
        None => Err(Refusal::Forbidden.into()),
    }
}

pub(super) fn status(row: &appointment::Model) -> Result<Status, Fault> {
    Status::from_name(&row.status).ok_or_else(|| Broken::Inconsistent("appointment.status").into())
}

/// A new row for a visit, held by nobody yet, with the price of its length.
pub(super) fn draft(ctx: &Context, offer: &Offer, visit: Interval, room: Option<Uuid>) -> appointment::Model {
    let blocked = offer.blocked(visit);
    let now = ctx.now().millis();
    appointment::Model {
        id: ctx.new_id(),
        version: Version::FIRST.number(),
        status: Status::Held.name().to_owned(),
        patient_id: None,
        doctor_id: offer.doctor.id,
        schedule_id: offer.schedule.id,
        location_id: offer.location.id,
        service_id: offer.service.id,
        starts_at: visit.start().millis(),
        ends_at: visit.end().millis(),
        blocked_from: blocked.start().millis(),
        blocked_to: blocked.end().millis(),
        local_start: local_start(visit.start(), &offer.zone),
        zone: offer.zone.name().to_owned(),
        hold_expires_at: None,
        holder_hash: None,
        reason: None,
        cancel_reason: None,
        cancel_code: None,
        idempotency_key: None,
        room_id: room,
        overbook_reason: None,
        request_lapses_at: None,
        price_minor: offer.service.price_minor,
        currency: offer
            .service
            .currency
            .clone()
            .filter(|_| offer.service.price_minor.is_some()),
        created_at: now,
        updated_at: now,
        remind_at: None,
        attendance_confirmed_at: None,
    }
}

/// # Errors
/// The refusals of the schema.
pub(super) async fn insert(tx: &Tx, row: appointment::Model) -> Result<appointment::Model, Fault> {
    let insert = appointment::Entity::insert(row.into_active_model().reset_all());
    let row = insert.exec_with_returning(&**tx).await?;
    tell(tx, &row);
    Ok(row)
}

/// Who looks at the doctor's day, and the patient's own pages.
fn tell(tx: &Tx, row: &appointment::Model) {
    tx.changed(Change {
        doctor: row.doctor_id.into(),
    });
    if let Some(patient) = row.patient_id {
        tx.told(patient.into());
    }
}

/// The promised wall clock, "2026-11-23T14:20".
pub(crate) fn local_start(start: Instant, zone: &Zone) -> String {
    let label = TimeLabel::new(start, zone);
    format!("{}T{}", label.iso_date(), label.time())
}

/// For `appointment.remind_at`: whatever changed, somebody looks whether a reminder is due.
pub(crate) const LOOK_AT_ONCE: i64 = 0;

/// A compare-and-set on what was seen: changes the row only while it has that version and status, and makes the next
/// version of it. The caller adds the columns to set and runs it with [`apply`].
pub(super) fn update(id: Uuid, seen: Version, status: Status, now: Instant) -> UpdateMany<appointment::Entity> {
    use appointment::Column as C;
    appointment::Entity::update_many()
        .col_expr(C::Version, Expr::col(C::Version).add(1))
        .col_expr(C::UpdatedAt, Expr::value(now.millis()))
        .col_expr(C::RemindAt, Expr::value(LOOK_AT_ONCE))
        .filter(C::Id.eq(id))
        .filter(C::Version.eq(seen.number()))
        .filter(C::Status.eq(status.name()))
}

/// Refuses a change of what is not as it was seen. The write asks again; this also holds for what the row was asked about before it, whose
/// it is and where: on PostgreSQL it can become another while a diary is waited for.
///
/// # Errors
/// [`Refusal::Stale`].
pub(super) fn check_seen(row: &appointment::Model, seen: Version) -> Result<(), Refusal> {
    if row.version == seen.number() {
        Ok(())
    } else {
        Err(Refusal::Stale)
    }
}

/// Takes a doctor's diary for this transaction on PostgreSQL: writes to it come one after the other. Without it, two that are
/// checked against each other by the exclusion constraint at the same instant would each wait for the other. SQLite has one
/// writer.
pub(crate) async fn lock_diary(tx: &Tx, doctor: Uuid) -> Result<(), Fault> {
    let backend = tx.get_database_backend();
    if backend == DbBackend::Postgres {
        let (high, low) = doctor.as_u64_pair();
        // Let go when the transaction ends. Two doctors with one key would only wait for each other.
        let key = i64::from_ne_bytes((high ^ low).to_ne_bytes());
        let sql = "SELECT pg_advisory_xact_lock($1)";
        tx.execute_raw(Statement::from_sql_and_values(backend, sql, [key.into()]))
            .await?;
    }
    Ok(())
}

/// Runs a compare-and-set, and answers the row as it is then. Who looks at it is told.
///
/// # Errors
/// [`Refusal::Stale`] when somebody else was first; the refusals of the schema.
pub(super) async fn apply(tx: &Tx, update: UpdateMany<appointment::Entity>) -> Result<appointment::Model, Fault> {
    let mut rows = change(tx, update).await?;
    match (rows.pop(), rows.len()) {
        (Some(row), 0) => Ok(row),
        (None, _) => Err(Refusal::Stale.into()),
        (Some(_), others) => Err(Broken::RowsAffected {
            expected: 1,
            actual: u64::try_from(others).unwrap_or(u64::MAX).saturating_add(1),
        }
        .into()),
    }
}

/// Runs an update of any number of appointments. Who looks at them is told.
pub(super) async fn change(tx: &Tx, update: UpdateMany<appointment::Entity>) -> Result<Vec<appointment::Model>, Fault> {
    let rows = update.exec_with_returning(&**tx).await?;
    for row in &rows {
        tell(tx, row);
    }
    Ok(rows)
}

/// What to answer when somebody else was first: when they made this very change (a double press), the same as they got.
pub(super) async fn already(
    ctx: &Context,
    tx: Tx,
    fault: Fault,
    id: Uuid,
    is_done: impl Fn(&appointment::Model) -> bool,
) -> Result<AppointmentView, Fault> {
    if !matches!(fault, Fault::Refused(Refusal::Stale)) {
        return Err(fault);
    }
    // A transaction that the schema has refused answers no more.
    match reload(&tx, id).await {
        Ok(row) if is_done(&row) => {
            let view = view::load_view(ctx, &*tx, row).await?;
            tx.commit().await?;
            Ok(view)
        }
        _ => Err(fault),
    }
}

/// The row as it is now in the transaction.
pub(super) async fn reload(tx: &Tx, id: Uuid) -> Result<appointment::Model, Fault> {
    let row = appointment::Entity::find_by_id(id).one(&**tx).await?;
    row.ok_or_else(|| Broken::RowsAffected { expected: 1, actual: 0 }.into())
}

/// Ends these holds, so that they no longer stand in the way of the schema's rule: they have run out, or give way to a change
/// of hours (whoever confirms one is told, and offered other times).
pub(super) async fn end_holds(tx: &Tx, holds: &[Uuid], now: Instant) -> Result<(), Fault> {
    if holds.is_empty() {
        return Ok(());
    }
    let these = appointment::Column::Id.is_in(holds.iter().copied());
    end(tx, Condition::all().add(these), now).await
}

/// As [`end_holds`], all that have run out.
pub(crate) async fn end_all_holds(tx: &Tx, now: Instant) -> Result<(), Fault> {
    let run_out = appointment::Column::HoldExpiresAt.lte(now.millis());
    end(tx, Condition::all().add(run_out), now).await
}

/// As [`end_holds`], all of a doctor that have run out.
pub(super) async fn end_holds_of(tx: &Tx, doctor: Uuid, now: Instant) -> Result<(), Fault> {
    use appointment::Column as C;
    let run_out = Condition::all()
        .add(C::DoctorId.eq(doctor))
        .add(C::HoldExpiresAt.lte(now.millis()));
    end(tx, run_out, now).await
}

/// Ends those of the holds that `are` so.
pub(super) async fn end(tx: &Tx, are: Condition, now: Instant) -> Result<(), Fault> {
    use appointment::Column as C;
    let held = appointment::Entity::update_many()
        .col_expr(C::Status, Expr::value(Status::Expired.name()))
        .col_expr(C::Version, Expr::col(C::Version).add(1))
        .col_expr(C::UpdatedAt, Expr::value(now.millis()))
        .filter(is_held())
        .filter(are);
    change(tx, held).await?;
    Ok(())
}
