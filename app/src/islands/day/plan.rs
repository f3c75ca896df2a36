//! What a day comes down to: free stretches, visits side by side, counts, who is next. Pure.

use domain::{
    booking::{DayAway, DayBlock, DayEntry, DoctorDay, Status},
    ids::AppointmentId,
};

use super::sheet::Sheet;
use crate::ui::timeline::STEP;

/// One doctor's day as it is drawn.
pub(super) struct Diary<'a> {
    pub is_over: bool,
    /// What is drawn.
    pub first_minute: u16,
    pub last_minute: u16,
    pub hours: &'a [DayBlock],
    pub time_off: &'a [DayAway],
    pub closures: &'a [DayBlock],
    pub entries: &'a [DayEntry],
}

impl<'a> From<&'a DoctorDay> for Diary<'a> {
    fn from(day: &'a DoctorDay) -> Self {
        Self {
            is_over: day.date < day.today,
            first_minute: day.first_minute,
            last_minute: day.last_minute,
            hours: &day.hours,
            time_off: &day.time_off,
            closures: &day.closures,
            entries: &day.entries,
        }
    }
}

impl Diary<'_> {
    /// The parts of blocks that are drawn.
    pub fn drawn(&self, blocks: &[DayBlock]) -> impl Iterator<Item = DayBlock> {
        blocks.iter().filter_map(|block| {
            let Stretch { start, minutes } = self.part(block.start_minute, block.minutes)?;
            Some(DayBlock {
                start_minute: start,
                minutes,
                ..block.clone()
            })
        })
    }

    /// The parts of the time off that are drawn.
    pub fn time_off_drawn(&self) -> impl Iterator<Item = DayAway> {
        self.time_off.iter().filter_map(|block| {
            let Stretch { start, minutes } = self.part(block.start_minute, block.minutes)?;
            Some(DayAway {
                start_minute: start,
                minutes,
                ..block.clone()
            })
        })
    }

    fn part(&self, start: u16, minutes: u16) -> Option<Stretch> {
        let (from, to) = (start.max(self.first_minute), end(start, minutes).min(self.last_minute));
        (from < to).then(|| Stretch {
            start: from,
            minutes: to - from,
        })
    }
}

/// A stretch of minutes from the day's first instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Stretch {
    pub start: u16,
    pub minutes: u16,
}

/// Shorter gaps are breath, not free time.
const LEAST_GAP: u16 = 10;

