use backend::{
    notification::{CodeNotice, Message, NoticeKind, enqueue},
    testing::{self, Kind},
};
use domain::account::EmailAddress;
use rstest::rstest;

use super::ground::{REASON, booked, mail, mails, notify, system};

fn code(number: i64) -> Message {
    let recipient = EmailAddress::parse("clara@example.com").unwrap();
    Message::Code(CodeNotice {
        recipient,
        code: "123456".into(),
        registration_hash: "abc".into(),
        number,
    })
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_message_is_there_when_its_transaction_is_and_only_then(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let ctx = system(&world);
    let tx = ctx.db().begin().await.unwrap();
    enqueue(&ctx, &tx, code(1)).await.unwrap();
    drop(tx);
    assert_eq!(mails(&world).await.len(), 0);
    assert_eq!(world.db.mails_to_patients().await, 0);

    let tx = ctx.db().begin().await.unwrap();
    enqueue(&ctx, &tx, code(1)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(mail(&world).await.to.address, "clara@example.com");
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn the_same_message_again_is_one_message(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let ctx = system(&world);
    for number in [1, 1, 2] {
        let tx = ctx.db().begin().await.unwrap();
        enqueue(&ctx, &tx, code(number)).await.unwrap();
        enqueue(&ctx, &tx, code(number)).await.unwrap();
        tx.commit().await.unwrap();
    }
    assert_eq!(mails(&world).await.len(), 2);
    let view = booked(&world).await;
    let sequence = view.version.number();
    notify(&world, NoticeKind::Booked, &view, sequence).await;
    let cancelled = NoticeKind::Cancelled {
        has_note: false,
        was_request: false,
    };
    notify(&world, cancelled, &view, sequence + 1).await;
    assert_eq!(mails(&world).await.len(), 2);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn nothing_medical_is_queued_or_sent(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let view = booked(&world).await;
    assert_eq!(view.reason, REASON);
    let mail = mail(&world).await;
    let calendar = mail.calendar.unwrap().text;
    for medical in [REASON, "Dermatology", "dermatologist", "Consultation"] {
        for said in [&mail.subject, &mail.text, &mail.html, &calendar] {
            assert!(!said.contains(medical), "{medical} in {said}");
        }
    }
}
