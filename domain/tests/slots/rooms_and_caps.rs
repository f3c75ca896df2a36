//! Rules 8 and 9: caps and rooms.

use domain::slots::{NotOffered, Reason};

use crate::support::{Diary, MONDAY, TUESDAY};

#[test]
fn a_date_at_the_cap_of_its_doctor_has_no_slot_and_says_so() {
    let diary = Diary::new()
        .on(MONDAY, "09:00-10:00")
        .on(TUESDAY, "09:00-10:00")
        .caps(Some(2), None)
        .counted("2026-11-23T11:00Z", false);
    assert_eq!(diary.starts(MONDAY), "09:00 09:30");
    let full = diary.counted("2026-11-23T12:00Z", true);
    assert_eq!(full.starts(MONDAY), "");
    assert_eq!(full.reasons(MONDAY), [Reason::Cap]);
    assert_eq!(full.check("2026-11-23T09:00Z"), Err(NotOffered::Cap));
    assert_eq!(full.starts(TUESDAY), "09:00 09:30");
}

#[test]
fn a_cap_of_the_service_counts_its_own_visits_only() {
    let diary = Diary::new()
        .on(MONDAY, "09:00-10:00")
        .caps(None, Some(1))
        .counted("2026-11-23T12:00Z", false);
    assert_eq!(diary.starts(MONDAY), "09:00 09:30");
    assert_eq!(diary.counted("2026-11-23T13:00Z", true).reasons(MONDAY), [Reason::Cap]);
}

#[test]
fn a_cap_counts_the_local_date() {
    // 23:30 in New York on Monday is Tuesday in UTC.
    let diary = Diary::new()
        .zone("America/New_York")
        .daily("09:00-09:30")
        .caps(Some(1), None)
        .counted("2026-11-24T04:30Z", true);
    assert_eq!(diary.starts(MONDAY), "");
    assert_eq!(diary.starts(TUESDAY), "09:00");
}

#[test]
fn a_visit_needs_one_free_room() {
    let diary = Diary::new().on(MONDAY, "09:00-11:00");
    let two = diary
        .clone()
        .room(&[("2026-11-23T09:00Z", "2026-11-23T10:00Z")])
        .room(&[("2026-11-23T09:30Z", "2026-11-23T10:30Z")]);
    assert_eq!(two.starts(MONDAY), "09:00 10:00 10:30");
    assert_eq!(two.check("2026-11-23T09:30Z"), Err(NotOffered::Room));
    assert!(two.check("2026-11-23T10:00Z").is_ok());
    let taken = diary.room(&[("2026-11-23T09:00Z", "2026-11-23T11:00Z")]);
    assert_eq!(taken.reasons(MONDAY), [Reason::Room]);
}

#[test]
fn a_service_whose_kind_of_room_the_location_lacks_has_no_slot() {
    let mut diary = Diary::new().on(MONDAY, "09:00-11:00");
    diary.rooms = Some(Vec::new());
    assert_eq!(diary.starts(MONDAY), "");
    assert_eq!(diary.reasons(MONDAY), [Reason::Room]);
}

#[test]
fn a_room_of_another_visit_that_ends_at_the_start_is_free() {
    let diary = Diary::new().on(MONDAY, "09:00-10:00").room(&[
        ("2026-11-23T08:00Z", "2026-11-23T09:00Z"),
        ("2026-11-23T09:30Z", "2026-11-23T10:00Z"),
    ]);
    assert_eq!(diary.starts(MONDAY), "09:00");
}
