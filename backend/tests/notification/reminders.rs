use backend::{
    Context,
    account::set_message_choices,
    adapters::{
        Carriers,
        mail::{OutgoingMail, RecordingMailer},
        sms::{OutgoingSms, RecordingSmsGateway},
    },
    booking::{Book, Cancel, ChangeStatus, HoldSlot, Reschedule, book, cancel, change_status, hold, reschedule},
    inbox::list_messages,
    jobs::{deliver_due, remind},
    profile::{ChangeSection, change_section},
    testing::{self, Kind, World, doctor_context, instant, patient_context},
};
use domain::{
    booking::{AppointmentView, Step},
    ids::ServiceId,
    messages::{Channel, Choices, Topic},
    profile::{Profile, Section},
    version::Version,
};
use rstest::rstest;
use uuid::Uuid;

use super::ground::system;

/// A clinic that sends text messages. It is Monday 23 November 2026, 8:00 in London.
async fn texting(kind: Kind) -> World {
    testing::world_with_texts(kind).await
}

pub async fn take(world: &World, doctor: usize, start: &str, key: u128) -> AppointmentView {
    let service = world.clinic.doctors[doctor].service;
    take_of(world, doctor, service, start, key).await
}

async fn take_of(world: &World, doctor: usize, service: ServiceId, start: &str, key: u128) -> AppointmentView {
    let ctx = patient_context(&world.core, &world.clinic, 0);
    let doctor = &world.clinic.doctors[doctor];
    let slot = HoldSlot {
        schedule: doctor.schedule,
        service,
        minutes: None,
        start: instant(start),
    };
    let held = hold(&ctx, &slot).await.unwrap().view;
    let form = Book {
        hold: held.id,
        version: held.version,
        reason: "An itching mole".into(),
        idempotency_key: Uuid::from_u128(key).to_string(),
    };
    book(&ctx, &form).await.unwrap()
}

/// What goes out now.
async fn sent(world: &World) -> (Vec<OutgoingMail>, Vec<OutgoingSms>) {
    let ctx = system(world);
    while remind(&ctx).await.unwrap() > 0 {}
    let (mailer, gateway) = (RecordingMailer::default(), RecordingSmsGateway::default());
    let carriers = Carriers {
        mail: &mailer,
        sms: Some(&gateway),
    };
    while deliver_due(&ctx, carriers).await.unwrap().leased > 0 {}
    (mailer.sent(), gateway.sent())
}

fn subjects(mails: &[OutgoingMail]) -> Vec<&str> {
    mails.iter().map(|mail| mail.subject.as_str()).collect()
}

/// The subjects of reminders that go out now, and how many text messages.
async fn reminded(world: &World) -> (Vec<String>, usize) {
    let (mails, texts) = sent(world).await;
    let reminders = mails.into_iter().map(|mail| mail.subject);
    let reminders = reminders.filter(|subject| subject.starts_with("Reminder"));
    (reminders.collect(), texts.len())
}

