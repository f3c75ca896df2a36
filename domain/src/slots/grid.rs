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
