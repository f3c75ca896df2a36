use super::{Instant, Interval};

/// Any instants at all, as intervals that are sorted, apart from each other and as few as possible.
///
/// Intervals that overlap or touch are one. Building sorts; the algebra is one sweep over both sides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IntervalSet(Vec<Interval>);

impl IntervalSet {
    /// The intervals in order, none touching the next.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = Interval> + ExactSizeIterator + Clone + '_ {
        self.0.iter().copied()
    }

    /// The intervals in order, none touching the next.
    pub fn as_slice(&self) -> &[Interval] {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What belongs to one of both or to both.
    pub fn union(&self, other: &Self) -> Self {
        let (mut left, mut right) = (self.iter().peekable(), other.iter().peekable());
        let mut merged = Vec::with_capacity(self.0.len() + other.0.len());
        loop {
            let next = match (left.peek(), right.peek()) {
                (Some(one), Some(two)) if two < one => right.next(),
                (Some(_), _) => left.next(),
                (None, _) => right.next(),
            };
            let Some(next) = next else { break };
            append(&mut merged, next);
        }
        Self(merged)
    }

    /// What belongs to this and not to `other`.
    pub fn subtract(&self, other: &Self) -> Self {
        let mut left_over = Vec::with_capacity(self.0.len());
        let mut cuts = other.0.as_slice();
        for interval in self.iter() {
            let mut from = interval.start();
            while let Some((cut, later)) = cuts.split_first() {
                if cut.start() >= interval.end() {
                    break;
                }
                left_over.extend(Interval::new(from, cut.start()));
                from = from.max(cut.end());
                if cut.end() > interval.end() {
                    break; // it may cut the next interval too
                }
                cuts = later;
            }
            left_over.extend(Interval::new(from, interval.end()));
        }
        Self(left_over)
    }

    /// What belongs to both.
    pub fn intersect(&self, other: &Self) -> Self {
        let mut common = Vec::new();
        let (mut left, mut right) = (self.0.as_slice(), other.0.as_slice());
        while let (Some((one, later_left)), Some((two, later_right))) = (left.split_first(), right.split_first()) {
            common.extend(Interval::new(one.start().max(two.start()), one.end().min(two.end())));
            if one.end() <= two.end() {
                left = later_left;
            } else {
                right = later_right;
            }
        }
        Self(common)
    }

    /// Whether some instant of `interval` belongs to this.
    pub fn overlaps(&self, interval: Interval) -> bool {
        self.first_ending_after(interval.start())
            .is_some_and(|found| found.overlaps(interval))
    }

    /// Whether every instant of `interval` belongs to this.
    pub fn covers(&self, interval: Interval) -> bool {
        self.first_ending_after(interval.start())
            .is_some_and(|found| found.covers(interval))
    }

    pub fn contains(&self, instant: Instant) -> bool {
        self.first_ending_after(instant)
            .is_some_and(|found| found.contains(instant))
    }

    fn first_ending_after(&self, instant: Instant) -> Option<Interval> {
        self.0
            .get(self.0.partition_point(|interval| interval.end() <= instant))
            .copied()
    }
}

impl FromIterator<Interval> for IntervalSet {
    fn from_iter<I: IntoIterator<Item = Interval>>(intervals: I) -> Self {
        let mut sorted: Vec<Interval> = intervals.into_iter().collect();
        sorted.sort_unstable();
        let mut merged = Vec::with_capacity(sorted.len());
        for interval in sorted {
            append(&mut merged, interval);
        }
        Self(merged)
    }
}

/// Adds an interval that does not start before the last one, as a part of it where they meet.
fn append(merged: &mut Vec<Interval>, next: Interval) {
    match merged.last_mut() {
        Some(last) if next.start() <= last.end() => {
            if let Some(longer) = Interval::new(last.start(), last.end().max(next.end())) {
                *last = longer;
            }
        }
        _ => merged.push(next),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(bounds: &[(i64, i64)]) -> IntervalSet {
        bounds.iter().map(|&(start, end)| interval(start, end)).collect()
    }

    fn interval(start: i64, end: i64) -> Interval {
        Interval::new(Instant::from_millis(start), Instant::from_millis(end)).unwrap()
    }

    #[test]
    fn intervals_that_touch_or_overlap_are_one() {
        assert_eq!(
            set(&[(5, 9), (0, 3), (3, 4), (1, 2), (8, 12)]).as_slice(),
            [interval(0, 4), interval(5, 12)]
        );
    }

    #[test]
    fn union_merges_what_meets_across_both_sides() {
        assert_eq!(
            set(&[(0, 2), (6, 8)]).union(&set(&[(2, 4), (5, 6), (20, 30)])),
            set(&[(0, 4), (5, 8), (20, 30)])
        );
        assert_eq!(set(&[]).union(&set(&[(1, 2)])), set(&[(1, 2)]));
    }

    #[test]
    fn subtract_leaves_the_parts_between_the_cuts() {
        let day = set(&[(0, 10), (20, 30)]);
        assert_eq!(
            day.subtract(&set(&[(2, 3), (5, 25), (29, 40)])),
            set(&[(0, 2), (3, 5), (25, 29)])
        );
        assert_eq!(day.subtract(&set(&[(0, 10)])), set(&[(20, 30)]));
        assert_eq!(day.subtract(&set(&[])), day);
        assert_eq!(day.subtract(&set(&[(10, 20)])), day);
    }

    #[test]
    fn intersect_keeps_what_belongs_to_both() {
        assert_eq!(
            set(&[(0, 10), (20, 30)]).intersect(&set(&[(5, 22), (25, 26), (30, 40)])),
            set(&[(5, 10), (20, 22), (25, 26)])
        );
    }

    #[test]
    fn a_touch_is_no_overlap() {
        let set = set(&[(10, 20), (30, 40)]);
        assert!(!set.overlaps(interval(20, 30)));
        assert!(set.overlaps(interval(19, 21)));
        assert!(set.overlaps(interval(0, 100)));
        assert!(!set.overlaps(interval(40, 50)));
    }

    #[test]
    fn only_one_unbroken_interval_covers() {
        let set = set(&[(10, 20), (30, 40)]);
        assert!(set.covers(interval(10, 20)));
        assert!(!set.covers(interval(15, 35)));
        assert!(!set.covers(interval(9, 20)));
        assert!(set.contains(Instant::from_millis(10)));
        assert!(!set.contains(Instant::from_millis(20)));
    }
}
