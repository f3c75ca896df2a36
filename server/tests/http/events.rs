//! Who watches doctors over HTTP is told when their days change, and nothing else.

use std::{sync::Arc, time::Duration};

use axum::{
    body::{Body, BodyDataStream, Bytes},
    http::{StatusCode, header},
};
use backend::{
    booking::{HoldSlot, hold},
    live::Change,
    testing::{Kind, instant, visitor_context},
};
use domain::ids::DoctorId;
use futures::StreamExt;
use rstest::rstest;

use crate::common::{TestServer, form, get};

/// A machine at work on other tests gets more time than anybody would wait.
const SOON: Duration = Duration::from_secs(4);

async fn watch(server: &TestServer, query: &str) -> BodyDataStream {
    let request = get(&format!("/events?{query}")).header(header::ACCEPT_ENCODING, "gzip, br");
    let response = server.open(request.body(Body::empty()).expect("a request")).await;
    assert_eq!(response.status(), StatusCode::OK, "{query}");
    let mut body = response.into_body().into_data_stream();
    let greeting = next(&mut body).await.expect("a greeting");
    assert!(greeting.contains("retry: 3000"), "{greeting}");
    body
}

async fn next(body: &mut BodyDataStream) -> Option<String> {
    let chunk: Option<Result<Bytes, _>> = tokio::time::timeout(SOON, body.next()).await.expect("word of it");
    chunk.map(|chunk| String::from_utf8(chunk.expect("a chunk").to_vec()).expect("text"))
}

fn changed(slugs: &str) -> Option<String> {
    Some(format!("event: changed\ndata: {slugs}\n\n"))
}

async fn hold_with(server: &TestServer, doctor: usize, browser: u8) {
    let ctx = visitor_context(&server.world.core, browser);
    let doctor = &server.world.clinic.doctors[doctor];
    let slot = HoldSlot {
        schedule: doctor.schedule,
        service: doctor.service,
        minutes: None,
        start: instant("2026-11-24T15:00:00Z"),
    };
    hold(&ctx, &slot).await.expect("a free time");
}

async fn change(server: &TestServer, doctors: &[DoctorId]) {
    let tx = server.world.db.db.begin().await.expect("a transaction");
    for doctor in doctors {
        tx.changed(Change { doctor: *doctor });
    }
    tx.commit().await.expect("a commit");
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn who_watches_a_doctor_is_told_of_their_days_and_of_no_others(#[case] kind: Kind) {
    let server = TestServer::on(kind).await;
    let mut body = watch(&server, "doctor=ben-achterberg").await;
    hold_with(&server, 0, 1).await;
    hold_with(&server, 1, 2).await;
    assert_eq!(next(&mut body).await, changed("ben-achterberg"));
}

#[tokio::test]
async fn several_doctors_are_watched_by_name_or_by_location() {
    let server = TestServer::start().await;
    let [ada, ben] = [0, 1].map(|number: usize| server.world.clinic.doctors[number].id);
    let mut streams = vec![
        watch(&server, "doctor=ben-achterberg&doctor=ada-moreno").await,
        watch(&server, "doctor=ben-achterberg,ada-moreno,ada-moreno").await,
    ];
    let location = "SELECT COUNT(*) FROM location WHERE slug = 'london'";
    assert_eq!(server.world.db.number(location, &[]).await, 1);
    streams.push(watch(&server, "location=london&location=new-york").await);
    let mut in_london = watch(&server, "location=london").await;
    change(&server, &[ben, ada]).await;
    for stream in &mut streams {
        assert_eq!(next(stream).await, changed("ada-moreno,ben-achterberg"));
    }
    assert_eq!(next(&mut in_london).await, changed("ada-moreno"));
}

#[tokio::test]
async fn who_lags_behind_is_told_once_that_anything_may_have_changed() {
    let server = TestServer::start().await;
    let mut body = watch(&server, "doctor=ada-moreno").await;
    let others: Vec<DoctorId> = (0..1000)
        .map(|number| format!("00000000-0000-0000-0000-{number:012}").parse().expect("an id"))
        .collect();
    change(&server, &others).await;
    assert_eq!(next(&mut body).await, changed("*"));
    change(&server, &[server.world.clinic.doctors[0].id]).await;
    assert_eq!(next(&mut body).await, changed("ada-moreno"));
}

#[tokio::test]
async fn an_answer_is_a_stream_that_nothing_keeps_or_gathers() {
    let server = TestServer::start().await;
    let request = get("/events?doctor=ada-moreno").header(header::ACCEPT_ENCODING, "gzip, br");
    let response = server.open(request.body(Body::empty()).expect("a request")).await;
    let header = |name: &str| {
        response
            .headers()
            .get(name)
            .map_or("", |value| value.to_str().expect("text"))
    };
    assert_eq!(header("content-type"), "text/event-stream");
    assert_eq!(header("content-encoding"), "");
    assert_eq!(header("x-accel-buffering"), "no");
    assert!(header("cache-control").starts_with("no-"));
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(header("set-cookie"), "");
}

#[tokio::test]
async fn what_cannot_be_watched_is_refused() {
    let server = TestServer::start().await;
    let many = |count| format!("doctor={}", vec!["ada-moreno"; count].join(","));
    let inactive = "UPDATE doctor SET is_active = FALSE WHERE slug = 'ben-achterberg'";
    server.world.db.execute(inactive, &[]).await.expect("an update");
    for (query, status) in [
        ("doctor=nobody", StatusCode::NOT_FOUND),
        ("doctor=ada-moreno,nobody", StatusCode::NOT_FOUND),
        ("doctor=ben-achterberg", StatusCode::NOT_FOUND),
        ("doctor=", StatusCode::NOT_FOUND),
        ("location=nowhere", StatusCode::NOT_FOUND),
        ("", StatusCode::BAD_REQUEST),
        ("doctor=ada-moreno&location=london", StatusCode::BAD_REQUEST),
        ("location=london&location=nowhere", StatusCode::NOT_FOUND),
        ("location=", StatusCode::NOT_FOUND),
        ("patient=pia", StatusCode::BAD_REQUEST),
        ("doctor=%00", StatusCode::BAD_REQUEST),
        ("doctor=%ff", StatusCode::BAD_REQUEST),
        (&many(51), StatusCode::BAD_REQUEST),
    ] {
        let answer = server.get(&format!("/events?{query}")).await;
        assert_eq!(answer.status, status, "{query}");
    }
    let answer = server.get("/events").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    drop(watch(&server, &many(50)).await);
    let answer = form("/events?doctor=ada-moreno")
        .body(Body::empty())
        .expect("a request");
    assert_eq!(server.send(answer).await.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn streams_are_bounded_and_a_place_is_free_again_when_a_browser_goes() {
    let server = TestServer::start().await;
    let mut open = Vec::new();
    for _ in 0..1000 {
        open.push(watch(&server, "doctor=ada-moreno").await);
    }
    let answer = server.get("/events?doctor=ada-moreno").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.header(header::RETRY_AFTER), "30");
    open.pop();
    open.push(watch(&server, "doctor=ada-moreno").await);
}

#[tokio::test]
async fn streams_end_with_the_server() {
    let server = Arc::new(TestServer::start().await);
    let mut body = watch(&server, "doctor=ada-moreno").await;
    server.world.db.db.live().end();
    assert_eq!(next(&mut body).await, None);
}
