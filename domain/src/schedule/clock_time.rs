const MINUTES_PER_DAY: u16 = 24 * 60;

/// A time of day as a form gives it, "09:00" or "9:00", in minutes from 00:00; "24:00" is 1440. `None` for anything else.
pub fn parse_clock(text: &str) -> Option<u16> {
    let (hours, minutes) = text.trim().split_once(':')?;
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !(1..=2).contains(&hours.len()) || minutes.len() != 2 || !is_digits(hours) || !is_digits(minutes) {
        return None;
    }
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    let minute = hours * 60 + minutes;
    (minutes < 60 && minute <= MINUTES_PER_DAY).then_some(minute)
}

/// "09:00"; 1440 is "00:00", as a clock shows it and as a time field takes it.
pub fn clock_label(minute: u16) -> String {
    let minute = minute % MINUTES_PER_DAY;
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// "7 h 30 min", "8 h", "45 min"; nothing is "Closed".
pub fn minutes_label(minutes: u32) -> String {
    match (minutes / 60, minutes % 60) {
        (0, 0) => "Closed".to_owned(),
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_day_is_two_numbers_and_a_colon() {
        for (text, minute) in [
            ("00:00", 0),
            ("9:05", 545),
            ("09:05", 545),
            (" 23:59 ", 1439),
            ("24:00", 1440),
        ] {
            assert_eq!(parse_clock(text), Some(minute), "{text:?}");
        }
        for text in [
            "", "9", "900", "24:01", "25:00", "09:60", "9:5", "+9:00", "-1:00", "09:00:00", "９:00", "9 :00", "009:00",
        ] {
            assert_eq!(parse_clock(text), None, "{text:?}");
        }
    }

    #[test]
    fn labels_are_short() {
        assert_eq!((clock_label(545), clock_label(1440)), ("09:05".into(), "00:00".into()));
        let labels = [0, 45, 480, 450].map(minutes_label);
        assert_eq!(labels, ["Closed", "45 min", "8 h", "7 h 30 min"]);
    }
}
