//! What administrators see of messages, and sending one again.

use backend::{
    Context, Fault,
    adapters::{Carriers, mail::RecordingMailer},
    booking::{Cancel, cancel},
    delivery::{Again, Deliveries, DeliveryFilter, SendAgain, get_delivery, list_deliveries, send_again},
    jobs::{deliver_due, remind},
    testing::{self, Kind, World, administrator_context, support_context},
};
use domain::{
    ids::MessageId,
    messages::{Channel, DeliveryState, Kind as What},
    refusal::Refusal,
};
use rstest::rstest;

use super::ground::{booked, mail, mails, patient, system};

fn administrator(world: &World) -> Context {
    administrator_context(&world.core, &world.clinic)
}

async fn list(world: &World, filter: DeliveryFilter) -> Deliveries {
    list_deliveries(&administrator(world), &filter).await.unwrap()
}

/// The only mail of a kind.
async fn only(world: &World, kind: What) -> MessageId {
    let filter = DeliveryFilter {
        kind: Some(kind),
        channel: Some(Channel::Email),
        ..DeliveryFilter::default()
    };
    let rows = list(world, filter).await.rows;
    assert_eq!(rows.len(), 1);
    rows[0].id
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn each_message_is_listed_with_its_way_and_what_became_of_it(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    booked(&world).await;
    let rows = list(&world, DeliveryFilter::default()).await.rows;
    let of_patient: Vec<_> = rows
        .iter()
        .filter(|row| row.who.as_ref().is_some_and(|(_, name)| name == "Pia Lund"))
        .map(|row| (row.kind.as_str(), row.channel, row.address.as_str(), row.state))
        .collect();
    assert!(
        of_patient.contains(&(
            "Appointment booked",
            Channel::Email,
            "p…@example.com",
            DeliveryState::Waiting
        )),
        "{of_patient:?}"
    );
    assert!(
        of_patient.contains(&("Appointment booked", Channel::App, "", DeliveryState::Sent)),
        "{of_patient:?}"
    );

    let mailer = RecordingMailer::default();
    mailer.fail(1);
    deliver_due(&system(&world), Carriers::mail_only(&mailer))
        .await
        .unwrap();
    let id = only(&world, What::Booked).await;
    let view = get_delivery(&administrator(&world), id).await.unwrap();
    let tried: Vec<_> = view
        .attempts
        .iter()
        .map(|one| (one.number, one.was_taken, one.what.as_str()))
        .collect();
    assert_eq!(tried, [(1, false, "The server refused it: 451")]);
    assert_eq!((view.line.tries, view.again), (1, Again::Waits));
    assert!(view.line.next_try.is_some());

    world.clock.advance_minutes(1);
    deliver_due(&system(&world), Carriers::mail_only(&mailer))
        .await
        .unwrap();
    let view = get_delivery(&administrator(&world), id).await.unwrap();
    assert_eq!((view.line.state, view.attempts.len()), (DeliveryState::Sent, 2));
    assert!(view.attempts[1].was_taken && view.ended.is_some());
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn messages_are_found_by_person_address_state_kind_and_date(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    booked(&world).await;
    mails(&world).await;
    let count = async |filter: DeliveryFilter| list(&world, filter).await.rows.len();
    let all = count(DeliveryFilter::default()).await;
    let words = |words: &str| DeliveryFilter {
        words: words.to_owned(),
        ..DeliveryFilter::default()
    };
    let of_pia = count(words("lund")).await;
    assert!(of_pia > 0 && of_pia < all, "{of_pia} of {all}");
    assert_eq!(count(words("PIA lund")).await, of_pia);
    assert_eq!(count(words("pia.lund@example.com")).await, of_pia);
    assert_eq!(count(words("pia.lun@example.com")).await, 0);
    assert_eq!(count(words("pia haddad")).await, 0);
    let person = DeliveryFilter {
        person: Some(world.clinic.patients[0].account),
        ..DeliveryFilter::default()
    };
    assert_eq!(count(person).await, of_pia);
    let mut states = 0;
    for state in DeliveryState::ALL {
        states += count(DeliveryFilter {
            state: Some(state),
            ..DeliveryFilter::default()
        })
        .await;
    }
    assert_eq!(states, all);
    let dates = |from: &str, to: &str| DeliveryFilter {
        from: from.to_owned(),
        to: to.to_owned(),
        ..DeliveryFilter::default()
    };
    assert_eq!(count(dates("2026-11-23", "2026-11-23")).await, all);
    assert_eq!(count(dates("2026-11-24", "")).await, 0);
    assert_eq!(count(dates("", "2026-11-22")).await, 0);
    let wrong = list_deliveries(&administrator(&world), &dates("yesterday", "")).await;
    assert!(matches!(wrong, Err(Fault::Refused(Refusal::Invalid(_)))));
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_message_is_sent_again_once_for_each_form(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let appointment = booked(&world).await;
    let first = mail(&world).await;
    let (ctx, id) = (administrator(&world), only(&world, What::Booked).await);
    let again = SendAgain { message: id, times: 0 };
    let (one, other) = tokio::join!(send_again(&ctx, again), send_again(&ctx, again));
    let (one, other) = (one.unwrap(), other.unwrap());
    assert_eq!(one, other);
    let second = mail(&world).await;
    assert_eq!(
        (&second.subject, &second.to.address),
        (&first.subject, &first.to.address)
    );
    assert_ne!(second.message_id, first.message_id);
    let view = get_delivery(&ctx, id).await.unwrap();
    assert_eq!(view.again, Again::Possible { times: 1 });
    assert!(view.later.iter().all(|later| later.id == one && later.is_again));
    let deeds = "SELECT COUNT(*) FROM audit_event WHERE action = 'send_again'";
    assert_eq!(world.db.number(deeds, &[]).await, 1);

    // The next one, by who has seen the first.
    send_again(&ctx, SendAgain { message: id, times: 1 }).await.unwrap();
    mail(&world).await;
    let far = send_again(&ctx, SendAgain { message: id, times: 7 }).await;
    assert!(matches!(far, Err(Fault::Refused(Refusal::Stale))), "{far:?}");

    let form = Cancel {
        appointment: appointment.id,
        version: appointment.version,
        reason: String::new(),
        code: None,
    };
    cancel(&patient(&world), &form).await.unwrap();
    mails(&world).await;
    let late = send_again(&ctx, SendAgain { message: id, times: 2 }).await;
    assert!(matches!(late, Err(Fault::Refused(Refusal::Stale))), "{late:?}");
    let cancelled = only(&world, What::Cancelled).await;
    let view = get_delivery(&ctx, cancelled).await.unwrap();
    assert_eq!(view.again, Again::Possible { times: 0 }, "that it is cancelled is true");
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn neither_a_reminder_of_what_is_cancelled_nor_a_secret_is_sent_again(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let appointment = booked(&world).await;
    mails(&world).await;
    world.clock.set("2026-11-25T14:00:00Z");
    while remind(&system(&world)).await.unwrap() > 0 {}
    mails(&world).await;
    let (ctx, reminder) = (administrator(&world), only(&world, What::Reminder).await);
    let view = get_delivery(&ctx, reminder).await.unwrap();
    assert_eq!(view.again, Again::Possible { times: 0 });
    let sql = "UPDATE appointment SET status = 'cancelled' WHERE id = {0}";
    world.db.execute(sql, &[appointment.id.into()]).await.unwrap();
    let view = get_delivery(&ctx, reminder).await.unwrap();
    assert_eq!(view.again, Again::Past);
    let refused = send_again(
        &ctx,
        SendAgain {
            message: reminder,
            times: 0,
        },
    )
    .await;
    assert!(matches!(refused, Err(Fault::Refused(Refusal::Stale))), "{refused:?}");

    let sql = "UPDATE outbox_message SET kind = 'password_reset' WHERE id = {0}";
    world.db.execute(sql, &[reminder.into()]).await.unwrap();
    let view = get_delivery(&ctx, reminder).await.unwrap();
    assert_eq!(view.again, Again::Secret);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn only_administrators_see_messages_and_what_they_see_of_patients_is_noted(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    booked(&world).await;
    mails(&world).await;
    let id = only(&world, What::Booked).await;
    for ctx in [patient(&world), support_context(&world.core, &world.clinic)] {
        let forbidden = |fault: Option<Fault>| matches!(fault, Some(Fault::Refused(Refusal::Forbidden)));
        assert!(forbidden(list_deliveries(&ctx, &DeliveryFilter::default()).await.err()));
        assert!(forbidden(get_delivery(&ctx, id).await.err()));
        assert!(forbidden(
            send_again(&ctx, SendAgain { message: id, times: 0 }).await.err()
        ));
    }
    get_delivery(&administrator(&world), id).await.unwrap();
    for deed in ["read_messages", "read_message"] {
        let sql = format!("SELECT COUNT(*) FROM audit_event WHERE action = '{deed}' AND patient_id = {{0}}");
        let noted = world.db.number(&sql, &[world.clinic.patients[0].account.into()]).await;
        assert_eq!(noted, 1, "{deed}");
    }
}
