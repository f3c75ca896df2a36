//! The list behind the bell.

use backend::{
    Context, Fault,
    booking::{ChangeStatus, change_status},
    inbox::{count_unread, list_messages, mark_all_read, open_message},
    notification::{Lead, NoticeKind},
    testing::{self, Kind, World, administrator_context, doctor_context, patient_context},
};
use domain::{
    booking::{AppointmentView, CancelCode, Step},
    ids::MessageId,
    refusal::Refusal,
};
use rstest::rstest;

use super::ground::{REASON, booked, mails, notify, patient};

fn headings(list: &backend::inbox::MessageList) -> Vec<&str> {
    list.lines.iter().map(|line| line.heading.as_str()).collect()
}

async fn ids(ctx: &Context) -> Vec<MessageId> {
    let list = list_messages(ctx, None).await.unwrap();
    list.lines.iter().map(|line| line.id).collect()
}

fn is_absent<T: std::fmt::Debug>(answer: Result<T, Fault>) -> bool {
    matches!(answer, Err(Fault::Refused(Refusal::NotFound)))
}

/// Its page shows the map, and what can be done.
fn lead_to_appointment(view: &AppointmentView) -> Lead {
    Lead {
        label: "See the appointment".to_owned(),
        path: format!("/appointments/{}", view.id),
    }
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn what_somebody_is_told_stands_on_their_list_with_time_doctor_and_place(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let (pia, ada) = (patient(&world), doctor_context(&world.core, &world.clinic, 0));
    assert_eq!(list_messages(&pia, None).await.unwrap().lines, []);
    let view = booked(&world).await;
    world.clock.advance_minutes(1);
    let told = AppointmentView {
        cancel_code: Some(CancelCode::LocationClosed),
        ..view.clone()
    };
    let cancelled = NoticeKind::Cancelled {
        has_note: true,
        was_request: false,
    };
    notify(&world, cancelled, &told, 2).await;

    let list = list_messages(&pia, None).await.unwrap();
    assert_eq!(
        headings(&list),
        ["Your appointment is cancelled", "Your appointment is booked"]
    );
    assert_eq!(list.lines[0].lines[2], "Reason: the place is closed");
    let line = &list.lines[1];
    assert_eq!(
        line.lines,
        [
            "Thursday 26 November 2026, 14:00 to 14:30 (London time, UTC)",
            &format!("Dr. Ada Moreno, Test Clinic London, {}", view.place.address)
        ]
    );
    assert_eq!(line.lead.as_ref().unwrap().path, lead_to_appointment(&view).path);
    assert!(!format!("{list:?}").contains(REASON));

    let list = list_messages(&ada, None).await.unwrap();
    assert_eq!(
        headings(&list),
        ["An appointment with you is cancelled", "A new appointment with you"]
    );
    assert_eq!(
        list.lines[1].lines[1],
        format!("Test Clinic London, {}", view.place.address)
    );
    assert_eq!(list.lines[1].lead, Some(lead_to_appointment(&view)));
    assert!(!format!("{list:?}").contains("Lund"), "{list:?}");
    assert_eq!(
        (count_unread(&pia).await.unwrap(), count_unread(&ada).await.unwrap()),
        (2, 2)
    );
}

async fn tell_many(world: &World, count: i64) {
    let view = booked(world).await;
    for sequence in 11..count + 10 {
        world.clock.advance_minutes(i64::from(sequence % 2 == 0));
        notify(world, NoticeKind::Accepted, &view, sequence).await;
    }
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_long_list_has_pages_and_a_bell_does_not_count_for_ever(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let ctx = patient(&world);
    tell_many(&world, 102).await;
    assert_eq!(count_unread(&ctx).await.unwrap(), 100);

    let (mut seen, mut before) = (Vec::new(), None);
    loop {
        let list = list_messages(&ctx, before).await.unwrap();
        assert!(list.lines.len() == 30 || list.next.is_none());
        seen.extend(list.lines.iter().map(|line| (line.came.rfc3339(), line.id)));
        before = list.next;
        if before.is_none() {
            break;
        }
    }
    assert_eq!(seen.len(), 102);
    let mut sorted = seen.clone();
    sorted.sort();
    sorted.dedup();
    sorted.reverse();
    assert_eq!(seen, sorted, "newest first, each once");
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn opening_a_message_and_marking_all_are_all_that_marks_them_as_read(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let ctx = patient(&world);
    tell_many(&world, 5).await;
    let all = ids(&ctx).await;
    assert_eq!(count_unread(&ctx).await.unwrap(), 5, "looking marks nothing");

    let path = open_message(&ctx, all[1]).await.unwrap().unwrap();
    assert!(path.starts_with("/appointments/"), "{path}");
    assert_eq!(open_message(&ctx, all[1]).await.unwrap(), Some(path), "again");
    assert_eq!(count_unread(&ctx).await.unwrap(), 4);

    // The newest came after the list was shown.
    mark_all_read(&ctx, all[1]).await.unwrap();
    assert_eq!(count_unread(&ctx).await.unwrap(), 1);
    let list = list_messages(&ctx, None).await.unwrap();
    let read: Vec<_> = list.lines.iter().map(|line| line.is_read).collect();
    assert_eq!(read, [false, true, true, true, true]);
    mark_all_read(&ctx, all[0]).await.unwrap();
    assert_eq!(count_unread(&ctx).await.unwrap(), 0);
    let ada = doctor_context(&world.core, &world.clinic, 0);
    assert_eq!(count_unread(&ada).await.unwrap(), 5, "only one's own");
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn the_message_of_another_is_as_absent_as_none(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    booked(&world).await;
    let of_pia = ids(&patient(&world)).await[0];
    let nobodys = MessageId::from(uuid::Uuid::from_u128(7));
    let mail = "SELECT COUNT(*) FROM outbox_message WHERE channel = 'email' AND read_at IS NULL";
    assert_eq!(world.db.number(mail, &[]).await, 1);
    for ctx in [
        patient_context(&world.core, &world.clinic, 1),
        doctor_context(&world.core, &world.clinic, 0),
        administrator_context(&world.core, &world.clinic),
    ] {
        for id in [of_pia, nobodys] {
            assert!(is_absent(list_messages(&ctx, Some(id)).await));
            assert!(is_absent(open_message(&ctx, id).await));
            assert!(is_absent(mark_all_read(&ctx, id).await));
        }
    }
    assert_eq!(count_unread(&patient(&world)).await.unwrap(), 1);
    let visitor = testing::visitor_context(&world.core, 1);
    for refused in [
        count_unread(&visitor).await.map(|_| ()),
        list_messages(&visitor, None).await.map(|_| ()),
        open_message(&visitor, of_pia).await.map(|_| ()),
        mark_all_read(&visitor, of_pia).await,
    ] {
        assert!(matches!(refused, Err(Fault::Refused(Refusal::SignInFirst))));
    }
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn what_is_due_later_is_not_there_yet_and_what_became_untrue_never_is(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let (pia, ada) = (patient(&world), doctor_context(&world.core, &world.clinic, 0));
    let view = booked(&world).await;
    world.clock.set("2026-11-26T14:20:00Z");
    let step = |version, step| ChangeStatus {
        appointment: view.id,
        version,
        step,
    };
    let missed = change_status(&ada, &step(view.version, Step::MarkNoShow))
        .await
        .unwrap();
    let back = change_status(&ada, &step(missed.version, Step::Reopen)).await.unwrap();
    world.clock.advance_minutes(31);
    assert_eq!(
        count_unread(&pia).await.unwrap(),
        1,
        "nobody has looked yet whether it is true"
    );
    mails(&world).await;
    let withdrawn = "SELECT COUNT(*) FROM outbox_message WHERE channel = 'app' AND withdrawn_at IS NOT NULL";
    assert_eq!(world.db.number(withdrawn, &[]).await, 1);
    assert_eq!(ids(&pia).await.len(), 1);

    change_status(&ada, &step(back.version, Step::MarkNoShow))
        .await
        .unwrap();
    mails(&world).await;
    assert_eq!(ids(&pia).await.len(), 1);
    world.clock.advance_minutes(31);
    let mut changes = world.db.db.changes();
    mails(&world).await;
    let list = list_messages(&pia, None).await.unwrap();
    assert_eq!(
        headings(&list),
        ["We missed you at your appointment", "Your appointment is booked"]
    );
    assert_eq!(count_unread(&pia).await.unwrap(), 2);
    let told = backend::live::News::Told(world.clinic.patients[0].account);
    while changes.next().await != Some(told) {}
}
