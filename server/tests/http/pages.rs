//! What every page is given, whatever it shows.

use crate::common::{TestServer, get};
use app::{
    Ctx,
    pages::{Form, Gate, Page, PageError, Pages, Path, Query, Reply, see_other},
    session::Secret,
};
use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
    response::IntoResponse,
};
use backend::testing;
use domain::{account::Role, ids::AppointmentId, refusal::Refusal};
use leptos::prelude::*;

#[derive(Default, serde::Deserialize)]
#[serde(default)]
struct Fields {
    name: String,
    other: String,
}

async fn hello(ctx: Ctx, Query(fields): Query<Fields>) -> Page {
    let who = ctx.name().unwrap_or("nobody").to_owned();
    Page::new("</title><script>", move || view! { <p>{who} " " {fields.name}</p> })
}

async fn take(ctx: Ctx, Form(fields): Form<Fields>) -> Reply {
    if fields.name.is_empty() {
        let refusal = Refusal::Invalid(Vec::new());
        let status = app::error::status_of(&refusal);
        return Ok(Page::new("Again", move || view! { <p>{fields.other}</p> })
            .with_status(status)
            .into_response());
    }
    Ok(see_other("/hello")
        .with_cookie(&ctx.keep(Secret::Session, &ctx.new_token()))
        .into_response())
}

async fn by_id(Path(id): Path<AppointmentId>) -> Page {
    Page::new("One", move || id.to_string())
}

async fn refuse() -> Result<Page, PageError> {
    Err(Refusal::Stale.into())
}

async fn panic() -> Page {
    panic!("the secret of the panic")
}

