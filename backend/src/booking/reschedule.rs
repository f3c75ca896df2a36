use domain::{
    access::{Action, Relation, Subject},
    booking::{AppointmentView, InvalidChange, Status, Step, VisitTime, is_open_to_change},
    ids::AppointmentId,
    refusal::Refusal,
    time::Instant,
    version::Version,
};
use sea_orm::{EntityTrait, sea_query::Expr};
use uuid::Uuid;

use super::{Offer, calendar::stored_interval, hold, nearest::nearest, notice::notify, record, view};
use crate::{Context, Fault, audit, db::retry, entity::appointment, notification::NoticeKind};

/// To when a patient moves an appointment.
#[derive(Clone, Debug)]
pub struct Reschedule {
    pub appointment: AppointmentId,
    /// As the patient saw it.
    pub version: Version,
    pub start: Instant,
}

/// Moves an appointment to another time of the same schedule and service, in one change of one row: when it fails, the old
/// appointment stands. The same move again, after a lost answer, is answered alike.
///
/// # Errors
/// `NotFound` for a stranger's; `PastCutOff`; `Stale`; `SlotTaken` with the nearest free times; `NotOffered`;
/// `PatientBusy`; `InvalidChange` when it is not confirmed.
pub async fn reschedule(ctx: &Context, input: &Reschedule) -> Result<AppointmentView, Fault> {
    match retry(|| try_reschedule(ctx, input)).await {
        Err(Fault::Refused(Refusal::SlotTaken(_))) => {
            let db = ctx.db().reader();
            let row = record::load_visible(ctx, db, input.appointment).await?;
            let offer = Offer::load(db, row.schedule_id.into(), row.service_id.into()).await?;
            let nearest = nearest(ctx, db, &offer, input.start, Some(input.appointment)).await?;
            Err(Refusal::SlotTaken(nearest).into())
        }
        done => done,
    }
}

async fn try_reschedule(ctx: &Context, input: &Reschedule) -> Result<AppointmentView, Fault> {
    let patient = ctx.actor().signed_in()?;
    let id = Uuid::from(input.appointment);
    let tx = ctx.db().begin().await?;
    let row = record::load_visible(ctx, &*tx, input.appointment).await?;
    if record::relation(ctx.actor(), &row) != Relation::Own {
        return Err(Refusal::Forbidden.into());
    }
    ctx.check(Action::Reschedule, Subject::Appointment, Relation::Own)?;
    if is_done(&row, input) {
        return view::load_view(&*tx, row).await;
    }
    let status = record::status(&row)?;
    if status != Status::Confirmed {
        return Err(Refusal::InvalidChange(InvalidChange {
            status,
            step: Step::Cancel,
        })
        .into());
    }
    let offer = Offer::load_for_write(&tx, row.schedule_id.into(), row.service_id.into()).await?;
    let old = stored_interval(row.starts_at, row.ends_at, "appointment")?;
    if !is_open_to_change(old.start(), offer.service.cut_off_minutes, ctx.now()) {
        return Err(Refusal::PastCutOff.into());
    }
    let visit = hold::check(ctx, &tx, &offer, input.start, Some(input.appointment)).await?;
    record::expire_holds(&tx, offer.doctor.id, ctx.now()).await?;

    use appointment::Column as C;
    let blocked = offer.blocked(visit);
    let update = record::update(id, input.version, Status::Confirmed, ctx.now())
        .col_expr(C::StartsAt, Expr::value(visit.start().millis()))
        .col_expr(C::EndsAt, Expr::value(visit.end().millis()))
        .col_expr(C::BlockedFrom, Expr::value(blocked.start().millis()))
        .col_expr(C::BlockedTo, Expr::value(blocked.end().millis()))
        .col_expr(C::LocalStart, Expr::value(hold::local_start(visit.start(), &offer)))
        .col_expr(C::Zone, Expr::value(offer.zone.name()));
    if let Err(fault) = record::apply(&tx, update).await {
        let now = appointment::Entity::find_by_id(id).one(&*tx).await;
        return match (fault, now) {
            // The same move came twice at once, and the other was first.
            (Fault::Refused(Refusal::Stale), Ok(Some(row))) if is_done(&row, input) => view::load_view(&*tx, row).await,
            (fault, _) => Err(fault),
        };
    }

    let view = view::load_view(&*tx, record::reload(&tx, id).await?).await?;
    let event = audit::Event {
        action: "reschedule",
        subject: "appointment",
        subject_id: id,
        detail: "",
    };
    audit::record(ctx, &tx, event).await?;
    let from = VisitTime::new(old, &offer.zone);
    notify(ctx, &tx, patient.into(), &view, NoticeKind::Moved { from }).await?;
    tx.commit().await?;
    Ok(view)
}

/// Whether this very move has been made already.
fn is_done(row: &appointment::Model, input: &Reschedule) -> bool {
    row.version == input.version.number() + 1 && row.starts_at == input.start.millis()
}
