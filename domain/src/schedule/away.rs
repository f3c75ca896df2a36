use super::parse_clock;
use crate::{
    refusal::{Fault, Field, FieldError, Refusal},
    time::{Date, Instant, Interval, Zone},
};

/// The most characters of a reason.
const MOST: u16 = 200;
/// The longest absence.
const MOST_DAYS: i32 = 731;

/// From when to when somebody is away or a place is closed, as a form has it: dates like "2026-11-23", times like "09:00".
/// Without a last date it is one day, without times whole days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AwayText {
    pub first: String,
    pub last: String,
    pub from: String,
    pub to: String,
}

/// From when to when, by the clock of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Away {
    first: Date,
    last: Date,
    /// Minutes of the first date.
    from: u16,
    /// Minutes of the last date.
    to: u16,
}

const MIDNIGHT: u16 = 24 * 60;

impl Away {
    /// # Errors
    /// One for each field that is missing or makes no sense.
    pub fn parse(text: &AwayText) -> Result<Self, Vec<FieldError>> {
        let date = |field, text: &str| parse_date(text.trim()).map_err(|fault| FieldError { field, fault });
        let minute = |field, text: &str, otherwise| match text.trim() {
            "" => Ok(otherwise),
            text => parse_clock(text).ok_or(FieldError {
                field,
                fault: Fault::Malformed,
            }),
        };
        let first = date(Field::FirstDay, &text.first);
        let last = match text.last.trim() {
            "" => first.clone(),
            last => date(Field::LastDay, last),
        };
        let from = minute(Field::FromTime, &text.from, 0);
        let to = minute(Field::ToTime, &text.to, MIDNIGHT);
        match (first, last, from, to) {
            (Ok(first), Ok(last), Ok(from), Ok(to)) => Self::new(first, last, from, to),
            (first, last, from, to) => {
                let mut faults: Vec<FieldError> = [first.err(), last.err(), from.err(), to.err()]
                    .into_iter()
                    .flatten()
                    .collect();
                faults.dedup();
                Err(faults)
            }
        }
    }

    fn new(first: Date, last: Date, from: u16, to: u16) -> Result<Self, Vec<FieldError>> {
        let fault = |field, fault| Err(vec![FieldError { field, fault }]);
        // "00:00" as an end is the end of the day.
        let to = if to == 0 { MIDNIGHT } else { to };
        if last < first {
            return fault(Field::LastDay, Fault::BeforeStart);
        }
        if first == last && to <= from {
            return fault(Field::ToTime, Fault::BeforeStart);
        }
        if last.since(first).map_or(i32::MAX, |span| span.get_days()) > MOST_DAYS {
            return fault(Field::LastDay, Fault::TooFar);
        }
        Ok(Self { first, last, from, to })
    }

    /// As instants; `None` where the clock was put forward over all of it.
    pub fn interval(&self, zone: &Zone) -> Option<Interval> {
        Interval::new(zone.resolve(self.first, self.from), zone.resolve(self.last, self.to))
    }

    pub const fn first(&self) -> Date {
        self.first
    }

    /// Back to what a form shows: dates alone where it is whole days.
    pub fn text(interval: Interval, zone: &Zone) -> AwayText {
        let (start, end) = (zone.local(interval.start()), zone.local(interval.end()));
        let starts_day = is_midnight(zone, interval.start());
        let ends_day = is_midnight(zone, interval.end());
        let clock = |time: jiff::civil::DateTime| format!("{:02}:{:02}", time.hour(), time.minute());
        let last = if ends_day {
            end.date().yesterday().unwrap_or(end.date())
        } else {
            end.date()
        };
        AwayText {
            first: start.date().to_string(),
            last: last.to_string(),
            from: if starts_day { String::new() } else { clock(start) },
            to: if ends_day { String::new() } else { clock(end) },
        }
    }
}

fn is_midnight(zone: &Zone, instant: Instant) -> bool {
    zone.resolve(zone.date_of(instant), 0) == instant
}

fn parse_date(text: &str) -> Result<Date, Fault> {
    if text.is_empty() {
        return Err(Fault::Missing);
    }
    let is_plain = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    is_plain.then(|| text.parse().ok()).flatten().ok_or(Fault::Malformed)
}