async fn panic_in_view() -> Page {
    Page::new("x", || -> &'static str { panic!("the secret of the view") })
}

async fn late() -> Page {
    std::future::pending().await
}

fn pages() -> Pages {
    const ADMINISTRATOR: Gate = Gate::Role(&[Role::Administrator]);
    Pages::default()
        .get("/hello", Gate::Everyone, hello)
        .post("/hello", Gate::Everyone, take)
        .get("/one/{id}", Gate::Everyone, by_id)
        .get("/refuse", Gate::Everyone, refuse)
        .get("/panic", Gate::Everyone, panic)
        .get("/panic-in-view", Gate::Everyone, panic_in_view)
        .get("/late", Gate::Everyone, late)
        .get("/own", Gate::SignedIn, hello)
        .post("/own", Gate::SignedIn, take)
        .get("/admin", ADMINISTRATOR, hello)
        .get("/demo", Gate::DemoOnly, hello)
}

pub(crate) async fn server() -> TestServer {
    TestServer::with_pages(pages()).await
}

#[tokio::test]
async fn every_document_is_hardened() {
    let answer = server().await.get("/hello").await;
    assert_eq!(answer.status, StatusCode::OK);
    let policy = answer.header(header::CONTENT_SECURITY_POLICY);
    let nonce = policy
        .split("'nonce-")
        .nth(1)
        .and_then(|rest| rest.split('\'').next())
        .expect("a nonce");
    assert!(nonce.len() >= 22, "{nonce}");
    for part in [
        "default-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "form-action 'self'",
    ] {
        assert!(policy.contains(part), "{part} in {policy}");
    }
    assert!(
        !policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"),
        "{policy}"
    );
    assert_eq!(answer.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    assert_eq!(answer.header(header::REFERRER_POLICY), "same-origin");
    assert_eq!(answer.header(header::X_FRAME_OPTIONS), "DENY");
    assert_eq!(
        answer.header(header::STRICT_TRANSPORT_SECURITY),
        "max-age=31536000; includeSubDomains"
    );
    assert!(answer.headers.contains_key("permissions-policy"));
    assert_eq!(answer.header(header::CACHE_CONTROL), "private, no-cache");
    let html = answer.text();
    assert!(html.contains("<title>&lt;/title&gt;&lt;script&gt;"), "{html}");
    for script in html.split("<script").skip(1) {
        assert!(
            script
                .split('>')
                .next()
                .is_some_and(|tag| tag.contains(&format!("nonce=\"{nonce}\""))),
            "{script}"
        );
    }
}

#[tokio::test]
async fn each_answer_has_a_nonce_of_its_own() {
    let server = server().await;
    let policy = |answer: crate::common::Answer| answer.header(header::CONTENT_SECURITY_POLICY).to_owned();
    assert_ne!(policy(server.get("/hello").await), policy(server.get("/hello").await));
}

#[tokio::test]
async fn a_page_of_somebody_signed_in_is_not_stored() {
    let server = server().await;
    let cookie = server.sign_in("admin@example.com").await;
    let answer = server
        .send(
            get("/hello")
                .header(header::COOKIE, &cookie)
                .body(Body::empty())
                .expect("a request"),
        )
        .await;
    assert_eq!(answer.header(header::CACHE_CONTROL), "no-store");
    assert!(answer.text().contains("Sign out"));
    assert!(
        !server.get("/hello").await.text().contains("Sign out"),
        "nothing is left of the request before"
    );
}

#[tokio::test]
async fn what_one_browser_is_shown_for_a_secret_that_it_has_is_not_stored() {
    let server = TestServer::start().await;
    let cookie = |answer: &crate::common::Answer| {
        let cookie = answer.header(header::SET_COOKIE);
        cookie.split(';').next().unwrap_or_default().to_owned()
    };
    let person = "given_name=Clara&family_name=Meyer&birth_date_day=27&birth_date_month=3&birth_date_year=1984\
                  &email=clara%40example.com&phone=%2B442079460958&password=four+quiet+green+boats";
    let registration = cookie(&server.post("/register", person).await);
    assert!(registration.starts_with("__Host-registration="), "{registration}");
    let doctor = &server.world.clinic.doctors[0];
    let start = testing::instant("2026-11-24T10:00:00Z").millis();
    let time = format!("schedule={}&service={}&start={start}", doctor.schedule, doctor.service);
    let visitor = cookie(&server.post("/holds", time).await);
    assert!(visitor.starts_with("__Host-visitor="), "{visitor}");
    let ada = "/doctors/ada-moreno";
    for (path, cookie, expected) in [
        ("/", "", "private, no-cache"),
        (ada, "", "private, no-cache"),
        (ada, &visitor, "no-store"),
        ("/register/code", &registration, "no-store"),
    ] {
        let request = get(path).header(header::COOKIE, cookie);
        let answer = server.send(request.body(Body::empty()).expect("a request")).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(answer.header(header::CACHE_CONTROL), expected, "{path} {cookie}");
    }
    let again = server.post("/register", "email=clara%40example.com").await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.text().contains("clara@example.com"));
    assert_eq!(again.header(header::CACHE_CONTROL), "no-store", "what somebody typed");
}

#[tokio::test]
async fn an_address_that_is_none_is_a_designed_404() {
    let server = server().await;
    for path in ["/nope", "/one/not-an-id", "/one/", "/demo"] {
        let answer = server.get(path).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(answer.text().contains("This page does not exist"), "{path}");
    }
}

#[tokio::test]
async fn a_wrong_method_is_a_designed_405() {
    let server = server().await;
    let answer = server.post("/one/0193a5c0-0000-7000-8000-000000000001", "").await;
    assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(answer.text().contains("<h1"));
}

#[tokio::test]
async fn head_is_get_without_a_body() {
    let request = Request::builder()
        .method(Method::HEAD)
        .uri("/hello")
        .body(Body::empty())
        .expect("a request");
    let answer = server().await.send(request).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(answer.headers.contains_key(header::CONTENT_SECURITY_POLICY));
    assert!(answer.body.is_empty());
}

#[tokio::test]
async fn a_refusal_is_a_page_with_its_status() {
    let answer = server().await.get("/refuse").await;
    assert_eq!(answer.status, StatusCode::CONFLICT);
    assert!(answer.text().contains("It has changed since you looked"));
}

#[tokio::test]
async fn a_panic_is_a_500_without_its_text() {
    let server = server().await;
    for path in ["/panic", "/panic-in-view"] {
        let answer = server.get(path).await;
        assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{path}");
        let html = answer.text();
        assert!(
            html.contains("Something went wrong on our side") && html.contains("reference"),
            "{html}"
        );
        assert!(!html.contains("secret"), "{html}");
        assert_eq!(answer.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    }
    assert_eq!(
        server.get("/hello").await.status,
        StatusCode::OK,
        "the next page is fine"
    );
}

#[tokio::test]
async fn what_takes_too_long_is_given_up() {
    let server = server().await;
    // From here on the clock runs ahead to the next timer.
    tokio::time::pause();
    let answer = server.get("/late").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(answer.text().contains("That took too long"));
}

#[tokio::test]
async fn a_form_that_is_taken_leads_on_and_keeps_its_secret_to_itself() {
    let answer = server().await.post("/hello", "name=Clara").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.header(header::LOCATION), "/hello");
    let cookie = answer.header(header::SET_COOKIE);
    assert!(cookie.starts_with("__Host-session="), "{cookie}");
    for part in ["; HttpOnly", "; SameSite=Lax", "; Path=/", "; Secure"] {
        assert!(cookie.contains(part), "{part} in {cookie}");
    }
    assert_eq!(answer.header("clear-site-data"), "\"prefetchCache\"");
}

#[tokio::test]
async fn a_form_that_is_refused_comes_back_with_what_was_entered() {
    let answer = server().await.post("/hello", "other=%3Cb%3E+kept").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().contains("&lt;b&gt; kept"));
}

#[tokio::test]
async fn a_document_is_compressed_when_the_browser_can_read_it() {
    let server = server().await;
    for (accepted, encoding) in [("gzip, deflate, br", "br"), ("gzip", "gzip"), ("", "")] {
        let request = get("/hello")
            .header(header::ACCEPT_ENCODING, accepted)
            .body(Body::empty())
            .expect("a request");
        assert_eq!(
            server.send(request).await.header(header::CONTENT_ENCODING),
            encoding,
            "{accepted}"
        );
    }
}
