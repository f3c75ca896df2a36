use std::sync::Arc;

use domain::{
    booking::{FreeTime, NEAREST_COUNT},
    ids::AppointmentId,
    slots,
    time::{Instant, Interval},
};
use sea_orm::ConnectionTrait;

use super::{Calendar, Offer, calendar::own_visits, find_slots::plus_days};
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

/// The nearest free times that everybody sees; each person gets those in which they have no visit of their own.
#[derive(Clone)]
pub(crate) struct Nearest {
    offer: Arc<Offer>,
    /// Nearest first.
    starts: Arc<[Instant]>,
}

impl Nearest {
    pub async fn find(ctx: &Context, offer: Offer, start: Instant) -> Result<Self, Fault> {
        let everybody = Context::system(Arc::clone(ctx.core()));
        let starts = free_starts(&everybody, ctx.db().reader(), &offer, start, None).await?;
        Ok(Self {
            offer: Arc::new(offer),
            starts: starts.into(),
        })
    }

    /// Soonest first.
    pub async fn of(&self, ctx: &Context) -> Result<Vec<FreeTime>, Fault> {
        let minutes = i64::from(self.offer.rules.duration_minutes);
        let (first, last) = (self.starts.iter().min(), self.starts.iter().max());
        let span = first
            .zip(last)
            .and_then(|(first, last)| Interval::new(*first, last.plus_minutes(minutes)));
        let Some(span) = span else {
            return Ok(Vec::new());
        };
        let own = own_visits(ctx, ctx.db().reader(), span, None).await?;
        let is_free = |start: &&Instant| {
            let visit = Interval::lasting(**start, minutes);
            visit.is_some_and(|visit| !own.iter().any(|own| own.overlaps(visit)))
        };
        let mut starts: Vec<Instant> = self
            .starts
            .iter()
            .filter(is_free)
            .take(NEAREST_COUNT)
            .copied()
            .collect();
        starts.sort();
        let times = starts.into_iter().map(|start| FreeTime::new(start, &self.offer.zone));
        Ok(times.collect())
    }
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
