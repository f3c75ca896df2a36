//! Rule 7 and the edges: notice, horizon, refusals, absurd facts, what must be loaded.

use domain::{
    slots::{
        BusyKind::{Closure, TimeOff},
        MAX_BUFFER_MINUTES, NotOffered, check_slot, find_slots, span_to_load,
    },
    time::{Date, Instant, Interval},
};

use crate::support::{Diary, MONDAY, TUESDAY, at, date};

#[test]
fn a_start_is_offered_until_its_very_instant() {
    let diary = Diary::new().on(MONDAY, "09:00-09:30");
    assert_eq!(diary.clone().now("2026-11-23T09:00Z").starts(MONDAY), "09:00");
    let late = diary.now("2026-11-23T09:00:00.001Z");
    assert_eq!(late.starts(MONDAY), "");
    assert_eq!(late.check("2026-11-23T09:00Z"), Err(NotOffered::Past));
}

#[test]
fn the_notice_ends_at_its_very_instant() {
    let diary = Diary::new().on(MONDAY, "09:00-09:30").notice(120);
    assert_eq!(diary.clone().now("2026-11-23T07:00Z").starts(MONDAY), "09:00");
    let late = diary.now("2026-11-23T07:00:00.001Z");
    assert_eq!(late.starts(MONDAY), "");
    assert_eq!(late.check("2026-11-23T09:00Z"), Err(NotOffered::Notice));
}

#[test]
fn notice_is_elapsed_time() {
    // The night has one hour less: 24 hours after 08:00 is 09:00.
    let diary = Diary::new()
        .zone("Europe/Berlin")
        .on("2027-03-28", "08:00-10:00")
        .length(60)
        .notice(24 * 60);
    assert_eq!(diary.now("2027-03-27T07:00Z").starts("2027-03-28"), "09:00");
}

#[test]
fn the_horizon_counts_local_dates() {
    // In Auckland it is Monday already.
    let diary = Diary::new()
        .zone("Pacific/Auckland")
        .daily("23:00-24:00")
        .length(60)
        .horizon(1)
        .now("2026-11-22T12:00Z");
    assert_eq!(diary.starts("2026-11-24"), "23:00");
    assert_eq!(diary.starts("2026-11-25"), "");
    assert!(diary.check("2026-11-24T10:00Z").is_ok());
    assert_eq!(diary.check("2026-11-25T10:00Z"), Err(NotOffered::Horizon));
}

#[test]
fn a_horizon_of_no_days_is_today() {
    let diary = Diary::new().daily("09:00-09:30").horizon(0).now("2026-11-23T08:00Z");
    assert_eq!(diary.starts(MONDAY), "09:00");
    assert_eq!(diary.starts(TUESDAY), "");
}

#[test]
fn a_night_before_the_horizon_ends_with_it() {
    let diary = Diary::new()
        .daily("22:00-02:00")
        .length(60)
        .horizon(0)
        .now("2026-11-23T20:00Z");
    assert_eq!(diary.starts(MONDAY), "22:00 23:00");
    assert_eq!(diary.check("2026-11-24T00:00Z"), Err(NotOffered::Horizon));
}

