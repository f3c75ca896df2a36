use jiff::ToSpan;

use super::{DayPart, VisitKind};
use crate::time::Date;

/// What a visitor looks for. What is empty or `None` does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DoctorSearch {
    /// Words of a specialty's or a doctor's name, or of a problem; at most 100 characters count.
    pub words: String,
    /// A specialty's slug.
    pub specialty: String,
    /// A location's slug, or a city.
    pub location: String,
    /// A language as doctors give it, in any case: "German".
    pub language: String,
    pub kind: Option<VisitKind>,
    pub when: When,
    pub part: Option<DayPart>,
    /// From 1.
    pub page: u16,
}

/// When the visit should be, on dates of its place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum When {
    #[default]
    FirstFree,
    Today,
    /// Today and the six dates after it.
    ThisWeek,
    /// On this date or later.
    From(Date),
    /// On exactly this date.
    On(Date),
}

impl When {
    /// As in the query string.
    pub const fn name(self) -> &'static str {
        match self {
            Self::FirstFree => "first_free",
            Self::Today => "today",
            Self::ThisWeek => "this_week",
            Self::From(_) => "from",
            Self::On(_) => "on",
        }
    }

    /// From the query string. A date alone means from then on; a wish for a date without one, or anything else, is the default.
    pub fn parse(name: &str, date: &str) -> Self {
        match (name, parse_date(date)) {
            ("today", _) => Self::Today,
            ("this_week", _) => Self::ThisWeek,
            ("on", Some(date)) => Self::On(date),
            (_, Some(date)) => Self::From(date),
            _ => Self::FirstFree,
        }
    }

    /// The date in it.
    pub const fn date(self) -> Option<Date> {
        match self {
            Self::From(date) | Self::On(date) => Some(date),
            Self::FirstFree | Self::Today | Self::ThisWeek => None,
        }
    }

    /// Whether only some dates fit.
    pub const fn is_limited(self) -> bool {
        matches!(self, Self::Today | Self::ThisWeek | Self::On(_))
    }

    /// The first date that fits and the last one, where there is one. Nothing fits if the last is before the first.
    pub fn dates(self, today: Date) -> (Date, Option<Date>) {
        match self {
            Self::FirstFree => (today, None),
            Self::Today => (today, Some(today)),
            Self::ThisWeek => (today, Some(today.saturating_add(6.days()))),
            Self::From(date) => (date.max(today), None),
            Self::On(date) => (date.max(today), Some(date)),
        }
    }
}

/// "2026-11-23"
fn parse_date(text: &str) -> Option<Date> {
    let is_plain = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    is_plain.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn a_wish_is_read_from_its_name_and_its_date() {
        let on = date("2026-12-01");
        let cases = [
            ("", "", When::FirstFree),
            ("first_free", "", When::FirstFree),
            ("today", "2026-12-01", When::Today),
            ("this_week", "", When::ThisWeek),
            ("on", "2026-12-01", When::On(on)),
            ("from", "2026-12-01", When::From(on)),
            ("", "2026-12-01", When::From(on)),
            ("first_free", "2026-12-01", When::From(on)),
            ("on", "", When::FirstFree),
            ("on", "2026-02-30", When::FirstFree),
            ("on", "2026-12-01T00:00", When::FirstFree),
            ("on", "+02026-1-1", When::FirstFree),
            ("nonsense", "", When::FirstFree),
        ];
        for (name, text, expected) in cases {
            assert_eq!(When::parse(name, text), expected, "{name} {text}");
        }
    }

    #[test]
    fn no_date_before_today_fits() {
        let (today, past, later) = (date("2026-11-23"), date("2026-11-20"), date("2026-12-01"));
        assert_eq!(When::Today.dates(today), (today, Some(today)));
        assert_eq!(When::ThisWeek.dates(today), (today, Some(date("2026-11-29"))));
        assert_eq!(When::From(past).dates(today), (today, None));
        assert_eq!(When::From(later).dates(today), (later, None));
        assert_eq!(When::On(later).dates(today), (later, Some(later)));
        let (first, last) = When::On(past).dates(today);
        assert!(last.unwrap() < first);
    }
}