/// The working time that nobody has and that is still ahead.
pub(super) fn gaps(day: &Diary<'_>, now_minute: Option<u16>) -> Vec<Stretch> {
    if day.is_over {
        return Vec::new();
    }
    let entries = day.entries.iter().map(|entry| (entry.start_minute, entry.minutes));
    let time_off = day.time_off.iter().map(|block| (block.start_minute, block.minutes));
    let closures = day.closures.iter().map(|block| (block.start_minute, block.minutes));
    let mut taken: Vec<(u16, u16)> = entries
        .chain(time_off)
        .chain(closures)
        .map(|(start, minutes)| (start, end(start, minutes)))
        .collect();
    taken.sort_unstable();
    // On the grid, so that the first one is not another each minute.
    let from = now_minute.map_or(0, |now| now.next_multiple_of(STEP));
    let mut gaps = Vec::new();
    for block in day.hours {
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
pub(super) fn closed(day: &Diary<'_>) -> Vec<Stretch> {
    let mut closed = Vec::new();
    let mut from = day.first_minute;
    for block in day.hours {
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

/// The drawn time that is over.
pub(super) fn past(day: &Diary<'_>, now_minute: Option<u16>) -> Option<Stretch> {
    let now = now_minute?.min(day.last_minute);
    let minutes = now.checked_sub(day.first_minute).filter(|minutes| *minutes >= STEP)?;
    Some(Stretch {
        start: day.first_minute,
        minutes,
    })
}

/// A visit with its place among those that it overlaps: the how-manieth of how many beside each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Placed {
    pub entry: DayEntry,
    pub lane: u16,
    pub lanes: u16,
}

impl Placed {
    /// A card is drawn anew when anything that it shows has changed.
    pub fn identity(&self) -> (AppointmentId, i64, &'static str, u16, u16, u16) {
        let Self { entry, lane, lanes } = self;
        let appointment = &entry.appointment;
        (
            appointment.id,
            appointment.version.number(),
            appointment.status.name(),
            entry.start_minute,
            *lane,
            *lanes,
        )
    }
}

/// More stand on each other.
const MOST_LANES: u16 = 3;

/// Visits that overlap stand side by side.
pub(super) fn placed(entries: &[DayEntry]) -> Vec<Placed> {
    let mut placed: Vec<Placed> = Vec::with_capacity(entries.len());
    // Of the visits from `first` on, each overlaps one before it; the last of them ends at `until`.
    let (mut first, mut until) = (0, 0);
    let mut ends: Vec<u16> = Vec::new();
    for entry in entries {
        let (start, stop) = (entry.start_minute, end(entry.start_minute, entry.minutes));
        if start >= until {
            first = placed.len();
            ends.clear();
        }
        until = until.max(stop);
        let free = ends.iter().position(|end| *end <= start);
        let lane = free.unwrap_or_else(|| {
            ends.push(0);
            ends.len() - 1
        });
        ends[lane] = stop;
        let lanes = u16::try_from(ends.len()).unwrap_or(MOST_LANES).min(MOST_LANES);
        placed.push(Placed {
            entry: entry.clone(),
            lane: u16::try_from(lane).unwrap_or(0).min(MOST_LANES - 1),
            lanes,
        });
        for one in &mut placed[first..] {
            one.lanes = lanes;
        }
    }
    placed
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
pub(super) fn summary(day: &impl Sheet) -> String {
    let count = |status| day.entries().filter(|entry| entry.appointment.status == status).count();
    let parts = [
        (Status::Arrived, "arrived"),
        (Status::InProgress, "in progress"),
        (Status::Completed, "completed"),
        (Status::NoShow, "did not come"),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .map(|(status, word)| (count(status), word))
        .filter(|(number, _)| *number > 0)
        .map(|(number, word)| format!("{number} {word}"))
        .collect();
    let requests = count(Status::Requested);
    let visits = match day.entries().count() - requests {
        0 => "No visits".to_owned(),
        1 => "1 visit".to_owned(),
        number => format!("{number} visits"),
    };
    let visits = match requests {
        0 => visits,
        1 => format!("{visits}, 1 request"),
        number => format!("{visits}, {number} requests"),
    };
    if parts.is_empty() {
        visits
    } else {
        format!("{visits}: {}", parts.join(", "))
    }
}

/// Who comes next: the first who has not come yet and whose visit is not over.
pub(super) fn next<D: Sheet>(day: &D, now_minute: Option<u16>) -> Option<&DayEntry> {
    if day.date() < day.today() {
        return None;
    }
    let from = now_minute.unwrap_or(0);
    let is_ahead = |entry: &&DayEntry| {
        entry.appointment.status == Status::Confirmed && end(entry.start_minute, entry.minutes) > from
    };
    day.entries().filter(is_ahead).min_by_key(|entry| entry.start_minute)
}

#[cfg(test)]
mod tests {
    use domain::{
        booking::{BoardMay, DayAway, DayBlock},
        time::Instant,
    };

    use super::*;

    fn away(start_minute: u16, minutes: u16) -> DayAway {
        DayAway {
            id: "0193a5c0-0000-7000-8000-000000000001".parse().expect("an id"),
            start_minute,
            minutes,
            reason: String::new(),
            from: Instant::from_millis(0),
            to: Instant::from_millis(1),
            time: String::new(),
        }
    }

    fn block(start_minute: u16, minutes: u16) -> DayBlock {
        DayBlock {
            start_minute,
            minutes,
            label: String::new(),
        }
    }

    fn day(hours: Vec<DayBlock>, time_off: Vec<DayAway>) -> DoctorDay {
        DoctorDay {
            doctor_name: String::new(),
            doctor_slug: String::new(),
            date: "2026-11-23".to_owned(),
            label: String::new(),
            previous: String::new(),
            next: String::new(),
            today: "2026-11-23".to_owned(),
            zone_note: String::new(),
            now: Instant::from_millis(0),
            start: Instant::from_millis(0),
            now_minute: None,
            first_minute: 8 * 60,
            last_minute: 18 * 60,
            lines: Vec::new(),
            hours,
            time_off,
            closures: Vec::new(),
            entries: Vec::new(),
            requests: 0,
            may: BoardMay::default(),
        }
    }

    fn stretch(start: u16, minutes: u16) -> Stretch {
        Stretch { start, minutes }
    }

    #[test]
    fn a_gap_is_working_time_that_nobody_has() {
        let day = day(vec![block(540, 480)], vec![away(720, 60)]);
        assert_eq!(gaps(&(&day).into(), None), [stretch(540, 180), stretch(780, 240)]);
        assert_eq!(gaps(&(&day).into(), Some(600)), [stretch(600, 120), stretch(780, 240)]);
        assert_eq!(
            gaps(&(&day).into(), Some(714)),
            [stretch(780, 240)],
            "less than ten minutes are none"
        );
        assert_eq!(gaps(&(&day).into(), Some(1020)), []);
        assert_eq!(gaps(&(&day).into(), Some(601))[0], stretch(605, 115), "on the grid");
    }

    #[test]
    fn a_day_that_is_over_has_no_free_time() {
        let day = DoctorDay {
            today: "2026-11-24".to_owned(),
            ..day(vec![block(540, 480)], Vec::new())
        };
        assert_eq!(gaps(&(&day).into(), None), []);
    }

    #[test]
    fn what_is_drawn_outside_the_hours_is_closed() {
        let day = day(vec![block(540, 180), block(780, 240)], Vec::new());
        assert_eq!(
            closed(&(&day).into()),
            [stretch(480, 60), stretch(720, 60), stretch(1020, 60)]
        );
    }

    #[test]
    fn of_a_day_off_what_is_drawn_is_its_part_of_the_timeline() {
        let day = day(vec![block(540, 480)], vec![away(0, 24 * 60), away(0, 300)]);
        let drawn: Vec<(u16, u16)> = Diary::from(&day)
            .time_off_drawn()
            .map(|block| (block.start_minute, block.minutes))
            .collect();
        assert_eq!(drawn, [(480, 600)]);
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
    fn what_is_over_is_drawn_up_to_now() {
        let day = day(Vec::new(), Vec::new());
        assert_eq!(past(&(&day).into(), None), None);
        assert_eq!(past(&(&day).into(), Some(470)), None);
        assert_eq!(past(&(&day).into(), Some(500)), Some(stretch(480, 20)));
        assert_eq!(past(&(&day).into(), Some(1400)), Some(stretch(480, 600)));
    }

    #[test]
    fn an_empty_day_has_no_visits() {
        assert_eq!(summary(&day(Vec::new(), Vec::new())), "No visits");
    }
}
