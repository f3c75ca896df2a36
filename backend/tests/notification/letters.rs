use backend::{
    Context,
    account::set_message_choices,
    adapters::{
        Carriers,
        mail::{CalendarMethod, OutgoingMail, RecordingMailer},
        sms::{OutgoingSms, RecordingSmsGateway},
    },
    booking::{Cancel, Decide, Decision, Reschedule, cancel, decide, reschedule},
    inbox::list_messages,
    jobs::deliver_due,
    notification::NoticeKind,
    testing::{self, Kind, World, doctor_context, instant, second_doctor_in_london, support_context},
};
use domain::{
    booking::{AppointmentView, CancelCode, VisitTime},
    messages::{Channel, Choices, Topic},
    time::{Interval, TimeLabel, Zone},
};
use rstest::rstest;

use super::ground::{booked, mail, mails, notify, patient, set_service, system};

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
#[case::by_the_doctor(true, "The clinic cancelled this appointment.")]
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
            code: None,
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

/// Wants text messages too.
async fn cancelled(world: &World, ctx: &Context, code: Option<CancelCode>) -> (OutgoingMail, OutgoingSms) {
    let AppointmentView { id, version, .. } = booked(world).await;
    mails(world).await;
    let mut choices = Choices::default();
    choices.choose(Topic::Appointments, Channel::Sms, true);
    set_message_choices(&patient(world), &choices).await.unwrap();
    // Not at night.
    world.clock.advance_minutes(60);
    let input = Cancel {
        appointment: id,
        version,
        reason: "A rash elsewhere".into(),
        code,
    };
    cancel(ctx, &input).await.unwrap();
    let (mailer, gateway) = (RecordingMailer::default(), RecordingSmsGateway::default());
    let carriers = Carriers {
        mail: &mailer,
        sms: Some(&gateway),
    };
    deliver_due(&system(world), carriers).await.unwrap();
    let mut mails = mailer.sent();
    mails.retain(|mail| mail.to.address == "pia.lund@example.com");
    (mails.remove(0), gateway.sent().remove(0))
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_cancellation_by_the_clinic_names_a_reason_from_the_list_alone(#[case] kind: Kind) {
    let world = testing::world_with_texts(kind).await;
    let ada = doctor_context(&world.core, &world.clinic, 0);
    let (mail, sms) = cancelled(&world, &ada, Some(CancelCode::DoctorUnavailable)).await;
    let reason = "Reason: the doctor is not available.";
    let note = "The clinic wrote about it on the page of the appointment.";
    assert_says("text", &mail.text, &[reason, note]);
    assert_says("HTML", &mail.html, &[reason, note]);
    assert_says("text message", &sms.text, &["cancelled by the clinic", reason]);
    assert!(!mail.text.contains("rash") && !sms.text.contains("rash"));
    let list = list_messages(&patient(&world), None).await.unwrap();
    assert_eq!(list.lines[0].lines[2], "Reason: the doctor is not available");
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_patient_who_cancels_gives_no_reason_of_the_clinic_s(#[case] kind: Kind) {
    let world = testing::world_with_texts(kind).await;
    let pia = patient(&world);
    let (mail, sms) = cancelled(&world, &pia, Some(CancelCode::DoctorUnavailable)).await;
    for said in [&mail.text, &mail.html, &sms.text] {
        assert!(!said.contains("Reason") && !said.contains("The clinic wrote"), "{said}");
    }
    let stored = "SELECT COUNT(*) FROM appointment WHERE cancel_code IS NOT NULL";
    assert_eq!(world.db.number(stored, &[]).await, 0);
}

/// What goes to the patient now; they want text messages too.
async fn to_patient(world: &World) -> (OutgoingMail, OutgoingSms) {
    let (mailer, gateway) = (RecordingMailer::default(), RecordingSmsGateway::default());
    let carriers = Carriers {
        mail: &mailer,
        sms: Some(&gateway),
    };
    while deliver_due(&system(world), carriers).await.unwrap().leased > 0 {}
    let mut mails = mailer.sent();
    mails.retain(|mail| mail.to.address == "pia.lund@example.com");
    (mails.remove(0), gateway.sent().remove(0))
}

async fn wants_texts(world: &World) {
    let mut choices = Choices::default();
    choices.choose(Topic::Appointments, Channel::Sms, true);
    set_message_choices(&patient(world), &choices).await.unwrap();
}

async fn accept(world: &World, view: &AppointmentView) -> AppointmentView {
    let input = Decide {
        appointment: view.id,
        version: view.version,
        decision: Decision::Accept,
    };
    let doctor = doctor_context(&world.core, &world.clinic, 0);
    decide(&doctor, &input).await.unwrap()
}

const OLD_TIME: &str = "Thursday 26 November 2026, 14:00 to 14:30 (London time, UTC)";

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn both_doctors_and_the_patient_hear_of_a_visit_that_goes_to_another_doctor(#[case] kind: Kind) {
    let world = testing::world_with_texts(kind).await;
    let view = booked(&world).await;
    mails(&world).await;
    wants_texts(&world).await;
    let schedule = second_doctor_in_london(&world).await;
    // Not at night.
    world.clock.advance_minutes(60);
    let input = Reschedule {
        schedule: Some(schedule.into()),
        ..Reschedule::to(view.id, view.version, instant("2026-11-27T09:30:00Z"))
    };
    reschedule(&support_context(&world.core, &world.clinic), &input)
        .await
        .unwrap();

    let (mail, sms) = to_patient(&world).await;
    let (new, old) = mail.text.split_once("Old doctor:").expect("the old doctor");
    assert_says(
        "text",
        new,
        &["Your appointment is with another doctor", "Ben Achterberg"],
    );
    assert_says("text", old, &["Dr. Ada Moreno"]);
    assert_says("text message", &sms.text, &["Dr. Ada Moreno", "Ben Achterberg"]);
    let list = list_messages(&patient(&world), None).await.unwrap();
    assert_eq!(
        list.lines[0].lines[2],
        format!("Instead of {OLD_TIME} with Dr. Ada Moreno")
    );

    let ada = doctor_context(&world.core, &world.clinic, 0);
    let list = list_messages(&ada, None).await.unwrap();
    assert_eq!(list.lines[0].heading, "An appointment with you is cancelled");
    assert_eq!(list.lines[0].lines[0], OLD_TIME);
    let lead = list.lines[0].lead.as_ref().unwrap();
    assert_eq!(lead.path, "/day?date=2026-11-26", "its page is not theirs any more");
    let ben = doctor_context(&world.core, &world.clinic, 1);
    let list = list_messages(&ben, None).await.unwrap();
    assert_eq!(list.lines.len(), 1);
    assert_eq!(list.lines[0].heading, "A new appointment with you");
    assert_eq!(list.lines[0].lines.len(), 2, "no old time that was never theirs");
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn an_appointment_that_is_a_request_again_names_the_old_time_and_takes_it_back(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    set_service(&world, "needs_approval = TRUE").await;
    let request = booked(&world).await;
    assert!(mail(&world).await.calendar.is_none());
    world.clock.advance_minutes(1);
    let accepted = accept(&world, &request).await;
    mails(&world).await;
    world.clock.advance_minutes(1);
    let input = Reschedule::to(accepted.id, accepted.version, instant("2026-11-27T09:30:00Z"));
    let moved = reschedule(&patient(&world), &input).await.unwrap();

    let mail = mail(&world).await;
    assert_eq!(mail.subject, "Appointment requested: Friday 27 November 2026, 09:30");
    let (_, old) = mail.text.split_once("Moved from:").expect("the old time");
    assert_says(
        "text",
        old,
        &[
            "Thursday 26 November 2026",
            "14:00 to 14:30",
            "The attached file removes the old time from your calendar.",
        ],
    );
    let calendar = mail.calendar.as_ref().unwrap();
    assert_eq!(calendar.method, CalendarMethod::Cancel);
    let entry = format!("UID:{}@clinic.example", moved.id);
    let sequence = format!("SEQUENCE:{}\r\n", moved.version.number());
    assert_says(
        "calendar",
        &calendar.text,
        &[&entry, &sequence, "DTSTART:20261126T140000Z", "STATUS:CANCELLED"],
    );
    let list = list_messages(&patient(&world), None).await.unwrap();
    assert_eq!(list.lines[0].lines[2], format!("Instead of {OLD_TIME}"));
    let ada = doctor_context(&world.core, &world.clinic, 0);
    let list = list_messages(&ada, None).await.unwrap();
    assert_eq!(
        list.lines[0].heading,
        "A visit with you was moved and waits for your answer"
    );
    assert_eq!(list.lines[0].lines[2], format!("Instead of {OLD_TIME}"));
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_request_that_the_clinic_moves_still_waits(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    set_service(&world, "needs_approval = TRUE").await;
    let request = booked(&world).await;
    mails(&world).await;
    world.clock.advance_minutes(1);
    let input = Reschedule::to(request.id, request.version, instant("2026-11-27T09:30:00Z"));
    reschedule(&support_context(&world.core, &world.clinic), &input)
        .await
        .unwrap();
    let mail = mail(&world).await;
    assert_eq!(mail.subject, "Request moved to Friday 27 November 2026, 09:30");
    assert!(mail.calendar.is_none());
    assert_says(
        "text",
        &mail.text,
        &[
            "Your request has a new time",
            "it still waits to be accepted",
            "See or withdraw the request",
        ],
    );
    assert!(!mail.text.contains("into your calendar"), "{}", mail.text);
    let ada = doctor_context(&world.core, &world.clinic, 0);
    let list = list_messages(&ada, None).await.unwrap();
    assert_eq!(
        list.lines[0].heading,
        "A visit with you was moved and waits for your answer"
    );
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_request_that_was_never_accepted_leaves_no_calendar(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    set_service(&world, "needs_approval = TRUE").await;
    let AppointmentView { id, version, .. } = booked(&world).await;
    mails(&world).await;
    world.clock.advance_minutes(1);
    let input = Cancel {
        appointment: id,
        version,
        reason: String::new(),
        code: None,
    };
    cancel(&patient(&world), &input).await.unwrap();
    let mail = mail(&world).await;
    assert!(mail.calendar.is_none());
    assert!(!mail.text.contains("calendar"), "{}", mail.text);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_video_visit_is_at_no_address(#[case] kind: Kind) {
    let world = testing::world_with_texts(kind).await;
    set_service(&world, "visit_kind = 'video'").await;
    wants_texts(&world).await;
    let view = booked(&world).await;
    assert!(view.is_video);
    let (mail, sms) = to_patient(&world).await;
    let calendar = &mail.calendar.as_ref().unwrap().text;
    let how = ["Video visit", "The clinic tells you how to join."];
    assert_says("text", &mail.text, &how);
    assert_says("HTML", &mail.html, &how);
    assert_says("calendar", calendar, &["LOCATION:Video visit\r\n"]);
    assert_says(
        "text message",
        &sms.text,
        &["Video visit, the clinic tells you how to join."],
    );
    for said in [&mail.text, &mail.html, calendar, &sms.text] {
        assert!(!said.contains("Quay") && !said.contains("openstreetmap"), "{said}");
    }
    let list = list_messages(&patient(&world), None).await.unwrap();
    assert_eq!(list.lines[0].lines[1], "Dr. Ada Moreno, Video visit");
    let ada = doctor_context(&world.core, &world.clinic, 0);
    let list = list_messages(&ada, None).await.unwrap();
    assert_eq!(list.lines[0].lines[1], "Video visit");
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
