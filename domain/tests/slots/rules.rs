//! Rules 1 to 7 and 10 in words.

use domain::{
    slots::{
        BusyKind::{Appointment, Closure, Hold, TimeOff},
        MAX_BUFFER_MINUTES, NotOffered, check_slot, find_slots, span_to_load,
    },
    time::{Date, Instant, Interval, Weekday},
};

use crate::support::{Diary, MONDAY, at, date, every};

const TUESDAY: &str = "2026-11-24";

#[test]
fn weekly_hours_come_each_week() {
    let diary = Diary::new().weekly(Weekday::Monday, "09:00-10:00");
    let with_slots = diary
        .find("2026-11-20", "2026-12-10")
        .into_iter()
        .filter(|day| !day.slots.is_empty());
    let dates: Vec<String> = with_slots.map(|day| day.date.to_string()).collect();
    assert_eq!(dates, ["2026-11-23", "2026-11-30", "2026-12-07"]);
}

#[test]
fn an_override_replaces_the_weekly_hours_of_its_date() {
    let diary = Diary::new().daily("09:00-10:00").on(MONDAY, "14:00-15:00");
    assert_eq!(diary.starts(MONDAY), "14:00 14:30");
    assert_eq!(diary.starts(TUESDAY), "09:00 09:30");
}

#[test]
fn an_empty_override_closes_its_date() {
    assert_eq!(Diary::new().daily("09:00-10:00").on(MONDAY, "").starts(MONDAY), "");
}

#[test]
fn overrides_of_one_date_count_together() {
    let diary = Diary::new()
        .on(MONDAY, "14:00-14:30")
        .on(TUESDAY, "")
        .on(MONDAY, "09:00-09:30");
    assert_eq!(diary.starts(MONDAY), "09:00 14:00");
}

#[test]
fn the_override_of_the_start_date_decides_about_a_night() {
    let nights = Diary::new().daily("22:00-02:00").length(60);
    let open_after_closed = nights.clone().on(MONDAY, "");
    assert_eq!(open_after_closed.starts(MONDAY), "00:00 01:00"); // Sunday's night
    assert_eq!(open_after_closed.starts(TUESDAY), "22:00 23:00"); // Monday's night is gone
    assert_eq!(nights.starts(TUESDAY), "00:00 01:00 22:00 23:00");
}

#[test]
fn windows_that_touch_are_merged() {
    let diary = Diary::new().on(MONDAY, "09:00-10:00 10:00-11:00").length(40);
    assert_eq!(diary.starts(MONDAY), "09:00 09:40 10:20");
}

#[test]
fn windows_that_touch_at_midnight_are_merged() {
    let diary = Diary::new()
        .on(MONDAY, "22:00-24:00")
        .on(TUESDAY, "00:00-02:00")
        .length(45);
    assert_eq!(diary.starts(MONDAY), "22:00 22:45 23:30");
    assert_eq!(diary.starts(TUESDAY), "00:15 01:00");
}

#[test]
fn a_clinic_that_never_closes_starts_its_grid_at_each_midnight() {
    let diary = Diary::new().daily("00:00-24:00").length(50);
    assert_eq!(diary.starts(MONDAY), every(50, "00:00", "23:20"));
    assert_eq!(diary.starts(TUESDAY), every(50, "00:00", "23:20"));
    assert!(diary.check("2026-11-23T23:20Z").is_ok());
    assert!(diary.check("2026-11-24T00:00Z").is_ok());
    assert_eq!(diary.check("2026-11-24T00:10Z"), Err(NotOffered::OffGrid));
}

#[test]
fn an_equal_start_and_end_is_a_whole_day() {
    let diary = Diary::new().on(MONDAY, "20:00-20:00").length(240);
    assert_eq!(diary.starts(MONDAY), "20:00");
    assert_eq!(diary.starts(TUESDAY), "00:00 04:00 08:00 12:00 16:00");
}

#[test]
fn a_visit_may_be_longer_than_a_day_where_nobody_closes() {
    let diary = Diary::new().daily("00:00-24:00").length(4 * 1440).step(1440);
    assert_eq!(diary.starts(MONDAY), "00:00");
    assert_eq!(diary.clone().on("2026-11-26", "").starts(MONDAY), "");
    assert_eq!(diary.on("2026-11-27", "").starts(MONDAY), "00:00");
}

#[test]
fn a_time_shown_twice_is_two_slots() {
    let diary = Diary::new()
        .zone("America/New_York")
        .on("2027-11-07", "00:30-02:00")
        .length(30);
    assert_eq!(diary.starts("2027-11-07"), "00:30 01:00 01:30 01:00 01:30");
}

