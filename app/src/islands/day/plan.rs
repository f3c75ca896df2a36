//! What a day comes down to: free stretches, counts, who is next. Pure.

use domain::booking::{DayEntry, DoctorDay, Status};

/// A stretch of minutes from the day's first instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    pub start: u16,
    pub minutes: u16,
}

/// Shorter gaps are breath, not free time.
const LEAST_GAP: u16 = 10;

/// The working time that nobody has and that is still ahead.
pub(super) fn gaps(day: &DoctorDay, now_minute: Option<u16>) -> Vec<Stretch> {
    if day.date < day.today {
        return Vec::new();
    }
    let entries = day.entries.iter().map(|entry| (entry.start_minute, entry.minutes));
    let time_off = day.time_off.iter().map(|block| (block.start_minute, block.minutes));
    let mut taken: Vec<(u16, u16)> = entries
        .chain(time_off)
        .map(|(start, minutes)| (start, end(start, minutes)))
        .collect();
    taken.sort_unstable();
    let from = now_minute.unwrap_or(0);
    let mut gaps = Vec::new();
    for block in &day.hours {
        let close = end(block.start_minute, block.minutes);
        let mut free_from = block.start_minute.max(from);
        for &(start, end) in &taken {
            push(&mut gaps, free_from, start.min(close));
            free_from = free_from.max(end);
        }
        push(&mut gaps, free_from, close);
    }
    gaps
}

fn push(gaps: &mut Vec<Stretch>, start: u16, end: u16) {
    let minutes = end.saturating_sub(start);
    if minutes >= LEAST_GAP {
        gaps.push(Stretch { start, minutes });
    }
}

const fn end(start: u16, minutes: u16) -> u16 {
    start.saturating_add(minutes)
}

/// The drawn time that is outside the doctor's hours.
pub(super) fn closed(day: &DoctorDay) -> Vec<Stretch> {
    let mut closed = Vec::new();
    let mut from = day.first_minute;
    for block in &day.hours {
        if block.start_minute > from {
            closed.push(Stretch {
                start: from,
                minutes: block.start_minute - from,
            });
        }
        from = from.max(end(block.start_minute, block.minutes));
    }
    if day.last_minute > from {
        closed.push(Stretch {
            start: from,
            minutes: day.last_minute - from,
        });
    }
    closed
}

/// "2 hours free", "40 minutes free", "1 hour 20 minutes free"
pub(super) fn gap_words(minutes: u16) -> String {
    let (hours, rest) = (minutes / 60, minutes % 60);
    let count = |number: u16, word: &str| {
        if number == 1 {
            format!("1 {word}")
        } else {
            format!("{number} {word}s")
        }
    };
    match (hours, rest) {
        (0, rest) => format!("{} free", count(rest, "minute")),
        (hours, 0) => format!("{} free", count(hours, "hour")),
        (hours, rest) => format!("{} {} free", count(hours, "hour"), count(rest, "minute")),
    }
}

/// "6 visits: 2 completed, 1 arrived"
pub(super) fn summary(entries: &[DayEntry]) -> String {
    let count = |status| {
        entries
            .iter()
            .filter(|entry| entry.appointment.status == status)
            .count()
    };
    let parts = [
        (Status::Arrived, "arrived"),
        (Status::Completed, "completed"),
        (Status::NoShow, "did not come"),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .map(|(status, word)| (count(status), word))
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| format!("{number} {word}"))
        .collect();
    let visits = match entries.len() {
        0 => "No visits".to_owned(),
        1 => "1 visit".to_owned(),
        number => format!("{number} visits"),
    };
    if parts.is_empty() {
        visits
    } else {
        format!("{visits}: {}", parts.join(", "))
    }
}

/// Who comes next: the first who has not come yet and whose visit is not over.
pub(super) fn next(day: &DoctorDay, now_minute: Option<u16>) -> Option<&DayEntry> {
    if day.date < day.today {
        return None;
    }
    let from = now_minute.unwrap_or(0);
    let is_ahead = |entry: &&DayEntry| {
        entry.appointment.status == Status::Confirmed && end(entry.start_minute, entry.minutes) > from
    };
    day.entries.iter().find(is_ahead)
}

#[cfg(test)]
mod tests {
    use domain::booking::DayBlock;

    use super::*;

    fn block(start_minute: u16, minutes: u16) -> DayBlock {
        DayBlock {
            start_minute,
            minutes,
            label: String::new(),
        }
    }

    fn day(hours: Vec<DayBlock>, time_off: Vec<DayBlock>) -> DoctorDay {
        DoctorDay {
            doctor_name: String::new(),
            doctor_slug: String::new(),
            date: "2026-11-23".to_owned(),
            label: String::new(),
            previous: String::new(),
            next: String::new(),
            today: "2026-11-23".to_owned(),
            zone_note: String::new(),
            now_minute: None,
            first_minute: 8 * 60,
            last_minute: 18 * 60,
            lines: Vec::new(),
            hours,
            time_off,
            entries: Vec::new(),
        }
    }

    fn stretch(start: u16, minutes: u16) -> Stretch {
        Stretch { start, minutes }
    }

    #[test]
    fn a_gap_is_working_time_that_nobody_has() {
        let day = day(vec![block(540, 480)], vec![block(720, 60)]);
        assert_eq!(gaps(&day, None), [stretch(540, 180), stretch(780, 240)]);
        assert_eq!(gaps(&day, Some(600)), [stretch(600, 120), stretch(780, 240)]);
        assert_eq!(
            gaps(&day, Some(715)),
            [stretch(780, 240)],
            "less than ten minutes are none"
        );
        assert_eq!(gaps(&day, Some(1020)), []);
    }

    #[test]
    fn a_day_that_is_over_has_no_free_time() {
        let day = DoctorDay {
            today: "2026-11-24".to_owned(),
            ..day(vec![block(540, 480)], Vec::new())
        };
        assert_eq!(gaps(&day, None), []);
    }

    #[test]
    fn what_is_drawn_outside_the_hours_is_closed() {
        let day = day(vec![block(540, 180), block(780, 240)], Vec::new());
        assert_eq!(closed(&day), [stretch(480, 60), stretch(720, 60), stretch(1020, 60)]);
    }

    #[test]
    fn free_time_is_said_in_hours_and_minutes() {
        for (minutes, words) in [
            (20, "20 minutes free"),
            (60, "1 hour free"),
            (121, "2 hours 1 minute free"),
        ] {
            assert_eq!(gap_words(minutes), words);
        }
    }

    #[test]
    fn an_empty_day_has_no_visits() {
        assert_eq!(summary(&[]), "No visits");
    }
}
