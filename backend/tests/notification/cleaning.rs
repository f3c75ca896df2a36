use backend::{
    booking::{HoldSlot, hold},
    inbox::{list_messages, mark_all_read},
    jobs::clean,
    testing::{self, Kind, instant, visitor_context},
};
use rstest::rstest;
use uuid::Uuid;

use super::ground::{booked, mails, patient, system};

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn holds_expire_and_are_deleted_a_day_later_and_appointments_stay(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    booked(&world).await;
    let doctor = &world.clinic.doctors[0];
    let start = instant("2026-11-26T15:00:00Z");
    let slot = HoldSlot {
        schedule: doctor.schedule,
        service: doctor.service,
        minutes: None,
        start,
    };
    hold(&visitor_context(&world.core, 0), &slot).await.unwrap();

    let statuses = |status| format!("SELECT COUNT(*) FROM appointment WHERE status = '{status}'");
    for (minutes, held, expired) in [(9, 1, 0), (1, 0, 1), (24 * 60 - 1, 0, 1), (1, 0, 0)] {
        world.clock.advance_minutes(minutes);
        clean(&system(&world)).await.unwrap();
        assert_eq!(world.db.number(&statuses("held"), &[]).await, held, "{minutes}");
        assert_eq!(world.db.number(&statuses("expired"), &[]).await, expired, "{minutes}");
        assert_eq!(world.db.number(&statuses("confirmed"), &[]).await, 1);
    }
}

const DAY: i64 = 24 * 60;

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn what_messages_said_goes_after_a_month_and_that_there_were_some_after_a_year(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    booked(&world).await;
    mails(&world).await;
    let ctx = patient(&world);
    let newest = list_messages(&ctx, None).await.unwrap().lines[0].id;
    mark_all_read(&ctx, newest).await.unwrap();
    let counts = async || {
        let count = async |condition: &str| world.db.count(&format!("outbox_message WHERE {condition}")).await;
        [
            count("channel = 'email' AND payload <> '' AND recipient <> '' AND recipient_index IS NOT NULL").await,
            count("channel = 'email'").await,
            count("channel = 'app' AND read_at IS NOT NULL").await,
            count("channel = 'app' AND read_at IS NULL").await,
            world.db.count("delivery_attempt").await,
        ]
    };
    // A mail to the patient; on the lists one message to them, which they have read, and one to the doctor.
    for (days, kept) in [
        (29, [1, 1, 1, 1, 1]),
        (1, [0, 1, 1, 1, 1]),
        (59, [0, 1, 1, 1, 1]),
        (1, [0, 1, 0, 1, 1]),
        (309, [0, 1, 0, 1, 1]),
        (1, [0, 0, 0, 0, 0]),
    ] {
        world.clock.advance_minutes(days * DAY);
        clean(&system(&world)).await.unwrap();
        assert_eq!(counts().await, kept, "{days} days later");
    }
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn what_was_not_sent_yet_is_kept_and_much_is_cleared_away_by_and_by(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    booked(&world).await;
    world.clock.advance_minutes(500 * DAY);
    clean(&system(&world)).await.unwrap();
    assert_eq!(
        world
            .db
            .count("outbox_message WHERE channel = 'email' AND payload <> ''")
            .await,
        1
    );

    let copies = "INSERT INTO outbox_message (id, kind, channel, recipient, payload, dedupe_key, attempts, created_at, due_at, sent_at) \
                  VALUES ({0}, 'old', 'sms', 'x', 'x', '{key}', 1, 0, 0, 0)";
    for number in 1..=501 {
        let sql = copies.replace("{key}", &format!("old:{number}"));
        world.db.execute(&sql, &[Uuid::from_u128(number)]).await.unwrap();
    }
    clean(&system(&world)).await.unwrap();
    assert_eq!(world.db.count("outbox_message WHERE kind = 'old'").await, 1);
    clean(&system(&world)).await.unwrap();
    assert_eq!(world.db.count("outbox_message WHERE kind = 'old'").await, 0);
}