#[test]
fn a_refused_start_says_why() {
    let diary = Diary::new()
        .on(MONDAY, "09:00-12:00")
        .visit("2026-11-23T09:30Z", "2026-11-23T10:00Z")
        .busy(TimeOff, "2026-11-23T10:00Z", "2026-11-23T10:30Z", 0)
        .busy(Closure, "2026-11-23T10:30Z", "2026-11-23T11:00Z", 0);
    let visit = Interval::new(at("2026-11-23T09:00Z"), at("2026-11-23T09:30Z")).unwrap();
    for (start, expected) in [
        ("2026-11-23T09:00Z", Ok(visit)),
        ("2026-11-20T11:59:59Z", Err(NotOffered::Past)),
        ("2026-11-23T08:30Z", Err(NotOffered::OffHours)),
        ("2026-11-23T11:45Z", Err(NotOffered::OffHours)),
        ("2026-11-24T09:00Z", Err(NotOffered::OffHours)),
        ("2026-11-23T09:30Z", Err(NotOffered::Busy)),
        ("2026-11-23T09:15Z", Err(NotOffered::Busy)),
        ("2026-11-23T10:00Z", Err(NotOffered::TimeOff)),
        ("2026-11-23T10:30Z", Err(NotOffered::TimeOff)),
        ("2026-11-23T11:15Z", Err(NotOffered::OffGrid)),
        ("2026-11-23T11:00:00.001Z", Err(NotOffered::OffGrid)),
    ] {
        assert_eq!(diary.check(start), expected, "{start}");
    }
}

#[test]
fn a_service_without_length_or_step_has_no_slots() {
    let diary = Diary::new().daily("00:00-24:00");
    assert_eq!(diary.clone().length(0).starts(MONDAY), "");
    assert_eq!(diary.clone().step(0).starts(MONDAY), "");
    assert_eq!(
        diary.clone().length(0).check("2026-11-23T09:00Z"),
        Err(NotOffered::OffHours)
    );
    assert_eq!(diary.step(0).check("2026-11-23T09:00Z"), Err(NotOffered::OffGrid));
}

#[test]
fn no_dates_are_no_days() {
    assert!(Diary::new().find(TUESDAY, MONDAY).is_empty());
    let diary = Diary::new();
    assert_eq!(
        span_to_load(&diary.zone, &diary.rules, date(TUESDAY), date(MONDAY)),
        None
    );
}

#[test]
fn absurd_facts_have_an_answer() {
    let mut diary = Diary::new()
        .daily("00:00-24:00")
        .length(u16::MAX)
        .buffers(u16::MAX, u16::MAX)
        .restart_after_busy();
    diary.rules.notice_minutes = u32::MAX;
    diary.rules.horizon_days = u16::MAX;
    let ends = [i64::MIN, -1, 0, i64::MAX].map(Instant::from_millis);
    for (start, end) in ends.iter().flat_map(|start| ends.map(|end| (*start, end))) {
        diary.patient_busy.extend(Interval::new(start, end));
    }
    for now in ends {
        diary.now = now;
        for (first, last) in [
            (Date::MIN, Date::MIN),
            (Date::MAX, Date::MAX),
            (date(MONDAY), date(TUESDAY)),
        ] {
            let days = find_slots(&diary.facts(), first, last);
            assert!(days.iter().all(|day| day.slots.is_empty() && !day.reasons.is_empty()));
            assert!(span_to_load(&diary.zone, &diary.rules, first, last).is_some());
        }
        for start in ends {
            assert!(check_slot(&diary.facts(), start).is_err());
        }
    }
}

#[test]
fn the_ends_of_the_calendar_have_an_answer() {
    let mut diary = Diary::new().daily("09:00-08:00");
    for edge in [Date::MIN, Date::MAX] {
        diary.now = diary.zone.resolve(edge, 0);
        let days = find_slots(&diary.facts(), edge, edge);
        assert!(
            days.iter()
                .all(|day| day.date == edge && day.slots.is_empty() != day.reasons.is_empty())
        );
    }
}

#[test]
fn what_must_be_loaded_reaches_from_the_date_before_to_the_end_with_all_buffers() {
    let diary = Diary::new().length(30).buffers(10, 20);
    let span = span_to_load(&diary.zone, &diary.rules, date(MONDAY), date(TUESDAY)).unwrap();
    let longest = i64::from(MAX_BUFFER_MINUTES);
    assert_eq!(span.start(), at("2026-11-22T00:00Z").plus_minutes(-10 - longest));
    assert_eq!(span.end(), at("2026-11-25T00:00Z").plus_minutes(30 + 20 + longest));
}
