use super::ServiceRules;
use crate::time::{Instant, Interval, IntervalSet};

/// The starts at which a visit fits whole into working time (docs/slots.md, rule 4).
///
/// Each stretch of working time has a grid from its start on; an anchor inside it starts the grid anew.
#[derive(Debug)]
pub(super) struct Grid {
    runs: Vec<Interval>,
    step_millis: i64,
}

const MILLIS_PER_MINUTE: i64 = 60_000;

impl Grid {
    /// `anchors` are in order. Without a length or a step there is no start at all.
    pub(super) fn new(working: &IntervalSet, rules: &ServiceRules, anchors: &[Instant]) -> Self {
        let step_minutes = i64::from(rules.step_minutes.unwrap_or(rules.duration_minutes));
        let mut grid = Self {
            runs: Vec::new(),
            step_millis: step_minutes * MILLIS_PER_MINUTE,
        };
        if rules.duration_minutes == 0 || step_minutes == 0 {
            return grid;
        }
        let mut anchors = anchors;
        for stretch in working.iter() {
            anchors = &anchors[anchors.partition_point(|anchor| *anchor <= stretch.start())..];
            let inside;
            (inside, anchors) = anchors.split_at(anchors.partition_point(|anchor| *anchor < stretch.end()));
            let last_start = stretch.end().plus_minutes(-i64::from(rules.duration_minutes));
            let end_of_starts = Instant::from_millis(last_start.millis() + 1);

            let mut from = stretch.start();
            for anchor in inside {
                grid.runs.extend(Interval::new(from, end_of_starts.min(*anchor)));
                from = *anchor;
            }
            grid.runs.extend(Interval::new(from, end_of_starts));
        }
        grid
    }

    /// The starts inside `range`, in order.
    pub(super) fn starts_in(&self, range: Interval) -> impl Iterator<Item = Instant> + '_ {
        let reached = self.runs.partition_point(|run| run.end() <= range.start());
        let runs = self.runs[reached..]
            .iter()
            .take_while(move |run| run.start() < range.end());
        runs.flat_map(move |run| {
            let origin = run.start().millis();
            let skipped = (range.start().millis() - origin).max(0);
            let steps_skipped = (skipped + self.step_millis - 1) / self.step_millis;
            let first = origin + steps_skipped * self.step_millis;
            let end = run.end().min(range.end()).millis();
            let starts = std::iter::successors(Some(first), |start| Some(start + self.step_millis));
            starts.take_while(move |start| *start < end).map(Instant::from_millis)
        })
    }

    /// Whether a visit can start exactly here.
    pub(super) fn contains(&self, start: Instant) -> bool {
        let run = self.runs.get(self.runs.partition_point(|run| run.end() <= start));
        run.is_some_and(|run| run.contains(start) && (start.millis() - run.start().millis()) % self.step_millis == 0)
    }
}

#[cfg(test)]
mod tests {
    use super::{super::Caps, *};

    fn minute(minutes: i64) -> Instant {
        Instant::from_millis(0).plus_minutes(minutes)
    }

    fn grid(working: &[(i64, i64)], length: u16, anchors: &[i64]) -> Grid {
        let rules = ServiceRules {
            duration_minutes: length,
            step_minutes: None,
            buffer_before_minutes: 0,
            buffer_after_minutes: 0,
            notice_minutes: 0,
            horizon_days: 0,
            restart_after_busy: false,
            caps: Caps::default(),
        };
        let working = working
            .iter()
            .filter_map(|&(start, end)| Interval::new(minute(start), minute(end)))
            .collect();
        let anchors: Vec<Instant> = anchors.iter().copied().map(minute).collect();
        Grid::new(&working, &rules, &anchors)
    }

    fn starts(grid: &Grid, from: i64, to: i64) -> Vec<i64> {
        let range = Interval::new(minute(from), minute(to)).unwrap();
        grid.starts_in(range)
            .map(|start| start.minutes_since(minute(0)))
            .collect()
    }

    #[test]
    fn an_anchor_starts_the_grid_anew_inside_its_stretch_only() {
        let grid = grid(&[(0, 100), (200, 300)], 30, &[-5, 0, 50, 100, 150, 200, 270, 290]);
        assert_eq!(starts(&grid, -1000, 1000), [0, 30, 50, 200, 230, 260, 270]);
    }

    #[test]
    fn only_starts_in_the_range_are_listed_and_the_grid_does_not_move_with_it() {
        let grid = grid(&[(0, 300)], 30, &[]);
        assert_eq!(starts(&grid, 31, 120), [60, 90]);
        assert_eq!(starts(&grid, 60, 121), [60, 90, 120]);
        assert_eq!(starts(&grid, 300, 400), [0; 0]);
    }

    #[test]
    fn what_is_listed_is_contained() {
        let grid = grid(&[(0, 100), (200, 300)], 30, &[50]);
        let contained: Vec<i64> = (-10..310).filter(|start| grid.contains(minute(*start))).collect();
        assert_eq!(starts(&grid, -10, 310), contained);
    }
}
