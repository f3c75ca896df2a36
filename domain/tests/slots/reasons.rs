//! Rule 11: a date without slots says why.

use domain::slots::{
    BusyKind::{Appointment, Closure, TimeOff},
    Reason,
};

use crate::support::{Diary, MONDAY};

fn open() -> Diary {
    Diary::new().daily("09:00-11:00").length(60)
}

#[test]
fn a_date_with_slots_needs_no_reason() {
    let diary = open().visit("2026-11-23T09:00Z", "2026-11-23T10:00Z");
    assert_eq!(diary.starts(MONDAY), "10:00");
    assert_eq!(diary.reasons(MONDAY), []);
}

#[test]
fn a_date_before_today_is_past() {
    assert_eq!(open().reasons("2026-11-19"), [Reason::Past]);
    assert_eq!(open().on("2026-11-19", "").reasons("2026-11-19"), [Reason::Past]);
}

#[test]
fn today_is_past_after_its_last_start() {
    assert_eq!(open().now("2026-11-23T10:00:01Z").reasons(MONDAY), [Reason::Past]);
}

#[test]
fn what_is_left_of_today_decides() {
    let today = open().now("2026-11-23T09:30Z");
    assert_eq!(
        today
            .clone()
            .visit("2026-11-23T10:00Z", "2026-11-23T11:00Z")
            .reasons(MONDAY),
        [Reason::Full]
    );
    assert_eq!(today.notice(60).reasons(MONDAY), [Reason::Notice]);
}

#[test]
fn a_date_without_hours_is_closed() {
    assert_eq!(open().on(MONDAY, "").reasons(MONDAY), [Reason::Closed]);
}

#[test]
fn hours_too_short_for_the_visit_are_closed() {
    assert_eq!(open().length(121).reasons(MONDAY), [Reason::Closed]);
    assert_eq!(open().length(0).reasons(MONDAY), [Reason::Closed]);
    assert_eq!(open().step(0).reasons(MONDAY), [Reason::Closed]);
}

#[test]
fn each_obstacle_has_its_reason() {
    let (start, end) = ("2026-11-23T09:00Z", "2026-11-23T11:00Z");
    assert_eq!(open().visit(start, end).reasons(MONDAY), [Reason::Full]);
    assert_eq!(open().busy(TimeOff, start, end, 0).reasons(MONDAY), [Reason::TimeOff]);
    assert_eq!(
        open().busy(Closure, start, end, 0).reasons(MONDAY),
        [Reason::SiteClosed]
    );
    assert_eq!(open().own_visit(start, end).reasons(MONDAY), [Reason::OwnVisit]);
    assert_eq!(open().notice(6 * 1440).reasons(MONDAY), [Reason::Notice]);
    assert_eq!(open().horizon(2).reasons(MONDAY), [Reason::Horizon]);
}

#[test]
fn several_reasons_are_all_said() {
    let diary = open().busy(TimeOff, "2026-11-23T09:00Z", "2026-11-23T10:00Z", 0).busy(
        Appointment,
        "2026-11-23T10:00Z",
        "2026-11-23T11:00Z",
        0,
    );
    assert_eq!(diary.reasons(MONDAY), [Reason::TimeOff, Reason::Full]);
}

#[test]
fn a_visit_that_stands_in_somebodys_time_off_is_not_the_reason() {
    let diary = open().busy(TimeOff, "2026-11-23T00:00Z", "2026-11-24T00:00Z", 0).busy(
        Appointment,
        "2026-11-23T10:00Z",
        "2026-11-23T11:00Z",
        0,
    );
    assert_eq!(diary.reasons(MONDAY), [Reason::TimeOff]);
}

#[test]
fn each_date_has_its_own_reasons() {
    let diary = open()
        .now("2026-11-21T12:00Z")
        .horizon(5)
        .on("2026-11-22", "")
        .busy(Closure, "2026-11-24T00:00Z", "2026-11-25T00:00Z", 0)
        .visit("2026-11-25T09:30Z", "2026-11-25T10:30Z");
    let reasons: Vec<_> = diary
        .find("2026-11-20", "2026-11-27")
        .into_iter()
        .map(|day| day.reasons)
        .collect();
    assert_eq!(
        reasons,
        [
            vec![Reason::Past],
            vec![Reason::Past],
            vec![Reason::Closed],
            vec![],
            vec![Reason::SiteClosed],
            vec![Reason::Full],
            vec![],
            vec![Reason::Horizon],
        ]
    );
}

#[test]
fn a_date_that_the_zone_left_out_is_closed() {
    let samoa = open().zone("Pacific/Apia").now("2011-12-28T00:00Z");
    assert_eq!(samoa.reasons("2011-12-30"), [Reason::Closed]);
    assert_eq!(samoa.starts("2011-12-29"), "09:00 10:00");
    assert_eq!(samoa.starts("2011-12-31"), "09:00 10:00");
}
