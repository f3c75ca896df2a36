use axum::http::{Request, StatusCode, header};

use crate::common::{Answer, TestServer, get};

/// 96 by 96 pixels.
const PICTURE: &[u8] = include_bytes!("../../../backend/tests/people/portrait.png");

/// A form with these parts: head and content.
async fn upload(server: &TestServer, cookies: &str, parts: &[(&str, &[u8])]) -> Answer {
    let mut body = Vec::new();
    for (head, content) in parts {
        let head = format!("--edge\r\nContent-Disposition: form-data; {head}\r\n\r\n");
        body.extend([head.as_bytes(), content, b"\r\n"].concat());
    }
    body.extend(b"--edge--\r\n");
    let request = Request::post("/account/photo")
        .header(header::HOST, "clinic.example")
        .header(header::ORIGIN, "https://clinic.example")
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=edge")
        .header(header::COOKIE, cookies);
    server.send(request.body(body.into()).expect("a request")).await
}

const FILE: &str = "name=\"photo\"; filename=\"../../me.html\"\r\nContent-Type: text/html";

#[tokio::test]
async fn a_picture_comes_back_as_a_jpeg_whatever_it_was_called() {
    let server = TestServer::start().await;
    let doctor = &server.world.clinic.doctors[0];
    let cookies = server.sign_in(doctor.email).await;
    let answer = upload(&server, &cookies, &[(FILE, PICTURE)]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    let page = server.get(&format!("/doctors/{}", doctor.slug)).await.text();
    let start = page.find("/photo/").expect("the picture's address");
    let version = &page[start + 7..start + 23];
    let picture = server.get(&format!("/doctors/{}/photo/{version}", doctor.slug)).await;
    assert_eq!(picture.header(header::CONTENT_TYPE), "image/jpeg");
    assert_eq!(picture.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    assert!(picture.body.starts_with(&[0xFF, 0xD8, 0xFF]));
}

#[tokio::test]
async fn what_no_form_of_ours_sends_is_refused_and_nothing_is_written() {
    let server = TestServer::start().await;
    let cookies = server.sign_in(server.world.clinic.doctors[0].email).await;
    let large = vec![0; 6 << 20];
    let script = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>";
    for (parts, expected) in [
        (&[(FILE, &large[..])][..], StatusCode::PAYLOAD_TOO_LARGE),
        (&[(FILE, script)], StatusCode::UNPROCESSABLE_ENTITY),
        (&[(FILE, b"")], StatusCode::UNPROCESSABLE_ENTITY),
        (&[], StatusCode::UNPROCESSABLE_ENTITY),
        (&[(FILE, PICTURE), (FILE, PICTURE)], StatusCode::BAD_REQUEST),
        (&[("filename=\"me.png\"", PICTURE)], StatusCode::BAD_REQUEST),
        (&[("name=\"other\"", b"\0")], StatusCode::BAD_REQUEST),
        (&[("name=\"other\"", b"\xFF")], StatusCode::BAD_REQUEST),
    ] {
        let answer = upload(&server, &cookies, parts).await;
        let heads: Vec<_> = parts.iter().map(|(head, _)| head).collect();
        assert_eq!(answer.status, expected, "{heads:?}");
    }
    assert_eq!(server.world.db.count("photo").await, 0);
}

#[tokio::test]
async fn other_forms_stay_small() {
    let server = TestServer::start().await;
    let answer = server.post("/sign-in", vec![b'a'; 70 * 1024]).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    let request = get("/account/photo")
        .body(axum::body::Body::empty())
        .expect("a request");
    assert_eq!(server.send(request).await.status, StatusCode::SEE_OTHER);
}
