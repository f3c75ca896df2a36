use backend::{
    adapters::mail::CalendarMethod,
    booking::{Cancel, Reschedule, cancel, reschedule},
    notification::NoticeKind,
    testing::{self, Kind, doctor_context, instant},
};
use domain::{
    booking::{AppointmentView, VisitTime},
    time::{Interval, TimeLabel, Zone},
};
use rstest::rstest;

use super::ground::{booked, mail, mails, notify, patient};

const MAP: &str = "https://www.openstreetmap.org/search?query=8%20Quay%20Road%2C%20London%20SE1%202AB";

fn assert_says(what: &str, said: &str, words: &[&str]) {
    for word in words {
        assert!(said.contains(word), "{word:?} is not in the {what}:\n{said}");
    }
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_booking_is_confirmed_with_all_one_needs(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let view = booked(&world).await;
    let mail = mail(&world).await;
    assert_eq!(mail.to.address, "pia.lund@example.com");
    assert_eq!(mail.to.name.as_deref(), Some("Pia Lund"));
    assert_eq!(mail.from.address, "appointments@clinic.example");
    assert_eq!(mail.subject, "Appointment booked: Thursday 26 November 2026, 14:00");
    let link = format!("https://clinic.example/appointments/{}", view.id);
    let facts = [
        "Hello Pia Lund,",
        "Thursday 26 November 2026",
        "14:00 to 14:30 (London time, UTC)",
        "30 minutes",
        "90.00 GBP",
        "Dr. Ada Moreno",
        "Test Clinic London",
        view.place.address.as_str(),
        MAP,
        &link,
        "You can move or cancel it online until Wednesday 25 November 2026, 14:00",
    ];
    assert_says("text", &mail.text, &facts);
    assert_says("HTML", &mail.html, &facts);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_move_names_both_times(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let AppointmentView { id, version, .. } = booked(&world).await;
    world.clock.advance_minutes(1);
    let start = instant("2026-11-27T09:30:00Z");
    reschedule(&patient(&world), &Reschedule::to(id, version, start))
        .await
        .unwrap();
    let [_, mail] = &mails(&world).await[..] else {
        panic!("two mails")
    };
    assert_eq!(mail.subject, "Appointment moved to Friday 27 November 2026, 09:30");
    let (new, old) = mail.text.split_once("Old time:").expect("the old time");
    assert_says(
        "text",
        new,
        &[
            "New time:",
            "Friday 27 November 2026",
            "09:30 to 10:00 (London time, UTC)",
        ],
    );
    assert_says(
        "text",
        old,
        &["Thursday 26 November 2026", "14:00 to 14:30 (London time, UTC)"],
    );
    assert_says(
        "HTML",
        &mail.html,
        &["New time", "09:30 to 10:00", "Old time", "14:00 to 14:30"],
    );
}

#[rstest]
#[case::by_the_patient(false, "You cancelled this appointment.")]
#[case::by_the_doctor(true, "The clinic had to cancel this appointment.")]
#[tokio::test]
async fn a_cancellation_says_who_cancelled_and_not_why(#[case] by_doctor: bool, #[case] expected: &str) {
    let world = testing::world(Kind::Sqlite).await;
    let AppointmentView { id, version, .. } = booked(&world).await;
    world.clock.advance_minutes(1);
    let doctor = doctor_context(&world.core, &world.clinic, 0);
    let ctx = if by_doctor { doctor } else { patient(&world) };
    cancel(
        &ctx,
        &Cancel {
            appointment: id,
            version,
            reason: "A rash elsewhere".into(),
        },
    )
    .await
    .unwrap();
    let [_, mail] = &mails(&world).await[..] else {
        panic!("two mails")
    };
    assert_eq!(mail.subject, "Appointment cancelled: Thursday 26 November 2026, 14:00");
    assert_says(
        "text",
        &mail.text,
        &[expected, "https://clinic.example/doctors/ada-moreno"],
    );
    assert_says("HTML", &mail.html, &[expected]);
    assert_eq!(mail.calendar.as_ref().unwrap().method, CalendarMethod::Cancel);
    for said in [&mail.text, &mail.html, &mail.calendar.as_ref().unwrap().text] {
        assert!(!said.contains("rash"));
    }
}

#[tokio::test]
async fn what_can_no_longer_be_changed_is_not_offered_for_change() {
    let world = testing::world(Kind::Sqlite).await;
    let view = booked(&world).await;
    mails(&world).await;
    world.clock.set("2026-11-25T14:00:00.001Z");
    notify(&world, NoticeKind::Booked, &view, 50).await;
    let mail = mail(&world).await;
    assert_says(
        "text",
        &mail.text,
        &["See the appointment:", "If you cannot come, call +442079460958."],
    );
    assert!(!mail.text.contains("cancel it online"));
}

/// The hour from 01:00 comes twice in London on 31 October 2027.
#[rstest]
#[case::first("2027-10-31T00:30:00Z", "01:30 to 02:00", "UTC+1")]
#[case::second("2027-10-31T01:30:00Z", "01:30 to 02:00", "UTC")]
#[tokio::test]
async fn a_time_that_comes_twice_is_told_by_its_offset(#[case] start: &str, #[case] clock: &str, #[case] offset: &str) {
    let world = testing::world(Kind::Sqlite).await;
    let mut view = booked(&world).await;
    mails(&world).await;
    let zone = Zone::parse(&view.place.zone).unwrap();
    let time = VisitTime::new(Interval::lasting(instant(start), 30).unwrap(), &zone);
    view.time = VisitTime {
        to: "02:00".into(),
        ..time
    };
    notify(&world, NoticeKind::Booked, &view, 50).await;
    let mail = mail(&world).await;
    let label = TimeLabel::new(instant(start), &zone);
    assert_eq!(label.offset(), offset);
    let expected = format!("{clock} (London time, {})", label.offset());
    assert_says("text", &mail.text, &[&label.date(), &label.time(), &expected]);
    assert_says("HTML", &mail.html, &[&label.date(), &expected]);
    assert_says("subject", &mail.subject, &[&label.date_and_time()]);
}
