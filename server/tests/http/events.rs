//! Who watches doctors over HTTP is told when their days change, and nothing else.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use axum::{
    body::{Body, BodyDataStream, Bytes},
    extract::ConnectInfo,
    http::{StatusCode, header},
    response::Response,
};
use backend::{
    booking::{Book, HoldSlot, book, hold},
    live::{Change, List},
    testing::{Kind, instant, patient_context, visitor_context},
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
async fn what_changed_while_the_page_was_on_its_way_is_told_as_well() {
    let server = TestServer::start().await;
    // From before the server was there, anything may have changed.
    let mut body = watch(&server, "doctor=ada-moreno&age=60").await;
    assert_eq!(next(&mut body).await, changed("*"));
    let mut body = watch(&server, "doctor=ada-moreno&age=0").await;
    hold_with(&server, 0, 1).await;
    assert_eq!(next(&mut body).await, changed("ada-moreno"));
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
        ("doctor=ada-moreno&location=london", StatusCode::BAD_REQUEST),
        ("location=london&location=nowhere", StatusCode::NOT_FOUND),
        ("location=", StatusCode::NOT_FOUND),
        ("patient=pia", StatusCode::BAD_REQUEST),
        ("doctor=%00", StatusCode::BAD_REQUEST),
        ("doctor=%ff", StatusCode::BAD_REQUEST),
        (&many(51), StatusCode::BAD_REQUEST),
        ("doctor=ada-moreno&age=soon", StatusCode::BAD_REQUEST),
        ("doctor=ada-moreno&age=-1", StatusCode::BAD_REQUEST),
    ] {
        let answer = server.get(&format!("/events?{query}")).await;
        assert_eq!(answer.status, status, "{query}");
    }
    drop(watch(&server, &many(50)).await);
    let answer = form("/events?doctor=ada-moreno")
        .body(Body::empty())
        .expect("a request");
    assert_eq!(server.send(answer).await.status, StatusCode::METHOD_NOT_ALLOWED);
}

const TOLD: &str = "event: told\ndata: messages\n\n";
const ENDED: &str = "event: ended\ndata: session\n\n";

async fn open(server: &TestServer, query: &str, cookies: &str) -> Response {
    let request = get(&format!("/events{query}")).header(header::COOKIE, cookies);
    server.open(request.body(Body::empty()).expect("a request")).await
}

/// What is told to somebody who is signed in.
async fn listen(server: &TestServer, query: &str, cookies: &str) -> BodyDataStream {
    let response = open(server, query, cookies).await;
    assert_eq!(response.status(), StatusCode::OK, "{query}");
    let mut body = response.into_body().into_data_stream();
    next(&mut body).await.expect("a greeting");
    body
}

/// Pia books a time of Ada's: both are told.
async fn book_a_time(server: &TestServer) {
    book_at(server, "2026-11-24T15:00:00Z").await;
}

async fn book_at(server: &TestServer, start: &str) {
    let world = &server.world;
    let ctx = patient_context(&world.core, &world.clinic, 0);
    let doctor = &world.clinic.doctors[0];
    let slot = HoldSlot {
        schedule: doctor.schedule,
        service: doctor.service,
        minutes: None,
        start: instant(start),
    };
    let held = hold(&ctx, &slot).await.expect("a hold").view;
    let form = Book {
        hold: held.id,
        version: held.version,
        reason: "A rash".to_owned(),
        idempotency_key: start.replace(':', "-"),
    };
    book(&ctx, &form).await.expect("booked");
}

