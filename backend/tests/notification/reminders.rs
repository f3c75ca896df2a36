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
    let ctx = patient_context(&world.core, &world.clinic, 0);
    let doctor = &world.clinic.doctors[doctor];
    let slot = HoldSlot {
        schedule: doctor.schedule,
        service: doctor.service,
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
    assert!(
        text.text.contains("14:00")
            && text
                .text
                .contains("To move or cancel: https://clinic.example/appointments/"),
        "{}",
        text.text
    );
    assert!(
        !text.text.contains("mole") && !text.text.contains("ermatolog"),
        "{}",
        text.text
    );
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
