//! Words that administrators give to messages.

use std::{collections::BTreeSet, sync::Arc};

use backend::{
    Context, Core, Fault,
    account::set_message_choices,
    adapters::{
        Carriers,
        mail::RecordingMailer,
        sms::{OutgoingSms, RecordingSmsGateway},
    },
    booking::{SayComing, say_coming},
    jobs::{deliver_due, remind},
    notification::{CodeNotice, Message, NoticeKind, enqueue},
    people::{ChangeState, change_state, get_account},
    templates::{
        ChangeTemplate, Part, TestMessage, Wording, change_template, get_template, list_templates, preview_template,
        reset_template, test_template,
    },
    testing::{self, Kind, World, administrator_context, support_context},
};
use domain::{
    account::{AccountChange, EmailAddress},
    messages::{Channel, Choices, Kind as What, Topic},
    refusal::Refusal,
    version::Version,
};
use rstest::rstest;

use super::ground::{booked, mail, mails, notify, patient, system};

fn administrator(world: &World) -> Context {
    administrator_context(&world.core, &world.clinic)
}

async fn change(world: &World, kind: What, edit: impl Fn(&mut Wording)) -> Result<(), Fault> {
    let ctx = administrator(world);
    let template = get_template(&ctx, kind).await.unwrap();
    let mut wording = template.wording;
    edit(&mut wording);
    let input = ChangeTemplate {
        kind,
        version: template.version,
        wording,
    };
    change_template(&ctx, &input).await.map(Result::unwrap)
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn other_words_are_sent_with_the_same_facts_and_the_standard_ones_come_back(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let view = booked(&world).await;
    mails(&world).await;
    change(&world, What::Booked, |wording| {
        wording.subject = "See you on {{ date }}".to_owned();
        wording.body = "Dear {{ patient }},\r\n\r\n<b>do</b> come.\r\nReally.".to_owned();
    })
    .await
    .unwrap();
    notify(&world, NoticeKind::Booked, &view, 100).await;
    let other = mail(&world).await;
    assert_eq!(other.subject, "See you on Thursday 26 November 2026");
    assert!(
        other.text.contains("Dear Pia Lund,\n\n<b>do</b> come. Really."),
        "{}",
        other.text
    );
    assert!(
        other.html.contains("&lt;b&gt;do") || other.html.contains("&#60;b&#62;do"),
        "{}",
        other.html
    );
    for fact in [
        "14:00 to 14:30 (London time, UTC)",
        "Dr. Ada Moreno",
        "Test Clinic London",
        "/appointments/",
    ] {
        assert!(other.text.contains(fact), "{fact} in {}", other.text);
    }
    assert!(other.calendar.is_some());

    let ctx = administrator(&world);
    let template = get_template(&ctx, What::Booked).await.unwrap();
    assert!(!template.is_standard && template.version == Version::new(1));
    reset_template(&ctx, What::Booked, template.version).await.unwrap();
    notify(&world, NoticeKind::Booked, &view, 101).await;
    let standard = mail(&world).await;
    assert_eq!(standard.subject, "Appointment booked: Thursday 26 November 2026, 14:00");
    for (deed, count) in [("change_template", 1), ("reset_template", 1)] {
        let sql = format!("SELECT COUNT(*) FROM audit_event WHERE action = '{deed}'");
        assert_eq!(world.db.number(&sql, &[]).await, count, "{deed}");
    }
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn another_process_sends_the_new_words_too(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let view = booked(&world).await;
    mails(&world).await;
    let settings = testing::settings();
    let other = Context::system(Arc::new(Core::new(world.db.db.clone(), world.clock.clone(), settings)));
    for (number, subject) in (200..).zip(["One: {{ date }}", "Two: {{ date }}"]) {
        change(&world, What::Booked, |wording| wording.subject = subject.to_owned())
            .await
            .unwrap();
        notify(&world, NoticeKind::Booked, &view, number).await;
        let mailer = RecordingMailer::default();
        deliver_due(&other, Carriers::mail_only(&mailer)).await.unwrap();
        let sent = mailer.sent();
        assert_eq!(sent.len(), 1);
        assert_eq!(
            sent[0].subject,
            subject.replace("{{ date }}", "Thursday 26 November 2026")
        );
    }
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn who_is_second_is_told_and_who_is_wrong_saves_nothing(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let ctx = administrator(&world);
    let template = get_template(&ctx, What::Missed).await.unwrap();
    assert!(template.is_standard);
    let with = |subject: &str, version: i64| ChangeTemplate {
        kind: What::Missed,
        version: Version::new(version),
        wording: Wording {
            subject: subject.to_owned(),
            ..template.wording.clone()
        },
    };
    let (first, second) = (with("First", 0), with("Second", 0));
    let (one, other) = tokio::join!(change_template(&ctx, &first), change_template(&ctx, &second));
    let is_stale = |answer: &Result<_, Fault>| matches!(answer, Err(Fault::Refused(Refusal::Stale)));
    assert_eq!(usize::from(is_stale(&one)) + usize::from(is_stale(&other)), 1);
    assert!(is_stale(&change_template(&ctx, &with("Third", 0)).await));
    let wrong = change_template(&ctx, &with("{{ specialty }}", 1))
        .await
        .unwrap()
        .unwrap_err();
    assert_eq!((wrong[0].part, wrong[0].line), (Part::Subject, Some(1)));
    assert_eq!(get_template(&ctx, What::Missed).await.unwrap().version, Version::new(1));
    change_template(&ctx, &with("Third", 1)).await.unwrap().unwrap();
    // The version does not begin anew, so that no process takes old words for the new.
    reset_template(&ctx, What::Missed, Version::new(2)).await.unwrap();
    assert_eq!(get_template(&ctx, What::Missed).await.unwrap().version, Version::new(3));
    let late = reset_template(&ctx, What::Missed, Version::new(1)).await;
    assert!(matches!(late, Err(Fault::Refused(Refusal::Stale))));

    let desk = support_context(&world.core, &world.clinic);
    let is_forbidden = |fault: Option<Fault>| matches!(fault, Some(Fault::Refused(Refusal::Forbidden)));
    assert!(is_forbidden(list_templates(&desk).await.err()));
    assert!(is_forbidden(change_template(&desk, &with("Fourth", 3)).await.err()));
    assert!(is_forbidden(
        preview_template(&desk, What::Missed, &template.wording).err()
    ));
    let absent = get_template(&ctx, What::PasswordReset).await.err();
    assert!(matches!(absent, Some(Fault::Refused(Refusal::NotFound))));
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn words_that_fail_when_they_are_sent_give_way_to_the_standard_ones(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let view = booked(&world).await;
    mails(&world).await;
    for (number, subject) in (300..).zip(["{{ gone }}", "{{ date", "", "Booked\r\nBcc: eve@example.com"]) {
        let sql = format!(
            "INSERT INTO message_template (kind, version, is_standard, subject, heading, body, text_message, changed_at) \
             VALUES ('appointment_booked', {number}, FALSE, '{subject}', 'H', 'B', 'T', 1)"
        );
        world.db.execute("DELETE FROM message_template", &[]).await.unwrap();
        world.db.execute(&sql, &[]).await.unwrap();
        notify(&world, NoticeKind::Booked, &view, number).await;
        let sent = mail(&world).await;
        assert_eq!(
            sent.subject, "Appointment booked: Thursday 26 November 2026, 14:00",
            "{subject}"
        );
        assert!(sent.text.contains("We look forward to seeing you."));
    }
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_test_goes_to_the_one_who_asks_and_nobody_else(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let ctx = administrator(&world);
    let mut wording = get_template(&ctx, What::Reminder).await.unwrap().wording;
    wording.heading = "Soon".to_owned();
    let test = |channel| TestMessage {
        kind: What::Reminder,
        channel,
        wording: wording.clone(),
    };
    test_template(&ctx, &test(Channel::Email)).await.unwrap().unwrap();
    let sent = mail(&world).await;
    assert_eq!(sent.to.address, "admin@example.com");
    assert!(
        sent.subject.starts_with("Test: Reminder: appointment on"),
        "{}",
        sent.subject
    );
    assert!(sent.text.contains("Soon") && sent.calendar.is_none());
    let no_number = test_template(&ctx, &test(Channel::Sms)).await;
    assert!(
        matches!(no_number, Err(Fault::Refused(Refusal::Invalid(_)))),
        "no gateway"
    );
    let previews = preview_template(&ctx, What::Reminder, &wording).unwrap().unwrap();
    let mails: Vec<_> = previews.iter().map(|preview| preview.mail.as_ref().unwrap()).collect();
    let subjects: Vec<_> = mails.iter().map(|mail| mail.subject.as_str()).collect();
    assert_eq!(
        subjects,
        [
            "Reminder: appointment on Tuesday 24 November 2026, 10:20",
            "Reminder: appointment on Tuesday 24 November 2026, 10:20",
            "Reminder: 3 appointments on Tuesday 24 November 2026"
        ]
    );
    assert!(mails.iter().all(|mail| mail.html.contains("Soon")));
    let texts = previews.iter().map(|preview| preview.text_message.as_ref().unwrap());
    assert!(texts.map(|text| text.segments.parts).all(|parts| parts > 0));
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_reminder_asks_and_the_answer_is_put_down_once(#[case] kind: Kind) {
    let world = testing::world_with_texts(kind).await;
    let view = booked(&world).await;
    mails(&world).await;
    let mut choices = Choices::default();
    choices.choose(Topic::Reminders, Channel::Sms, true);
    set_message_choices(&patient(&world), &choices).await.unwrap();
    world.clock.set("2026-11-25T14:00:00Z");
    while remind(&system(&world)).await.unwrap() > 0 {}
    let (mailer, gateway) = (RecordingMailer::default(), RecordingSmsGateway::default());
    let carriers = Carriers {
        mail: &mailer,
        sms: Some(&gateway),
    };
    while deliver_due(&system(&world), carriers).await.unwrap().leased > 0 {}
    let link = format!("https://clinic.example/appointments/{}/coming", view.id);
    let reminder = mailer
        .sent()
        .into_iter()
        .find(|mail| mail.subject.starts_with("Reminder"))
        .unwrap();
    assert!(
        reminder.text.contains("I will come") && reminder.text.contains(&link),
        "{}",
        reminder.text
    );
    let texts: Vec<OutgoingSms> = gateway.sent();
    assert!(texts.iter().any(|sms| sms.text.ends_with(&link)));

    let input = SayComing {
        appointment: view.id,
        version: view.version,
    };
    let desk = say_coming(&support_context(&world.core, &world.clinic), input).await;
    assert!(matches!(desk, Err(Fault::Refused(Refusal::Forbidden))));
    let ctx = patient(&world);
    let (one, other) = tokio::join!(say_coming(&ctx, input), say_coming(&ctx, input));
    assert!(one.unwrap().has_said_to_come && other.unwrap().has_said_to_come);
    for table in ["audit_event WHERE action", "appointment_event WHERE kind"] {
        let sql = format!("SELECT COUNT(*) FROM {table} = 'say_coming'");
        assert_eq!(world.db.number(&sql, &[]).await, 1, "{table}");
    }
    // Nothing is reminded of twice for it.
    while remind(&system(&world)).await.unwrap() > 0 {}
    assert!(mails(&world).await.is_empty());
}

/// The first patient, as if they had waited.
async fn reject(world: &World, reason: &str) {
    let account = world.clinic.patients[0].account;
    let wait = "UPDATE account SET state = 'pending' WHERE id = {0}";
    world.db.execute(wait, &[account.into()]).await.unwrap();
    let ctx = administrator(world);
    let input = ChangeState {
        account,
        version: get_account(&ctx, account).await.unwrap().version,
        change: AccountChange::Reject,
        reason: reason.to_owned(),
    };
    change_state(&ctx, &input).await.unwrap();
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn codes_and_decisions_say_what_has_to_be_said_whatever_their_words(#[case] kind: Kind) {
    let world = testing::world_with_texts(kind).await;
    for (what, text) in [
        (What::RegistrationCode, ""),
        (What::AccountRejected, "Hello."),
        (What::PhoneCode, "Hello {{ code }}."),
    ] {
        change(&world, what, |wording| {
            wording.subject = "Hello".to_owned();
            wording.heading = "Hello".to_owned();
            wording.body = "<b>Hello</b>".to_owned();
            wording.text_message = text.to_owned();
        })
        .await
        .unwrap();
    }
    // What such a message does not have is not stored.
    let stored = "SELECT COUNT(*) FROM message_template WHERE text_message = '' OR subject = ''";
    assert_eq!(world.db.number(stored, &[]).await, 2);
    reject(&world, "We could\r\nnot reach you").await;

    let ctx = system(&world);
    let recipient = EmailAddress::parse("rosa.vidal@example.com").unwrap();
    let tx = ctx.db().begin().await.unwrap();
    for message in [
        Message::Code(CodeNotice {
            recipient,
            code: "123456".to_owned(),
            registration_hash: "hash".to_owned(),
            number: 1,
        }),
        Message::PhoneCode {
            recipient: "+442079460111".to_owned(),
            code: "654321".to_owned(),
            cause: "cause".to_owned(),
        },
    ] {
        enqueue(&ctx, &tx, message).await.unwrap();
    }
    tx.commit().await.unwrap();
    let (mailer, gateway) = (RecordingMailer::default(), RecordingSmsGateway::default());
    let carriers = Carriers {
        mail: &mailer,
        sms: Some(&gateway),
    };
    while deliver_due(&ctx, carriers).await.unwrap().leased > 0 {}
    let texts: BTreeSet<_> = gateway.sent().into_iter().map(|sms| sms.text).collect();
    let code = "Hello 654321. It works for 10 minutes. We never ask for it by phone.";
    assert_eq!(texts, ["Hello.", code].map(str::to_owned).into());
    let mails = mailer.sent();
    assert_eq!(mails.len(), 2);
    let with = |part: &str| {
        mails
            .iter()
            .any(|mail| mail.text.contains(part) && mail.text.contains("<b>Hello</b>"))
    };
    for part in [
        "    123456\n",
        "works for 10 minutes",
        "The clinic writes:\n    We could not reach you",
    ] {
        assert!(with(part), "{part}");
    }
    assert!(
        mails
            .iter()
            .all(|mail| mail.subject == "Hello" && !mail.html.contains("<b>"))
    );
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_test_goes_only_the_way_that_such_a_message_goes(#[case] kind: Kind) {
    let world = testing::world_with_texts(kind).await;
    let ctx = administrator(&world);
    for (what, channel, subject) in [
        (
            What::DailyList,
            Channel::Email,
            "Test: Your appointments on Tuesday 24 November 2026",
        ),
        (
            What::AccountApproved,
            Channel::Email,
            "Test: Your account with Test Clinic is approved",
        ),
        (
            What::DeliveryFailed,
            Channel::Email,
            "Test: A message could not be delivered",
        ),
        (What::ContactCode, Channel::Sms, ""),
        (What::PhoneCode, Channel::Email, ""),
        (What::Booked, Channel::App, ""),
    ] {
        let test = TestMessage {
            kind: what,
            channel,
            wording: get_template(&ctx, what).await.unwrap().wording,
        };
        let answer = test_template(&ctx, &test).await;
        if subject.is_empty() {
            let is_absent = matches!(answer, Err(Fault::Refused(Refusal::NotFound)));
            assert!(is_absent, "{what:?}");
        } else {
            answer.unwrap().unwrap();
            assert_eq!(mail(&world).await.subject, subject);
        }
    }
    let wording = get_template(&ctx, What::PhoneCode).await.unwrap().wording;
    let previews = preview_template(&ctx, What::PhoneCode, &wording).unwrap().unwrap();
    assert_eq!(previews.len(), 1);
    assert!(previews[0].mail.is_none());
    assert_eq!(
        previews[0].text_message.as_ref().unwrap().text,
        "123456 is your code for Test Clinic. It works for 10 minutes. We never ask for it by phone."
    );
}

/// The words for text messages about accounts came later than the others.
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn words_saved_before_a_kind_went_by_text_message_are_still_sent(#[case] kind: Kind) {
    let world = testing::world_with_texts(kind).await;
    let sql = "INSERT INTO message_template (kind, version, is_standard, subject, heading, body, text_message, changed_at) \
               VALUES ('account_rejected', 2, FALSE, 'Own subject', 'H', 'B', '', 1)";
    world.db.execute(sql, &[]).await.unwrap();
    reject(&world, "We could not reach you").await;
    assert_eq!(mail(&world).await.subject, "Own subject");
    let shown = get_template(&administrator(&world), What::AccountRejected)
        .await
        .unwrap();
    assert!(shown.wording.text_message.contains("could not approve"));
}
