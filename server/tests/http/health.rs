//! What is said to whatever watches over the server.

use axum::http::StatusCode;
use backend::{Context, jobs::Job};
use std::sync::Arc;

use crate::common::TestServer;

#[tokio::test]
async fn a_job_that_stands_still_is_said_without_taking_the_server_out_of_service() {
    let server = TestServer::start().await;
    let now = Context::system(Arc::clone(&server.world.core)).now().millis();
    for job in Job::ALL {
        let sql = format!("INSERT INTO job_run (name, ran_at) VALUES ('{}', {now})", job.name());
        server.world.db.execute(&sql, &[]).await.expect("a run");
    }
    let answer = server.get("/health").await;
    assert_eq!(
        (answer.status, answer.text().as_str()),
        (StatusCode::OK, r#"{"status":"ok","late_jobs":[]}"#)
    );
    server
        .world
        .db
        .execute("DELETE FROM job_run WHERE name = 'deliver'", &[])
        .await
        .expect("gone");
    let answer = server.get("/health").await;
    let degraded = r#"{"status":"degraded","late_jobs":["deliver"]}"#;
    assert_eq!((answer.status, answer.text().as_str()), (StatusCode::OK, degraded));
}