/// Why a doctor is away: may be left out, at most 200 characters. Only the staff reads it.
///
/// # Errors
/// [`Refusal::Invalid`] when it is too long or has control characters.
pub fn parse_away_reason(text: &str) -> Result<String, Refusal> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() > usize::from(MOST) {
        return Err(FieldError::alone(Field::AwayReason, Fault::TooLong { most: MOST }));
    }
    if text.chars().any(char::is_control) {
        return Err(FieldError::alone(Field::AwayReason, Fault::Malformed));
    }
    Ok(text)
}

/// Why a place is closed, 1 to 200 characters.
///
/// # Errors
/// As [`parse_away_reason`], and when it is missing.
pub fn parse_closure_reason(text: &str) -> Result<String, Refusal> {
    match parse_away_reason(text)? {
        reason if reason.is_empty() => Err(FieldError::alone(Field::AwayReason, Fault::Missing)),
        reason => Ok(reason),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn text(first: &str, last: &str, from: &str, to: &str) -> AwayText {
        AwayText {
            first: first.into(),
            last: last.into(),
            from: from.into(),
            to: to.into(),
        }
    }

    #[rstest]
    #[case::one_day("2026-11-24", "", "", "", "2026-11-24T00:00:00Z", "2026-11-25T00:00:00Z")]
    #[case::a_week("2026-11-23", "2026-11-29", "", "", "2026-11-23T00:00:00Z", "2026-11-30T00:00:00Z")]
    #[case::an_afternoon(
        "2026-11-24",
        "2026-11-24",
        "13:00",
        "",
        "2026-11-24T13:00:00Z",
        "2026-11-25T00:00:00Z"
    )]
    #[case::over_two_days(
        "2026-11-24",
        "2026-11-25",
        "13:00",
        "12:00",
        "2026-11-24T13:00:00Z",
        "2026-11-25T12:00:00Z"
    )]
    #[case::a_day_of_25_hours("2026-10-25", "", "", "", "2026-10-24T23:00:00Z", "2026-10-26T00:00:00Z")]
    #[case::summer("2027-03-28", "", "01:30", "", "2027-03-28T01:30:00Z", "2027-03-28T23:00:00Z")]
    fn an_absence_is_by_the_clock_of_the_place(
        #[case] first: &str,
        #[case] last: &str,
        #[case] from: &str,
        #[case] to: &str,
        #[case] start: jiff::Timestamp,
        #[case] end: jiff::Timestamp,
    ) {
        let london = Zone::parse("Europe/London").unwrap();
        let away = Away::parse(&text(first, last, from, to)).unwrap();
        let interval = away.interval(&london).unwrap();
        assert_eq!(interval, Interval::new(start.into(), end.into()).unwrap());
        let again = Away::parse(&Away::text(interval, &london)).unwrap();
        assert_eq!(again.interval(&london), Some(interval));
    }

    #[rstest]
    #[case::nothing(text("", "", "", ""), &[(Field::FirstDay, Fault::Missing)])]
    #[case::no_dates(text("soon", "2026-02-30", "", ""), &[(Field::FirstDay, Fault::Malformed), (Field::LastDay, Fault::Malformed)])]
    #[case::backwards(text("2026-11-24", "2026-11-23", "", ""), &[(Field::LastDay, Fault::BeforeStart)])]
    #[case::empty(text("2026-11-24", "", "09:00", "09:00"), &[(Field::ToTime, Fault::BeforeStart)])]
    #[case::no_times(text("2026-11-24", "", "9", "25:00"), &[(Field::FromTime, Fault::Malformed), (Field::ToTime, Fault::Malformed)])]
    #[case::for_ever(text("2026-11-24", "2036-11-24", "", ""), &[(Field::LastDay, Fault::TooFar)])]
    fn what_makes_no_sense_is_named(#[case] text: AwayText, #[case] expected: &[(Field, Fault)]) {
        let faults = Away::parse(&text).unwrap_err();
        let faults: Vec<(Field, Fault)> = faults.iter().map(|error| (error.field, error.fault)).collect();
        assert_eq!(faults, expected);
    }

    #[test]
    fn a_closure_has_a_reason_and_time_off_may_have_one() {
        assert_eq!(parse_away_reason("  A \n course "), Ok("A course".into()));
        assert_eq!(parse_away_reason(" "), Ok(String::new()));
        assert!(parse_closure_reason(" ").is_err());
        assert!(parse_away_reason(&"a".repeat(201)).is_err());
        assert!(parse_away_reason("a\0b").is_err());
    }
}
