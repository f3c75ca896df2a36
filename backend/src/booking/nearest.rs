use domain::{
    booking::{FreeTime, NEAREST_COUNT},
    ids::AppointmentId,
    slots,
    time::Instant,
};
use sea_orm::ConnectionTrait;

use super::{Calendar, Offer, find_slots::plus_days};
use crate::{Context, Fault};

const DAYS_BEFORE: i64 = 3;
const DAYS_AFTER: i64 = 21;

/// The free times of an offer that are nearest to `start`, soonest first: for somebody who lost it.
pub(super) async fn nearest(
    ctx: &Context,
    db: &impl ConnectionTrait,
    offer: &Offer,
    start: Instant,
    moving: Option<AppointmentId>,
) -> Result<Vec<FreeTime>, Fault> {
    let mut starts = free_starts(ctx, db, offer, start, moving).await?;
    starts.truncate(NEAREST_COUNT);
    starts.sort();
    Ok(starts
        .into_iter()
        .map(|free| FreeTime::new(free, &offer.zone))
        .collect())
}

/// The free starts of the days and weeks around `start`, nearest first.
pub(super) async fn free_starts(
    ctx: &Context,
    db: &impl ConnectionTrait,
    offer: &Offer,
    start: Instant,
    moving: Option<AppointmentId>,
) -> Result<Vec<Instant>, Fault> {
    // Far beyond any calendar nothing is near; the dates would be meaningless.
    let around = offer.zone.date_of(start.max(ctx.now()));
    let (first, last) = (plus_days(around, -DAYS_BEFORE), plus_days(around, DAYS_AFTER));
    let calendar = Calendar::load(ctx, db, std::slice::from_ref(offer), (first, last), moving).await?;
    let days = slots::find_slots(&calendar.of(offer).facts(), first, last);
    let mut starts: Vec<Instant> = days
        .iter()
        .flat_map(|day| &day.slots)
        .map(|slot| slot.start())
        .collect();
    starts.sort_by_key(|free| free.millis().abs_diff(start.millis()));
    Ok(starts)
}
