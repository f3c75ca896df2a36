//! What holds whatever the facts are.

use domain::{
    slots::{Busy, BusyKind, DateOverride, ServiceRules, Window, check_slot, find_slots, span_to_load},
    time::{Date, Instant, Interval, IntervalSet},
};
use jiff::ToSpan as _;
use proptest::prelude::*;

use crate::{
    generators::{DAYS, RASTER, diaries},
    support::Diary,
};

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn dates_are_complete_and_in_order((diary, first) in diaries()) {
        let days = find_slots(&diary.facts(), first, last_of(first));
        let dates: Vec<Date> = days.iter().map(|day| day.date).collect();
        prop_assert_eq!(dates, (0..DAYS).map(|days| first.saturating_add(days.days())).collect::<Vec<_>>());
        for day in days {
            prop_assert_eq!(day.slots.is_empty(), !day.reasons.is_empty());
            prop_assert!(day.slots.is_sorted_by(|one, two| one.start() < two.start()));
            prop_assert!(day.reasons.is_sorted_by(|one, two| one < two));
            prop_assert!(day.slots.iter().all(|slot| diary.zone.date_of(slot.start()) == day.date));
        }
    }

    #[test]
    fn slots_lie_in_windows_and_meet_nothing_busy((diary, first) in diaries()) {
        let hours = open_hours(&diary, first);
        for slot in find_slots(&diary.facts(), first, last_of(first)).into_iter().flat_map(|day| day.slots) {
            prop_assert_eq!(slot.minutes(), i64::from(diary.rules.duration_minutes));
            prop_assert!(hours.covers(slot));
            prop_assert!(diary.busy.iter().all(|busy| is_clear_of(busy, slot, &diary.rules)));
            prop_assert!(diary.patient_busy.iter().all(|own| !own.overlaps(slot)));
        }
    }

    #[test]
    fn the_slots_are_what_the_rules_say_word_by_word((diary, first) in diaries()) {
        let hours = open_hours(&diary, first);
        let found: Vec<Instant> =
            find_slots(&diary.facts(), first, last_of(first)).iter().flat_map(|day| &day.slots).map(|slot| slot.start()).collect();
        let expected: Vec<Instant> = raster(&diary, first).filter(|start| is_offered(&diary, &hours, *start)).collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn the_order_of_the_facts_does_not_matter((diary, first) in diaries()) {
        let mut reversed = diary.clone();
        reversed.weekly.reverse();
        reversed.overrides.reverse();
        reversed.busy.reverse();
        reversed.patient_busy.reverse();
        reversed.counted.reverse();
        let last = last_of(first);
        prop_assert_eq!(find_slots(&diary.facts(), first, last), find_slots(&reversed.facts(), first, last));
    }

    #[test]
    fn a_date_has_the_same_slots_alone_and_among_others((diary, first) in diaries()) {
        for day in find_slots(&diary.facts(), first, last_of(first)) {
            prop_assert_eq!(&find_slots(&diary.facts(), day.date, day.date), &[day]);
        }
    }

    #[test]
    fn what_lies_outside_the_span_to_load_changes_nothing((diary, first) in diaries()) {
        let last = first.tomorrow().unwrap();
        let span = span_to_load(&diary.zone, &diary.rules, first, last).unwrap();
        let mut loaded = diary.clone();
        loaded.busy.retain(|busy| busy.interval.overlaps(span));
        loaded.patient_busy.retain(|own| own.overlaps(span));
        prop_assert_eq!(find_slots(&diary.facts(), first, last), find_slots(&loaded.facts(), first, last));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 32, ..ProptestConfig::default() })]

    #[test]
    fn exactly_the_slots_found_pass_the_check((diary, first) in diaries()) {
        let facts = diary.facts();
        let slots = find_slots(&facts, first, last_of(first)).into_iter().flat_map(|day| day.slots);
        let passed = raster(&diary, first).filter_map(|start| check_slot(&facts, start).ok());
        prop_assert_eq!(slots.collect::<Vec<_>>(), passed.collect::<Vec<_>>());
        for between in raster(&diary, first).step_by(7).map(|start| start.plus_minutes(1)) {
            prop_assert!(check_slot(&facts, between).is_err());
        }
    }
}

fn last_of(first: Date) -> Date {
    first.saturating_add((DAYS - 1).days())
}

/// Every start of the raster on the dates asked for.
fn raster(diary: &Diary, first: Date) -> impl Iterator<Item = Instant> {
    let (start, end) = (diary.zone.resolve(first, 0), diary.zone.resolve(last_of(first), 1440));
    (0..end.minutes_since(start) / RASTER).map(move |step| start.plus_minutes(step * RASTER))
}

