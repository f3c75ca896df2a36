use backend::{
    Context,
    adapters::{Carriers, mail::RecordingMailer, sms::RecordingSmsGateway},
    jobs::{Delivered, deliver_due},
    notification::{Message, enqueue},
    testing::{self, Kind, World},
};
use rstest::rstest;

use super::ground::system;

const NUMBER: &str = "+442079460111";

async fn text(world: &World, code: &str) {
    let ctx = system(world);
    let tx = ctx.db().begin().await.unwrap();
    let message = Message::PhoneCode {
        recipient: NUMBER.into(),
        code: code.into(),
        cause: code.into(),
    };
    enqueue(&ctx, &tx, message).await.unwrap();
    tx.commit().await.unwrap();
}

async fn deliver(ctx: &Context, gateway: &RecordingSmsGateway) -> Delivered {
    let mailer = RecordingMailer::default();
    let carriers = Carriers {
        mail: &mailer,
        sms: Some(gateway),
    };
    deliver_due(ctx, carriers).await.unwrap()
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_text_message_goes_to_the_gateway_and_each_attempt_is_kept(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let (ctx, gateway) = (system(&world), RecordingSmsGateway::default());
    text(&world, "123456").await;
    gateway.fail(1, false);
    assert_eq!(deliver(&ctx, &gateway).await, Delivered { leased: 1, sent: 0 });
    world.clock.advance_minutes(1);
    assert_eq!(deliver(&ctx, &gateway).await, Delivered { leased: 1, sent: 1 });

    let sent = gateway.sent();
    let [sms] = sent.as_slice() else {
        panic!("{}", sent.len())
    };
    assert_eq!(sms.to, NUMBER);
    assert!(sms.text.starts_with("123456 is your code"), "{}", sms.text);
    assert!(sms.text.len() <= 160, "one message: {}", sms.text.len());
    let refused = "SELECT COUNT(*) FROM delivery_attempt WHERE number = 1 AND fault = 'refused 500' AND answer IS NULL";
    assert_eq!(world.db.number(refused, &[]).await, 1);
    let taken = "SELECT COUNT(*) FROM delivery_attempt WHERE number = 2 AND answer = 'recorded 1' AND fault IS NULL";
    assert_eq!(world.db.number(taken, &[]).await, 1);
    // The code is nobody's business once it is on its way.
    let kept = "SELECT COUNT(*) FROM outbox_message WHERE payload <> ''";
    assert_eq!(world.db.number(kept, &[]).await, 0);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn what_was_taken_without_our_hearing_of_it_is_not_sent_again(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let (ctx, gateway) = (system(&world), RecordingSmsGateway::default());
    text(&world, "123456").await;
    gateway.lose_answers(1);
    assert_eq!(deliver(&ctx, &gateway).await, Delivered { leased: 1, sent: 0 });
    world.clock.advance_minutes(1);
    assert_eq!(deliver(&ctx, &gateway).await, Delivered { leased: 1, sent: 1 });
    assert_eq!(gateway.sent().len(), 1);
    let found = "SELECT COUNT(*) FROM delivery_attempt WHERE number = 2 AND answer = 'recorded 1'";
    assert_eq!(world.db.number(found, &[]).await, 1);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_number_that_is_refused_for_good_is_given_up_after_three_tries(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let (ctx, gateway) = (system(&world), RecordingSmsGateway::default());
    text(&world, "123456").await;
    gateway.fail(u32::MAX, true);
    for _ in 0..5 {
        deliver(&ctx, &gateway).await;
        world.clock.advance_minutes(10);
    }
    let given_up = "SELECT COUNT(*) FROM outbox_message WHERE attempts = 3 AND failed_at IS NOT NULL";
    assert_eq!(world.db.number(given_up, &[]).await, 1);
    assert_eq!(gateway.sent(), []);
}

#[tokio::test]
async fn without_a_gateway_a_text_message_waits() {
    let world = testing::world(Kind::Sqlite).await;
    let ctx = system(&world);
    text(&world, "123456").await;
    let mailer = RecordingMailer::default();
    let delivered = deliver_due(&ctx, Carriers::mail_only(&mailer)).await.unwrap();
    assert_eq!(delivered, Delivered::default());
    assert_eq!(deliver(&ctx, &RecordingSmsGateway::default()).await.sent, 1);
}
