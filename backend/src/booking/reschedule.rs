use domain::{
    access::{Action, Relation, Subject},
    audit::Deed,
    booking::{
        AppointmentView, Change, InvalidChange, Status, Step, VisitTime, is_open_to_change, parse_cancel_reason,
        parse_override_reason, request_lapses_at,
    },
    ids::{AppointmentId, ScheduleId},
    refusal::{Fault as FieldFault, Field, FieldError, Refusal},
    time::{Instant, Zone},
    version::Version,
};
use sea_orm::sea_query::Expr;
use uuid::Uuid;

use super::{
    Offer, PlanVersion,
    calendar::stored_interval,
    history, hold,
    limits::{self, Wanted},
    nearest::nearest,
    notice::{notify, notify_old_doctor, parties},
    record, view,
};
use crate::{
    Broken, Context, Fault, audit,
    db::{Tx, retry},
    entity::appointment,
    live::Change as LiveChange,
    notification::NoticeKind,
    places::check_own_place,
};

/// To when, and where, an appointment is moved.
#[derive(Clone)]
pub struct Reschedule {
    pub appointment: AppointmentId,
    /// As the person saw it.
    pub version: Version,
    pub start: Instant,
    /// Another doctor or place that gives the same service; for staff.
    pub schedule: Option<ScheduleId>,
    /// Why; staff must say after the cut-off and beyond the rules.
    pub reason: String,
    pub rules: Rules,
}

impl Reschedule {
    /// To another time with the same doctor at the same place, by the rules.
    pub const fn to(appointment: AppointmentId, version: Version, start: Instant) -> Self {
        Self {
            appointment,
            version,
            start,
            schedule: None,
            reason: String::new(),
            rules: Rules::Keep,
        }
    }
}

/// Whether a time must be one that is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rules {
    Keep,
    /// Put it there knowingly, outside the hours or beside another visit: for who may overbook, with a reason. The patient and
    /// the room are still in one place at a time.
    Overbook,
}

/// Moves an appointment to another time of the same service, in one change of one row: when it fails, the old appointment
/// stands. It keeps its length and its price, whatever the service has by now. Where the service needs approval, a patient's move is a request again.
/// The service's notice binds patients only. The same move again, after a lost answer,
/// is answered alike.
///
/// # Errors
/// `NotFound` for a stranger's, for a schedule that does not give the service and for a place where who asks does not work; `PastCutOff` for patients; `Invalid` for a
/// missing reason; `Stale`; `SlotTaken` with the nearest free times; `NotOffered`; `PatientBusy`; `PatientCap`;
/// `InvalidChange` when it is neither confirmed nor requested; `Forbidden` for who may not go beyond the rules.
pub async fn reschedule(ctx: &Context, input: &Reschedule) -> Result<AppointmentView, Fault> {
    match retry(|| try_reschedule(ctx, input)).await {
        Err(Fault::Refused(Refusal::SlotTaken(_))) => {
            let db = ctx.db().reader();
            let row = record::load_visible(ctx, db, input.appointment).await?;
            let schedule = input.schedule.unwrap_or(row.schedule_id.into());
            let offer = Offer::load(ctx, schedule, row.service_id.into(), None).await?;
            let offer = offer.lasting_as(&row)?.booked_by(record::relation(ctx.actor(), &row));
            let nearest = nearest(ctx, db, &offer, input.start, Some(input.appointment)).await?;
            Err(Refusal::SlotTaken(nearest).into())
        }
        done => done,
    }
}

