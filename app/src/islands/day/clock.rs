use domain::booking::{DayEntry, HourLine};

use super::{Stage, sheet::Sheet};

const MINUTES_PER_DAY: u16 = 24 * 60;

/// What the wall clock shows `minute` minutes into the day, read off the hour line before it; none outside what is drawn.
pub(super) fn label(lines: &[HourLine], minute: u16) -> Option<String> {
    let line = lines.iter().rev().find(|line| line.minute <= minute)?;
    let since = minute - line.minute;
    if since > 60 {
        return None;
    }
    let (hours, minutes) = line.label.split_once(':')?;
    let of_line = hours.parse::<u16>().ok()? * 60 + minutes.parse::<u16>().ok()?;
    let clock = (of_line + since) % MINUTES_PER_DAY;
    Some(format!("{:02}:{:02}", clock / 60, clock % 60))
}

/// As [`label`], and the end of what is drawn has a name too.
pub(super) fn time_at(lines: &[HourLine], minute: u16) -> String {
    label(lines, minute).unwrap_or_default()
}

/// How far the day has come for a visit.
pub(super) fn stage(day: &impl Sheet, entry: &DayEntry, now_minute: Option<u16>) -> Stage {
    match now_minute {
        _ if day.date() > day.today() => Stage::Ahead,
        Some(now) if day.date() == day.today() && now < entry.start_minute => Stage::OnTheDay,
        _ => Stage::Started,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_is_read_off_the_line_before() {
        // Clocks went forward at one o'clock, so the second hour of the day is called two.
        let lines = [(0, "00:00"), (60, "02:00"), (120, "03:00")];
        let lines = lines.map(|(minute, label)| HourLine {
            minute,
            label: label.to_owned(),
        });
        assert_eq!(label(&lines, 59).as_deref(), Some("00:59"));
        assert_eq!(label(&lines, 75).as_deref(), Some("02:15"));
        assert_eq!(label(&lines, 180).as_deref(), Some("04:00"));
        assert_eq!(label(&lines, 300), None);
    }
}