const FRIDAY: &str = "Reminder: appointment on Friday 4 December 2026, 14:00";

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn patients_are_reminded_a_week_and_a_day_before_once_each(#[case] kind: Kind) {
    let world = texting(kind).await;
    take(&world, 0, "2026-12-04T14:00:00Z", 1).await;
    assert_eq!(reminded(&world).await, (vec![], 0));
    world.clock.set("2026-11-27T13:59:00Z");
    assert_eq!(reminded(&world).await, (vec![], 0));
    world.clock.set("2026-11-27T14:00:00Z");
    assert_eq!(reminded(&world).await, (vec![FRIDAY.to_owned()], 0));
    assert_eq!(reminded(&world).await, (vec![], 0));
    // The clock is put back, as it happens.
    world.clock.set("2026-11-27T13:00:00Z");
    assert_eq!(reminded(&world).await, (vec![], 0));
    world.clock.set("2026-12-03T14:00:00Z");
    assert_eq!(reminded(&world).await, (vec![FRIDAY.to_owned()], 1));
    world.clock.set("2026-12-04T13:00:00Z");
    assert_eq!(reminded(&world).await, (vec![], 0));
    // Also behind the bell, each time.
    let behind_the_bell = "SELECT COUNT(*) FROM outbox_message WHERE channel = 'app' AND kind = 'appointment_reminder'";
    assert_eq!(world.db.number(behind_the_bell, &[]).await, 2);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn several_processes_queue_each_reminder_once(#[case] kind: Kind) {
    let world = texting(kind).await;
    take(&world, 0, "2026-11-26T14:00:00Z", 1).await;
    world.clock.set("2026-11-25T15:00:00Z");
    let jobs = (0..6).map(|_| {
        let ctx = system(&world);
        tokio::spawn(async move { while remind(&ctx).await.unwrap() > 0 {} })
    });
    for job in futures::future::join_all(jobs).await {
        job.unwrap();
    }
    assert_eq!(reminded(&world).await.0.len(), 1);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn who_books_late_is_reminded_at_once_by_the_last_of_them(#[case] kind: Kind) {
    let world = texting(kind).await;
    take(&world, 0, "2026-11-23T14:00:00Z", 1).await;
    let (mails, texts) = sent(&world).await;
    let today = "Reminder: appointment on Monday 23 November 2026, 14:00";
    assert!(subjects(&mails).contains(&today), "{:?}", subjects(&mails));
    assert_eq!((mails.len(), texts.len()), (3, 1), "booked, reminder, to the doctor");
    let [text] = texts.as_slice() else { panic!() };
    // It is too late to change it online.
    let question = "Will you come? If not, call +442079460958. Answer: https://clinic.example/appointments/";
    assert!(
        text.text.contains("14:00") && text.text.contains(question),
        "{}",
        text.text
    );
    assert!(
        !text.text.contains("mole") && !text.text.contains("ermatolog"),
        "{}",
        text.text
    );
}

fn reminder(mails: Vec<OutgoingMail>) -> OutgoingMail {
    let mut reminders = mails.into_iter().filter(|mail| mail.subject.starts_with("Reminder"));
    reminders.next().unwrap()
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_reminder_asks_by_each_way_and_offers_what_can_still_be_done(#[case] kind: Kind) {
    let world = texting(kind).await;
    let ctx = patient_context(&world.core, &world.clinic, 0);
    let view = take(&world, 0, "2026-12-04T14:00:00Z", 1).await;
    sent(&world).await;
    let coming = format!("/appointments/{}/coming", view.id);
    let (change, call) = ("See, move or cancel the appointment", "call +442079460958");

    world.clock.set("2026-11-27T14:00:00Z");
    let mail = reminder(sent(&world).await.0);
    for said in [&mail.text, &mail.html] {
        assert!(said.contains("Will you come?") && said.contains(&coming), "{said}");
        assert!(said.contains(change) && !said.contains(call), "{said}");
    }
    let list = list_messages(&ctx, None).await.unwrap();
    let line = &list.lines[0];
    assert!(line.heading.contains("Will you come?"), "{}", line.heading);
    assert_eq!(line.lead.as_ref().unwrap().path, coming);
    assert_eq!(line.lines.len(), 2, "{:?}", line.lines);

    // It is queued in time, and sent when it is too late.
    world.clock.set("2026-12-03T14:00:00Z");
    while remind(&system(&world)).await.unwrap() > 0 {}
    world.clock.advance_minutes(1);
    let (mails, texts) = sent(&world).await;
    let mail = reminder(mails);
    for said in [&mail.text, &mail.html, &texts[0].text] {
        assert!(said.contains("Will you come?") && said.contains(call), "{said}");
        assert!(!said.contains("move or cancel"), "{said}");
    }
    assert!(mail.text.contains("See the appointment:"), "{}", mail.text);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn behind_the_bell_a_late_reminder_says_whom_to_call(#[case] kind: Kind) {
    let world = texting(kind).await;
    let ctx = patient_context(&world.core, &world.clinic, 0);
    take(&world, 0, "2026-11-23T14:00:00Z", 1).await;
    world.clock.advance_minutes(1);
    sent(&world).await;
    let list = list_messages(&ctx, None).await.unwrap();
    assert!(
        list.lines[0].heading.contains("Will you come?"),
        "{}",
        list.lines[0].heading
    );
    assert_eq!(list.lines[0].lines[2], "If you cannot come, call +442079460958.");
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_moved_visit_is_reminded_of_at_its_new_time_and_a_cancelled_one_never(#[case] kind: Kind) {
    let world = texting(kind).await;
    let view = take(&world, 0, "2026-12-01T14:00:00Z", 1).await;
    world.clock.set("2026-11-24T14:00:00Z");
    assert_eq!(reminded(&world).await.0.len(), 1, "a week before");
    let ctx = patient_context(&world.core, &world.clinic, 0);
    let form = Reschedule::to(view.id, view.version, instant("2026-12-03T14:00:00Z"));
    let moved = reschedule(&ctx, &form).await.unwrap();
    world.clock.set("2026-11-26T14:00:00Z");
    assert_eq!(reminded(&world).await.0.len(), 1, "a week before the new time");
    world.clock.set("2026-11-30T14:00:00Z");
    assert_eq!(reminded(&world).await, (vec![], 0), "a day before the old time");
    world.clock.set("2026-12-02T14:00:00Z");
    let (subjects, texts) = reminded(&world).await;
    let new_time = "Reminder: appointment on Thursday 3 December 2026, 14:00";
    assert_eq!((subjects, texts), (vec![new_time.to_owned()], 1));

    let other = take(&world, 0, "2026-12-10T14:00:00Z", 2).await;
    let form = Cancel {
        appointment: other.id,
        version: other.version,
        reason: String::new(),
        code: None,
    };
    cancel(&ctx, &form).await.unwrap();
    world.clock.set("2026-12-09T15:00:00Z");
    assert_eq!(reminded(&world).await, (vec![], 0));
    assert_ne!(moved.id, other.id);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_reminder_that_waited_too_long_is_withdrawn(#[case] kind: Kind) {
    let world = texting(kind).await;
    let view = take(&world, 0, "2026-11-26T14:00:00Z", 1).await;
    world.clock.set("2026-11-25T14:00:00Z");
    let ctx = system(&world);
    while remind(&ctx).await.unwrap() > 0 {}
    // The mail server is down, and the patient cancels meanwhile at the desk.
    let form = Cancel {
        appointment: view.id,
        version: view.version,
        reason: "Is ill".into(),
        code: None,
    };
    cancel(&testing::administrator_context(&world.core, &world.clinic), &form)
        .await
        .unwrap();
    let (subjects, texts) = reminded(&world).await;
    assert_eq!((subjects, texts), (vec![], 0));
    let withdrawn = "SELECT COUNT(*) FROM outbox_message WHERE withdrawn_at IS NOT NULL AND sent_at IS NULL";
    assert_eq!(world.db.number(withdrawn, &[]).await, 2);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn several_visits_of_a_day_are_one_text_message(#[case] kind: Kind) {
    let world = texting(kind).await;
    take(&world, 0, "2026-11-26T10:00:00Z", 1).await;
    take(&world, 0, "2026-11-26T14:00:00Z", 2).await;
    world.clock.set("2026-11-25T10:00:00Z");
    let (_, texts) = sent(&world).await;
    let [text] = texts.as_slice() else {
        panic!("{}", texts.len())
    };
    assert!(
        text.text.contains("10:00") && text.text.contains("14:00"),
        "{}",
        text.text
    );
    world.clock.set("2026-11-25T14:00:00Z");
    let (mails, texts) = reminded(&world).await;
    assert_eq!((mails.len(), texts), (1, 0), "the second by mail only");
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn people_choose_what_they_get(#[case] kind: Kind) {
    let world = texting(kind).await;
    let ctx = patient_context(&world.core, &world.clinic, 0);
    let mut choices = Choices::default();
    choices.choose(Topic::Reminders, Channel::Email, false);
    choices.choose(Topic::Appointments, Channel::Sms, true);
    set_message_choices(&ctx, &choices).await.unwrap();
    take(&world, 0, "2026-11-26T14:00:00Z", 1).await;
    let (mails, texts) = sent(&world).await;
    assert_eq!(
        (mails.len(), texts.len()),
        (2, 1),
        "booked by both ways, and to the doctor"
    );
    assert!(texts[0].text.contains("booked"), "{}", texts[0].text);
    world.clock.set("2026-11-25T14:00:00Z");
    assert_eq!(reminded(&world).await, (vec![], 1));
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn at_night_text_messages_wait(#[case] kind: Kind) {
    let world = texting(kind).await;
    let ctx = patient_context(&world.core, &world.clinic, 0);
    let mut choices = Choices::default();
    choices.choose(Topic::Appointments, Channel::Sms, true);
    set_message_choices(&ctx, &choices).await.unwrap();
    world.clock.set("2026-11-23T22:30:00Z");
    take(&world, 0, "2026-12-04T14:00:00Z", 1).await;
    assert_eq!(sent(&world).await.1.len(), 0);
    world.clock.set("2026-11-24T08:00:00Z");
    assert_eq!(sent(&world).await.1.len(), 1);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn the_night_is_by_the_clock_of_who_said_where_they_live(#[case] kind: Kind) {
    let world = texting(kind).await;
    let ctx = patient_context(&world.core, &world.clinic, 0);
    let mut choices = Choices::default();
    choices.choose(Topic::Appointments, Channel::Sms, true);
    set_message_choices(&ctx, &choices).await.unwrap();
    let input = ChangeSection {
        section: Section::Person,
        seen: Version::new(0),
        form: Profile {
            given_name: "Pia".into(),
            family_name: "Lund".into(),
            birth_date: "1984-03-27".into(),
            zone: "Asia/Kathmandu".into(),
            ..Profile::default()
        },
    };
    change_section(&ctx, &input).await.unwrap();
    // 16:15 in London is 22:00 in Kathmandu; 02:15 is 08:00.
    world.clock.set("2026-11-23T16:15:00Z");
    take(&world, 0, "2026-12-04T14:00:00Z", 1).await;
    assert_eq!(sent(&world).await.1.len(), 0);
    world.clock.set("2026-11-24T02:14:59Z");
    assert_eq!(sent(&world).await.1.len(), 0);
    world.clock.set("2026-11-24T02:15:00Z");
    assert_eq!(sent(&world).await.1.len(), 1);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_missed_visit_is_told_after_half_an_hour_unless_it_was_a_slip(#[case] kind: Kind) {
    let world = texting(kind).await;
    let first = take(&world, 0, "2026-11-23T10:00:00Z", 1).await;
    let second = take(&world, 0, "2026-11-23T11:00:00Z", 2).await;
    sent(&world).await;
    world.clock.set("2026-11-23T12:00:00Z");
    let doctor = doctor_context(&world.core, &world.clinic, 0);
    let step = |view: &AppointmentView, step| ChangeStatus {
        appointment: view.id,
        version: view.version,
        step,
    };
    let missed = change_status(&doctor, &step(&first, Step::MarkNoShow)).await.unwrap();
    change_status(&doctor, &step(&second, Step::MarkNoShow)).await.unwrap();
    change_status(&doctor, &step(&missed, Step::Reopen)).await.unwrap();
    assert_eq!(subjects(&sent(&world).await.0), [""; 0]);
    world.clock.advance_minutes(31);
    assert_eq!(
        subjects(&sent(&world).await.0),
        ["We missed you: Monday 23 November 2026, 11:00"]
    );
}

/// What somebody other than the patient does with it.
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn doctors_hear_of_what_others_do_and_get_a_list_if_they_want_it(#[case] kind: Kind) {
    let world = texting(kind).await;
    let doctor: Context = doctor_context(&world.core, &world.clinic, 0);
    let mut choices = Choices::default();
    choices.choose(Topic::DailyList, Channel::Email, true);
    choices.choose(Topic::DailyList, Channel::App, true);
    set_message_choices(&doctor, &choices).await.unwrap();
    let view = take(&world, 0, "2026-11-24T14:00:00Z", 1).await;
    let to_doctor = |mails: Vec<OutgoingMail>| -> Vec<OutgoingMail> {
        let is_theirs = |mail: &OutgoingMail| mail.to.address == "ada.moreno@example.com";
        mails.into_iter().filter(is_theirs).collect()
    };
    let mails = to_doctor(sent(&world).await.0);
    assert_eq!(subjects(&mails), ["New appointment: Tuesday 24 November 2026, 14:00"]);
    assert!(
        !mails[0].text.contains("Lund") && !mails[0].text.contains("mole"),
        "{}",
        mails[0].text
    );

    world.clock.set("2026-11-23T18:00:00Z");
    let mails = to_doctor(sent(&world).await.0);
    assert_eq!(subjects(&mails), ["Your appointments on Tuesday 24 November 2026"]);
    let time = "14:00 to 14:30 (London time, UTC), Test Clinic London";
    assert!(mails[0].text.contains(time), "{}", mails[0].text);
    let list = list_messages(&doctor, None).await.unwrap().lines;
    assert_eq!(list[0].heading, "Your appointments on Tuesday 24 November 2026");
    assert_eq!(list[0].lines, ["You have one appointment.", time]);
    assert_eq!(to_doctor(sent(&world).await.0).len(), 0, "once");

    // What they do themselves they know.
    let form = Cancel {
        appointment: view.id,
        version: view.version,
        reason: "Is ill".into(),
        code: None,
    };
    cancel(&doctor, &form).await.unwrap();
    assert_eq!(to_doctor(sent(&world).await.0).len(), 0);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn what_cannot_be_mailed_goes_by_text_message_and_administrators_hear_of_it(#[case] kind: Kind) {
    let world = texting(kind).await;
    take(&world, 0, "2026-12-04T14:00:00Z", 1).await;
    let ctx = system(&world);
    let (broken, gateway) = (RecordingMailer::default(), RecordingSmsGateway::default());
    broken.fail(u32::MAX);
    for _ in 0..20 {
        let carriers = Carriers {
            mail: &broken,
            sms: Some(&gateway),
        };
        deliver_due(&ctx, carriers).await.unwrap();
        world.clock.advance_minutes(76);
    }
    // At night it may have waited.
    world.clock.set("2026-11-25T12:00:00Z");
    let (mails, _) = sent(&world).await;
    assert_eq!(gateway.sent().len(), 1, "to the patient: the doctor has no number");
    assert!(gateway.sent()[0].text.contains("booked"));
    assert_eq!(subjects(&mails), ["A message could not be delivered"]);
    assert_eq!(mails[0].to.address, "admin@example.com");
}

/// The patient is told of appointments by text message alone, and sleeps.
async fn texts_only(world: &World, quiet: &str) {
    let mut choices = Choices::default();
    choices.choose(Topic::Appointments, Channel::Email, false);
    choices.choose(Topic::Appointments, Channel::Sms, true);
    choices.choose_quiet_hours(quiet.parse().ok());
    let ctx = patient_context(&world.core, &world.clinic, 0);
    set_message_choices(&ctx, &choices).await.unwrap();
}

/// Sends what is due, with a mail server that may refuse.
async fn deliver(world: &World, mailer: &RecordingMailer, gateway: &RecordingSmsGateway) {
    let carriers = Carriers {
        mail: mailer,
        sms: Some(gateway),
    };
    while deliver_due(&system(world), carriers).await.unwrap().leased > 0 {}
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_text_message_that_is_tried_again_waits_for_the_morning(#[case] kind: Kind) {
    let world = texting(kind).await;
    texts_only(&world, "21:00-08:00").await;
    world.clock.set("2026-11-23T20:59:00Z");
    take(&world, 0, "2026-12-04T14:00:00Z", 1).await;
    let (mailer, gateway) = (RecordingMailer::default(), RecordingSmsGateway::default());
    gateway.fail(1, false);
    deliver(&world, &mailer, &gateway).await;
    let tries = "SELECT attempts FROM outbox_message WHERE channel = 'sms'";
    assert_eq!(world.db.number(tries, &[]).await, 1);
    for night in ["2026-11-23T21:00:00Z", "2026-11-24T03:00:00Z", "2026-11-24T07:59:59Z"] {
        world.clock.set(night);
        deliver(&world, &mailer, &gateway).await;
        assert_eq!(gateway.sent().len(), 0, "{night}");
    }
    assert_eq!(world.db.number(tries, &[]).await, 1, "to be put off is no try");
    world.clock.set("2026-11-24T08:00:00Z");
    deliver(&world, &mailer, &gateway).await;
    assert_eq!(gateway.sent().len(), 1);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn what_goes_by_text_message_instead_of_by_mail_waits_for_the_morning(#[case] kind: Kind) {
    let world = texting(kind).await;
    take(&world, 0, "2026-12-04T14:00:00Z", 1).await;
    let (broken, gateway) = (RecordingMailer::default(), RecordingSmsGateway::default());
    broken.fail(u32::MAX);
    for _ in 0..14 {
        deliver(&world, &broken, &gateway).await;
        world.clock.advance_minutes(76);
    }
    let given_up = "SELECT COUNT(*) FROM outbox_message WHERE failed_at IS NOT NULL AND kind = 'appointment_booked'";
    assert_eq!(world.db.number(given_up, &[]).await, 1);
    deliver(&world, &broken, &gateway).await;
    assert_eq!(gateway.sent().len(), 0, "it is a quarter to two");
    world.clock.set("2026-11-24T08:00:00Z");
    deliver(&world, &broken, &gateway).await;
    assert_eq!(gateway.sent().len(), 1);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn what_cannot_wait_for_the_morning_is_mailed_instead_once(#[case] kind: Kind) {
    let world = texting(kind).await;
    texts_only(&world, "21:00-08:30").await;
    world.clock.set("2026-11-23T22:30:00Z");
    take(&world, 0, "2026-11-24T09:00:00Z", 1).await;
    let (mails, texts) = sent(&world).await;
    let is_to_patient = |mail: &&OutgoingMail| mail.to.address == world.clinic.patients[0].email;
    assert_eq!(
        mails.iter().filter(is_to_patient).count(),
        2,
        "booked, and the reminder"
    );
    assert_eq!(texts.len(), 0);
    world.clock.set("2026-11-24T08:30:00Z");
    let (mails, texts) = sent(&world).await;
    assert_eq!((mails.len(), texts.len()), (0, 0));
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn where_that_mail_is_refused_the_text_message_goes_by_night(#[case] kind: Kind) {
    let world = texting(kind).await;
    texts_only(&world, "21:00-08:30").await;
    world.clock.set("2026-11-23T22:30:00Z");
    take(&world, 0, "2026-11-24T09:00:00Z", 1).await;
    let (broken, gateway) = (RecordingMailer::default(), RecordingSmsGateway::default());
    broken.fail(u32::MAX);
    deliver(&world, &broken, &gateway).await;
    assert_eq!(gateway.sent().len(), 0);
    let last_try = "UPDATE outbox_message SET attempts = 13 WHERE channel = 'email' AND kind = 'appointment_booked'";
    assert_eq!(world.db.execute(last_try, &[]).await.unwrap(), 1);
    world.clock.advance_minutes(1);
    deliver(&world, &broken, &gateway).await;
    assert_eq!(gateway.sent().len(), 1);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn visits_of_a_service_that_does_not_text_are_in_no_text_message(#[case] kind: Kind) {
    let world = texting(kind).await;
    let follow_up = world.clinic.follow_up;
    let by_mail = "UPDATE service SET reminders = 'email:24' WHERE id = {0}";
    world.db.execute(by_mail, &[follow_up.into()]).await.unwrap();
    take(&world, 0, "2026-11-26T10:00:00Z", 1).await;
    take_of(&world, 0, follow_up, "2026-11-26T14:00:00Z", 2).await;
    world.clock.set("2026-11-25T10:00:00Z");
    let (_, texts) = sent(&world).await;
    let [text] = texts.as_slice() else {
        panic!("{}", texts.len())
    };
    assert!(
        text.text.contains("10:00") && !text.text.contains("14:00"),
        "{}",
        text.text
    );
    world.clock.set("2026-11-25T14:00:00Z");
    let (mails, texts) = reminded(&world).await;
    assert_eq!((mails.len(), texts), (1, 0));
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_visit_whose_reminders_cannot_be_read_holds_up_no_other_and_is_looked_at_again(#[case] kind: Kind) {
    let world = texting(kind).await;
    let follow_up = world.clinic.follow_up;
    take_of(&world, 0, follow_up, "2026-11-26T10:00:00Z", 1).await;
    take(&world, 0, "2026-11-26T14:00:00Z", 2).await;
    let broken = "UPDATE service SET reminders = 'pigeon' WHERE id = {0}";
    world.db.execute(broken, &[follow_up.into()]).await.unwrap();
    world.clock.set("2026-11-25T14:00:00Z");
    let second = "Reminder: appointment on Thursday 26 November 2026, 14:00";
    assert_eq!(reminded(&world).await, (vec![second.to_owned()], 1));
    let repaired = "UPDATE service SET reminders = 'email:24' WHERE id = {0}";
    world.db.execute(repaired, &[follow_up.into()]).await.unwrap();
    assert_eq!(reminded(&world).await, (vec![], 0), "not at once");
    world.clock.advance_minutes(10);
    let first = "Reminder: appointment on Thursday 26 November 2026, 10:00";
    assert_eq!(reminded(&world).await, (vec![first.to_owned()], 0));
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn where_no_text_message_can_go_a_service_that_only_texts_reminds_by_mail(#[case] kind: Kind) {
    let without_number = texting(kind).await;
    let no_number = "UPDATE account SET phone = NULL, phone_index = NULL WHERE id = {0}";
    let patient = without_number.clinic.patients[0].account;
    without_number.db.execute(no_number, &[patient.into()]).await.unwrap();
    let without_gateway = testing::world(kind).await;
    for world in [without_number, without_gateway] {
        world
            .db
            .execute("UPDATE service SET reminders = 'sms:24'", &[])
            .await
            .unwrap();
        take(&world, 0, "2026-12-04T14:00:00Z", 1).await;
        world.clock.set("2026-12-03T14:00:00Z");
        assert_eq!(reminded(&world).await, (vec![FRIDAY.to_owned()], 0));
        assert_eq!(reminded(&world).await, (vec![], 0));
    }
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_doctor_whose_choices_cannot_be_read_keeps_no_other_from_their_list(#[case] kind: Kind) {
    let world = texting(kind).await;
    let mut choices = Choices::default();
    choices.choose(Topic::DailyList, Channel::Email, true);
    set_message_choices(&doctor_context(&world.core, &world.clinic, 0), &choices)
        .await
        .unwrap();
    let broken = "UPDATE account SET message_choices = 'daily_list.email=on pigeon' WHERE id = {0}";
    let other = world.clinic.doctors[1].account;
    world.db.execute(broken, &[other.into()]).await.unwrap();
    world.clock.set("2026-11-23T18:00:00Z");
    let (mails, _) = sent(&world).await;
    assert_eq!(subjects(&mails), ["Your appointments on Tuesday 24 November 2026"]);
}
