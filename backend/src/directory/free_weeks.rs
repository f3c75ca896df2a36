//! The free times of all doctors, kept in memory by the week, so that "who is free first" need not read every calendar.
//!
//! What is kept is what everybody sees; a person's own visits and hold are added by who asks. It is only for searching:
//! `hold` decides by what it reads in its transaction. A week is read again when one of its doctor's appointments was written
//! ([`Freshness`]), when a hold in it runs out, and when the horizon has moved into it.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use domain::{
    access::Actor,
    slots::find_slots,
    time::{Date, Instant},
};
use uuid::Uuid;

use super::clinic::{Clinic, Listed};
use crate::{
    Context, Fault,
    booking::{Calendar, Freshness, Offer, PlanVersion, list_written, plus_days},
};

/// What is known of free times.
#[derive(Default)]
pub(crate) struct FreeWeeks {
    kept: Mutex<Kept>,
    /// Taken by who reads calendars: who comes meanwhile finds them read.
    reading: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Kept {
    clinic: Option<(PlanVersion, Arc<Clinic>)>,
    freshness: Freshness,
    weeks: HashMap<Key, Week>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    schedule: Uuid,
    service: Uuid,
    /// Of a visit.
    minutes: u16,
    /// Of local dates, counted from 1970.
    week: i64,
}

struct Week {
    starts: Arc<[Instant]>,
    epoch: u64,
    read_at: Instant,
    /// When a hold that was in the way runs out.
    until: Option<Instant>,
    /// The last date that could be booked then.
    horizon: Date,
}

/// A clinic as of now, to ask about.
pub(crate) struct Now {
    pub clinic: Arc<Clinic>,
    epoch: u64,
}

/// The most weeks that are kept; each takes up to a kilobyte.
const MOST_WEEKS: usize = 12_000;
/// Of how many offers calendars are read at once.
const READ_AT_ONCE: usize = 500;

impl FreeWeeks {
    /// Asks what changed.
    pub async fn now(&self, ctx: &Context) -> Result<Now, Fault> {
        let db = ctx.db().reader();
        let (now, since) = {
            let kept = self.kept();
            (ctx.now(), kept.freshness.since(ctx.now()))
        };
        let version = PlanVersion::read(db).await?;
        let written = list_written(db, since, None).await?;
        let known = {
            let mut kept = self.kept();
            kept.freshness.take_in(written, now);
            let clinic = kept.clinic.as_ref().filter(|(seen, _)| *seen == version);
            clinic.map(|(_, clinic)| Now {
                clinic: Arc::clone(clinic),
                epoch: kept.freshness.epoch(),
            })
        };
        if let Some(known) = known {
            return Ok(known);
        }
        let clinic = Arc::new(Clinic::load(db).await?);
        let mut kept = self.kept();
        kept.clinic = Some((version, Arc::clone(&clinic)));
        kept.weeks.clear();
        Ok(Now {
            clinic,
            epoch: kept.freshness.next_epoch(),
        })
    }

    /// For each offer the free starts of a week that everybody sees, in order; those that are too soon by now are among them.
    pub async fn starts(
        &self,
        ctx: &Context,
        now: &Now,
        offers: &[Arc<Listed>],
        week: i64,
    ) -> Result<Vec<Arc<[Instant]>>, Fault> {
        if let Some(found) = self.find_all(ctx, offers, week) {
            return Ok(found);
        }
        let _reading = self.reading.lock().await;
        let missing: Vec<Offer> = {
            let kept = self.kept();
            let is_missing = |listed: &&Arc<Listed>| kept.find(ctx.now(), &listed.offer, week).is_none();
            offers
                .iter()
                .filter(is_missing)
                .map(|listed| listed.offer.clone())
                .collect()
        };
        let mut read: HashMap<Key, Arc<[Instant]>> = HashMap::new();
        for offers in missing.chunks(READ_AT_ONCE) {
            let weeks = read_weeks(ctx, offers, week, now.epoch).await?;
            read.extend(weeks.iter().map(|(key, week)| (*key, Arc::clone(&week.starts))));
            self.kept().keep(weeks);
        }
        let kept = self.kept();
        let starts = offers.iter().map(|listed| {
            let fresh = read.get(&key(&listed.offer, week)).map(Arc::clone);
            fresh
                .or_else(|| kept.find(ctx.now(), &listed.offer, week))
                .unwrap_or_else(|| Arc::from([]))
        });
        Ok(starts.collect())
    }

    fn find_all(&self, ctx: &Context, offers: &[Arc<Listed>], week: i64) -> Option<Vec<Arc<[Instant]>>> {
        let kept = self.kept();
        let found = offers.iter().map(|listed| kept.find(ctx.now(), &listed.offer, week));
        found.collect()
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn find(&self, now: Instant, offer: &Offer, week: i64) -> Option<Arc<[Instant]>> {
        let kept = self.weeks.get(&key(offer, week))?;
        let rooms_of = offer.service.room_kind.is_some().then_some(offer.location.id);
        let is_stale = self.freshness.is_written(kept.epoch, offer.doctor.id, rooms_of)
            || kept.until.is_some_and(|until| until <= now)
            || now < kept.read_at
            || kept.horizon < horizon(offer, now).min(last_date(week));
        (!is_stale).then(|| Arc::clone(&kept.starts))
    }

    fn keep(&mut self, weeks: Vec<(Key, Week)>) {
        if self.weeks.len() + weeks.len() > MOST_WEEKS {
            self.weeks.clear();
        }
        self.weeks.extend(weeks);
    }
}

/// Reads the calendars as somebody sees them who has no visits.
async fn read_weeks(ctx: &Context, offers: &[Offer], week: i64, epoch: u64) -> Result<Vec<(Key, Week)>, Fault> {
    let public = Context::new(Arc::clone(ctx.core()), Actor::Visitor, None);
    let (first, last) = (first_date(week), last_date(week));
    let calendar = Calendar::load(&public, ctx.db().reader(), offers, (first, last), None).await?;
    let weeks = offers.iter().map(|offer| {
        let known = calendar.of(offer);
        let facts = known.facts();
        let from = first.max(offer.zone.date_of(facts.now));
        let days = find_slots(&facts, from, last);
        let starts = days.iter().flat_map(|day| &day.slots).map(|slot| slot.start());
        let week_there = Week {
            starts: starts.collect(),
            epoch,
            read_at: facts.now,
            until: known.changes_at(),
            horizon: horizon(offer, facts.now),
        };
        (key(offer, week), week_there)
    });
    Ok(weeks.collect())
}

fn key(offer: &Offer, week: i64) -> Key {
    Key {
        schedule: offer.schedule.id,
        service: offer.service.id,
        minutes: offer.rules.duration_minutes,
        week,
    }
}

/// The last date that can be booked.
pub(super) fn horizon(offer: &Offer, now: Instant) -> Date {
    plus_days(offer.zone.date_of(now), i64::from(offer.rules.horizon_days))
}

const EPOCH: Date = jiff::civil::date(1970, 1, 1);

/// The week that a date is in.
pub(super) fn week_of(date: Date) -> i64 {
    (date.duration_since(EPOCH).as_hours() / 24).div_euclid(7)
}

pub(super) fn first_date(week: i64) -> Date {
    plus_days(EPOCH, week * 7)
}

pub(super) fn last_date(week: i64) -> Date {
    plus_days(EPOCH, week * 7 + 6)
}