async fn try_reschedule(ctx: &Context, input: &Reschedule) -> Result<AppointmentView, Fault> {
    ctx.actor().signed_in()?;
    let id = Uuid::from(input.appointment);
    let tx = ctx.db().begin().await?;
    let row = record::load_visible(ctx, &*tx, input.appointment).await?;
    let relation = record::relation(ctx.actor(), &row);
    ctx.check(Action::Reschedule, Subject::Appointment, relation)?;
    let schedule = Uuid::from(input.schedule.unwrap_or(row.schedule_id.into()));
    let is_patient = relation == Relation::Own;
    if is_patient && (schedule != row.schedule_id || input.rules == Rules::Overbook) {
        return Err(Refusal::Forbidden.into());
    }
    if is_done(&row, input, schedule) {
        let view = view::load_view(ctx, &*tx, row).await?;
        tx.commit().await?;
        return Ok(view);
    }
    let status = record::status(&row)?;
    if !matches!(status, Status::Requested | Status::Confirmed) {
        let step = Step::Cancel;
        return Err(Refusal::InvalidChange(InvalidChange { status, step }).into());
    }
    let offer = Offer::load_for_write(ctx, &tx, schedule.into(), row.service_id.into(), None).await?;
    check_own_place(ctx, offer.location.id)?;
    let offer = offer.lasting_as(&row)?.booked_by(relation);
    let old = stored_interval(row.starts_at, row.ends_at, "appointment")?;
    let reason = check_reason(ctx, input, relation, &offer, old.start())?;
    let place = match input.rules {
        Rules::Keep => hold::check(ctx, &tx, &offer, input.start, Some(input.appointment)).await?,
        Rules::Overbook => {
            ctx.check(Action::Overbook, Subject::Appointment, relation)?;
            hold::check_beyond_rules(ctx, &tx, &offer, input.start, Some(input.appointment)).await?
        }
    };
    let (visit, patient) = (place.visit, row.patient_id);
    if let (true, Some(patient)) = (is_patient, patient) {
        limits::check_patient(ctx, &tx, patient, visit.start(), &offer, Wanted::Moved(id)).await?;
    }
    record::end_holds(&tx, &place.run_out, ctx.now()).await?;
    let next = if is_patient && offer.service.needs_approval {
        status.after(Step::Request).map_err(Refusal::InvalidChange)?
    } else {
        status
    };

    record::check_seen(&row, input.version)?;
    let overbook_reason = reason.as_deref().filter(|_| input.rules == Rules::Overbook);
    let step = Move {
        row: &row,
        seen: input.version,
        offer: &offer,
        place: &place,
        next,
        overbook_reason,
    };
    let row = match step.put(ctx, &tx).await {
        Ok(row) => row,
        Err(fault) => return record::already(ctx, tx, fault, id, |row| is_done(row, input, schedule)).await,
    };
    let view = step.tell(ctx, &tx, row, reason.as_deref()).await?;
    tx.commit().await?;
    Ok(view)
}

/// One change of one row to another place, once it is decided.
pub(super) struct Move<'a> {
    /// As it was.
    pub row: &'a appointment::Model,
    pub seen: Version,
    pub offer: &'a Offer,
    pub place: &'a hold::Found,
    pub next: Status,
    pub overbook_reason: Option<&'a str>,
}

