use std::{
    collections::HashSet,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
};

use backend::{
    adapters::{
        Carriers, SendFault,
        mail::{Mailer, OutgoingMail, RecordingMailer},
    },
    jobs::{Delivered, deliver_due},
    notification::NoticeKind,
    testing::{self, Kind, World},
};
use rstest::rstest;
use tokio::sync::Notify;

use super::{
    ground::{booked, mail, notify, system},
    reminders::take,
};

async fn outbox_number(world: &World, what: &str) -> i64 {
    world
        .db
        .number(
            &format!("SELECT {what} FROM outbox_message WHERE channel = 'email' AND kind = 'appointment_booked'"),
            &[],
        )
        .await
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test(flavor = "multi_thread")]
async fn several_workers_send_each_message_once(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let view = booked(&world).await;
    for sequence in 100..139 {
        notify(&world, NoticeKind::Booked, &view, sequence).await;
    }
    let mailer = Arc::new(RecordingMailer::default());
    let workers = (0..4).map(|_| {
        let (ctx, mailer) = (system(&world), Arc::clone(&mailer));
        tokio::spawn(async move { while deliver_due(&ctx, Carriers::mail_only(&*mailer)).await.unwrap().leased > 0 {} })
    });
    for worker in futures::future::join_all(workers).await {
        worker.unwrap();
    }
    // A worker that found all rows leased by others may have stopped early, so one more round.
    while deliver_due(&system(&world), Carriers::mail_only(&*mailer))
        .await
        .unwrap()
        .leased
        > 0
    {}
    let sent = mailer.sent();
    let ids: HashSet<_> = sent.iter().map(|mail| mail.id).collect();
    assert_eq!((sent.len(), ids.len()), (40, 40));
    assert_eq!(outbox_number(&world, "CAST(MAX(attempts) AS BIGINT)").await, 1);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_message_that_was_refused_is_tried_again_later(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    booked(&world).await;
    let (ctx, mailer) = (system(&world), RecordingMailer::default());
    mailer.fail(1);
    assert_eq!(
        deliver_due(&ctx, Carriers::mail_only(&mailer)).await.unwrap(),
        Delivered { leased: 1, sent: 0 }
    );
    let noted = "SELECT COUNT(*) FROM outbox_message WHERE last_error = 'refused 451' AND leased_until IS NULL";
    assert_eq!(world.db.number(noted, &[]).await, 1);
    let wait = outbox_number(&world, "due_at - created_at").await;
    assert!((10_000..=12_500).contains(&wait), "{wait} ms");

    assert_eq!(
        deliver_due(&ctx, Carriers::mail_only(&mailer)).await.unwrap(),
        Delivered::default()
    );
    world.clock.advance_minutes(1);
    assert_eq!(
        deliver_due(&ctx, Carriers::mail_only(&mailer)).await.unwrap(),
        Delivered { leased: 1, sent: 1 }
    );
    assert_eq!(
        deliver_due(&ctx, Carriers::mail_only(&mailer)).await.unwrap(),
        Delivered::default()
    );
    let sent =
        "SELECT COUNT(*) FROM outbox_message WHERE channel = 'email' AND sent_at IS NOT NULL AND last_error IS NULL";
    assert_eq!(world.db.number(sent, &[]).await, 1);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn what_is_queued_in_an_hour_without_a_mail_server_is_sent_once_afterwards(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let view = booked(&world).await;
    let (ctx, mailer) = (system(&world), RecordingMailer::default());
    mailer.fail(u32::MAX);
    for minute in 0..60 {
        notify(&world, NoticeKind::Booked, &view, 100 + minute).await;
        deliver_due(&ctx, Carriers::mail_only(&mailer)).await.unwrap();
        world.clock.advance_minutes(1);
    }
    assert!(mailer.sent().is_empty());
    mailer.fail(0);
    // Who was tried last just before the end waits for longest.
    for _ in 0..60 {
        while deliver_due(&ctx, Carriers::mail_only(&mailer)).await.unwrap().leased > 0 {}
        world.clock.advance_minutes(1);
    }
    let sent = mailer.sent();
    let ids: HashSet<_> = sent.iter().map(|mail| mail.id).collect();
    assert_eq!((sent.len(), ids.len()), (61, 61));
    assert_eq!(outbox_number(&world, "COUNT(failed_at)").await, 0);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_message_is_given_up_after_fourteen_tries(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    booked(&world).await;
    let (ctx, mailer) = (system(&world), RecordingMailer::default());
    mailer.fail(u32::MAX);
    for _ in 0..20 {
        deliver_due(&ctx, Carriers::mail_only(&mailer)).await.unwrap();
        world.clock.advance_minutes(76);
    }
    assert_eq!(outbox_number(&world, "attempts").await, 14);
    assert_eq!(outbox_number(&world, "COUNT(failed_at)").await, 1);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn what_is_told_of_an_appointment_does_not_overtake_what_was_told_before(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let view = booked(&world).await;
    let (ctx, mailer) = (system(&world), RecordingMailer::default());
    let deliver = async || deliver_due(&ctx, Carriers::mail_only(&mailer)).await.unwrap();
    mailer.fail(1);
    assert_eq!(deliver().await, Delivered { leased: 1, sent: 0 });
    world.clock.set("2026-11-23T08:00:01Z");
    notify(&world, NoticeKind::Accepted, &view, view.version.number() + 1).await;
    assert_eq!(deliver().await, Delivered::default(), "the first is tried again later");
    world.clock.advance_minutes(1);
    assert_eq!(deliver().await, Delivered { leased: 1, sent: 1 });
    assert_eq!(outbox_number(&world, "COUNT(sent_at)").await, 1, "first the first");
    assert_eq!(deliver().await, Delivered { leased: 1, sent: 1 });
    assert_eq!(mailer.sent().len(), 2);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_message_that_is_given_up_lets_the_next_go(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let view = booked(&world).await;
    let (ctx, mailer) = (system(&world), RecordingMailer::default());
    let last_try = "UPDATE outbox_message SET attempts = 13 WHERE channel = 'email'";
    world.db.execute(last_try, &[]).await.unwrap();
    world.clock.set("2026-11-23T08:00:01Z");
    notify(&world, NoticeKind::Accepted, &view, view.version.number() + 1).await;
    mailer.fail(1);
    let delivered = deliver_due(&ctx, Carriers::mail_only(&mailer)).await.unwrap();
    assert_eq!(delivered, Delivered { leased: 1, sent: 0 });
    while deliver_due(&ctx, Carriers::mail_only(&mailer)).await.unwrap().leased > 0 {}
    let to: Vec<String> = mailer.sent().into_iter().map(|mail| mail.to.address).collect();
    assert!(to.iter().any(|to| to == world.clinic.patients[0].email), "{to:?}");
    assert_eq!(outbox_number(&world, "COUNT(failed_at)").await, 1);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_message_that_waits_for_its_time_holds_up_no_other(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let view = booked(&world).await;
    mail(&world).await;
    // It is sent after half an hour, unless it was a slip.
    notify(&world, NoticeKind::Missed, &view, view.version.number() + 1).await;
    world.clock.set("2026-11-23T08:00:01Z");
    notify(&world, NoticeKind::Accepted, &view, view.version.number() + 2).await;
    mail(&world).await;
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_message_that_cannot_be_read_is_given_up_at_once(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    booked(&world).await;
    world
        .db
        .execute("UPDATE outbox_message SET payload = '{}'", &[])
        .await
        .unwrap();
    let mailer = RecordingMailer::default();
    assert_eq!(
        deliver_due(&system(&world), Carriers::mail_only(&mailer))
            .await
            .unwrap(),
        Delivered { leased: 1, sent: 0 }
    );
    let failed = "SELECT COUNT(*) FROM outbox_message WHERE failed_at IS NOT NULL AND last_error = 'unwritable'";
    assert_eq!(world.db.number(failed, &[]).await, 1);
}

/// Takes mails and never answers.
#[derive(Default)]
struct SilentMailer {
    reached: Notify,
}

#[async_trait::async_trait]
impl Mailer for SilentMailer {
    async fn send(&self, _: &OutgoingMail) -> Result<String, SendFault> {
        self.reached.notify_one();
        std::future::pending().await
    }
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_message_of_a_worker_that_died_is_sent_again_under_the_same_name(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    booked(&world).await;
    let silent = Arc::new(SilentMailer::default());
    let worker = tokio::spawn({
        let (ctx, silent) = (system(&world), Arc::clone(&silent));
        async move { deliver_due(&ctx, Carriers::mail_only(&*silent)).await }
    });
    silent.reached.notified().await;
    worker.abort();
    assert!(worker.await.unwrap_err().is_cancelled());

    let mailer = RecordingMailer::default();
    world.clock.set("2026-11-23T08:02:59Z");
    assert_eq!(
        deliver_due(&system(&world), Carriers::mail_only(&mailer))
            .await
            .unwrap(),
        Delivered::default()
    );
    world.clock.set("2026-11-23T08:03:00Z");
    let mail = mail(&world).await;
    assert_eq!(mail.message_id, format!("<{}@clinic.example>", mail.id));
}

/// Counts what it is asked, and refuses while it is down.
#[derive(Default)]
struct Carrier {
    calls: AtomicUsize,
    is_down: AtomicBool,
}

#[async_trait::async_trait]
impl Mailer for Carrier {
    async fn send(&self, _mail: &OutgoingMail) -> Result<String, SendFault> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        if self.is_down.load(Ordering::SeqCst) {
            return Err(SendFault::Unreachable("down".into()));
        }
        Ok("250".to_owned())
    }
}

/// How many rows a booking writes, of each table.
async fn rows(world: &World) -> Vec<i64> {
    let mut rows = Vec::new();
    for table in [
        "appointment",
        "appointment_event",
        "audit_event",
        "outbox_message",
        "delivery_attempt",
    ] {
        rows.push(world.db.number(&format!("SELECT COUNT(*) FROM {table}"), &[]).await);
    }
    rows
}

/// What it costs a booking, without a clock: its rows, and the calls of the carrier while it is made.
#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_booking_does_the_same_while_the_mail_server_is_down_and_all_is_sent_once_afterwards(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let carrier = Carrier::default();
    let deliver = async || {
        while deliver_due(&system(&world), Carriers::mail_only(&carrier))
            .await
            .unwrap()
            .leased
            > 0
        {}
    };
    let mut written = Vec::new();
    let starts = ["24T14:00", "25T10:00", "26T10:00", "26T14:00", "27T10:00"];
    for (number, start) in starts.into_iter().enumerate() {
        // The first before it is down, the others with more and more that waits.
        carrier.is_down.store(number > 0, Ordering::SeqCst);
        let (before, calls) = (rows(&world).await, carrier.calls.load(Ordering::SeqCst));
        take(&world, 0, &format!("2026-11-{start}:00Z"), number.try_into().unwrap()).await;
        assert_eq!(
            carrier.calls.load(Ordering::SeqCst),
            calls,
            "a booking asks the carrier nothing"
        );
        let after = rows(&world).await;
        written.push(
            after
                .iter()
                .zip(before)
                .map(|(after, before)| after - before)
                .collect::<Vec<_>>(),
        );
        world.clock.advance_minutes(12);
        deliver().await;
    }
    assert!(written.iter().all(|rows| *rows == written[0]), "{written:?}");
    assert_eq!(written[0][4], 0, "nothing is tried by a booking");

    carrier.is_down.store(false, Ordering::SeqCst);
    let waiting = world
        .db
        .number("SELECT COUNT(*) FROM outbox_message WHERE sent_at IS NULL", &[])
        .await;
    assert!(waiting > 0);
    let calls = carrier.calls.load(Ordering::SeqCst);
    world.clock.advance_minutes(60);
    deliver().await;
    assert_eq!(
        i64::try_from(carrier.calls.load(Ordering::SeqCst) - calls),
        Ok(waiting),
        "each once"
    );
    let left = "SELECT COUNT(*) FROM outbox_message WHERE sent_at IS NULL";
    assert_eq!(world.db.number(left, &[]).await, 0);
}
