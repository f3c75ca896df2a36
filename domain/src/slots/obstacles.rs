use super::{Busy, BusyKind, Facts, NotOffered, Reason, facts::buffer};
use crate::time::{Instant, Interval, IntervalSet};

/// What stands in the way of a start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Obstacle {
    Closure,
    TimeOff,
    OwnVisit,
    /// Another visit or hold, with the buffers of both.
    Visit,
    /// Every room that would do is taken.
    Rooms,
}

impl From<Obstacle> for Reason {
    fn from(obstacle: Obstacle) -> Self {
        match obstacle {
            Obstacle::Closure => Self::SiteClosed,
            Obstacle::TimeOff => Self::TimeOff,
            Obstacle::OwnVisit => Self::OwnVisit,
            Obstacle::Visit => Self::Full,
            Obstacle::Rooms => Self::Room,
        }
    }
}

impl From<Obstacle> for NotOffered {
    fn from(obstacle: Obstacle) -> Self {
        match obstacle {
            Obstacle::Closure | Obstacle::TimeOff => Self::TimeOff,
            Obstacle::OwnVisit => Self::OwnVisit,
            Obstacle::Visit => Self::Busy,
            Obstacle::Rooms => Self::Room,
        }
    }
}

/// The starts at which a visit would meet something, by what it meets (docs/slots.md, rules 5, 6 and 10).
///
/// The sets hold starts, not busy time: a start is in one if a visit from it would overlap. So one comparison decides,
/// and buffers that differ from visit to visit cost nothing more.
#[derive(Debug)]
pub(super) struct Obstacles {
    closures: IntervalSet,
    time_off: IntervalSet,
    own_visits: IntervalSet,
    visits: IntervalSet,
    rooms: IntervalSet,
}

impl Obstacles {
    pub(super) fn new(facts: &Facts<'_>) -> Self {
        let rules = facts.rules;
        let length = i64::from(rules.duration_minutes);
        let (before, after) = (buffer(rules.buffer_before_minutes), buffer(rules.buffer_after_minutes));

        let away = |kind| {
            let busy = facts.busy.iter().filter(move |busy| busy.kind == kind);
            busy.filter_map(|busy| starts_meeting(busy.interval, length, 0))
                .collect()
        };
        let visits = facts
            .busy
            .iter()
            .filter(|busy| matches!(busy.kind, BusyKind::Appointment | BusyKind::Hold));
        let starts_meeting_visit = |busy: &Busy| {
            let lead = length + after + buffer(busy.buffer_before_minutes);
            starts_meeting(busy.interval, lead, before + buffer(busy.buffer_after_minutes))
        };
        Self {
            closures: away(BusyKind::Closure),
            time_off: away(BusyKind::TimeOff),
            own_visits: facts
                .patient_busy
                .iter()
                .filter_map(|own| starts_meeting(*own, length, 0))
                .collect(),
            visits: visits.filter_map(starts_meeting_visit).collect(),
            rooms: facts
                .rooms
                .map(|rooms| starts_without_room(rooms, length))
                .unwrap_or_default(),
        }
    }

    /// Where the doctor becomes free, in order: the first start after each busy period, its buffers included.
    pub(super) fn ends(&self) -> Vec<Instant> {
        let busy = self
            .closures
            .iter()
            .chain(self.time_off.iter())
            .chain(self.visits.iter());
        let mut ends: Vec<Instant> = busy.map(Interval::end).collect();
        ends.sort_unstable();
        ends
    }

    /// For asking about starts in rising order.
    pub(super) fn sweep(&self) -> ObstacleSweep<'_> {
        ObstacleSweep {
            ahead: [
                (Obstacle::Closure, self.closures.as_slice()),
                (Obstacle::TimeOff, self.time_off.as_slice()),
                (Obstacle::OwnVisit, self.own_visits.as_slice()),
                (Obstacle::Visit, self.visits.as_slice()),
                (Obstacle::Rooms, self.rooms.as_slice()),
            ],
        }
    }
}

/// The obstacles not yet passed, the one that is named first where several stand in the way.
pub(super) struct ObstacleSweep<'a> {
    ahead: [(Obstacle, &'a [Interval]); 5],
}

impl ObstacleSweep<'_> {
    /// What stands in the way of a start that is not before the one asked about last.
    pub(super) fn at(&mut self, start: Instant) -> Option<Obstacle> {
        let mut met = None;
        for (obstacle, ahead) in &mut self.ahead {
            while let [passed, rest @ ..] = ahead
                && passed.end() <= start
            {
                *ahead = rest;
            }
            if met.is_none() && ahead.first().is_some_and(|next| next.contains(start)) {
                met = Some(*obstacle);
            }
        }
        met
    }
}

/// The starts from which a visit of `length` minutes would find no room: those that meet something in each (docs/slots.md,
/// rule 9). Without any room it is always.
fn starts_without_room(rooms: &[IntervalSet], length: i64) -> IntervalSet {
    let always = Interval::new(Instant::from_millis(i64::MIN), Instant::from_millis(i64::MAX));
    rooms.iter().fold(always.into_iter().collect(), |starts, taken| {
        let of_room = taken
            .iter()
            .filter_map(|taken| starts_meeting(taken, length, 0))
            .collect();
        starts.intersect(&of_room)
    })
}

/// The starts from which a visit that reaches `lead` minutes ahead and `trail` minutes back overlaps `busy`: after
/// `busy.start - lead`, before `busy.end + trail`. Intervals are half-open and count milliseconds, hence the one.
fn starts_meeting(busy: Interval, lead: i64, trail: i64) -> Option<Interval> {
    let latest_clear = busy.start().plus_minutes(-lead);
    Interval::new(
        Instant::from_millis(latest_clear.millis().saturating_add(1)),
        busy.end().plus_minutes(trail),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minute(minutes: i64) -> Instant {
        Instant::from_millis(0).plus_minutes(minutes)
    }

    #[test]
    fn a_visit_may_end_where_the_busy_time_starts_and_start_where_it_ends() {
        let busy = Interval::new(minute(60), minute(90)).unwrap();
        let starts = starts_meeting(busy, 30, 0).unwrap();
        assert!(!starts.contains(minute(30)));
        assert!(starts.contains(Instant::from_millis(minute(30).millis() + 1)));
        assert!(starts.contains(minute(89)));
        assert!(!starts.contains(minute(90)));
    }

    #[test]
    fn busy_time_at_the_ends_of_the_scale_does_not_overflow() {
        let all = Interval::new(Instant::from_millis(i64::MIN), Instant::from_millis(i64::MAX)).unwrap();
        assert!(
            starts_meeting(all, i64::from(u16::MAX), 2 * 1440)
                .unwrap()
                .contains(minute(0))
        );
    }
}
