use crate::time::{Date, Instant, Interval, IntervalSet, Zone};

/// Some local dates in a row and the instants at which they begin.
#[derive(Debug)]
pub(super) struct Dates<'a> {
    zone: &'a Zone,
    first: Date,
    last: Date,
    /// The start of each date, and the end of the last.
    midnights: Vec<Instant>,
}

const MILLIS_PER_DAY: i64 = 24 * 60 * 60 * 1000;

impl<'a> Dates<'a> {
    /// The dates `first..=last`; `last` must not be before `first`.
    pub(super) fn new(zone: &'a Zone, first: Date, last: Date) -> Self {
        let mut midnights: Vec<Instant> = dates_between(first, last).map(|date| zone.resolve(date, 0)).collect();
        midnights.push(zone.resolve(last, 24 * 60));
        Self {
            zone,
            first,
            last,
            midnights,
        }
    }

    pub(super) fn first(&self) -> Date {
        self.first
    }

    pub(super) fn last(&self) -> Date {
        self.last
    }

    /// From the first instant of the first date to the last of the last. `None` if the zone left all of them out.
    pub(super) fn span(&self) -> Option<Interval> {
        Interval::new(*self.midnights.first()?, self.zone.last_end(self.last))
    }

    /// The midnights in `working` at which working time has lasted for the whole date before.
    ///
    /// Working time without a break, as of a clinic that never closes, would else have one grid from a start in the
    /// distant past on. So the starts of a date depend on the hours of that date and the one before, whatever dates are
    /// asked for together.
    pub(super) fn midnights_after_open_dates(&self, working: &IntervalSet) -> Vec<Instant> {
        let before_first = self.first.yesterday().ok().map(|date| self.zone.resolve(date, 0));
        let starts = before_first
            .or(self.midnights.first().copied())
            .into_iter()
            .chain(self.midnights.iter().copied());
        let dates_before = starts
            .zip(&self.midnights)
            .filter_map(|(start, end)| Interval::new(start, *end));
        dates_before
            .filter(|date| working.covers(*date))
            .map(Interval::end)
            .collect()
    }

    /// For asking about starts in rising order.
    pub(super) fn sweep(&self) -> DateSweep<'_> {
        DateSweep { dates: self, at: 0 }
    }

    fn index_of(&self, date: Date) -> Option<usize> {
        let inside = self.first <= date && date <= self.last;
        inside.then(|| (date.duration_since(self.first).as_hours() / 24) as usize)
    }
}

/// Finds the local date of instants in rising order without asking the zone for each.
pub(super) struct DateSweep<'a> {
    dates: &'a Dates<'a>,
    at: usize,
}

impl DateSweep<'_> {
    /// The position among the dates of the local date of an instant that is not before the one asked about last.
    pub(super) fn index_of(&mut self, instant: Instant) -> Option<usize> {
        let midnights = &self.dates.midnights;
        while midnights.get(self.at + 1).is_some_and(|next| *next <= instant) {
            self.at += 1;
        }
        match midnights.get(self.at..self.at + 2) {
            // No clock was changed on a date of 24 hours.
            Some([start, end]) if end.millis() - start.millis() == MILLIS_PER_DAY && *start <= instant => Some(self.at),
            _ => self.dates.index_of(self.dates.zone.date_of(instant)),
        }
    }
}

/// Each date from `first` to `last`, both included.
pub(super) fn dates_between(first: Date, last: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(Some(first), |date| date.tomorrow().ok()).take_while(move |date| *date <= last)
}
