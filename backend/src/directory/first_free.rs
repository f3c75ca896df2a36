use std::sync::Arc;

use domain::{
    directory::{DayPart, When},
    time::{Date, Instant, Interval},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{
    clinic::Listed,
    free_weeks::{Now, first_date, horizon, last_date, week_of},
};
use crate::{
    Context, Fault,
    booking::{Calendar, LOOK_AHEAD_DAYS, is_held, list_own_visits, plus_days},
    entity::appointment,
};

/// An offer and its first time that fits.
pub(super) struct Ranked {
    pub listed: Arc<Listed>,
    pub first: Option<Instant>,
}

/// `fitting`, by first free time and then by name, so that a page looks the same twice. The first `wanted` are right; of the
/// others, those found after them may not have been looked at and have no time then. What has no time that fits comes last
/// where any date fits, and not at all where dates are limited.
pub(super) async fn rank(
    ctx: &Context,
    now: &Now,
    fitting: Vec<Arc<Listed>>,
    wish: (When, Option<DayPart>),
    wanted: usize,
) -> Result<Vec<Ranked>, Fault> {
    let mut found = rank_all(ctx, now, fitting, wish, wanted).await?;
    if wish.0.is_limited() {
        found.retain(|ranked| ranked.first.is_some());
    }
    Ok(found)
}

/// The same, with those without a time that fits last, also where dates are limited.
pub(super) async fn rank_all(
    ctx: &Context,
    now: &Now,
    fitting: Vec<Arc<Listed>>,
    wish: (When, Option<DayPart>),
    wanted: usize,
) -> Result<Vec<Ranked>, Fault> {
    let person = Person::load(ctx).await?;
    let (direct, kept): (Vec<_>, Vec<_>) = fitting.into_iter().partition(|listed| person.needs_reading(listed));
    let mut ranking = Ranking {
        ctx,
        now,
        wish,
        person,
        found: Vec::new(),
    };
    ranking.read(direct).await?;
    ranking.look_up(kept, wanted).await?;
    let mut found = ranking.found;
    found.sort_by(|one, other| {
        let key = |ranked: &Ranked| (ranked.first.is_none(), ranked.first);
        let names = || {
            (&one.listed.name, one.listed.offer.schedule.id).cmp(&(&other.listed.name, other.listed.offer.schedule.id))
        };
        key(one).cmp(&key(other)).then_with(names)
    });
    Ok(found)
}

struct Ranking<'a> {
    ctx: &'a Context,
    now: &'a Now,
    wish: (When, Option<DayPart>),
    person: Person,
    found: Vec<Ranked>,
}

