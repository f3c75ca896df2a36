//! When doctors work otherwise than in a usual week, when they are away, and when a place is closed.

use std::collections::HashMap;

use domain::{
    slots::{Busy, BusyKind, DateOverride, Window},
    time::{Date, Instant, Interval},
};
use uuid::Uuid;

use super::{
    dice::Dice,
    places::Place,
    plan::{Practice, Site},
};
use crate::{
    booking::plus_days,
    entity::{hours_override, site_closure, time_off},
};

/// The doctor of the demo works today whatever day it is, so that there is something to see.
const ALWAYS_AT_WORK: &str = "amina-okafor";
const WEEKEND_CLINIC: [(u16, u16); 2] = [(9 * 60, 13 * 60), (14 * 60, 17 * 60)];
/// How many have a short day, an extra day or are away, in percent.
const SHORT_DAY_PERCENT: u32 = 20;
const EXTRA_DAY_PERCENT: u32 = 8;
const AWAY_PERCENT: u32 = 22;
/// The place that is closed for a day, and in how many days.
const CLOSED: (Place, i64) = (Place::Berlin, 17);

#[derive(Default)]
pub(super) struct Absences {
    pub overrides: Vec<hours_override::Model>,
    pub time_off: Vec<time_off::Model>,
    pub closures: Vec<site_closure::Model>,
    /// By schedule.
    facts: HashMap<Uuid, Vec<DateOverride>>,
    /// By doctor.
    away: HashMap<Uuid, Vec<Interval>>,
    closed: Vec<(Place, Interval)>,
}

impl Absences {
    pub fn new(dice: &mut Dice, now: Instant, sites: &[Site; 3], practices: &[Practice]) -> Self {
        let mut absences = Self::default();
        for practice in practices {
            let site = &sites[practice.place.index()];
            let today = site.zone.date_of(now);
            if practice.slug == ALWAYS_AT_WORK {
                absences.open_today(dice, now, practice, today);
            } else {
                absences.vary_hours(dice, now, practice, today);
                absences.send_away(dice, now, practice, site, today);
            }
        }
        absences.close_a_place(dice, now, sites);
        absences
    }

    pub fn overrides_of(&self, practice: &Practice) -> &[DateOverride] {
        self.facts.get(&practice.schedule).map_or(&[], Vec::as_slice)
    }

    /// Time off and closures.
    pub fn busy(&self, practice: &Practice) -> Vec<Busy> {
        let busy = |kind| {
            move |&interval: &Interval| Busy {
                interval,
                kind,
                buffer_before_minutes: 0,
                buffer_after_minutes: 0,
            }
        };
        let away = self.away.get(&practice.doctor).into_iter().flatten();
        let closed = self.closed.iter().filter(|(place, _)| *place == practice.place);
        let closed = closed.map(|(_, interval)| interval);
        away.map(busy(BusyKind::TimeOff))
            .chain(closed.map(busy(BusyKind::Closure)))
            .collect()
    }

    fn open_today(&mut self, dice: &mut Dice, now: Instant, practice: &Practice, today: Date) {
        if !works_on(practice, today) {
            self.set_hours(dice, now, practice, today, &WEEKEND_CLINIC);
        }
    }

    fn vary_hours(&mut self, dice: &mut Dice, now: Instant, practice: &Practice, today: Date) {
        if dice.happens(SHORT_DAY_PERCENT) {
            let date = plus_days(today, dice.between(2, 20));
            let first = practice.week.iter().find(|hours| hours.0 == weekday(date));
            if let Some(&(_, start, end)) = first {
                self.set_hours(dice, now, practice, date, &[(start, end)]);
            }
        }
        if dice.happens(EXTRA_DAY_PERCENT) {
            let until_saturday = i64::from((13 - weekday(today)) % 7);
            let date = plus_days(today, until_saturday + 7 * dice.between(0, 3));
            if !works_on(practice, date) {
                self.set_hours(dice, now, practice, date, &[(10 * 60, 14 * 60)]);
            }
        }
    }

    fn set_hours(&mut self, dice: &mut Dice, now: Instant, practice: &Practice, date: Date, windows: &[(u16, u16)]) {
        for &(start, end) in windows {
            self.overrides.push(hours_override::Model {
                id: dice.id(now),
                schedule_id: practice.schedule,
                date: date.to_string(),
                start_minute: Some(start.into()),
                end_minute: Some(end.into()),
            });
        }
        let windows = windows.iter().filter_map(|&(start, end)| Window::new(start, end));
        let hours = DateOverride {
            date,
            windows: windows.collect(),
        };
        self.facts.entry(practice.schedule).or_default().push(hours);
    }

    fn send_away(&mut self, dice: &mut Dice, now: Instant, practice: &Practice, site: &Site, today: Date) {
        if !dice.happens(AWAY_PERCENT) {
            return;
        }
        let first = plus_days(today, dice.between(3, 30));
        let (days, reason) = match dice.below(4) {
            0 => (1, "Training"),
            1 => (3, "Conference"),
            2 => (5, "Annual leave"),
            _ => (12, "Annual leave"),
        };
        let away = Interval::new(
            site.zone.resolve(first, 0),
            site.zone.resolve(plus_days(first, days), 0),
        );
        let Some(away) = away else { return };
        self.time_off.push(time_off::Model {
            id: dice.id(now),
            doctor_id: practice.doctor,
            starts_at: away.start().millis(),
            ends_at: away.end().millis(),
            reason: reason.to_owned(),
        });
        self.away.entry(practice.doctor).or_default().push(away);
    }

    fn close_a_place(&mut self, dice: &mut Dice, now: Instant, sites: &[Site; 3]) {
        let (place, days) = CLOSED;
        let site = &sites[place.index()];
        let wanted = plus_days(site.zone.date_of(now), days);
        let date = (0..7)
            .map(|later| plus_days(wanted, later))
            .find(|date| weekday(*date) < 6);
        let Some(closed) = date.and_then(|date| site.zone.day(date)) else {
            return;
        };
        self.closures.push(site_closure::Model {
            id: dice.id(now),
            location_id: site.id,
            starts_at: closed.start().millis(),
            ends_at: closed.end().millis(),
            reason: "Staff training day".to_owned(),
        });
        self.closed.push((place, closed));
    }
}

/// From 1 for Monday.
fn weekday(date: Date) -> u8 {
    date.weekday().to_monday_one_offset().unsigned_abs()
}

fn works_on(practice: &Practice, date: Date) -> bool {
    practice.week.iter().any(|hours| hours.0 == weekday(date))
}
