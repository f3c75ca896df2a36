use jiff::{
    Timestamp,
    civil::{Date, DateTime, date},
    tz::{AmbiguousOffset, Offset, TimeZone},
};

use super::{Instant, Interval};

/// An IANA time zone with its rules: the wall clock of a location (docs/slots.md, rules 1 and 3).
///
/// Every date and every instant has an answer here. Instants before or after the calendar (years -9999 to 9999) read as
/// its first or last moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone(TimeZone);

/// No time zone has this name, or this build carries no time zones (the browser's).
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no time zone has this name")]
pub struct UnknownZone;

/// What the names of places begin with; others are for machines, or older names of the same.
const AREAS: [&str; 10] = [
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
];

fn is_place(name: &str) -> bool {
    name.split_once('/').is_some_and(|(area, _)| AREAS.contains(&area))
}

const MINUTES_PER_DAY: u16 = 24 * 60;
const SECONDS_PER_DAY: i32 = 24 * 60 * 60;
const EPOCH: DateTime = date(1970, 1, 1).at(0, 0, 0, 0);

impl Zone {
    /// By its name in the IANA database, like "Europe/Berlin"; upper and lower case are the same.
    ///
    /// # Errors
    /// [`UnknownZone`] when there is none of this name.
    pub fn parse(name: &str) -> Result<Self, UnknownZone> {
        let zone = TimeZone::get(name).map_err(|_| UnknownZone)?;
        if zone.iana_name().is_some() {
            Ok(Self(zone))
        } else {
            Err(UnknownZone)
        }
    }

    /// The names of places to choose from, like "Europe/Berlin", by name. None where this build carries no time zones.
    pub fn names() -> Vec<String> {
        let names = jiff::tz::db().available().map(|name| name.as_str().to_owned());
        let mut names: Vec<String> = names.filter(|name| is_place(name)).collect();
        names.sort();
        names
    }

    /// The name as the IANA database writes it.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or_default() // `parse` lets none without a name in
    }

    /// The local date at an instant.
    pub fn date_of(&self, instant: Instant) -> Date {
        self.local(instant).date()
    }

    /// What calendar and clock on the wall show at an instant.
    pub fn local(&self, instant: Instant) -> DateTime {
        self.0.to_datetime(timestamp(instant))
    }

    /// How far the wall clock is ahead of UTC at an instant, in minutes. Seconds, as zones had them until 1972, are cut.
    pub fn offset_minutes(&self, instant: Instant) -> i32 {
        self.0.to_offset(timestamp(instant)).seconds() / 60
    }

    /// The instants of an interval, after its start, at which the wall clock is put forward or back.
    pub fn clock_changes(&self, interval: Interval) -> Vec<Instant> {
        let mut offset = self.offset_minutes(interval.start());
        // A change of the law or of the name alone is a transition too.
        self.0
            .following(timestamp(interval.start()))
            .map(|transition| Instant::from(transition.timestamp()))
            .take_while(|&change| interval.contains(change))
            .filter(|&change| {
                let before = std::mem::replace(&mut offset, self.offset_minutes(change));
                before != offset
            })
            .collect()
    }

    /// Whether the wall clock shows the same date and time again before or after this instant.
    pub fn is_repeated(&self, instant: Instant) -> bool {
        matches!(
            self.0.to_ambiguous_timestamp(self.local(instant)).offset(),
            AmbiguousOffset::Fold { .. }
        )
    }

    /// The instant at which the wall clock shows a time of a date, in minutes from 00:00; 1440, and all above, is 00:00
    /// of the next date.
    ///
    /// A time that is shown twice is the first; one that is never shown moves forward by the gap (docs/slots.md, rule 3).
    pub fn resolve(&self, date: Date, minute_of_day: u16) -> Instant {
        let wall = wall(date, minute_of_day);
        read(wall, self.offsets(wall).0)
    }

    /// From the start of a date to the start of the next: 23, 24 or 25 hours as a rule. `None` for a date that the zone
    /// left out, as Samoa did with 2011-12-30.
    pub fn day(&self, date: Date) -> Option<Interval> {
        Interval::new(self.resolve(date, 0), self.resolve(date, MINUTES_PER_DAY))
    }

    /// As [`resolve`](Self::resolve), and `None` on a date that the zone left out.
    pub(crate) fn resolve_if_exists(&self, date: Date, minute_of_day: u16) -> Option<Instant> {
        let wall = wall(date, minute_of_day);
        let (before, after) = self.offsets(wall);
        let gap_seconds = after.seconds() - before.seconds();
        (gap_seconds < SECONDS_PER_DAY).then(|| read(wall, before))
    }

    /// The end of the last stretch of a date. It differs from the end of [`day`](Self::day) where the clock was put back
    /// just after midnight, so that the evening came twice.
    pub(crate) fn last_end(&self, date: Date) -> Instant {
        let wall = wall(date, MINUTES_PER_DAY);
        let (before, after) = self.offsets(wall);
        read(wall, before.min(after)) // the smaller offset is the later instant
    }

    /// The offsets before and after the change that repeats or leaves out a time; the same twice if there is none.
    fn offsets(&self, wall: DateTime) -> (Offset, Offset) {
        match self.0.to_ambiguous_timestamp(wall).offset() {
            AmbiguousOffset::Unambiguous { offset } => (offset, offset),
            AmbiguousOffset::Gap { before, after } | AmbiguousOffset::Fold { before, after } => (before, after),
        }
    }
}

