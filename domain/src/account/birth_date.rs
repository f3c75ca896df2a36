use jiff::civil::Date;

use crate::refusal::{Fault, Field, FieldError, Refusal};

/// Reads a birth date given in three parts, as of `today`.
///
/// # Errors
/// [`Refusal::Invalid`] when it is missing, no real date, in the future, or more than 130 years ago.
pub fn parse_birth_date(day: &str, month: &str, year: &str, today: Date) -> Result<Date, Refusal> {
    let refuse = |fault| FieldError::alone(Field::BirthDate, fault);
    let (day, month, year) = (day.trim(), month.trim(), year.trim());
    if day.is_empty() && month.is_empty() && year.is_empty() {
        return Err(refuse(Fault::Missing));
    }
    let parts = (parse_part(year), parse_part(month), parse_part(day));
    let (Some(year), Some(month), Some(day)) = parts else {
        return Err(refuse(Fault::Malformed));
    };
    let (Ok(month), Ok(day)) = (i8::try_from(month), i8::try_from(day)) else {
        return Err(refuse(Fault::Malformed));
    };
    let date = Date::new(year, month, day).map_err(|_| refuse(Fault::Malformed))?;
    if date > today {
        return Err(refuse(Fault::InFuture));
    }
    if date.year() < today.year() - 130 {
        return Err(refuse(Fault::TooOld));
    }
    Ok(date)
}

fn parse_part(text: &str) -> Option<i16> {
    let is_short_number = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_short_number { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn check(parts: [&str; 3], expected: Result<Date, Fault>) {
        let [day, month, year] = parts;
        let expected = expected.map_err(|fault| FieldError::alone(Field::BirthDate, fault));
        assert_eq!(
            parse_birth_date(day, month, year, date(2026, 11, 21)),
            expected,
            "{parts:?}"
        );
    }

    #[test]
    fn real_dates_up_to_today_are_taken() {
        check(["27", "3", "1984"], Ok(date(1984, 3, 27)));
        check([" 29", "02 ", "2024"], Ok(date(2024, 2, 29)));
        check(["21", "11", "2026"], Ok(date(2026, 11, 21)));
    }

    #[test]
    fn others_are_refused() {
        check(["", "", ""], Err(Fault::Missing));
        check(["29", "2", "2023"], Err(Fault::Malformed));
        check(["x", "2", "2023"], Err(Fault::Malformed));
        check(["200", "2", "1990"], Err(Fault::Malformed));
        check(["1", "", "1990"], Err(Fault::Malformed));
        check(["+1", "1", "1990"], Err(Fault::Malformed));
        check(["22", "11", "2026"], Err(Fault::InFuture));
        check(["1", "1", "84"], Err(Fault::TooOld));
    }
}
