use jiff::ToSpan as _;

use super::{Facts, ServiceRules, dates::Dates, grid::Grid, obstacles::Obstacles, windows::working_time};
use crate::time::{Date, IntervalSet};

/// How some local dates can be used for a service; notice and horizon are not in it.
#[derive(Debug)]
pub(super) struct Plan {
    pub(super) working: IntervalSet,
    pub(super) obstacles: Obstacles,
    pub(super) grid: Grid,
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
        }
    }
}

/// The dates whose windows matter for starts on `first..=last`.
fn window_dates(rules: &ServiceRules, first: Date, last: Date) -> (Date, Date) {
    let dates_after = 1 + i32::from(rules.duration_minutes / SHORT_DATE_MINUTES);
    (
        first.saturating_sub(DATES_BEFORE.days()),
        last.saturating_add(dates_after.days()),
    )
}
