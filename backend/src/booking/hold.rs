use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, Weak},
};

use domain::{
    access::{Actor, Places},
    account::Role,
    booking::{HOLD_MINUTES, HoldView, InvalidChange, Status, Step},
    ids::{AppointmentId, ScheduleId, ServiceId},
    refusal::Refusal,
    slots::{self, NotOffered},
    time::{Instant, Interval},
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{
    Calendar, Offer,
    calendar::stored_interval,
    is_active, is_held,
    limits::{self, Wanted},
    nearest::{Nearest, nearest},
    record, still_counts, view,
};
use crate::{
    Context, Fault, Token,
    db::{Tx, retry},
    entity::appointment,
    places::is_at_own_place,
    session::brake,
    turns::{Turn, Turns},
};

/// The time that somebody picked.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HoldSlot {
    pub schedule: ScheduleId,
    pub service: ServiceId,
    /// How long the visit takes; the first of the offered lengths when absent.
    pub minutes: Option<u16>,
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
/// `NotFound` for an unknown offer and for a length that is not offered; `PatientCap` for a patient with enough appointments;
/// `TooManyTries` after thirty in a quarter of an hour, and for people who are not signed in after sixty from one place.
pub async fn hold(ctx: &Context, input: &HoldSlot) -> Result<Held, Fault> {
    brake_visitor(ctx).await?;
    let contest = ctx.core().contests.of(input);
    let asking = match contest.turn().await {
        // Who keeps a time: it can be this one.
        Turn::Told(nearest) if find_kept(ctx).await?.is_none() => return Err(taken(ctx, &nearest).await),
        Turn::Told(_) => None,
        Turn::Ask(asking) => Some(asking),
    };
    // So that nobody waits for it to be read in the transaction; here, where not all who want one time read it at once.
    if !ctx.plan().has_offer((input.schedule.into(), input.service.into())) {
        Offer::load(ctx, input.schedule, input.service, input.minutes).await?;
    }
    match retry(|| try_hold(ctx, input)).await {
        Err(Fault::Refused(Refusal::SlotTaken(_))) => {
            let offer = Offer::load(ctx, input.schedule, input.service, input.minutes).await?;
            let nearest = Nearest::find(ctx, offer, input.start).await?;
            if let Some(asking) = asking {
                asking.tell(nearest.clone());
            }
            Err(taken(ctx, &nearest).await)
        }
        done => done,
    }
}

/// Nobody fills a doctor's day with kept times without saying who they are.
pub(crate) async fn brake_visitor(ctx: &Context) -> Result<(), Fault> {
    if *ctx.actor() == Actor::Visitor {
        brake::count(ctx, brake::HOLDS_FROM.of_here(ctx)).await?;
    }
    Ok(())
}

async fn taken(ctx: &Context, nearest: &Nearest) -> Fault {
    match nearest.of(ctx).await {
        Ok(times) => Refusal::SlotTaken(times).into(),
        Err(fault) => fault,
    }
}

/// Those who want one time at the same instant try one after the other. When one of them finds it taken, that is told to all
/// who were waiting by then; a thousand are answered after a few tries.
#[derive(Default)]
pub(crate) struct Contests(Mutex<HashMap<HoldSlot, Weak<Turns<Nearest>>>>);

impl Contests {
    fn of(&self, slot: &HoldSlot) -> Arc<Turns<Nearest>> {
        let mut contests = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(contest) = contests.get(slot).and_then(Weak::upgrade) {
            return contest;
        }
        contests.retain(|_, contest| contest.strong_count() > 0);
        let contest = Arc::default();
        contests.insert(slot.clone(), Arc::downgrade(&contest));
        contest
    }
}

/// As [`hold`], without a look for other times.
pub(crate) async fn try_hold(ctx: &Context, input: &HoldSlot) -> Result<Held, Fault> {
    let visitor = ctx.visitor().cloned().unwrap_or_else(|| ctx.new_token());
    let tx = ctx.db().begin().await?;
    // After waiting for its turn: the patient gets the whole ten minutes.
    let now = ctx.now();
    let offer = Offer::load_for_write(ctx, &tx, input.schedule, input.service, input.minutes).await?;
    let Found { visit, room, run_out } = check(ctx, &tx, &offer, input.start, None).await?;
    if let Some(Role::Patient) = ctx.actor().role() {
        let patient = ctx.actor().signed_in()?.into();
        limits::check_patient(ctx, &tx, patient, visit.start(), &offer, Wanted::New).await?;
    }
    record::end_holds(&tx, &run_out, now).await?;
    if let Some(visitor) = ctx.visitor() {
        release_all(&tx, visitor, now).await?;
    }
    let row = appointment::Model {
        hold_expires_at: Some(now.plus_minutes(HOLD_MINUTES).millis()),
        holder_hash: Some(visitor.hash()),
        ..record::draft(ctx, &offer, visit, room)
    };
    let row = record::insert(&tx, row).await?;
    // Here, so that who wants a time and does not get it is not counted; what comes from no network is ours.
    if let Some((account, _)) = ctx.actor().account().zip(ctx.network()) {
        let by = brake::HOLDS_BY.of(ctx, &Uuid::from(account).to_string());
        if let Err(fault) = brake::take(ctx, &tx, &by).await {
            drop(tx);
            return Err(brake::noted(ctx, &by, fault).await);
        }
    }
    let view = view::hold_view(ctx, &row, &offer)?;
    tx.commit().await?;
    Ok(Held { view, visitor })
}

/// A time that can be booked.
pub(super) struct Found {
    pub visit: Interval,
    /// One that is free then, where the service needs one.
    pub room: Option<Uuid>,
    /// Holds that have run out, to be ended before something is put there ([`record::end_holds`]).
    pub run_out: Vec<Uuid>,
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
) -> Result<Found, Fault> {
    let date = offer.zone.date_of(start);
    let calendar = Calendar::load(ctx, &**tx, std::slice::from_ref(offer), (date, date), moving).await?;
    let known = calendar.of(offer);
    let visit = slots::check_slot(&known.facts(), start).map_err(|no| match no {
        NotOffered::Busy | NotOffered::Room => Refusal::SlotTaken(Vec::new()),
        NotOffered::OwnVisit => Refusal::PatientBusy,
        other => Refusal::NotOffered(other),
    })?;
    let room = known.free_room(visit);
    let run_out = calendar.run_out().to_vec();
    Ok(Found { visit, room, run_out })
}

/// The place of a visit that is put there knowingly, whatever the hours and the other visits of the doctor are. It is not in
/// the past, and it has a room where it needs one. Nobody knows of a visit at a place that is none of theirs.
///
/// # Errors
/// `NotOffered` in the past and when no room is free; `SlotTaken` by a visit elsewhere that who asks does not see.
pub(super) async fn check_beyond_rules(
    ctx: &Context,
    tx: &Tx,
    offer: &Offer,
    start: Instant,
    moving: Option<AppointmentId>,
) -> Result<Found, Fault> {
    if start < ctx.now() {
        return Err(Refusal::NotOffered(NotOffered::Past).into());
    }
    let date = offer.zone.date_of(start);
    let calendar = Calendar::load(ctx, &**tx, std::slice::from_ref(offer), (date, date), moving).await?;
    let visit = Interval::lasting(start, i64::from(offer.rules.duration_minutes));
    let visit = visit.ok_or(Refusal::NotOffered(NotOffered::OffHours))?;
    if is_busy_out_of_sight(ctx, tx, offer, visit, moving).await? {
        return Err(Refusal::SlotTaken(Vec::new()).into());
    }
    let room = calendar.of(offer).free_room(visit);
    if offer.service.room_kind.is_some() && room.is_none() {
        return Err(Refusal::NotOffered(NotOffered::Room).into());
    }
    let run_out = calendar.run_out().to_vec();
    Ok(Found { visit, room, run_out })
}

async fn is_busy_out_of_sight(
    ctx: &Context,
    tx: &Tx,
    offer: &Offer,
    visit: Interval,
    moving: Option<AppointmentId>,
) -> Result<bool, Fault> {
    use appointment::Column as C;
    if *ctx.actor().places() == Places::All {
        return Ok(false);
    }
    let there = appointment::Entity::find()
        .filter(C::DoctorId.eq(offer.doctor.id))
        .filter(is_active())
        .filter(still_counts(ctx.now()))
        .filter(C::BlockedFrom.lt(visit.end().millis()))
        .filter(C::BlockedFrom.gt(visit.start().plus_minutes(-24 * 60).millis()))
        .filter(C::BlockedTo.gt(visit.start().millis()))
        .filter(is_at_own_place(ctx, C::LocationId).not());
    let rows = there.all(&**tx).await?;
    Ok(rows.iter().any(|row| moving.map(Uuid::from) != Some(row.id)))
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
    let offer = Offer::load_promised(ctx, db, &row).await?;
    if let Err(refusal) = check_live(&row, ctx.now()) {
        return Err(with_nearest(ctx, refusal, &row).await);
    }
    view::hold_view(ctx, &row, &offer)
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
    let offer = Offer::load_promised(ctx, db, &row).await?;
    view::hold_view(ctx, &row, &offer)
}

/// The time that this browser keeps, if any: to go on with after signing in.
///
/// # Errors
/// Only when something breaks.
pub async fn find_live_hold(ctx: &Context) -> Result<Option<HoldView>, Fault> {
    let Some(row) = find_kept(ctx).await? else {
        return Ok(None);
    };
    let offer = Offer::load_promised(ctx, ctx.db().reader(), &row).await?;
    view::hold_view(ctx, &row, &offer).map(Some)
}

async fn find_kept(ctx: &Context) -> Result<Option<appointment::Model>, Fault> {
    use appointment::Column as C;
    let Some(visitor) = ctx.visitor() else {
        return Ok(None);
    };
    let row = appointment::Entity::find()
        .filter(C::HolderHash.eq(visitor.hash()))
        .filter(is_held())
        .filter(C::HoldExpiresAt.gt(ctx.now().millis()))
        .order_by_desc(C::CreatedAt)
        .one(ctx.db().reader())
        .await?;
    Ok(row)
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
        let visit = stored_interval(row.starts_at, row.ends_at, "appointment")?;
        let minutes = u16::try_from(visit.minutes()).ok();
        let offer = Offer::load(ctx, row.schedule_id.into(), row.service_id.into(), minutes).await?;
        nearest(ctx, ctx.db().reader(), &offer, visit.start(), None).await
    };
    match found.await {
        Ok(nearest) => Refusal::HoldExpired(nearest).into(),
        // Nothing of the kind is offered there any more.
        Err(Fault::Refused(Refusal::NotFound)) => refusal.into(),
        Err(fault) => fault,
    }
}

/// Gives up all that a browser keeps.
async fn release_all(tx: &Tx, visitor: &Token, now: Instant) -> Result<(), Fault> {
    let kept = appointment::Column::HolderHash.eq(visitor.hash());
    record::end(tx, Condition::all().add(kept), now).await
}
