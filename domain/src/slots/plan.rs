use std::collections::BTreeMap;

use jiff::ToSpan as _;

use super::{Caps, Facts, ServiceRules, dates::Dates, grid::Grid, obstacles::Obstacles, windows::working_time};
use crate::time::{Date, IntervalSet};

/// How some local dates can be used for a service; notice and horizon are not in it.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) working: IntervalSet,
    pub(super) obstacles: Obstacles,
    pub(super) grid: Grid,
    /// Dates that have as many visits as they may, in order.
    at_cap: Vec<Date>,
}

/// From how many dates before the first one windows are read. The date before tells where its grid begins, a window of the
/// date before that reaches into it, and one more may do so when the clock is put forward.
const DATES_BEFORE: i32 = 3;

/// A date has 23 hours or more, or is left out.
const SHORT_DATE_MINUTES: u16 = 23 * 60;

impl Plan {
    /// For the dates `first..=last`.
    pub(super) fn new(facts: &Facts<'_>, dates: &Dates<'_>) -> Self {
        let rules = facts.rules;
        let (first, last) = window_dates(rules, dates.first(), dates.last());
        let working = working_time(facts.zone, facts.weekly, facts.overrides, first, last);
        let obstacles = Obstacles::new(facts);

        let mut anchors = dates.midnights_after_open_dates(&working);
        if rules.restart_after_busy {
            anchors.extend(obstacles.ends());
            anchors.sort_unstable();
        }
        let grid = Grid::new(&working, rules, &anchors);
        Self {
            working,
            obstacles,
            grid,
            at_cap: dates_at_cap(facts),
        }
    }

    /// Whether a date takes no more visits.
    pub(super) fn is_at_cap(&self, date: Date) -> bool {
        self.at_cap.binary_search(&date).is_ok()
    }
}

/// The local dates on which the doctor or the service has reached its cap (docs/slots.md, rule 8).
fn dates_at_cap(facts: &Facts<'_>) -> Vec<Date> {
    let Caps { of_doctor, of_service } = facts.rules.caps;
    if facts.rules.caps.is_none() {
        return Vec::new();
    }
    let mut counts: BTreeMap<Date, (u16, u16)> = BTreeMap::new();
    for visit in facts.counted {
        let (all, same) = counts.entry(facts.zone.date_of(visit.start)).or_default();
        *all = all.saturating_add(1);
        *same = same.saturating_add(u16::from(visit.is_same_service));
    }
    let is_reached = |cap: Option<u16>, count: u16| cap.is_some_and(|cap| count >= cap);
    let is_at_cap = |&(_, (all, same)): &(Date, (u16, u16))| is_reached(of_doctor, all) || is_reached(of_service, same);
    counts.into_iter().filter(is_at_cap).map(|(date, _)| date).collect()
}

/// The dates whose windows matter for starts on `first..=last`.
fn window_dates(rules: &ServiceRules, first: Date, last: Date) -> (Date, Date) {
    let dates_after = 1 + i32::from(rules.duration_minutes / SHORT_DATE_MINUTES);
    (
        first.saturating_sub(DATES_BEFORE.days()),
        last.saturating_add(dates_after.days()),
    )
}