/// A wall-clock time. The last date of the calendar ends a millisecond early.
fn wall(date: Date, minute_of_day: u16) -> DateTime {
    if minute_of_day < MINUTES_PER_DAY {
        // Both are in range: 0 to 23 and 0 to 59.
        return date.at((minute_of_day / 60) as i8, (minute_of_day % 60) as i8, 0, 0);
    }
    match date.tomorrow() {
        Ok(next) => next.at(0, 0, 0, 0),
        Err(_) => date.at(23, 59, 59, 999_000_000),
    }
}

/// The instant at which a clock with this offset shows `wall`.
fn read(wall: DateTime, offset: Offset) -> Instant {
    let since_epoch = wall.duration_since(EPOCH);
    let millis = since_epoch.as_secs() * 1000 + i64::from(since_epoch.subsec_millis());
    Instant::from_millis(millis - i64::from(offset.seconds()) * 1000)
}

/// The nearest instant of the calendar.
fn timestamp(instant: Instant) -> Timestamp {
    Timestamp::try_from(instant).unwrap_or(if instant.millis() < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(name: &str) -> Zone {
        Zone::parse(name).unwrap()
    }

    fn at(text: &str) -> Instant {
        text.parse::<Timestamp>().unwrap().into()
    }

    #[test]
    fn places_can_be_chosen_and_each_is_a_zone() {
        let names = Zone::names();
        assert!(names.len() > 300 && names.is_sorted(), "{}", names.len());
        assert!(names.iter().all(|name| zone(name).name() == name));
        assert!(names.contains(&"America/Argentina/Ushuaia".to_owned()));
        assert!(!names.iter().any(|name| name.starts_with("Etc/") || name == "UTC"));
    }

    #[test]
    fn a_zone_is_known_by_its_name_in_any_case() {
        assert_eq!(zone("europe/BERLIN").name(), "Europe/Berlin");
        assert_eq!(zone("utc"), zone("UTC"));
        for unknown in [
            "",
            "Mars/Olympus",
            "Etc/Unknown",
            "+01:00",
            "Europe/Berlin\0",
            "../etc/passwd",
        ] {
            assert_eq!(Zone::parse(unknown), Err(UnknownZone), "{unknown:?}");
        }
    }

    #[test]
    fn a_time_shown_twice_is_the_first() {
        let berlin = zone("Europe/Berlin");
        let first = berlin.resolve(date(2026, 10, 25), 150);
        assert_eq!(first, at("2026-10-25T00:30:00Z"));
        assert!(berlin.is_repeated(first));
        assert!(berlin.is_repeated(first.plus_minutes(60)));
        assert!(!berlin.is_repeated(first.plus_minutes(90)));
        assert_eq!(berlin.offset_minutes(first), 120);
        assert_eq!(berlin.offset_minutes(first.plus_minutes(60)), 60);
    }

    #[test]
    fn a_time_never_shown_moves_forward_by_the_gap() {
        let berlin = zone("Europe/Berlin");
        let moved = berlin.resolve(date(2027, 3, 28), 150);
        assert_eq!(moved, at("2027-03-28T01:30:00Z"));
        assert_eq!(berlin.local(moved), date(2027, 3, 28).at(3, 30, 0, 0));
    }

    #[test]
    fn minute_1440_is_the_next_date() {
        let berlin = zone("Europe/Berlin");
        assert_eq!(berlin.resolve(date(2026, 12, 31), 1440), at("2026-12-31T23:00:00Z"));
        assert_eq!(berlin.resolve(date(2026, 12, 31), u16::MAX), at("2026-12-31T23:00:00Z"));
    }

    #[test]
    fn a_day_without_midnight_starts_after_the_gap() {
        let cairo = zone("Africa/Cairo");
        let day = cairo.day(date(2026, 4, 24)).unwrap();
        assert_eq!(cairo.local(day.start()), date(2026, 4, 24).at(1, 0, 0, 0));
        assert_eq!(day.minutes(), 23 * 60);
    }

    #[test]
    fn a_day_has_23_to_25_hours() {
        let new_york = zone("America/New_York");
        let hours = |date| new_york.day(date).map(|day| day.minutes() / 60);
        assert_eq!(hours(date(2026, 3, 8)), Some(23));
        assert_eq!(hours(date(2026, 11, 1)), Some(25));
        assert_eq!(hours(date(2026, 11, 2)), Some(24));
    }

    #[test]
    fn a_date_that_a_zone_left_out_has_no_day() {
        for (name, left_out) in [
            ("Pacific/Apia", date(2011, 12, 30)),
            ("Pacific/Kwajalein", date(1993, 8, 21)),
        ] {
            let zone = zone(name);
            assert_eq!(zone.day(left_out), None);
            assert_eq!(zone.resolve_if_exists(left_out, 600), None);
            assert_eq!(zone.date_of(zone.resolve(left_out, 600)), left_out.tomorrow().unwrap());
            assert_eq!(zone.day(left_out.yesterday().unwrap()).unwrap().minutes(), 24 * 60);
        }
    }

    #[test]
    fn an_evening_that_comes_twice_belongs_to_its_date() {
        // Clocks went from 00:01 back to 23:01 of the evening before.
        let st_johns = zone("America/St_Johns");
        let evening = date(2010, 11, 6);
        let second = st_johns.resolve(evening, 23 * 60 + 30).plus_minutes(60);
        assert_eq!(st_johns.date_of(second), evening);
        assert!(st_johns.day(evening).unwrap().end() < second);
        assert_eq!(
            st_johns.last_end(evening),
            st_johns.day(evening).unwrap().end().plus_minutes(60)
        );
    }

    #[test]
    fn the_ends_of_the_calendar_have_answers() {
        for name in ["UTC", "Pacific/Kiritimati", "Pacific/Niue"] {
            let zone = zone(name);
            for edge in [Date::MIN, Date::MAX] {
                assert!(zone.day(edge).is_some());
                assert!(zone.last_end(edge) >= zone.resolve(edge, 1439));
            }
            for instant in [i64::MIN, i64::MAX].map(Instant::from_millis) {
                let date = zone.date_of(instant);
                assert!(date <= Date::MIN.tomorrow().unwrap() || date >= Date::MAX.yesterday().unwrap());
                assert!(zone.offset_minutes(instant).abs() <= 26 * 60);
                zone.is_repeated(instant);
            }
        }
    }
}
