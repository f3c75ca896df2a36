//! The table of docs/slots.md, row by row.

use domain::{
    slots::{BusyKind::Appointment, NotOffered, Reason},
    time::Weekday,
};

use crate::support::{Diary, MONDAY, TUESDAY, every};

/// The hours are an override of the Monday; the expected starts are on the location's clock.
#[track_caller]
fn check(hours: &str, input: impl Fn(Diary) -> Diary, count: usize, expected: &str) {
    let starts = input(Diary::new().on(MONDAY, hours)).starts(MONDAY);
    assert_eq!(starts, expected);
    assert_eq!(starts.split_whitespace().count(), count);
}

/// The expected instants are in UTC, each slot under the date asked for.
#[track_caller]
fn check_utc(zone: &str, day: &str, hours: &str, length: u16, expected: &str) {
    let now = format!("{day}T00:00Z").parse::<jiff::Timestamp>().unwrap() - jiff::SignedDuration::from_hours(240);
    let diary = Diary::new()
        .zone(zone)
        .on(day, hours)
        .length(length)
        .now(&now.to_string());
    let days = diary.find(day, day);
    let starts: Vec<String> = days[0]
        .slots
        .iter()
        .map(|slot| slot.start().to_string()[11..16].to_owned())
        .collect();
    assert_eq!(starts.join(" "), expected);
}

#[test]
fn a_day_of_half_hours() {
    check(
        "09:00-17:00",
        |diary| diary.length(30),
        16,
        &every(30, "09:00", "16:30"),
    );
}

#[test]
fn a_busy_hour_takes_two() {
    let busy = |diary: Diary| diary.length(30).visit("2026-11-23T10:00Z", "2026-11-23T11:00Z");
    check(
        "09:00-17:00",
        busy,
        14,
        &format!("09:00 09:30 {}", every(30, "11:00", "16:30")),
    );
}

#[test]
fn buffers_of_both_visits_count() {
    let busy = |diary: Diary| {
        let diary = diary.length(30).buffers(15, 15);
        diary.busy(Appointment, "2026-11-23T10:00Z", "2026-11-23T10:30Z", 15)
    };
    check(
        "09:00-17:00",
        busy,
        13,
        &format!("09:00 {}", every(30, "11:00", "16:30")),
    );
}

#[test]
fn a_step_longer_than_the_visit() {
    check(
        "09:00-17:00",
        |diary| diary.length(30).step(60),
        8,
        &every(60, "09:00", "16:00"),
    );
}

#[test]
fn a_step_shorter_than_the_visit() {
    check(
        "09:00-17:00",
        |diary| diary.length(30).step(15),
        31,
        &every(15, "09:00", "16:30"),
    );
}

#[test]
fn a_window_that_ends_late_does_not_wrap() {
    check(
        "09:00-23:00",
        |diary| diary.length(60),
        14,
        &every(60, "09:00", "22:00"),
    );
}

#[test]
fn a_whole_day() {
    check(
        "00:00-24:00",
        |diary| diary.length(60),
        24,
        &every(60, "00:00", "23:00"),
    );
}

#[test]
fn a_visit_must_fit_whole() {
    check("09:00-10:00", |diary| diary.length(40), 1, "09:00");
}

#[test]
fn two_windows_apart() {
    check(
        "11:00-12:00 14:00-15:00",
        |diary| diary.length(20),
        6,
        "11:00 11:20 11:40 14:00 14:20 14:40",
    );
}

#[test]
fn two_windows_that_overlap_are_one() {
    check(
        "11:00-12:00 11:20-12:40",
        |diary| diary.length(20),
        5,
        "11:00 11:20 11:40 12:00 12:20",
    );
}

#[test]
fn a_window_over_midnight_is_listed_under_both_dates() {
    let diary = Diary::new().on(MONDAY, "22:00-02:00").length(60);
    assert_eq!(diary.starts(MONDAY), "22:00 23:00");
    assert_eq!(diary.starts(TUESDAY), "00:00 01:00");
}

#[test]
fn the_grid_is_kept_after_a_busy_period() {
    let busy = |diary: Diary| diary.length(45).visit("2026-11-23T04:00Z", "2026-11-23T04:15Z");
    check("04:00-12:30", busy, 10, &every(45, "04:45", "11:30"));
}

#[test]
fn the_grid_restarts_after_a_busy_period() {
    let busy = |diary: Diary| {
        diary
            .length(45)
            .restart_after_busy()
            .visit("2026-11-23T04:00Z", "2026-11-23T04:15Z")
    };
    check("04:00-12:30", busy, 11, &every(45, "04:15", "11:45"));
}

#[test]
fn the_grid_restarts_at_the_first_start_that_both_buffers_allow() {
    let diary = Diary::new()
        .on(MONDAY, "09:00-11:00")
        .buffers(5, 0)
        .restart_after_busy();
    let diary = diary.busy(Appointment, "2026-11-23T09:00Z", "2026-11-23T09:20Z", 10);
    assert_eq!(diary.starts(MONDAY), "09:35 10:05");
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
fn the_afternoon_of_a_change_to_summer_time() {
    check_utc(
        "America/New_York",
        "2026-03-08",
        "13:00-18:00",
        60,
        "17:00 18:00 19:00 20:00 21:00",
    );
}

#[test]
fn a_night_of_seven_hours() {
    check_utc(
        "America/New_York",
        "2027-11-07",
        "00:00-06:00",
        60,
        "04:00 05:00 06:00 07:00 08:00 09:00 10:00",
    );
}

#[test]
fn a_window_that_starts_in_the_gap() {
    check_utc(
        "America/New_York",
        "2027-03-14",
        "02:30-06:00",
        30,
        "07:30 08:00 08:30 09:00 09:30",
    );
}

#[test]
fn a_night_of_one_hour_less() {
    check_utc("Europe/Berlin", "2027-03-28", "01:00-05:00", 60, "00:00 01:00 02:00");
}

#[test]
fn an_offset_of_quarter_hours() {
    check_utc(
        "Asia/Kathmandu",
        "2026-11-23",
        "09:00-11:00",
        30,
        "03:15 03:45 04:15 04:45",
    );
}

#[test]
fn hours_of_a_date_that_the_zone_left_out_do_not_happen() {
    // A Thursday, and a Friday that Samoa did not have.
    let diary = Diary::new()
        .zone("Pacific/Apia")
        .weekly(Weekday::Thursday, "22:00-02:00")
        .weekly(Weekday::Friday, "09:00-17:00")
        .length(60)
        .now("2011-12-20T00:00Z");
    assert_eq!(diary.starts("2011-12-29"), "22:00 23:00");
    assert_eq!(diary.starts("2011-12-30"), "");
    assert_eq!(diary.reasons("2011-12-30"), [Reason::Closed]);
    assert_eq!(diary.starts("2011-12-31"), "00:00 01:00");
    let together = diary.find("2011-12-29", "2011-12-31");
    assert_eq!(
        together.iter().map(|day| day.slots.len()).collect::<Vec<_>>(),
        [2, 0, 2]
    );

    let opened = diary.on("2011-12-30", "09:00-17:00");
    assert_eq!(opened.starts("2011-12-30"), "");
    assert_eq!(opened.starts("2011-12-31"), "00:00 01:00");
}
