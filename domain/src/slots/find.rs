use jiff::ToSpan as _;

use super::{
    Facts, MAX_BUFFER_MINUTES, NotOffered, Reason, ServiceRules,
    dates::{Dates, dates_between},
    facts::buffer,
    obstacles::Obstacle,
    plan::Plan,
};
use crate::time::{Date, Instant, Interval, Zone};

/// A local date and what can be booked on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    pub date: Date,
    /// Visits that can be booked, without their buffers, in order of their start.
    pub slots: Vec<Interval>,
    /// Why there are no slots, each reason once; empty if there are some.
    pub reasons: Vec<Reason>,
}

/// The slots of each date from `first` to `last`, both included, in order; nothing if `last` is before `first`.
///
/// Callers bound the span. Busy facts are needed for [`span_to_load`].
pub fn find_slots(facts: &Facts<'_>, first: Date, last: Date) -> Vec<Day> {
    let today = facts.zone.date_of(facts.now);
    let horizon = horizon(facts, today);
    let mut days: Vec<Day> = dates_between(first, last)
        .map(|date| Day {
            date,
            slots: Vec::new(),
            reasons: Vec::new(),
        })
        .collect();

    let past = days.partition_point(|day| day.date < today);
    let open = days.partition_point(|day| day.date <= horizon);
    let (past_days, days_from_today) = days.split_at_mut(past);
    let (open_days, far_days) = days_from_today.split_at_mut(open - past);
    past_days.iter_mut().for_each(|day| day.reasons.push(Reason::Past));
    far_days.iter_mut().for_each(|day| day.reasons.push(Reason::Horizon));
    fill(facts, open_days);
    days
}

/// Every start on the grid of a date, free or not, with what is in its way: to explain a date to those who plan it.
///
/// Callers load busy facts for [`span_to_load`] of that date.
pub fn list_starts(facts: &Facts<'_>, date: Date) -> Vec<(Instant, Option<Reason>)> {
    let today = facts.zone.date_of(facts.now);
    let whole_date = if date < today {
        Some(Reason::Past)
    } else {
        (date > horizon(facts, today)).then_some(Reason::Horizon)
    };
    let dates = Dates::new(facts.zone, date, date);
    let plan = Plan::new(facts, &dates);
    let mut obstacles = plan.obstacles.sweep();
    let is_at_cap = plan.is_at_cap(date);
    let starts = dates
        .span()
        .into_iter()
        .flat_map(|span| plan.grid.starts_in(span).collect::<Vec<_>>());
    let on_date = starts.filter(|start| facts.zone.date_of(*start) == date);
    let explained = on_date.map(|start| {
        let obstacle = obstacles.at(start);
        (start, whole_date.or_else(|| refusal(facts, start, obstacle, is_at_cap)))
    });
    explained.collect()
}

/// Finds the slots of dates that are neither past nor beyond the horizon.
fn fill(facts: &Facts<'_>, days: &mut [Day]) {
    let (Some(first), Some(last)) = (days.first(), days.last()) else {
        return;
    };
    let dates = Dates::new(facts.zone, first.date, last.date);
    let plan = Plan::new(facts, &dates);
    let (mut date_sweep, mut obstacles) = (dates.sweep(), plan.obstacles.sweep());

    for start in dates.span().iter().flat_map(|span| plan.grid.starts_in(*span)) {
        let obstacle = obstacles.at(start);
        let Some(day) = date_sweep.index_of(start).and_then(|index| days.get_mut(index)) else {
            continue;
        };
        let is_at_cap = plan.is_at_cap(day.date);
        match refusal(facts, start, obstacle, is_at_cap) {
            Some(reason) if !day.reasons.contains(&reason) => day.reasons.push(reason),
            Some(_) => {}
            None => day
                .slots
                .extend(Interval::lasting(start, i64::from(facts.rules.duration_minutes))),
        }
    }
    for day in days {
        finish_reasons(day);
    }
}

fn refusal(facts: &Facts<'_>, start: Instant, obstacle: Option<Obstacle>, is_at_cap: bool) -> Option<Reason> {
    if start < facts.now {
        Some(Reason::Past)
    } else if let Some(obstacle) = obstacle {
        Some(obstacle.into())
    } else if is_at_cap {
        Some(Reason::Cap)
    } else {
        (start < earliest(facts)).then_some(Reason::Notice)
    }
}

/// Keeps the reasons of a date without slots; that some of today is over explains nothing if the rest has a reason.
fn finish_reasons(day: &mut Day) {
    if !day.slots.is_empty() {
        day.reasons.clear();
    } else if day.reasons.is_empty() {
        day.reasons.push(Reason::Closed);
    } else if day.reasons.len() > 1 {
        day.reasons.retain(|reason| *reason != Reason::Past);
        day.reasons.sort_unstable();
    }
}

/// Whether exactly this start is offered, and the visit if it is: the check inside the booking transaction. It agrees with
/// [`find_slots`] on every start.
///
/// # Errors
/// The first that applies of [`Past`](NotOffered::Past), [`OffHours`](NotOffered::OffHours), what is in the way
/// ([`TimeOff`](NotOffered::TimeOff), [`OwnVisit`](NotOffered::OwnVisit), [`Busy`](NotOffered::Busy),
/// [`Room`](NotOffered::Room)), [`Cap`](NotOffered::Cap), [`OffGrid`](NotOffered::OffGrid), [`Notice`](NotOffered::Notice), [`Horizon`](NotOffered::Horizon).
pub fn check_slot(facts: &Facts<'_>, start: Instant) -> Result<Interval, NotOffered> {
    if start < facts.now {
        return Err(NotOffered::Past);
    }
    let date = facts.zone.date_of(start);
    let plan = Plan::new(facts, &Dates::new(facts.zone, date, date));
    let visit = Interval::lasting(start, i64::from(facts.rules.duration_minutes))
        .filter(|visit| plan.working.covers(*visit))
        .ok_or(NotOffered::OffHours)?;
    if let Some(obstacle) = plan.obstacles.sweep().at(start) {
        return Err(obstacle.into());
    }
    if plan.is_at_cap(date) {
        return Err(NotOffered::Cap);
    }
    if !plan.grid.contains(start) {
        return Err(NotOffered::OffGrid);
    }
    if start < earliest(facts) {
        return Err(NotOffered::Notice);
    }
    if date > horizon(facts, facts.zone.date_of(facts.now)) {
        return Err(NotOffered::Horizon);
    }
    Ok(visit)
}

/// The span in which every busy period of the doctor, and every visit of the patient, must be loaded, so that the answers
/// for the dates `first..=last` are right. `None` if there is nothing to ask for.
pub fn span_to_load(zone: &Zone, rules: &ServiceRules, first: Date, last: Date) -> Option<Interval> {
    if last < first {
        return None;
    }
    // A grid may have started on the date before, and the end of a busy period there may have moved it.
    let from = zone.resolve(first.saturating_sub(1.day()), 0);
    let before = buffer(MAX_BUFFER_MINUTES) + buffer(rules.buffer_before_minutes);
    let after = i64::from(rules.duration_minutes) + buffer(rules.buffer_after_minutes) + buffer(MAX_BUFFER_MINUTES);
    Interval::new(from.plus_minutes(-before), zone.last_end(last).plus_minutes(after))
}

/// The first start that the notice allows.
fn earliest(facts: &Facts<'_>) -> Instant {
    facts.now.plus_minutes(i64::from(facts.rules.notice_minutes))
}

/// The last date that can be booked.
fn horizon(facts: &Facts<'_>, today: Date) -> Date {
    today.saturating_add(i64::from(facts.rules.horizon_days).days())
}
