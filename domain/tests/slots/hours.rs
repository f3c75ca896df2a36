//! Rules 2 to 4: windows, daylight saving and the grid.

use domain::{slots::Day, time::Weekday};

use crate::support::{Diary, MONDAY, TUESDAY};

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
fn the_grid_starts_at_midnight_after_a_date_that_was_open_whole() {
    let diary = Diary::new().on(TUESDAY, "00:00-02:00").length(50);
    assert_eq!(diary.clone().on(MONDAY, "00:00-24:00").starts(TUESDAY), "00:00 00:50");
    assert_eq!(diary.on(MONDAY, "00:10-24:00").starts(TUESDAY), "00:20 01:10");
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
fn an_evening_that_comes_twice_is_listed_under_its_own_date() {
    // At 00:01 of the 7th the clock went back to 23:01 of the 6th.
    let diary = Diary::new()
        .zone("America/St_Johns")
        .on("2010-11-07", "00:00-01:00")
        .now("2010-11-01T00:00Z");
    let dates_and_starts = |day: Day| {
        let starts = day
            .slots
            .iter()
            .map(|slot| diary.zone.local(slot.start()).to_string())
            .collect::<Vec<_>>();
        (day.date.to_string(), starts.join(" "))
    };
    let expected = [
        ("2010-11-06".to_owned(), "2010-11-06T23:30:00".to_owned()),
        (
            "2010-11-07".to_owned(),
            "2010-11-07T00:00:00 2010-11-07T00:00:00 2010-11-07T00:30:00".to_owned(),
        ),
    ];
    let together = diary.find("2010-11-06", "2010-11-07");
    assert_eq!(together.into_iter().map(dates_and_starts).collect::<Vec<_>>(), expected);
    let alone = ["2010-11-06", "2010-11-07"]
        .into_iter()
        .flat_map(|day| diary.find(day, day));
    assert_eq!(alone.map(dates_and_starts).collect::<Vec<_>>(), expected);
}