impl Ranking<'_> {
    /// Looks into one week after the other until the first ones are known.
    async fn look_up(&mut self, mut open: Vec<Arc<Listed>>, wanted: usize) -> Result<(), Fault> {
        let now = self.ctx.now();
        let spans = open.iter().map(|listed| self.dates_of(listed));
        let Some(week) = spans.map(|(first, _)| week_of(first)).min() else {
            return Ok(());
        };
        let weeks = &self.ctx.core().free_weeks;
        for week in week.. {
            // Those whose dates are over have no time.
            let (over, still): (Vec<_>, Vec<_>) = open
                .into_iter()
                .partition(|listed| self.dates_of(listed).1 < first_date(week));
            self.found
                .extend(over.into_iter().map(|listed| Ranked { listed, first: None }));
            let starts = weeks.starts(self.ctx, self.now, &still, week).await?;
            open = Vec::new();
            for (listed, starts) in still.into_iter().zip(starts) {
                match self.first_fitting(&listed, &starts, now) {
                    Some(first) => self.found.push(Ranked {
                        listed,
                        first: Some(first),
                    }),
                    None => open.push(listed),
                }
            }
            // What is still open has nothing before the end of the week at its place.
            let Some(known_until) = open.iter().map(|listed| end_of(listed, week)).min() else {
                break;
            };
            let is_known = |ranked: &&Ranked| ranked.first.is_some_and(|first| first < known_until);
            if self.found.iter().filter(is_known).count() >= wanted {
                break;
            }
        }
        self.found
            .extend(open.into_iter().map(|listed| Ranked { listed, first: None }));
        Ok(())
    }

    /// Reads what is different for this person than for others.
    async fn read(&mut self, offers: Vec<Arc<Listed>>) -> Result<(), Fault> {
        let db = self.ctx.db().reader();
        for listed in offers {
            let (first, last) = self.dates_of(&listed);
            let offers = std::slice::from_ref(&listed.offer);
            let calendar = Calendar::load(self.ctx, db, offers, (first, last), None).await?;
            let days = domain::slots::find_slots(&calendar.of(&listed.offer).facts(), first, last);
            let starts: Vec<Instant> = days
                .iter()
                .flat_map(|day| &day.slots)
                .map(|slot| slot.start())
                .collect();
            let first = self.first_fitting(&listed, &starts, self.ctx.now());
            self.found.push(Ranked { listed, first });
        }
        Ok(())
    }

    fn dates_of(&self, listed: &Listed) -> (Date, Date) {
        let today = listed.offer.zone.date_of(self.ctx.now());
        let (first, last) = self.wish.0.dates(today);
        let farthest = plus_days(first, LOOK_AHEAD_DAYS).min(horizon(&listed.offer, self.ctx.now()));
        (first, last.map_or(farthest, |last| last.min(farthest)))
    }

    fn first_fitting(&self, listed: &Listed, starts: &[Instant], now: Instant) -> Option<Instant> {
        let offer = &listed.offer;
        let (first, last) = self.dates_of(listed);
        let earliest = now
            .plus_minutes(i64::from(offer.rules.notice_minutes))
            .max(offer.zone.resolve(first, 0));
        let from = starts.partition_point(|start| *start < earliest);
        let fits = |start: &Instant| {
            self.wish.1.is_none_or(|part| part.contains(*start, &offer.zone)) && self.person.is_free(listed, *start)
        };
        let start = starts.iter().skip(from).copied().find(fits)?;
        (offer.zone.date_of(start) <= last).then_some(start)
    }
}

fn end_of(listed: &Listed, week: i64) -> Instant {
    listed.offer.zone.resolve(plus_days(last_date(week), 1), 0)
}

/// Why somebody sees other free times than everybody.
struct Person {
    visits: Vec<Interval>,
    /// The doctor and location of a time that is held in this browser: it is free for who holds it.
    holds: Vec<(Uuid, Uuid)>,
}

impl Person {
    async fn load(ctx: &Context) -> Result<Self, Fault> {
        let mut holds = Vec::new();
        if let Some(visitor) = ctx.visitor() {
            use appointment::Column as C;
            holds = appointment::Entity::find()
                .select_only()
                .columns([C::DoctorId, C::LocationId])
                .filter(C::HolderHash.eq(visitor.hash()))
                .filter(is_held())
                .into_tuple()
                .all(ctx.db().reader())
                .await?;
        }
        let visits = list_own_visits(ctx, ctx.db().reader()).await?;
        Ok(Self { visits, holds })
    }

    fn needs_reading(&self, listed: &Listed) -> bool {
        let offer = &listed.offer;
        let shares_rooms = offer.service.room_kind.is_some();
        let is_near = |&(doctor, location): &(Uuid, Uuid)| {
            doctor == offer.doctor.id || (shares_rooms && location == offer.location.id)
        };
        self.holds.iter().any(is_near)
    }

    fn is_free(&self, listed: &Listed, start: Instant) -> bool {
        let visit = Interval::lasting(start, i64::from(listed.offer.rules.duration_minutes));
        visit.is_none_or(|visit| !self.visits.iter().any(|own| own.overlaps(visit)))
    }
}
