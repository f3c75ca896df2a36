use jiff::civil::{DateTime, Weekday};
use serde::{Deserialize, Serialize};

use super::{Instant, Zone};

/// An instant as people read it at a location. The one formatter of page, mail, SMS and calendar, in English.
///
/// Exact for every instant since 1972, when the last zone gave up offsets with seconds. Instants outside the calendar read
/// as its first or last moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimeLabel {
    local: DateTime,
    offset_minutes: i32,
}

impl TimeLabel {
    pub fn new(instant: Instant, zone: &Zone) -> Self {
        Self {
            local: zone.local(instant),
            offset_minutes: zone.offset_minutes(instant),
        }
    }

    /// "14:20"
    pub fn time(&self) -> String {
        format!("{:02}:{:02}", self.local.hour(), self.local.minute())
    }

    /// "Monday 23 November 2026"
    pub fn date(&self) -> String {
        let weekday = weekday_name(self.local.weekday());
        format!("{weekday} {} {}", self.day_and_month(), self.local.year())
    }

    /// "23 November"
    pub fn day_and_month(&self) -> String {
        format!("{} {}", self.local.day(), month_name(self.local.month()))
    }

    /// "23 Nov"
    pub fn short_date(&self) -> String {
        format!("{} {}", self.local.day(), &month_name(self.local.month())[..3])
    }

    /// "Mon"
    pub fn weekday(&self) -> String {
        weekday_name(self.local.weekday())[..3].to_owned()
    }

    /// "UTC+1", "UTC-4", "UTC+5:45" or "UTC"
    pub fn offset(&self) -> String {
        let (sign, hours, minutes) = self.offset_parts();
        match (hours, minutes) {
            (0, 0) => "UTC".to_owned(),
            (_, 0) => format!("UTC{sign}{hours}"),
            _ => format!("UTC{sign}{hours}:{minutes:02}"),
        }
    }

    /// "2026-11-23"
    pub fn iso_date(&self) -> String {
        self.local.date().to_string()
    }

    /// "2026-11-23T14:20:00+01:00", for `<time datetime>`
    pub fn rfc3339(&self) -> String {
        let (sign, hours, minutes) = self.offset_parts();
        let (date, second) = (self.local.date(), self.local.second());
        format!("{date}T{}:{second:02}{sign}{hours:02}:{minutes:02}", self.time())
    }

    /// "Monday 23 November 2026, 14:20"
    pub fn date_and_time(&self) -> String {
        format!("{}, {}", self.date(), self.time())
    }

    fn offset_parts(&self) -> (char, u32, u32) {
        let sign = if self.offset_minutes < 0 { '-' } else { '+' };
        let minutes = self.offset_minutes.unsigned_abs();
        (sign, minutes / 60, minutes % 60)
    }
}

const fn weekday_name(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

const fn month_name(month: i8) -> &'static str {
    match month {
        1 => "January",
        2 => "February",
        3 => "March",
        4 => "April",
        5 => "May",
        6 => "June",
        7 => "July",
        8 => "August",
        9 => "September",
        10 => "October",
        11 => "November",
        _ => "December",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(utc: &str, zone: &str) -> TimeLabel {
        let instant = utc.parse::<jiff::Timestamp>().unwrap().into();
        TimeLabel::new(instant, &Zone::parse(zone).unwrap())
    }

    #[test]
    fn each_form_is_the_locations_wall_clock() {
        let label = label("2026-11-23T13:20:00Z", "Europe/Berlin");
        assert_eq!(label.time(), "14:20");
        assert_eq!(label.date(), "Monday 23 November 2026");
        assert_eq!(label.day_and_month(), "23 November");
        assert_eq!(label.short_date(), "23 Nov");
        assert_eq!(label.weekday(), "Mon");
        assert_eq!(label.offset(), "UTC+1");
        assert_eq!(label.iso_date(), "2026-11-23");
        assert_eq!(label.rfc3339(), "2026-11-23T14:20:00+01:00");
        assert_eq!(label.date_and_time(), "Monday 23 November 2026, 14:20");
    }

    #[test]
    fn an_offset_is_as_short_as_it_can_be() {
        let offsets = |zone| {
            let label = label("2026-07-01T00:00:00Z", zone);
            (label.offset(), label.rfc3339())
        };
        for (zone, short, long) in [
            ("UTC", "UTC", "2026-07-01T00:00:00+00:00"),
            ("America/New_York", "UTC-4", "2026-06-30T20:00:00-04:00"),
            ("Asia/Kathmandu", "UTC+5:45", "2026-07-01T05:45:00+05:45"),
            ("Pacific/Marquesas", "UTC-9:30", "2026-06-30T14:30:00-09:30"),
            ("Pacific/Kiritimati", "UTC+14", "2026-07-01T14:00:00+14:00"),
        ] {
            assert_eq!(offsets(zone), (short.into(), long.into()), "{zone}");
        }
    }

    #[test]
    fn instants_outside_the_calendar_are_labelled() {
        for millis in [i64::MIN, i64::MAX] {
            let label = TimeLabel::new(Instant::from_millis(millis), &Zone::parse("Asia/Tokyo").unwrap());
            assert!(!label.rfc3339().is_empty() && !label.date_and_time().is_empty());
        }
    }

    #[test]
    fn every_month_and_weekday_has_its_name() {
        let names: Vec<String> = (1..=12)
            .map(|month| label(&format!("2026-{month:02}-{month:02}T12:00:00Z"), "UTC"))
            .map(|label| format!("{} {}", label.weekday(), label.short_date()))
            .collect();
        assert_eq!(
            names.join(", "),
            "Thu 1 Jan, Mon 2 Feb, Tue 3 Mar, Sat 4 Apr, Tue 5 May, Sat 6 Jun, \
             Tue 7 Jul, Sat 8 Aug, Wed 9 Sep, Sat 10 Oct, Wed 11 Nov, Sat 12 Dec"
        );
    }
}