/// Everything that comes at once.
async fn now(body: &mut BodyDataStream) -> String {
    let mut all = String::new();
    while let Ok(Some(Ok(chunk))) = tokio::time::timeout(Duration::from_millis(900), body.next()).await {
        all.push_str(str::from_utf8(&chunk).expect("text"));
    }
    all
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn who_was_told_something_hears_of_it_and_nobody_else_does(#[case] kind: Kind) {
    let server = TestServer::on(kind).await;
    let ada = server.sign_in("ada.moreno@example.com").await;
    let ben = server.sign_in("ben.achterberg@example.com").await;
    let mut of_ada = listen(&server, "", &ada).await;
    let mut of_ada_too = listen(&server, "?doctor=ada-moreno", &ada).await;
    let mut of_ben = listen(&server, "?doctor=ada-moreno", &ben).await;
    let mut of_nobody = listen(&server, "?doctor=ada-moreno", "").await;
    book_a_time(&server).await;

    assert_eq!(next(&mut of_ada).await.as_deref(), Some(TOLD));
    let both = now(&mut of_ada_too).await;
    assert!(both.contains(TOLD) && both.contains("event: changed"), "{both}");
    for others in [&mut of_ben, &mut of_nobody] {
        let told = now(others).await;
        assert!(told.contains("event: changed") && !told.contains("told"), "{told}");
    }
}

#[tokio::test]
async fn who_is_signed_out_hears_no_more_of_it() {
    let server = TestServer::start().await;
    let ada = server.sign_in("ada.moreno@example.com").await;
    let mut bell = listen(&server, "", &ada).await;
    let mut day = listen(&server, "?doctor=ada-moreno", &ada).await;
    server
        .world
        .db
        .execute("DELETE FROM session", &[])
        .await
        .expect("signed out");
    book_a_time(&server).await;
    assert_eq!(next(&mut bell).await.as_deref(), Some(ENDED));
    assert_eq!(next(&mut bell).await, None, "the stream ends");
    let told = now(&mut day).await;
    assert!(told.contains("event: changed") && !told.contains("told"), "{told}");
    assert_eq!(told.matches(ENDED).count(), 1, "{told}");
    // Browsers do not come back after this.
    assert_eq!(open(&server, "", &ada).await.status(), StatusCode::NO_CONTENT);
    assert_eq!(open(&server, "", "").await.status(), StatusCode::NO_CONTENT);
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn open_pages_hear_of_it_when_somebody_signs_out_in_another_and_those_of_other_browsers_do_not(
    #[case] kind: Kind,
) {
    let server = TestServer::on(kind).await;
    let ada = server.sign_in("ada.moreno@example.com").await;
    let elsewhere = server.sign_in("ada.moreno@example.com").await;
    let mut page = listen(&server, "", &ada).await;
    let mut of_another = listen(&server, "", &elsewhere).await;
    let sign_out = form("/sign-out").header(header::COOKIE, &ada).body(Body::empty());
    let answer = server.send(sign_out.expect("a request")).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(next(&mut page).await.as_deref(), Some(ENDED));
    assert_eq!(next(&mut page).await, None);
    assert!(!now(&mut of_another).await.contains("ended"));
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn administrators_hear_of_their_lists_and_nobody_else_does(#[case] kind: Kind) {
    let server = TestServer::on(kind).await;
    let admin = server.sign_in("admin@example.com").await;
    let ada = server.sign_in("ada.moreno@example.com").await;
    let list = |list: List| format!("?list={}", list.name());
    for (who, query, status) in [
        ("", list(List::Accounts), StatusCode::SEE_OTHER),
        (&ada, list(List::Accounts), StatusCode::FORBIDDEN),
        (&ada, list(List::Deliveries), StatusCode::FORBIDDEN),
        (&ada, list(List::Emergencies), StatusCode::FORBIDDEN),
        (&ada, list(List::AuditTrail), StatusCode::FORBIDDEN),
        (
            &admin,
            "?list=audit_trail&since=yesterday".to_owned(),
            StatusCode::BAD_REQUEST,
        ),
        (&admin, "?list=passwords".to_owned(), StatusCode::BAD_REQUEST),
        (
            &admin,
            "?list=accounts&doctor=ada-moreno".to_owned(),
            StatusCode::BAD_REQUEST,
        ),
    ] {
        assert_eq!(open(&server, &query, who).await.status(), status, "{query}");
    }
    let mut accounts = listen(&server, &list(List::Accounts), &admin).await;
    let mut deliveries = listen(&server, &list(List::Deliveries), &admin).await;
    book_a_time(&server).await;
    assert_eq!(next(&mut deliveries).await, changed("deliveries"));
    assert_eq!(now(&mut accounts).await, "");

    let sql = "DELETE FROM session";
    server.world.db.execute(sql, &[]).await.expect("signed out");
    book_at(&server, "2026-11-25T15:00:00Z").await;
    assert_eq!(next(&mut deliveries).await.as_deref(), Some(ENDED));
    assert_eq!(next(&mut deliveries).await, None, "the stream ends");
}

#[rstest]
#[case::sqlite(Kind::Sqlite)]
#[case::postgres(Kind::Postgres)]
#[tokio::test]
async fn who_looks_at_the_trail_hears_that_it_has_grown_but_of_no_look_at_it(#[case] kind: Kind) {
    let server = TestServer::on(kind).await;
    let admin = server.sign_in("admin@example.com").await;
    let page = look(&server, "/admin/audit", &admin).await;
    let (_, rest) = page.split_once("data-events=\"/events").expect("a line");
    let line = rest.split_once('"').expect("its end").0.replace("&amp;", "&");
    let mut stream = listen(&server, &line, &admin).await;
    server.world.clock.advance_minutes(1);
    look(&server, "/admin/audit?action=read", &admin).await;
    assert_eq!(now(&mut stream).await, "");
    book_a_time(&server).await;
    assert_eq!(next(&mut stream).await, changed("audit_trail"));
    book_at(&server, "2026-11-25T15:00:00Z").await;
    assert_eq!(now(&mut stream).await, "", "the page says so already");

    // What happened before the line was open, also by another process.
    let mut late = listen(&server, &line, &admin).await;
    assert_eq!(next(&mut late).await, changed("audit_trail"));
}

async fn look(server: &TestServer, path: &str, cookies: &str) -> String {
    let request = get(path).header(header::COOKIE, cookies).body(Body::empty());
    server.send(request.expect("a request")).await.text()
}

#[tokio::test]
async fn a_stream_does_not_tell_that_somebody_is_there() {
    let server = TestServer::start().await;
    let ada = server.sign_in("ada.moreno@example.com").await;
    let seen = "SELECT MAX(last_seen_at) FROM session";
    let before = server.world.db.number(seen, &[]).await;
    server.world.clock.advance_minutes(5);
    drop(listen(&server, "", &ada).await);
    let request = get("/messages/bell").header(header::COOKIE, &ada).body(Body::empty());
    let bell = server.send(request.expect("a request")).await;
    assert_eq!(bell.status, StatusCode::OK);
    assert!(bell.text().contains("bell-link"), "{}", bell.text());
    assert_eq!(server.world.db.number(seen, &[]).await, before);
}

#[tokio::test]
async fn one_client_does_not_take_all_streams_and_a_place_is_free_again_when_a_browser_goes() {
    let server = TestServer::start().await;
    let ada = server.sign_in("ada.moreno@example.com").await;
    let mut own = Vec::new();
    for _ in 0..20 {
        own.push(listen(&server, "", &ada).await);
    }
    let refused = open(&server, "?doctor=ada-moreno", &ada).await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.headers()[header::RETRY_AFTER], "30");
    own.pop();
    own.push(listen(&server, "", &ada).await);

    let from = async |address: &str| {
        let peer: SocketAddr = address.parse().expect("an address");
        let request = get("/events?doctor=ada-moreno").extension(ConnectInfo(peer));
        server.open(request.body(Body::empty()).expect("a request")).await
    };
    let mut strangers = Vec::new();
    for port in 1000..1050 {
        let response = from(&format!("203.0.113.77:{port}")).await;
        assert_eq!(response.status(), StatusCode::OK);
        strangers.push(response);
    }
    assert_eq!(from("203.0.113.77:2000").await.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(from("203.0.113.78:2000").await.status(), StatusCode::OK);
}

#[tokio::test]
async fn streams_end_with_the_server() {
    let server = Arc::new(TestServer::start().await);
    let mut body = watch(&server, "doctor=ada-moreno").await;
    server.world.db.db.live().end();
    assert_eq!(next(&mut body).await, None);
}