fn widened(interval: Interval, before: u16, after: u16) -> Interval {
    let (start, end) = (
        interval.start().plus_minutes(-i64::from(before)),
        interval.end().plus_minutes(after.into()),
    );
    Interval::new(start, end).unwrap()
}

/// Whether the visit and this busy period, with the buffers that count, are apart.
fn is_clear_of(busy: &Busy, visit: Interval, rules: &ServiceRules) -> bool {
    match busy.kind {
        BusyKind::TimeOff | BusyKind::Closure => !visit.overlaps(busy.interval),
        BusyKind::Appointment | BusyKind::Hold => {
            let with_buffers = widened(visit, rules.buffer_before_minutes, rules.buffer_after_minutes);
            !with_buffers.overlaps(widened(
                busy.interval,
                busy.buffer_before_minutes,
                busy.buffer_after_minutes,
            ))
        }
    }
}

/// All windows of the dates around, by rules 2 and 3.
fn open_hours(diary: &Diary, first: Date) -> IntervalSet {
    let dates = (-5..DAYS + 5).map(|days| first.saturating_add(days.days()));
    let windows = dates.flat_map(|date| {
        let of_date: Vec<&DateOverride> = diary.overrides.iter().filter(|one| one.date == date).collect();
        let weekly = diary
            .weekly
            .iter()
            .filter(|hours| hours.weekday == date.weekday())
            .map(|hours| hours.window);
        let windows: Vec<Window> = match of_date.is_empty() {
            true => weekly.collect(),
            false => of_date.into_iter().flat_map(|one| one.windows.clone()).collect(),
        };
        windows.into_iter().map(move |window| (date, window))
    });
    let intervals = windows.filter_map(|(date, window)| {
        let end_date = if window.end() <= window.start() {
            date.tomorrow().unwrap()
        } else {
            date
        };
        Interval::new(
            diary.zone.resolve(date, window.start()),
            diary.zone.resolve(end_date, window.end()),
        )
    });
    intervals.collect()
}

/// The rules read word by word for one start: slow, and without the engine's sweeps and sets.
fn is_offered(diary: &Diary, hours: &IntervalSet, start: Instant) -> bool {
    let (zone, rules) = (&diary.zone, &diary.rules);
    let visit = Interval::lasting(start, rules.duration_minutes.into()).unwrap();
    let Some(stretch) = hours.iter().find(|stretch| stretch.covers(visit)) else {
        return false;
    };

    let date = zone.date_of(start);
    let was_open_all_yesterday = zone
        .day(date.yesterday().unwrap())
        .is_some_and(|day| stretch.covers(day));
    let mut anchors = vec![stretch.start()];
    anchors.extend(was_open_all_yesterday.then(|| zone.resolve(date, 0)));
    if rules.restart_after_busy {
        anchors.extend(diary.busy.iter().map(|busy| match busy.kind {
            BusyKind::TimeOff | BusyKind::Closure => busy.interval.end(),
            BusyKind::Appointment | BusyKind::Hold => {
                let buffers = busy.buffer_after_minutes + rules.buffer_before_minutes;
                busy.interval.end().plus_minutes(buffers.into())
            }
        }));
    }
    let anchor = anchors
        .into_iter()
        .filter(|anchor| stretch.contains(*anchor) && *anchor <= start)
        .max()
        .unwrap();
    let step = i64::from(rules.step_minutes.unwrap_or(rules.duration_minutes));

    start.minutes_since(anchor) % step == 0
        && start >= diary.now.plus_minutes(rules.notice_minutes.into())
        && date
            <= zone
                .date_of(diary.now)
                .saturating_add(i64::from(rules.horizon_days).days())
        && diary.busy.iter().all(|busy| is_clear_of(busy, visit, rules))
        && diary.patient_busy.iter().all(|own| !own.overlaps(visit))
        && diary
            .rooms
            .as_ref()
            .is_none_or(|rooms| rooms.iter().any(|taken| !taken.overlaps(visit)))
        && is_below_caps(diary, date)
}

fn is_below_caps(diary: &Diary, date: Date) -> bool {
    let on_date = || {
        diary
            .counted
            .iter()
            .filter(|visit| diary.zone.date_of(visit.start) == date)
    };
    let caps = diary.rules.caps;
    caps.of_doctor.is_none_or(|cap| on_date().count() < usize::from(cap))
        && caps
            .of_service
            .is_none_or(|cap| on_date().filter(|visit| visit.is_same_service).count() < usize::from(cap))
}