#[test]
fn a_visit_may_start_when_another_ends() {
    let diary = Diary::new()
        .on(MONDAY, "09:00-10:30")
        .visit("2026-11-23T09:30Z", "2026-11-23T10:00Z");
    assert_eq!(diary.starts(MONDAY), "09:00 10:00");
}

#[test]
fn one_millisecond_of_overlap_takes_the_slot() {
    let diary = Diary::new().on(MONDAY, "09:00-10:30");
    let after_start = diary.clone().visit("2026-11-23T09:29:59.999Z", "2026-11-23T10:00Z");
    assert_eq!(after_start.starts(MONDAY), "10:00");
    assert_eq!(
        diary
            .visit("2026-11-23T09:30Z", "2026-11-23T10:00:00.001Z")
            .starts(MONDAY),
        "09:00"
    );
}

#[test]
fn every_kind_of_busy_hides_the_slot() {
    for kind in [Appointment, Hold, TimeOff, Closure] {
        let diary = Diary::new()
            .on(MONDAY, "09:00-10:00")
            .busy(kind, "2026-11-23T09:00Z", "2026-11-23T09:30Z", 0);
        assert_eq!(diary.starts(MONDAY), "09:30", "{kind:?}");
    }
}

#[test]
fn buffers_need_no_working_time() {
    assert_eq!(
        Diary::new().on(MONDAY, "09:00-10:00").buffers(120, 120).starts(MONDAY),
        "09:00 09:30"
    );
}

#[test]
fn buffers_do_not_count_against_time_off_and_closures() {
    for kind in [TimeOff, Closure] {
        let diary = Diary::new().on(MONDAY, "09:00-11:00").buffers(15, 15);
        let diary = diary.busy(kind, "2026-11-23T09:30Z", "2026-11-23T10:00Z", 15);
        assert_eq!(diary.starts(MONDAY), "09:00 10:00 10:30", "{kind:?}");
    }
}

#[test]
fn a_buffer_on_one_side_is_enough_to_part_two_visits() {
    let diary = Diary::new().on(MONDAY, "09:00-11:00");
    let other_has_buffers = diary.clone().busy(Hold, "2026-11-23T09:30Z", "2026-11-23T10:00Z", 1);
    assert_eq!(other_has_buffers.starts(MONDAY), "10:30");
    let diary = diary.visit("2026-11-23T09:30Z", "2026-11-23T10:00Z");
    assert_eq!(diary.clone().buffers(0, 1).starts(MONDAY), "10:00 10:30");
    assert_eq!(diary.buffers(1, 0).starts(MONDAY), "09:00 10:30");
}

#[test]
fn buffers_reach_over_midnight() {
    let diary = Diary::new().on(TUESDAY, "00:00-01:00").buffers(30, 0);
    assert_eq!(
        diary.visit("2026-11-23T23:00Z", "2026-11-23T23:45Z").starts(TUESDAY),
        "00:30"
    );
}

#[test]
fn the_grid_restarts_where_the_buffers_end() {
    let diary = Diary::new()
        .on(MONDAY, "09:00-11:00")
        .buffers(5, 0)
        .restart_after_busy();
    let diary = diary.busy(Appointment, "2026-11-23T09:00Z", "2026-11-23T09:20Z", 10);
    assert_eq!(diary.starts(MONDAY), "09:35 10:05");
}

#[test]
fn the_grid_restarts_after_time_off_and_after_the_last_of_several_busy_periods() {
    let diary = Diary::new().on(MONDAY, "09:00-12:00").restart_after_busy();
    let diary = diary
        .visit("2026-11-23T09:00Z", "2026-11-23T10:10Z")
        .visit("2026-11-23T09:30Z", "2026-11-23T09:40Z");
    let diary = diary.busy(TimeOff, "2026-11-23T11:00Z", "2026-11-23T11:05Z", 0);
    assert_eq!(diary.starts(MONDAY), "10:10 11:05");
}

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
fn the_patients_own_visit_hides_what_it_overlaps_without_buffers() {
    let diary = Diary::new().on(MONDAY, "09:00-11:00").buffers(30, 30);
    let diary = diary.own_visit("2026-11-23T09:30Z", "2026-11-23T10:00Z");
    assert_eq!(diary.starts(MONDAY), "09:00 10:00 10:30");
    assert_eq!(diary.check("2026-11-23T09:30Z"), Err(NotOffered::OwnVisit));
}

#[test]
fn a_moved_visit_that_the_caller_left_out_does_not_block_itself() {
    let others = Diary::new().on(MONDAY, "09:00-10:00");
    let with_itself = others.clone().visit("2026-11-23T09:00Z", "2026-11-23T09:30Z");
    assert_eq!(with_itself.check("2026-11-23T09:00Z"), Err(NotOffered::Busy));
    assert!(others.check("2026-11-23T09:00Z").is_ok());
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
