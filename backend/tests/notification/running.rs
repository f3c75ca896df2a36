use std::{sync::Arc, time::Duration};

use backend::{
    adapters::mail::RecordingMailer,
    jobs,
    testing::{self, Kind},
};
use rstest::rstest;
use tokio_util::sync::CancellationToken;

use super::ground::booked;

/// Less than the time between two looks at the outbox.
const AT_ONCE: Duration = Duration::from_secs(4);

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn a_commit_wakes_the_worker_and_stop_ends_it(#[case] kind: Kind) {
    let world = testing::world(kind).await;
    let (mailer, stop) = (Arc::new(RecordingMailer::default()), CancellationToken::new());
    let running = tokio::spawn(jobs::run(Arc::clone(&world.core), mailer.clone(), None, stop.clone()));
    booked(&world).await;
    let sent = tokio::time::timeout(AT_ONCE, mailer.wait_for(1))
        .await
        .expect("the worker to wake");
    assert_eq!(sent.len(), 1);
    stop.cancel();
    tokio::time::timeout(AT_ONCE, running)
        .await
        .expect("the jobs to end")
        .unwrap();
}
