use super::dates::dates_between;
use crate::time::{Date, Interval, IntervalSet, Weekday, Zone};

/// A stretch of working time on the wall clock, in minutes from 00:00 of the date it belongs to; at most 24 hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Window {
    start: u16,
    end: u16,
}

/// Working time that comes each week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct WeeklyHours {
    pub weekday: Weekday,
    pub window: Window,
}

/// The working time of one date instead of the weekly one. Without windows the date is closed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DateOverride {
    pub date: Date,
    pub windows: Vec<Window>,
}

const MIDNIGHT: u16 = 24 * 60;

impl Window {
    /// From `start` (0 to 1439) to `end` (0 to 1440). An end at or before the start is on the next date, so that an equal
    /// end is 24 hours later. An end of 0 is the same as 1440. `None` outside these ranges.
    pub fn new(start: u16, end: u16) -> Option<Self> {
        let end = if end == 0 { MIDNIGHT } else { end };
        (start < MIDNIGHT && end <= MIDNIGHT).then_some(Self { start, end })
    }

    /// Minutes from 00:00, 0 to 1439.
    pub const fn start(self) -> u16 {
        self.start
    }

    /// Minutes from 00:00, 1 to 1440: of the same date if more than the start, else of the next.
    pub const fn end(self) -> u16 {
        self.end
    }

    /// The window of a date as instants. `None` where the clock was put forward over all of it, and on a date that the
    /// zone left out.
    fn on(self, date: Date, zone: &Zone) -> Option<Interval> {
        let end_date = if self.start < self.end {
            date
        } else {
            date.tomorrow().ok()?
        };
        Interval::new(
            zone.resolve_if_exists(date, self.start)?,
            zone.resolve(end_date, self.end),
        )
    }
}

/// The merged windows of the dates `first..=last` (docs/slots.md, rules 2 and 3).
pub fn working_time(
    zone: &Zone,
    weekly: &[WeeklyHours],
    overrides: &[DateOverride],
    first: Date,
    last: Date,
) -> IntervalSet {
    let mut overrides: Vec<&DateOverride> = overrides
        .iter()
        .filter(|one| first <= one.date && one.date <= last)
        .collect();
    overrides.sort_unstable_by_key(|one| one.date);
    let mut overrides = overrides.as_slice();

    let mut intervals = Vec::new();
    for date in dates_between(first, last) {
        let of_date;
        (of_date, overrides) = overrides.split_at(overrides.partition_point(|one| one.date == date));
        if of_date.is_empty() {
            let weekday = date.weekday();
            let windows = weekly
                .iter()
                .filter(|hours| hours.weekday == weekday)
                .map(|hours| hours.window);
            intervals.extend(windows.filter_map(|window| window.on(date, zone)));
        } else {
            let windows = of_date.iter().flat_map(|one| &one.windows);
            intervals.extend(windows.filter_map(|window| window.on(date, zone)));
        }
    }
    intervals.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_is_within_its_ranges() {
        assert_eq!(Window::new(0, 1440), Window::new(0, 0));
        assert_eq!(Window::new(1320, 0), Window::new(1320, 1440));
        assert!(Window::new(1439, 1439).is_some());
        assert_eq!(Window::new(1440, 1440), None);
        assert_eq!(Window::new(0, 1441), None);
    }

    #[test]
    fn an_end_at_or_before_the_start_is_on_the_next_date() {
        let utc = Zone::parse("UTC").unwrap();
        let date = jiff::civil::date(2026, 11, 23);
        let minutes = |start, end| Window::new(start, end).unwrap().on(date, &utc).unwrap().minutes();
        assert_eq!(minutes(540, 1020), 480);
        assert_eq!(minutes(1320, 120), 240);
        assert_eq!(minutes(1320, 0), 120);
        assert_eq!(minutes(540, 540), 1440);
        assert_eq!(minutes(0, 1440), 1440);
    }

    #[test]
    fn hours_of_a_date_that_a_zone_left_out_are_not_kept_on_the_next() {
        let apia = Zone::parse("Pacific/Apia").unwrap();
        let left_out = jiff::civil::date(2011, 12, 30);
        assert_eq!(Window::new(540, 1020).unwrap().on(left_out, &apia), None);
    }
}
