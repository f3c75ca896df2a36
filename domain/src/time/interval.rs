use serde::{Deserialize, Serialize};

use super::Instant;

/// A half-open stretch of time: its start belongs to it, its end does not. Never empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "Bounds")]
pub struct Interval {
    start: Instant,
    end: Instant,
}

impl Interval {
    /// `None` unless `start < end`.
    pub fn new(start: Instant, end: Instant) -> Option<Self> {
        (start < end).then_some(Self { start, end })
    }

    /// From `start` for `minutes` elapsed minutes; `None` unless `minutes > 0`.
    pub fn lasting(start: Instant, minutes: i64) -> Option<Self> {
        Self::new(start, start.plus_minutes(minutes))
    }

    pub const fn start(self) -> Instant {
        self.start
    }

    pub const fn end(self) -> Instant {
        self.end
    }

    /// Elapsed whole minutes.
    pub const fn minutes(self) -> i64 {
        self.end.minutes_since(self.start)
    }

    /// Whether some instant belongs to both.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether every instant of `inner` belongs to this.
    pub fn covers(self, inner: Self) -> bool {
        self.start <= inner.start && inner.end <= self.end
    }

    pub fn contains(self, instant: Instant) -> bool {
        self.start <= instant && instant < self.end
    }
}

/// As sent; checked before it is an [`Interval`].
#[derive(Deserialize)]
struct Bounds {
    start: Instant,
    end: Instant,
}

#[derive(Debug, thiserror::Error)]
#[error("an interval must end after it starts")]
struct Empty;

impl TryFrom<Bounds> for Interval {
    type Error = Empty;

    fn try_from(bounds: Bounds) -> Result<Self, Empty> {
        Self::new(bounds.start, bounds.end).ok_or(Empty)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interval(start: i64, end: i64) -> Interval {
        Interval::new(Instant::from_millis(start), Instant::from_millis(end)).unwrap()
    }

    #[test]
    fn it_is_never_empty() {
        let at = Instant::from_millis(5);
        assert_eq!(Interval::new(at, at), None);
        assert_eq!(Interval::lasting(at, 0), None);
        assert_eq!(Interval::lasting(at, -1), None);
        assert!(serde_json::from_str::<Interval>(r#"{"start":5,"end":5}"#).is_err());
        assert_eq!(
            serde_json::from_str::<Interval>(r#"{"start":5,"end":6}"#).unwrap(),
            interval(5, 6)
        );
    }

    #[test]
    fn the_end_does_not_belong_to_it() {
        assert!(!interval(0, 10).overlaps(interval(10, 20)));
        assert!(interval(0, 11).overlaps(interval(10, 20)));
        assert!(interval(0, 10).contains(Instant::from_millis(0)));
        assert!(!interval(0, 10).contains(Instant::from_millis(10)));
        assert!(interval(0, 10).covers(interval(0, 10)));
        assert!(!interval(0, 10).covers(interval(0, 11)));
    }
}
