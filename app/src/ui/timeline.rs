//! Places on the day grid of `style/ui/timeline.css`, as classes, because an inline style is refused.

/// Minutes of a row.
pub const STEP: u16 = 5;

/// The class of a `.timeline__item` that stands beside others at the same time: the how-manieth (from 0) of how many (to 3).
pub fn lane(lane: u16, lanes: u16) -> String {
    match lanes {
        0 | 1 => String::new(),
        lanes => format!("lane-{}-of-{}", lane + 1, lanes),
    }
}

/// The hours of the longest day: the one on which clocks go back.
const MOST_HOURS: u16 = 25;

/// Classes of a `.timeline` that shows the elapsed hours from `first` up to `last` (0 to 25, `last` not included).
pub fn bounds(first: u16, last: u16) -> String {
    format!("timeline from-h-{} to-h-{}", first.min(23), last.clamp(1, MOST_HOURS))
}

/// Classes of a thing that starts `start` minutes after midnight.
///
/// The grid knows five-minute steps; a start in between counts as the step before.
pub fn at(start: u16) -> String {
    format!("at-h-{} at-m-{}", start / 60, start % 60 / STEP)
}

/// Classes of a `.timeline__item` that starts `start` minutes after midnight and lasts `minutes` (at least one step, at most
/// to the end of the longest day).
pub fn place(start: u16, minutes: u16) -> String {
    let first = start / STEP;
    let after = (start.saturating_add(minutes)).min(MOST_HOURS * 60).div_ceil(STEP);
    let steps = after.saturating_sub(first).max(1);
    format!("{} for-h-{} for-m-{}", at(start), steps / 12, steps % 12)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_five_minute_steps() {
        for (start, minutes, expected) in [
            (9 * 60 + 40, 20, "at-h-9 at-m-8 for-h-0 for-m-4"),
            (12 * 60, 60, "at-h-12 at-m-0 for-h-1 for-m-0"),
            (0, 24 * 60, "at-h-0 at-m-0 for-h-24 for-m-0"),
            (8 * 60 + 2, 1, "at-h-8 at-m-0 for-h-0 for-m-1"),
            (8 * 60 + 3, 5, "at-h-8 at-m-0 for-h-0 for-m-2"),
            (23 * 60 + 30, 180, "at-h-23 at-m-6 for-h-1 for-m-6"),
        ] {
            assert_eq!(place(start, minutes), expected);
        }
    }

    #[test]
    fn bounds_stay_on_the_day() {
        assert_eq!(bounds(8, 18), "timeline from-h-8 to-h-18");
        assert_eq!(bounds(30, 40), "timeline from-h-23 to-h-25");
    }
}
