use std::ops::RangeInclusive;

use super::Problem;

/// A whole number of plain digits within bounds.
pub(super) fn whole(text: &str, bounds: RangeInclusive<u32>) -> Result<u32, Problem> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Problem::Missing);
    }
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Problem::Malformed);
    }
    // More digits than a number has are a number that is too large.
    let number = text.parse().map_err(|_| Problem::OutOfRange)?;
    bounds.contains(&number).then_some(number).ok_or(Problem::OutOfRange)
}

/// As [`whole`], for numbers that are small.
pub(super) fn small(text: &str, bounds: RangeInclusive<u16>) -> Result<u16, Problem> {
    let bounds = u32::from(*bounds.start())..=u32::from(*bounds.end());
    whole(text, bounds).and_then(|number| u16::try_from(number).map_err(|_| Problem::OutOfRange))
}

/// As [`small`], for what may be left out.
pub(super) fn small_optional(text: &str, bounds: RangeInclusive<u16>) -> Result<Option<u16>, Problem> {
    match small(text, bounds) {
        Err(Problem::Missing) => Ok(None),
        parsed => parsed.map(Some),
    }
}

/// What a stretch of time is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpanUnit {
    Minutes,
    Hours,
    Days,
}

impl SpanUnit {
    pub const ALL: [Self; 3] = [Self::Minutes, Self::Hours, Self::Days];

    /// As in the form.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Minutes => "minutes",
            Self::Hours => "hours",
            Self::Days => "days",
        }
    }

    /// A day has 24 elapsed hours here.
    pub const fn minutes(self) -> u32 {
        match self {
            Self::Minutes => 1,
            Self::Hours => 60,
            Self::Days => 24 * 60,
        }
    }

    /// The largest unit of which the minutes are a whole number.
    pub fn of(minutes: u32) -> Self {
        let fits = |unit: &Self| minutes >= unit.minutes() && minutes.is_multiple_of(unit.minutes());
        Self::ALL.into_iter().rfind(fits).unwrap_or(Self::Minutes)
    }
}

/// Minutes in the largest unit that fits: "2 days", "90 minutes".
pub fn span_words(minutes: u32) -> String {
    let unit = SpanUnit::of(minutes);
    let count = minutes / unit.minutes();
    match count {
        1 => format!("1 {}", unit.name().trim_end_matches('s')),
        _ => format!("{count} {}", unit.name()),
    }
}

/// A number with its unit, in minutes.
pub(super) fn span(amount: &str, unit: &str, bounds: RangeInclusive<u32>) -> Result<u32, Problem> {
    let amount = whole(amount, 0..=u32::MAX)?;
    let unit = SpanUnit::ALL.into_iter().find(|known| known.name() == unit);
    let unit = unit.ok_or(Problem::Malformed)?;
    let minutes = amount.checked_mul(unit.minutes()).ok_or(Problem::OutOfRange)?;
    bounds.contains(&minutes).then_some(minutes).ok_or(Problem::OutOfRange)
}

/// An amount with at most two decimals, in minor units; a comma is a point.
pub(super) fn amount(text: &str, most_minor: i64) -> Result<Option<i64>, Problem> {
    let text = text.trim().replace(',', ".");
    if text.is_empty() {
        return Ok(None);
    }
    let (whole, cents) = text.split_once('.').unwrap_or((&text, "00"));
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_digits(whole) || !is_digits(cents) || !(1..=2).contains(&cents.len()) {
        return Err(Problem::Malformed);
    }
    let minor = format!("{whole}{cents:0<2}").parse().map_err(|_| Problem::OutOfRange)?;
    (minor <= most_minor).then_some(Some(minor)).ok_or(Problem::OutOfRange)
}

/// Words of one line: white space folded, 1 to `most` characters, nothing that hides or turns text.
pub(super) fn words(text: &str, most: u16) -> Result<String, Problem> {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.is_empty() {
        return Err(Problem::Missing);
    }
    if words.chars().count() > usize::from(most) {
        return Err(Problem::TooLong { most });
    }
    let is_hidden = |character: char| {
        character.is_control()
            || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    };
    if words.chars().any(is_hidden) {
        return Err(Problem::Malformed);
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_plain_digits_within_its_bounds() {
        for (text, expected) in [
            ("5", Ok(5)),
            (" 720 ", Ok(720)),
            ("007", Ok(7)),
            ("", Err(Problem::Missing)),
            ("   ", Err(Problem::Missing)),
            ("4", Err(Problem::OutOfRange)),
            ("721", Err(Problem::OutOfRange)),
            ("99999999999999999999", Err(Problem::OutOfRange)),
            ("-5", Err(Problem::Malformed)),
            ("+5", Err(Problem::Malformed)),
            ("5.5", Err(Problem::Malformed)),
            ("5e2", Err(Problem::Malformed)),
            ("five", Err(Problem::Malformed)),
            ("٣٠", Err(Problem::Malformed)),
        ] {
            assert_eq!(whole(text, 5..=720), expected, "{text:?}");
        }
    }

    #[test]
    fn a_span_counts_in_its_unit() {
        for (amount, unit, expected) in [
            ("2", "days", Ok(2880)),
            ("90", "minutes", Ok(90)),
            ("0", "hours", Ok(0)),
            ("365", "days", Ok(525_600)),
            ("366", "days", Err(Problem::OutOfRange)),
            ("4000000000", "days", Err(Problem::OutOfRange)),
            ("2", "weeks", Err(Problem::Malformed)),
            ("", "days", Err(Problem::Missing)),
        ] {
            assert_eq!(span(amount, unit, 0..=525_600), expected, "{amount} {unit}");
        }
        for (minutes, words) in [
            (0, "0 minutes"),
            (60, "1 hour"),
            (90, "90 minutes"),
            (2880, "2 days"),
            (1500, "25 hours"),
        ] {
            assert_eq!(span_words(minutes), words);
        }
    }

    #[test]
    fn an_amount_has_at_most_two_decimals() {
        for (text, expected) in [
            ("", Ok(None)),
            ("0", Ok(Some(0))),
            ("90", Ok(Some(9000))),
            ("90.5", Ok(Some(9050))),
            ("90,55", Ok(Some(9055))),
            ("1000", Ok(Some(100_000))),
            ("1000.01", Err(Problem::OutOfRange)),
            ("99999999999999999999", Err(Problem::OutOfRange)),
            ("90.555", Err(Problem::Malformed)),
            ("90.", Err(Problem::Malformed)),
            (".5", Err(Problem::Malformed)),
            ("-1", Err(Problem::Malformed)),
            ("1.000,00", Err(Problem::Malformed)),
            ("£90", Err(Problem::Malformed)),
        ] {
            assert_eq!(amount(text, 100_000), expected, "{text:?}");
        }
    }

    #[test]
    fn words_are_one_line_without_what_cannot_be_seen() {
        for (text, expected) in [
            ("  Skin   check ", Ok("Skin check".to_owned())),
            ("<b>", Ok("<b>".to_owned())),
            ("\u{200b}", Err(Problem::Malformed)),
            ("a\u{202e}b", Err(Problem::Malformed)),
            ("a\0b", Err(Problem::Malformed)),
            (" \n ", Err(Problem::Missing)),
            ("12345678901", Err(Problem::TooLong { most: 10 })),
        ] {
            assert_eq!(words(text, 10), expected, "{text:?}");
        }
    }
}
