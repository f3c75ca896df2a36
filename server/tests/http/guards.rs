//! What does not come in: nonsense, strangers, and forms of other sites.

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use backend::testing;

use crate::{
    common::{Answer, TestServer, form, get},
    pages::server,
};

#[tokio::test]
async fn what_no_form_sends_is_refused_with_a_page() {
    let server = server().await;
    let long = format!("name={}", "x".repeat(70 * 1024));
    for (body, status) in [
        ("name=%00", StatusCode::BAD_REQUEST),
        ("name=%FF", StatusCode::BAD_REQUEST),
        ("name=a&name=b", StatusCode::BAD_REQUEST),
        (long.as_str(), StatusCode::PAYLOAD_TOO_LARGE),
    ] {
        let answer = server.post("/hello", body.to_owned()).await;
        assert_eq!(answer.status, status, "{}", &body[..12.min(body.len())]);
        assert!(answer.text().contains("<h1"));
    }
    let json = Request::post("/hello").header(header::CONTENT_TYPE, "application/json");
    let json = json.body(Body::from("{}")).expect("a request");
    assert_eq!(server.send(json).await.status, StatusCode::BAD_REQUEST);
    for path in ["/hello?name=%00", "/hello?name=%C3", "/one/%00", "/hello?name=a&name=b"] {
        assert_eq!(server.get(path).await.status, StatusCode::BAD_REQUEST, "{path}");
    }
}

#[tokio::test]
async fn a_gate_sends_a_visitor_to_sign_in_and_back() {
    let server = server().await;
    let answer = server.get("/own?name=x").await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(answer.header(header::LOCATION), "/sign-in?return_to=%2Fown%3Fname%3Dx");

    let post = form("/own").header(header::REFERER, "https://clinic.example/hello?name=y");
    let answer = server.send(post.body(Body::from("name=a")).expect("a request")).await;
    assert_eq!(
        answer.header(header::LOCATION),
        "/sign-in?return_to=%2Fhello%3Fname%3Dy"
    );
    assert!(
        !answer.headers.contains_key(header::SET_COOKIE),
        "the form was not taken"
    );

    let foreign = form("/own").header(header::REFERER, "https://evil.example/hello");
    let answer = server
        .send(foreign.body(Body::from("name=a")).expect("a request"))
        .await;
    assert_eq!(answer.header(header::LOCATION), "/sign-in");
}

#[tokio::test]
async fn a_gate_lets_its_roles_in_and_tells_the_others() {
    let server = server().await;
    let patient = server.world.clinic.patients[0].email;
    for (email, own, admin) in [("admin@example.com", 200, 200), (patient, 200, 403)] {
        let cookie = server.sign_in(email).await;
        for (path, status) in [("/own", own), ("/admin", admin)] {
            let request = get(path)
                .header(header::COOKIE, &cookie)
                .body(Body::empty())
                .expect("a request");
            assert_eq!(server.send(request).await.status.as_u16(), status, "{email} at {path}");
        }
    }
}

#[tokio::test]
async fn a_post_from_another_site_is_refused_before_anything_happens() {
    let server = server().await;
    let foreign = [
        vec![("origin", "https://evil.example")],
        vec![("sec-fetch-site", "cross-site")],
        vec![
            ("origin", "https://sub.clinic.example"),
            ("sec-fetch-site", "same-site"),
        ],
        vec![("origin", "null")],
    ];
    for headers in foreign {
        let answer = post_form(&server, &headers).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{headers:?}");
        assert!(!answer.headers.contains_key(header::SET_COOKIE), "{headers:?}");
        assert!(answer.text().contains("We did nothing"));
    }
}

async fn post_form(server: &TestServer, headers: &[(&str, &str)]) -> Answer {
    let request = Request::post("/hello").header(header::HOST, "clinic.example");
    let request = headers
        .iter()
        .fold(request, |request, (name, value)| request.header(*name, *value));
    let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    server
        .send(request.body(Body::from("name=a")).expect("a request"))
        .await
}

#[tokio::test]
async fn a_post_of_ours_or_of_no_browser_is_taken() {
    let server = server().await;
    let ours = [
        vec![("origin", "https://clinic.example")],
        vec![("sec-fetch-site", "same-origin")],
        vec![],
    ];
    for headers in ours {
        let answer = post_form(&server, &headers).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{headers:?}");
    }
}

#[tokio::test]
async fn a_form_from_another_site_writes_nothing() {
    let server = TestServer::start().await;
    let clinic = &server.world.clinic;
    let start = testing::instant("2026-11-24T10:00:00Z").millis();
    let body = format!(
        "schedule={}&service={}&start={start}",
        clinic.doctors[0].schedule, clinic.consultation
    );
    let count = async || server.world.db.number("SELECT count(*) FROM appointment", &[]).await;
    let before = count().await;
    let foreign = Request::post("/holds")
        .header(header::ORIGIN, "https://evil.example")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let answer = server
        .send(foreign.body(Body::from(body.clone())).expect("a request"))
        .await;
    assert_eq!((answer.status, count().await), (StatusCode::FORBIDDEN, before));

    let answer = server.post("/holds", body).await;
    assert_eq!(
        (answer.status, count().await),
        (StatusCode::SEE_OTHER, before + 1),
        "the same from our own page"
    );
}