impl Move<'_> {
    /// The row, by compare-and-set.
    ///
    /// # Errors
    /// `Stale`; the refusals of the schema.
    pub async fn put(&self, ctx: &Context, tx: &Tx) -> Result<appointment::Model, Fault> {
        use appointment::Column as C;
        let (offer, visit) = (self.offer, self.place.visit);
        let blocked = offer.blocked(visit);
        let lapses_at = (self.next == Status::Requested)
            .then(|| request_lapses_at(ctx.now(), offer.service.request_lapse_minutes, visit.start()).millis());
        let overbook_reason = appointment::sealed(ctx.keys(), "overbook_reason", &self.row.id, self.overbook_reason)?;
        let update = record::update(self.row.id, self.seen, record::status(self.row)?, ctx.now())
            .col_expr(C::Status, Expr::value(self.next.name()))
            .col_expr(C::RequestLapsesAt, Expr::value(lapses_at))
            .col_expr(C::ScheduleId, Expr::value(offer.schedule.id))
            .col_expr(C::DoctorId, Expr::value(offer.doctor.id))
            .col_expr(C::LocationId, Expr::value(offer.location.id))
            .col_expr(C::RoomId, Expr::value(self.place.room))
            .col_expr(C::OverbookReason, Expr::value(overbook_reason))
            .col_expr(C::StartsAt, Expr::value(visit.start().millis()))
            .col_expr(C::EndsAt, Expr::value(visit.end().millis()))
            .col_expr(C::BlockedFrom, Expr::value(blocked.start().millis()))
            .col_expr(C::BlockedTo, Expr::value(blocked.end().millis()))
            .col_expr(
                C::LocalStart,
                Expr::value(record::local_start(visit.start(), &offer.zone)),
            )
            .col_expr(C::Zone, Expr::value(offer.zone.name()))
            // It was said of another time.
            .col_expr(C::AttendanceConfirmedAt, Expr::value(Option::<i64>::None));
        tx.changed(LiveChange {
            doctor: self.row.doctor_id.into(),
        });
        let row = record::apply(tx, update).await?;
        if (row.doctor_id, row.location_id) != (self.row.doctor_id, self.row.location_id) {
            // The row does not tell any more in whose day and rooms it was.
            PlanVersion::rise(tx).await?;
        }
        Ok(row)
    }

    /// History, audit and what the patient is told, of the row that [`Move::put`] made.
    pub async fn tell(
        &self,
        ctx: &Context,
        tx: &Tx,
        row: appointment::Model,
        reason: Option<&str>,
    ) -> Result<AppointmentView, Fault> {
        let old = stored_interval(self.row.starts_at, self.row.ends_at, "appointment")?;
        let is_patient = record::relation(ctx.actor(), self.row) == Relation::Own;
        history::add(ctx, tx, &row, Change::Move, Some(old.start()), reason)?;
        let event = audit::Event {
            action: Deed::Reschedule,
            subject: "appointment",
            subject_id: row.id,
            detail: self.next.name(),
            patient: row.patient_id,
            reason,
        };
        audit::record(ctx, tx, event)?;
        let parties = parties(&row)?;
        let has_other_doctor = row.doctor_id != self.row.doctor_id;
        let view = view::load_view(ctx, &**tx, row).await?;
        // By the clock of the place where it was.
        let zone = Zone::parse(&self.row.zone).map_err(|_| Broken::Inconsistent("appointment.zone"))?;
        let from = VisitTime::new(old, &zone);
        let mut old_doctor = None;
        if has_other_doctor {
            let before = view::load_view(ctx, &**tx, self.row.clone()).await?;
            old_doctor = Some(before.doctor_name.clone());
            notify_old_doctor(ctx, tx, self.row.doctor_id, before, view.version.number()).await?;
        }
        let kind = if is_patient && self.next == Status::Requested {
            let was_confirmed = record::status(self.row)? == Status::Confirmed;
            NoticeKind::RequestedAnew { from, was_confirmed }
        } else {
            NoticeKind::Moved { from, old_doctor }
        };
        notify(ctx, tx, parties, &view, kind).await?;
        Ok(view)
    }
}

/// What is recorded as the reason. Patients are bound by the cut-off of elapsed time; staff who go beyond a rule say why.
fn check_reason(
    ctx: &Context,
    input: &Reschedule,
    relation: Relation,
    offer: &Offer,
    old_start: Instant,
) -> Result<Option<String>, Fault> {
    let is_late = !is_open_to_change(old_start, offer.service.cut_off_minutes, ctx.now());
    if relation == Relation::Own {
        return if is_late {
            Err(Refusal::PastCutOff.into())
        } else {
            Ok(None)
        };
    }
    if input.rules == Rules::Overbook {
        return Ok(Some(parse_override_reason(&input.reason)?));
    }
    let reason = parse_cancel_reason(&input.reason)?;
    if is_late && reason.is_none() {
        return Err(FieldError::alone(Field::OverrideReason, FieldFault::Missing).into());
    }
    Ok(reason)
}

/// Whether this very move has been made already, and the appointment still stands.
fn is_done(row: &appointment::Model, input: &Reschedule, schedule: Uuid) -> bool {
    let stands = [Status::Requested, Status::Confirmed]
        .map(Status::name)
        .contains(&&*row.status);
    stands
        && row.version == input.version.number() + 1
        && row.starts_at == input.start.millis()
        && row.schedule_id == schedule
}
