use std::{fmt, str::FromStr};

use crate::{
    schedule::{clock_label, parse_clock},
    time::{Instant, Zone},
};

/// From when to when somebody is not to be woken, by their wall clock; over midnight as a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct QuietHours {
    /// Minutes from 00:00.
    pub from: u16,
    pub until: u16,
}

const MINUTES_PER_DAY: u16 = 24 * 60;

impl QuietHours {
    /// When a message goes out that is due at `due`: at once, or when the quiet hours end.
    pub fn after(self, due: Instant, zone: &Zone) -> Instant {
        let date = zone.date_of(due);
        // The quiet hours that began the day before, and those of the day itself.
        let nights = [date.yesterday().ok(), Some(date)].into_iter().flatten();
        for date in nights {
            let from = zone.resolve(date, self.from);
            let last = if self.until > self.from {
                Some(date)
            } else {
                date.tomorrow().ok()
            };
            let Some(until) = last.map(|last| zone.resolve(last, self.until)) else {
                continue;
            };
            if from <= due && due < until {
                return until;
            }
        }
        due
    }
}

impl fmt::Display for QuietHours {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}-{}", clock_label(self.from), clock_label(self.until))
    }
}

/// "21:00-08:00"
impl FromStr for QuietHours {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (from, until) = text.split_once('-').ok_or(())?;
        let clock = |text: &str| parse_clock(text).map(|minute| minute % MINUTES_PER_DAY).ok_or(());
        let (from, until) = (clock(from)?, clock(until)?);
        if from == until {
            Err(())
        } else {
            Ok(Self { from, until })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(quiet: &str, due: &str) -> String {
        let zone = Zone::parse("Europe/Berlin").unwrap();
        let due: jiff::Timestamp = due.parse().unwrap();
        let quiet: QuietHours = quiet.parse().unwrap();
        quiet.after(due.into(), &zone).to_string()
    }

    #[test]
    fn who_sleeps_is_told_in_the_morning() {
        // Berlin is an hour ahead of Greenwich in November.
        let cases = [
            ("21:00-08:00", "2026-11-23T12:00:00Z", "2026-11-23T12:00:00Z"),
            ("21:00-08:00", "2026-11-23T20:00:00Z", "2026-11-24T07:00:00Z"),
            ("21:00-08:00", "2026-11-23T23:30:00Z", "2026-11-24T07:00:00Z"),
            ("21:00-08:00", "2026-11-24T06:59:59Z", "2026-11-24T07:00:00Z"),
            ("21:00-08:00", "2026-11-24T07:00:00Z", "2026-11-24T07:00:00Z"),
            ("13:00-15:00", "2026-11-24T13:00:00Z", "2026-11-24T14:00:00Z"),
            ("13:00-15:00", "2026-11-24T14:00:00Z", "2026-11-24T14:00:00Z"),
        ];
        for (quiet, due, expected) in cases {
            assert_eq!(after(quiet, due), expected, "{quiet} at {due}");
        }
    }

    #[test]
    fn the_night_in_which_the_clock_changes_ends_by_the_wall_clock() {
        // 25 October 2026: from 3:00 back to 2:00.
        assert_eq!(after("21:00-08:00", "2026-10-24T22:00:00Z"), "2026-10-25T07:00:00Z");
        // 28 March 2027: from 2:00 to 3:00; half past two does not exist.
        assert_eq!(after("21:00-02:30", "2027-03-27T23:00:00Z"), "2027-03-28T01:30:00Z");
    }
}
