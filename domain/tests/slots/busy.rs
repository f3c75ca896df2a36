//! Rules 5, 6 and 10: what keeps doctor and patient, and buffers.

use domain::slots::{
    BusyKind::{Appointment, Closure, Hold, TimeOff},
    NotOffered,
};

use crate::support::{Diary, MONDAY, TUESDAY};

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
fn the_grid_restarts_after_time_off_and_after_the_last_of_several_busy_periods() {
    let diary = Diary::new().on(MONDAY, "09:00-12:00").restart_after_busy();
    let diary = diary
        .visit("2026-11-23T09:00Z", "2026-11-23T10:10Z")
        .visit("2026-11-23T09:30Z", "2026-11-23T09:40Z");
    let diary = diary.busy(TimeOff, "2026-11-23T11:00Z", "2026-11-23T11:05Z", 0);
    assert_eq!(diary.starts(MONDAY), "10:10 11:05");
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
