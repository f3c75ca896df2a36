use std::collections::HashMap;

use domain::{
    booking::{FreeTime, NEAREST_COUNT, Status},
    ids::{LocationId, ServiceId},
    refusal::Refusal,
    slots::{NotOffered, check_slot, find_slots},
    time::Instant,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use crate::{
    Context, Fault,
    booking::{Calendar, Held, HoldSlot, Offer, brake_visitor, has_status, plus_days, try_hold},
    db::retry,
    entity::appointment,
};

/// A time with whoever gives the service there.
#[derive(Clone, Debug)]
pub struct HoldAny {
    pub service: ServiceId,
    pub location: LocationId,
    /// How long the visit takes; the first of the service's lengths when absent.
    pub minutes: Option<u16>,
    pub start: Instant,
}

/// Keeps a time with one of the doctors who are free then: the one with the fewest appointments on that date; of several the
/// one who was booked longest ago, then the first by id. When that doctor is taken at the same moment it is the next one's
/// turn. From there on it is a hold like any other.
///
/// # Errors
/// `SlotTaken` with the nearest free times of all of them when nobody is free any more, `NotOffered` when nobody gives the
/// service at such a time, `NotFound` when nobody gives it there at all, or in such a length; the other refusals of
/// [`hold`](crate::booking::hold).
pub async fn hold_any(ctx: &Context, input: &HoldAny) -> Result<Held, Fault> {
    brake_visitor(ctx).await?;
    let now = ctx.core().free_weeks.now(ctx).await?;
    let (service, location) = (input.service.into(), input.location.into());
    let listed = now.clinic.of_service(service, location, input.minutes);
    let offers: Vec<Offer> = listed.iter().map(|listed| listed.offer.clone()).collect();
    if offers.is_empty() {
        return Err(Refusal::NotFound.into());
    }
    let (free, mut refusal) = who_is_free(ctx, &offers, input.start).await?;
    for offer in in_turn(ctx, free, input.start).await? {
        let slot = HoldSlot {
            schedule: offer.schedule.id.into(),
            service: input.service,
            minutes: Some(offer.rules.duration_minutes),
            start: input.start,
        };
        match retry(|| try_hold(ctx, &slot)).await {
            Err(Fault::Refused(
                taken @ (Refusal::SlotTaken(_) | Refusal::NotOffered(_) | Refusal::NotFound | Refusal::PatientBusy),
            )) => refusal = taken,
            done => return done,
        }
    }
    Err(match refusal {
        Refusal::SlotTaken(_) | Refusal::NotFound => Refusal::SlotTaken(nearest(ctx, &offers, input.start).await?),
        other => other,
    }
    .into())
}

/// Who could take the visit, and what to say when it is nobody.
async fn who_is_free<'a>(
    ctx: &Context,
    offers: &'a [Offer],
    start: Instant,
) -> Result<(Vec<&'a Offer>, Refusal), Fault> {
    let mut refusal = Refusal::NotOffered(NotOffered::OffHours);
    let Some(first) = offers.first() else {
        return Ok((Vec::new(), refusal));
    };
    let date = first.zone.date_of(start);
    let calendar = Calendar::load(ctx, ctx.db().reader(), offers, (date, date), None).await?;
    let mut free = Vec::new();
    for offer in offers {
        match check_slot(&calendar.of(offer).facts(), start) {
            Ok(_) => free.push(offer),
            Err(NotOffered::Busy | NotOffered::Room | NotOffered::Cap | NotOffered::TimeOff) => {
                refusal = Refusal::SlotTaken(Vec::new());
            }
            Err(NotOffered::OwnVisit) => return Ok((Vec::new(), Refusal::PatientBusy)),
            Err(NotOffered::OffHours) => {}
            Err(no) if refusal == Refusal::NotOffered(NotOffered::OffHours) => refusal = Refusal::NotOffered(no),
            Err(_) => {}
        }
    }
    Ok((free, refusal))
}

/// The fairest first.
async fn in_turn<'a>(ctx: &Context, mut free: Vec<&'a Offer>, start: Instant) -> Result<Vec<&'a Offer>, Fault> {
    if free.len() < 2 {
        return Ok(free);
    }
    let db = ctx.db().reader();
    let doctors: Vec<Uuid> = free.iter().map(|offer| offer.doctor.id).collect();
    let Some(date) = free.first().map(|offer| offer.zone.date_of(start)) else {
        return Ok(free);
    };
    let on_date = count_on_date(ctx, db, &doctors, &format!("{date}T")).await?;
    let last = last_booked(db, &doctors).await?;
    free.sort_by_key(|offer| {
        let doctor = offer.doctor.id;
        let count = on_date.get(&doctor).copied().unwrap_or(0);
        (count, last.get(&doctor).copied(), doctor)
    });
    Ok(free)
}

/// What is booked, held or done on the local date, at any place.
async fn count_on_date(
    ctx: &Context,
    db: &impl ConnectionTrait,
    doctors: &[Uuid],
    date: &str,
) -> Result<HashMap<Uuid, i64>, Fault> {
    use appointment::Column as C;
    let counting = Status::ALL.into_iter().filter(|status| status.is_active());
    let counting = counting.chain([Status::Completed]);
    let is_live = C::Status
        .ne(Status::Held.name())
        .or(C::HoldExpiresAt.gt(ctx.now().millis()));
    let rows: Vec<(Uuid, i64)> = appointment::Entity::find()
        .select_only()
        .column(C::DoctorId)
        .column_as(C::Id.count(), "visits")
        .filter(C::DoctorId.is_in(doctors.iter().copied()))
        .filter(has_status(counting))
        .filter(C::LocalStart.starts_with(date))
        .filter(is_live)
        .group_by(C::DoctorId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

/// When each was last given an appointment or hold, whatever became of it.
async fn last_booked(db: &impl ConnectionTrait, doctors: &[Uuid]) -> Result<HashMap<Uuid, i64>, Fault> {
    use appointment::Column as C;
    let rows: Vec<(Uuid, i64)> = appointment::Entity::find()
        .select_only()
        .column(C::DoctorId)
        .column_as(Expr::col(C::CreatedAt).max(), "last_booked")
        .filter(C::DoctorId.is_in(doctors.iter().copied()))
        .group_by(C::DoctorId)
        .into_tuple()
        .all(db)
        .await?;
    Ok(rows.into_iter().collect())
}

const DAYS_BEFORE: i64 = 3;
const DAYS_AFTER: i64 = 21;

/// The times nearest to the one that is lost, with any of them.
async fn nearest(ctx: &Context, offers: &[Offer], start: Instant) -> Result<Vec<FreeTime>, Fault> {
    let Some(zone) = offers.first().map(|offer| &offer.zone) else {
        return Ok(Vec::new());
    };
    let around = zone.date_of(start.max(ctx.now()));
    let (first, last) = (plus_days(around, -DAYS_BEFORE), plus_days(around, DAYS_AFTER));
    let calendar = Calendar::load(ctx, ctx.db().reader(), offers, (first, last), None).await?;
    let mut starts: Vec<Instant> = Vec::new();
    for offer in offers {
        let days = find_slots(&calendar.of(offer).facts(), first, last);
        starts.extend(days.iter().flat_map(|day| &day.slots).map(|slot| slot.start()));
    }
    starts.sort_unstable();
    starts.dedup();
    starts.sort_by_key(|free| free.millis().abs_diff(start.millis()));
    starts.truncate(NEAREST_COUNT);
    starts.sort_unstable();
    Ok(starts.into_iter().map(|free| FreeTime::new(free, zone)).collect())
}
