//! Server functions over HTTP: every answer is JSON with the right status, whatever is sent.

use crate::common::{Answer, TestServer};
use app::AppError;
use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use backend::Fault;
use domain::{booking::SlotsView, refusal::Refusal};
use leptos::{prelude::*, server_fn::codec::Json};

#[server(endpoint = "test/double", input = Json)]
async fn double(number: u32, word: String) -> Result<u32, AppError> {
    let ctx = app::server_context()?;
    match word.as_str() {
        "panic" => panic!("the secret of the panic"),
        "stale" => Err(Fault::from(Refusal::Stale))?,
        "sign in" => ctx.actor().signed_in().map(|_| ())?,
        "cookie" => ctx
            .keep(app::session::Secret::Visitor, &ctx.new_token())
            .add_to_answer(),
        _ => {}
    }
    Ok(number * 2)
}

#[server(endpoint = "test/plain")]
async fn plain(number: u32) -> Result<u32, AppError> {
    Ok(number)
}

async fn call(server: &TestServer, path: &str, kind: &str, body: impl Into<Body>) -> Answer {
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, kind)
        .header(header::ACCEPT, "text/html");
    let request = request.header(header::REFERER, "https://clinic.example/help");
    server.send(request.body(body.into()).expect("a request")).await
}

async fn call_json(server: &TestServer, body: &str) -> Answer {
    call(server, "/api/test/double", "application/json", body.to_owned()).await
}

fn error(answer: &Answer) -> AppError {
    assert_eq!(answer.header(header::CONTENT_TYPE), "application/json");
    serde_json::from_slice(&answer.body).expect("an error of ours")
}

#[tokio::test]
async fn an_answer_is_json_and_not_stored() {
    let server = TestServer::start().await;
    let answer = call_json(&server, r#"{"number":4,"word":"cookie"}"#).await;
    assert_eq!((answer.status, answer.text().as_str()), (StatusCode::OK, "8"));
    assert_eq!(answer.header(header::CACHE_CONTROL), "no-store");
    assert!(answer.header(header::SET_COOKIE).starts_with("__Host-visitor="));
    let answer = call(
        &server,
        "/api/test/plain",
        "application/x-www-form-urlencoded",
        "number=3",
    )
    .await;
    assert_eq!((answer.status, answer.text().as_str()), (StatusCode::OK, "3"));
}

#[tokio::test]
async fn what_a_page_asks_by_itself_keeps_nobody_signed_in() {
    let server = TestServer::start().await;
    let doctor = &server.world.clinic.doctors[0];
    let slots = serde_json::json!({
        "schedule": doctor.schedule, "service": doctor.service, "minutes": null, "from": null, "moving": null,
    });
    // The people of the clinic are signed out after 15 minutes.
    for (path, body, is_there) in [
        ("slots/list", slots.to_string(), false),
        ("session/left", "{}".to_owned(), false),
        ("session/stay", "{}".to_owned(), true),
    ] {
        let session = server.sign_in("ada.moreno@example.com").await;
        server.world.clock.advance_minutes(14);
        assert_eq!(server.call(path, &session, body).await.status, StatusCode::OK, "{path}");
        server.world.clock.advance_minutes(2);
        let left = server.call("session/left", &session, "{}").await;
        assert_eq!(left.status == StatusCode::OK, is_there, "{path}: {}", left.status);
    }
}

/// Asked twice each: made, and as it is kept.
#[tokio::test]
async fn free_times_are_sent_as_the_caller_takes_them() {
    let server = TestServer::start().await;
    let doctor = &server.world.clinic.doctors[0];
    let body = serde_json::json!({
        "schedule": doctor.schedule, "service": doctor.service, "minutes": null, "from": null, "moving": null,
    });
    let mut texts = Vec::new();
    for accepted in ["identity", "gzip", "br", "identity", "gzip", "br"] {
        let request = Request::post("/api/slots/list")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT_ENCODING, accepted);
        let answer = server.send(request.body(Body::from(body.to_string())).unwrap()).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header(header::CONTENT_TYPE), "application/json");
        let encoding = if accepted == "identity" { "" } else { accepted };
        assert_eq!(answer.header(header::CONTENT_ENCODING), encoding);
        match accepted {
            "identity" => texts.push(answer.body.to_vec()),
            "br" => {
                assert_eq!(answer.header(header::VARY), "accept-encoding");
                let mut text = Vec::new();
                brotli::BrotliDecompress(&mut answer.body.as_slice(), &mut text).unwrap();
                texts.push(text);
            }
            _ => {}
        }
    }
    assert!(texts.iter().all(|text| *text == texts[0]), "each the same");
    let view: SlotsView = serde_json::from_slice(&texts[0]).unwrap();
    assert!(view.days.iter().any(|day| !day.slots.is_empty()));
}

