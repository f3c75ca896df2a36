//! Diaries of all kinds, around the changes of several zones.

use domain::{
    slots::{Busy, BusyKind, Caps, Counted, DateOverride, ServiceRules, WeeklyHours, Window},
    time::{Date, Instant, Interval, IntervalSet, Weekday, Zone},
};
use jiff::ToSpan as _;
use proptest::{collection::vec, option, prelude::*, sample::select};

use crate::support::Diary;

/// Everything happens on a raster of five minutes, so that all starts there are can be asked about.
pub const RASTER: i64 = 5;
pub const DAYS: i32 = 4;

/// A zone, and a first date shortly before one of its changes or an ordinary one.
fn places() -> impl Strategy<Value = (Zone, Date)> {
    let places = [
        ("UTC", "2026-11-22"),
        ("Europe/Berlin", "2026-10-23"),
        ("Europe/Berlin", "2027-03-26"),
        ("America/New_York", "2027-03-12"),
        ("Africa/Cairo", "2026-04-22"),        // midnight is left out
        ("Africa/Cairo", "2026-10-28"),        // the hour before midnight comes twice
        ("America/Havana", "2026-10-30"),      // midnight comes twice
        ("Australia/Lord_Howe", "2027-04-02"), // by half an hour
        ("Antarctica/Troll", "2027-03-26"),    // by two hours
        ("Asia/Kathmandu", "2026-11-22"),
    ];
    select(places.to_vec()).prop_map(|(name, date)| (Zone::parse(name).unwrap(), date.parse().unwrap()))
}

fn minutes(most: i64) -> impl Strategy<Value = i64> + Clone {
    (0..=most / RASTER).prop_map(|steps| steps * RASTER)
}

fn short(most: u16) -> impl Strategy<Value = u16> {
    minutes(most.into()).prop_map(|minutes| minutes as u16)
}

fn windows() -> impl Strategy<Value = Window> {
    // Often where windows meet and where clocks are changed.
    let hour = select(vec![0, 60, 120, 180, 540, 720, 1320, 1380]);
    let start = prop_oneof![hour.clone(), short(1435)];
    let end = prop_oneof![hour, short(1440)];
    (start, end).prop_filter_map("a window", |(start, end)| Window::new(start, end))
}

fn rules() -> impl Strategy<Value = ServiceRules> {
    (
        prop_oneof![4 => 1..=24_u16, 1 => 200..=400_u16],
        option::of(1..=24_u16),
        (short(60), short(60)),
        prop_oneof![Just(0), 0..3000_u32],
        prop_oneof![Just(100), 0..6_u16],
        any::<bool>(),
    )
        .prop_map(
            |(length, step, (before, after), notice_minutes, horizon_days, restart_after_busy)| ServiceRules {
                duration_minutes: length * RASTER as u16,
                step_minutes: step.map(|step| step * RASTER as u16),
                buffer_before_minutes: before,
                buffer_after_minutes: after,
                notice_minutes,
                horizon_days,
                restart_after_busy,
                caps: Caps::default(),
            },
        )
}

/// Caps that are often reached, and visits that count towards them.
fn caps(origin: Instant) -> impl Strategy<Value = (Caps, Vec<Counted>)> {
    let caps = (option::weighted(0.2, 1..4_u16), option::weighted(0.2, 1..3_u16))
        .prop_map(|(of_doctor, of_service)| Caps { of_doctor, of_service });
    let counted = (minutes(i64::from(DAYS) * 1440), any::<bool>()).prop_map(move |(start, is_same_service)| Counted {
        start: origin.plus_minutes(start),
        is_same_service,
    });
    (caps, vec(counted, 0..8))
}

/// Mostly none needed; else up to three.
fn rooms(origin: Instant) -> impl Strategy<Value = Option<Vec<IntervalSet>>> {
    let taken = vec(intervals(origin), 0..6).prop_map(|taken| taken.into_iter().collect());
    option::weighted(0.3, vec(taken, 0..3))
}

/// An interval near the dates asked for, up to 12 hours long.
fn intervals(origin: Instant) -> impl Strategy<Value = Interval> {
    let span = i64::from(DAYS + 3) * 1440;
    (minutes(span), minutes(12 * 60)).prop_map(move |(start, length)| {
        Interval::lasting(origin.plus_minutes(start - 2 * 1440), length + RASTER).unwrap()
    })
}

fn busy(origin: Instant) -> impl Strategy<Value = Busy> {
    let kinds = vec![
        BusyKind::Appointment,
        BusyKind::Appointment,
        BusyKind::Hold,
        BusyKind::TimeOff,
        BusyKind::Closure,
    ];
    (intervals(origin), select(kinds), short(60), short(60)).prop_map(|(interval, kind, before, after)| Busy {
        interval,
        kind,
        buffer_before_minutes: before,
        buffer_after_minutes: after,
    })
}

fn weekly() -> impl Strategy<Value = Vec<WeeklyHours>> {
    let weekday = (1..=7_i8).prop_map(|number| Weekday::from_monday_one_offset(number).unwrap());
    let some = vec(
        (weekday, windows()).prop_map(|(weekday, window)| WeeklyHours { weekday, window }),
        0..12,
    );
    let each_day = vec(windows(), 1..3).prop_map(|windows| {
        let days = Weekday::Monday.cycle_forward().take(7);
        days.flat_map(|weekday| {
            windows
                .clone()
                .into_iter()
                .map(move |window| WeeklyHours { weekday, window })
        })
        .collect()
    });
    let never_closed = Just(Window::new(0, 1440).unwrap()).prop_map(|window| {
        Weekday::Monday
            .cycle_forward()
            .take(7)
            .map(|weekday| WeeklyHours { weekday, window })
            .collect()
    });
    prop_oneof![3 => some, 3 => each_day, 1 => never_closed]
}

/// A diary and the first date to ask for.
pub fn diaries() -> impl Strategy<Value = (Diary, Date)> {
    places().prop_flat_map(|(zone, first)| {
        let origin = zone.resolve(first, 0);
        let overrides = (-2..=DAYS, vec(windows(), 0..3)).prop_map(move |(days, windows)| DateOverride {
            date: first.saturating_add(days.days()),
            windows,
        });
        (
            weekly(),
            vec(overrides, 0..4),
            rules(),
            vec(busy(origin), 0..10),
            vec(intervals(origin), 0..2),
            caps(origin),
            rooms(origin),
            prop_oneof![3 => Just(-3 * 1440), 1 => minutes(2 * 1440)],
        )
            .prop_map(
                move |(weekly, overrides, mut rules, busy, patient_busy, caps, rooms, now)| {
                    let counted;
                    (rules.caps, counted) = caps;
                    let (zone, now) = (zone.clone(), origin.plus_minutes(now));
                    (
                        Diary {
                            zone,
                            weekly,
                            overrides,
                            rules,
                            busy,
                            patient_busy,
                            counted,
                            rooms,
                            now,
                        },
                        first,
                    )
                },
            )
    })
}
