use crate::time::Instant;

/// How long a picked time is kept for somebody.
pub const HOLD_MINUTES: i64 = 10;

/// How many other times somebody is offered who lost theirs.
pub const NEAREST_COUNT: usize = 3;

/// The most days that one question about free times may span.
pub const MAX_SLOT_DAYS: u8 = 31;

/// How many appointments a patient may have where the clinic has set nothing else.
pub const MOST_OPEN: u16 = 20;
pub const MOST_PER_DAY: u16 = 5;

/// Until when a request waits for an answer: `lapse_minutes` of elapsed time, at most until its start.
pub fn request_lapses_at(now: Instant, lapse_minutes: i64, start: Instant) -> Instant {
    now.plus_minutes(lapse_minutes).min(start)
}

/// Whether a patient may still move or cancel: until `cut_off_minutes` of elapsed time before the start, to the instant.
pub const fn is_open_to_change(start: Instant, cut_off_minutes: i64, now: Instant) -> bool {
    now.millis() <= start.plus_minutes(-cut_off_minutes).millis()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cut_off_instant_itself_is_in_time() {
        let start = Instant::from_millis(1_800_000_000_000);
        let cut_off = start.plus_minutes(-24 * 60);
        assert!(is_open_to_change(start, 24 * 60, cut_off));
        assert!(!is_open_to_change(
            start,
            24 * 60,
            Instant::from_millis(cut_off.millis() + 1)
        ));
    }
}
