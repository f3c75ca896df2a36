//! Whether it is seen that the server does its work.

use backend::{
    Fault,
    health::{get_health, late_jobs},
    jobs::Job,
    testing::{self, Kind, administrator_context, support_context},
};
use domain::refusal::Refusal;
use rstest::rstest;

use super::ground::{booked, mails, system};

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_job_that_did_not_run_for_five_minutes_stands_still(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let ctx = system(&world);
    assert_eq!(late_jobs(&ctx).await.unwrap(), Job::ALL, "none has run yet");
    for job in Job::ALL {
        let at = ctx.now().millis();
        let sql = format!("INSERT INTO job_run (name, ran_at) VALUES ('{}', {at})", job.name());
        world.db.execute(&sql, &[]).await.unwrap();
    }
    world.clock.advance_minutes(5);
    assert_eq!(late_jobs(&ctx).await.unwrap(), []);
    let sql = format!(
        "UPDATE job_run SET ran_at = {} WHERE name <> 'clean'",
        ctx.now().millis()
    );
    world.db.execute(&sql, &[]).await.unwrap();
    world.clock.advance_minutes(1);
    assert_eq!(late_jobs(&ctx).await.unwrap(), [Job::Clean]);

    let administrator = administrator_context(&world.core, &world.clinic);
    let health = get_health(&administrator).await.unwrap();
    let lines: Vec<_> = health
        .jobs
        .iter()
        .map(|line| (line.job, line.minutes_ago, line.is_late))
        .collect();
    assert_eq!(
        lines,
        [
            (Job::Deliver, Some(1), false),
            (Job::Remind, Some(1), false),
            (Job::Clean, Some(6), true),
            (Job::Seal, Some(1), false),
        ]
    );
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn what_waits_and_what_failed_is_counted(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let administrator = administrator_context(&world.core, &world.clinic);
    booked(&world).await;
    world.clock.advance_minutes(7);
    let outbox = get_health(&administrator).await.unwrap().outbox;
    assert_eq!(
        (outbox.waiting, outbox.due, outbox.oldest_minutes, outbox.failed),
        (1, 1, Some(7), 0)
    );
    mails(&world).await;
    let sql = format!(
        "UPDATE outbox_message SET sent_at = NULL, failed_at = {} WHERE channel = 'email'",
        system(&world).now().millis()
    );
    world.db.execute(&sql, &[]).await.unwrap();
    let health = get_health(&administrator).await.unwrap();
    assert_eq!(
        (
            health.outbox.waiting,
            health.outbox.oldest_minutes,
            health.outbox.failed
        ),
        (0, None, 1)
    );
    assert!(health.database.bytes > 10_000 && health.database.connections > 0);
    world.clock.advance_minutes(24 * 60);
    assert_eq!(get_health(&administrator).await.unwrap().outbox.failed, 0);
    let refused = get_health(&support_context(&world.core, &world.clinic)).await;
    assert!(matches!(refused, Err(Fault::Refused(Refusal::Forbidden))));
}
