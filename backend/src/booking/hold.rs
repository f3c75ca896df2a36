use domain::{
    booking::{HOLD_MINUTES, HoldView, InvalidChange, Status, Step},
    ids::{AppointmentId, ScheduleId, ServiceId},
    refusal::Refusal,
    slots::{self, NotOffered},
    time::{Instant, TimeLabel},
    version::Version,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::{Calendar, Offer, calendar::stored_interval, nearest::nearest, record, view};
use crate::{
    Context, Fault, Token,
    db::{Tx, retry},
    entity::appointment,
    live::Change,
};

/// The time that somebody picked.
#[derive(Clone, Debug)]
pub struct HoldSlot {
    pub schedule: ScheduleId,
    pub service: ServiceId,
    pub start: Instant,
}

/// A time kept, and the secret of the browser that it is kept for.
#[derive(Clone, Debug)]
pub struct Held {
    pub view: HoldView,
    pub visitor: Token,
}

/// Keeps a free time for this browser for [`HOLD_MINUTES`]; gives up the one it kept before. Works before sign-in.
///
/// # Errors
/// `SlotTaken` with the nearest free times when somebody else has it, `NotOffered` when it cannot be booked at all,
/// `NotFound` for an unknown offer.
pub async fn hold(ctx: &Context, input: &HoldSlot) -> Result<Held, Fault> {
    match retry(|| try_hold(ctx, input)).await {
        Err(Fault::Refused(Refusal::SlotTaken(_))) => {
            let db = ctx.db().reader();
            let offer = Offer::load(db, input.schedule, input.service).await?;
            Err(Refusal::SlotTaken(nearest(ctx, db, &offer, input.start, None).await?).into())
        }
        done => done,
    }
}

async fn try_hold(ctx: &Context, input: &HoldSlot) -> Result<Held, Fault> {
    let visitor = ctx.visitor().cloned().unwrap_or_else(|| ctx.new_token());
    let now = ctx.now();
    let tx = ctx.db().begin().await?;
    let offer = Offer::load_for_write(&tx, input.schedule, input.service).await?;
    let visit = check(ctx, &tx, &offer, input.start, None).await?;
    record::expire_holds(&tx, offer.doctor.id, now).await?;
    release_all(&tx, &visitor, now).await?;
    let blocked = offer.blocked(visit);
    let row = appointment::ActiveModel {
        id: Set(ctx.new_id()),
        version: Set(Version::FIRST.number()),
        status: Set(Status::Held.name().to_owned()),
        patient_id: Set(None),
        doctor_id: Set(offer.doctor.id),
        schedule_id: Set(offer.schedule.id),
        location_id: Set(offer.location.id),
        service_id: Set(offer.service.id),
        starts_at: Set(visit.start().millis()),
        ends_at: Set(visit.end().millis()),
        blocked_from: Set(blocked.start().millis()),
        blocked_to: Set(blocked.end().millis()),
        local_start: Set(local_start(visit.start(), &offer)),
        zone: Set(offer.zone.name().to_owned()),
        hold_expires_at: Set(Some(now.plus_minutes(HOLD_MINUTES).millis())),
        holder_hash: Set(Some(visitor.hash())),
        reason: Set(None),
        cancel_reason: Set(None),
        idempotency_key: Set(None),
        created_at: Set(now.millis()),
        updated_at: Set(now.millis()),
    };
    let row = appointment::Entity::insert(row).exec_with_returning(&*tx).await?;
    tx.changed(Change {
        doctor: row.doctor_id.into(),
    });
    let view = view::hold_view(ctx, &*tx, &row, &offer).await?;
    tx.commit().await?;
    Ok(Held { view, visitor })
}

/// Whether exactly this time can be booked now, by the facts of the transaction.
///
/// # Errors
/// `SlotTaken` when it is only somebody else who stands in the way, `NotOffered` otherwise.
pub(super) async fn check(
    ctx: &Context,
    tx: &Tx,
    offer: &Offer,
    start: Instant,
    moving: Option<AppointmentId>,
) -> Result<domain::time::Interval, Fault> {
    let date = offer.zone.date_of(start);
    let calendar = Calendar::load(ctx, &**tx, std::slice::from_ref(offer), (date, date), moving).await?;
    let busy = calendar.busy(offer);
    slots::check_slot(&calendar.facts(offer, &busy), start).map_err(|no| match no {
        NotOffered::Busy => Refusal::SlotTaken(Vec::new()).into(),
        NotOffered::OwnVisit => Refusal::PatientBusy.into(),
        other => Refusal::NotOffered(other).into(),
    })
}

/// The promised wall clock, "2026-11-23T14:20".
pub(super) fn local_start(start: Instant, offer: &Offer) -> String {
    let label = TimeLabel::new(start, &offer.zone);
    format!("{}T{}", label.iso_date(), label.time())
}

/// The time kept for this browser.
///
/// # Errors
/// `NotFound` for another's hold and for none, `HoldExpired` with the nearest free times, `InvalidChange` when it has
/// become an appointment.
pub async fn get_hold(ctx: &Context, id: AppointmentId) -> Result<HoldView, Fault> {
    let db = ctx.db().reader();
    let row = appointment::Entity::find_by_id(Uuid::from(id))
        .one(db)
        .await?
        .ok_or(Refusal::NotFound)?;
    check_holder(ctx, &row)?;
    let offer = Offer::load(db, row.schedule_id.into(), row.service_id.into()).await?;
    if let Err(refusal) = check_live(&row, ctx.now()) {
        return Err(with_nearest(ctx, refusal, &row).await);
    }
    view::hold_view(ctx, db, &row, &offer).await
}

/// What this browser kept and lost: to say so, and to offer other times of the same visit.
///
/// # Errors
/// `NotFound` for another's hold and for none, `InvalidChange` when it has become an appointment.
pub async fn get_lost_hold(ctx: &Context, id: AppointmentId) -> Result<HoldView, Fault> {
    let db = ctx.db().reader();
    let row = appointment::Entity::find_by_id(Uuid::from(id))
        .one(db)
        .await?
        .ok_or(Refusal::NotFound)?;
    check_holder(ctx, &row)?;
    if let Err(refusal @ (Refusal::InvalidChange(_) | Refusal::NotFound)) = check_live(&row, ctx.now()) {
        return Err(refusal.into());
    }
    let offer = Offer::load(db, row.schedule_id.into(), row.service_id.into()).await?;
    view::hold_view(ctx, db, &row, &offer).await
}

/// The time that this browser keeps, if any: to go on with after signing in.
///
/// # Errors
/// Only when something breaks.
pub async fn find_live_hold(ctx: &Context) -> Result<Option<HoldView>, Fault> {
    use appointment::Column as C;
    let Some(visitor) = ctx.visitor() else {
        return Ok(None);
    };
    let db = ctx.db().reader();
    let row = appointment::Entity::find()
        .filter(C::HolderHash.eq(visitor.hash()))
        .filter(C::Status.eq(Status::Held.name()))
        .filter(C::HoldExpiresAt.gt(ctx.now().millis()))
        .order_by_desc(C::CreatedAt)
        .one(db)
        .await?;
    let Some(row) = row else {
        return Ok(None);
    };
    let offer = Offer::load(db, row.schedule_id.into(), row.service_id.into()).await?;
    view::hold_view(ctx, db, &row, &offer).await.map(Some)
}

/// Gives up a time; others see it again. Does nothing when it has run out already.
///
/// # Errors
/// `NotFound` for another's hold.
pub async fn release_hold(ctx: &Context, id: AppointmentId) -> Result<(), Fault> {
    retry(async || {
        let tx = ctx.db().begin().await?;
        let row = appointment::Entity::find_by_id(Uuid::from(id))
            .one(&*tx)
            .await?
            .ok_or(Refusal::NotFound)?;
        check_holder(ctx, &row)?;
        if let Some(visitor) = ctx.visitor() {
            release_all(&tx, visitor, ctx.now()).await?;
        }
        Ok(tx.commit().await?)
    })
    .await
}

/// Whose browser's it is: its holder's while it is held, then its patient's.
pub(super) fn check_holder(ctx: &Context, row: &appointment::Model) -> Result<(), Refusal> {
    let is_holder = row.holder_hash.is_some() && row.holder_hash == ctx.visitor().map(Token::hash);
    let is_patient = row.patient_id.is_some() && row.patient_id == ctx.actor().account().map(Uuid::from);
    if is_holder || is_patient {
        Ok(())
    } else {
        Err(Refusal::NotFound)
    }
}

/// Whether a hold can still become an appointment: at the very instant of its end it cannot.
pub(super) fn check_live(row: &appointment::Model, now: Instant) -> Result<(), Refusal> {
    let has_run_out = row.hold_expires_at.is_none_or(|end| end <= now.millis());
    match Status::from_name(&row.status) {
        Some(Status::Held) if !has_run_out => Ok(()),
        Some(Status::Held | Status::Expired) => Err(Refusal::HoldExpired(Vec::new())),
        Some(status) => Err(Refusal::InvalidChange(InvalidChange {
            status,
            step: Step::Confirm,
        })),
        None => Err(Refusal::NotFound),
    }
}

/// The refusal with the nearest free times, where it offers some.
pub(super) async fn with_nearest(ctx: &Context, refusal: Refusal, row: &appointment::Model) -> Fault {
    if !matches!(refusal, Refusal::HoldExpired(_)) {
        return refusal.into();
    }
    let found = async {
        let db = ctx.db().reader();
        let offer = Offer::load(db, row.schedule_id.into(), row.service_id.into()).await?;
        let visit = stored_interval(row.starts_at, row.ends_at, "appointment")?;
        nearest(ctx, db, &offer, visit.start(), None).await
    };
    match found.await {
        Ok(nearest) => Refusal::HoldExpired(nearest).into(),
        Err(fault) => fault,
    }
}

async fn release_all(tx: &Tx, visitor: &Token, now: Instant) -> Result<(), Fault> {
    use appointment::Column as C;
    let held = appointment::Entity::update_many()
        .col_expr(C::Status, Expr::value(Status::Expired.name()))
        .col_expr(C::Version, Expr::col(C::Version).add(1))
        .col_expr(C::UpdatedAt, Expr::value(now.millis()))
        .filter(C::HolderHash.eq(visitor.hash()))
        .filter(C::Status.eq(Status::Held.name()));
    record::change(tx, held).await?;
    Ok(())
}
