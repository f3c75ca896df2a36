/// With these waits, the last try is five to seven hours after the first.
pub(super) const TRIES: i64 = 14;
/// When the server says that it will never take it: servers are wrong at times, and half a minute shows it.
pub(super) const TRIES_WHEN_REFUSED: i64 = 3;

const FIRST_WAIT_SECS: i64 = 10;
const LONGEST_WAIT_SECS: i64 = 60 * 60;

/// How long to wait after as many tries: twice as long each time, and up to a quarter longer by `chance`, so that messages
/// that failed together do not come back together.
pub(super) fn wait_millis(tries: i64, chance: u16) -> i64 {
    let doublings = (tries - 1).clamp(0, 16);
    let wait = (FIRST_WAIT_SECS << doublings).min(LONGEST_WAIT_SECS) * 1000;
    wait + wait / 4 * i64::from(chance) / i64::from(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_waits_twice_as_long_each_time_and_no_longer_than_an_hour_and_a_quarter() {
        let shortest: Vec<i64> = (1..=11).map(|tries| wait_millis(tries, 0) / 1000).collect();
        assert_eq!(shortest, [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600, 3600]);
        assert_eq!(wait_millis(1, u16::MAX), 12_500);
        assert_eq!(wait_millis(i64::MAX, u16::MAX), 4_500_000);
    }

    #[test]
    fn the_last_try_is_some_hours_after_the_first() {
        let hours = |chance| (1..TRIES).map(|tries| wait_millis(tries, chance)).sum::<i64>() / 3_600_000;
        assert_eq!((hours(0), hours(u16::MAX)), (5, 6));
    }
}