#[tokio::test]
async fn a_refusal_has_its_status() {
    let server = TestServer::start().await;
    let answer = call_json(&server, r#"{"number":4,"word":"stale"}"#).await;
    assert_eq!(
        (answer.status, error(&answer)),
        (StatusCode::CONFLICT, AppError::Refused(Refusal::Stale))
    );
    let answer = call_json(&server, r#"{"number":4,"word":"sign in"}"#).await;
    assert_eq!(
        (answer.status, error(&answer)),
        (StatusCode::UNAUTHORIZED, AppError::Refused(Refusal::SignInFirst))
    );
}

#[tokio::test]
async fn malformed_arguments_are_400() {
    let server = TestServer::start().await;
    for body in [
        "",
        "{",
        "{}",
        "[]",
        r#"{"number":-1,"word":""}"#,
        r#"{"number":1,"word":"\u0000"}"#,
    ] {
        let answer = call_json(&server, body).await;
        assert_eq!(
            (answer.status, error(&answer)),
            (StatusCode::BAD_REQUEST, AppError::Malformed),
            "{body}"
        );
    }
    for body in [
        &b"{\"number\":1,\"word\":\"\xFF\"}"[..],
        b"{\"number\":1,\"word\":\"\0\"}",
    ] {
        let answer = call(&server, "/api/test/double", "application/json", body.to_owned()).await;
        assert_eq!(
            (answer.status, error(&answer)),
            (StatusCode::BAD_REQUEST, AppError::Malformed)
        );
    }
    for body in ["", "number=x", "number=%00", "number=%FF"] {
        let answer = call(&server, "/api/test/plain", "application/x-www-form-urlencoded", body).await;
        assert_eq!(
            (answer.status, error(&answer)),
            (StatusCode::BAD_REQUEST, AppError::Malformed),
            "{body}"
        );
    }
}

#[tokio::test]
async fn a_percent_sign_is_itself_in_json() {
    let server = TestServer::start().await;
    for word in ["90%certain", "100%", "%00", "%zz"] {
        let answer = call_json(&server, &format!(r#"{{"number":4,"word":"{word}"}}"#)).await;
        assert_eq!((answer.status, answer.text().as_str()), (StatusCode::OK, "8"), "{word}");
    }
}

#[tokio::test]
async fn a_body_without_end_is_413() {
    let server = TestServer::start().await;
    let answer = call_json(
        &server,
        &format!(r#"{{"number":1,"word":"{}"}}"#, "x".repeat(70 * 1024)),
    )
    .await;
    assert_eq!(
        (answer.status, error(&answer)),
        (StatusCode::PAYLOAD_TOO_LARGE, AppError::Malformed)
    );
}

#[tokio::test]
async fn a_function_that_is_none_is_404() {
    let server = TestServer::start().await;
    for path in ["/api/nope", "/api/test", "/api/test/double/more"] {
        let answer = call(&server, path, "application/json", "{}").await;
        assert_eq!(
            (answer.status, error(&answer)),
            (StatusCode::NOT_FOUND, AppError::Refused(Refusal::NotFound)),
            "{path}"
        );
    }
}

#[tokio::test]
async fn only_post_calls_a_function() {
    let server = TestServer::start().await;
    for method in [Method::GET, Method::PUT, Method::DELETE] {
        let request = Request::builder()
            .method(&method)
            .uri("/api/test/plain?number=3")
            .body(Body::empty());
        let answer = server.send(request.expect("a request")).await;
        assert_eq!(
            (answer.status, error(&answer)),
            (StatusCode::METHOD_NOT_ALLOWED, AppError::Malformed),
            "{method}"
        );
    }
}

#[tokio::test]
async fn a_panic_is_a_500_with_a_reference_and_without_its_text() {
    let server = TestServer::start().await;
    let answer = call_json(&server, r#"{"number":4,"word":"panic"}"#).await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert!(!answer.text().contains("secret"));
    let AppError::Internal { reference } = error(&answer) else {
        panic!("{}", answer.text())
    };
    assert_eq!(reference.len(), 9, "{reference}");
}

#[tokio::test]
async fn a_call_from_another_site_is_refused() {
    let server = TestServer::start().await;
    let request = Request::post("/api/test/double").header("sec-fetch-site", "cross-site");
    let request = request.header(header::CONTENT_TYPE, "application/json");
    let answer = server
        .send(
            request
                .body(Body::from(r#"{"number":4,"word":"cookie"}"#))
                .expect("a request"),
        )
        .await;
    assert_eq!(
        (answer.status, error(&answer)),
        (StatusCode::FORBIDDEN, AppError::Refused(Refusal::Forbidden))
    );
    assert!(!answer.headers.contains_key(header::SET_COOKIE));
}
