//! Files of the site, from a folder and from inside the binary.

use crate::common::{Answer, state};
use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use backend::testing::{self, Kind};
use server::http::{
    self,
    assets::{Assets, Embedded, EmbeddedFile, Folder},
};
use tower::ServiceExt;

static FILES: [EmbeddedFile; 3] = [
    EmbeddedFile {
        path: "pkg/mediconnect.HASH.js",
        tag: "\"1\"",
        plain: b"plain",
        brotli: Some(b"brotli"),
        gzip: Some(b"gzip"),
    },
    EmbeddedFile {
        path: "pkg/mediconnect.HASH.wasm",
        tag: "\"2\"",
        plain: b"\0asm",
        brotli: None,
        gzip: None,
    },
    EmbeddedFile {
        path: "favicon.svg",
        tag: "\"3\"",
        plain: b"<svg/>",
        brotli: None,
        gzip: None,
    },
];

const EMBEDDED: Assets = Assets::Embedded(Embedded {
    files: &FILES,
    hashes: "js: HASH\nwasm: HASH\ncss: HASH\n",
});

async fn ask(assets: &Assets, request: Request<Body>) -> Answer {
    let world = testing::world(Kind::Sqlite).await;
    let router = http::router(state(&world.core), assets.clone()).expect("a router");
    let (parts, body) = router.oneshot(request).await.expect("an answer").into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.expect("a body").to_vec();
    Answer {
        status: parts.status,
        headers: parts.headers,
        body,
    }
}

fn get(path: &str, name: header::HeaderName, value: &str) -> Request<Body> {
    Request::get(path)
        .header(name, value)
        .body(Body::empty())
        .expect("a request")
}

#[tokio::test]
async fn a_browser_gets_the_smallest_form_it_can_read() {
    for (accepted, encoding, body) in [
        ("gzip, deflate, br, zstd", "br", "brotli"),
        ("gzip, br;q=0", "gzip", "gzip"),
        ("identity", "", "plain"),
        ("", "", "plain"),
    ] {
        let answer = ask(
            &EMBEDDED,
            get("/pkg/mediconnect.HASH.js", header::ACCEPT_ENCODING, accepted),
        )
        .await;
        assert_eq!(answer.header(header::CONTENT_ENCODING), encoding, "{accepted}");
        assert_eq!(answer.text(), body);
        assert_eq!(answer.header(header::CONTENT_TYPE), "text/javascript; charset=utf-8");
        assert_eq!(
            answer.header(header::CACHE_CONTROL),
            "public, max-age=31536000, immutable"
        );
        assert!(answer.header(header::VARY).contains("accept-encoding"));
        assert_eq!(answer.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    }
}

#[tokio::test]
async fn a_file_has_its_type_and_a_name_without_hash_is_asked_again() {
    let wasm = ask(&EMBEDDED, get("/pkg/mediconnect.HASH.wasm", header::ACCEPT, "*/*")).await;
    assert_eq!(wasm.header(header::CONTENT_TYPE), "application/wasm");
    let icon = ask(&EMBEDDED, get("/favicon.svg", header::ACCEPT, "*/*")).await;
    assert_eq!(icon.header(header::CONTENT_TYPE), "image/svg+xml");
    assert_eq!(icon.header(header::CACHE_CONTROL), "public, max-age=86400");
}

#[tokio::test]
async fn a_file_the_browser_has_is_not_sent_again() {
    let answer = ask(&EMBEDDED, get("/favicon.svg", header::IF_NONE_MATCH, "W/\"9\", \"3\"")).await;
    assert_eq!(answer.status, StatusCode::NOT_MODIFIED);
    assert!(answer.body.is_empty());
    let answer = ask(&EMBEDDED, get("/favicon.svg", header::IF_NONE_MATCH, "\"9\"")).await;
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test]
async fn head_sends_no_body() {
    let request = Request::builder()
        .method(Method::HEAD)
        .uri("/favicon.svg")
        .body(Body::empty())
        .expect("a request");
    let answer = ask(&EMBEDDED, request).await;
    assert_eq!((answer.status, answer.body.len()), (StatusCode::OK, 0));
    assert_eq!(answer.header(header::ETAG), "\"3\"");
}

#[tokio::test]
async fn a_folder_shows_only_what_is_in_it() {
    let dir = tempfile::tempdir().expect("a folder");
    let site = dir.path().join("site");
    std::fs::create_dir_all(site.join("pkg")).expect("a folder");
    std::fs::write(dir.path().join("secret.txt"), "secret").expect("a file");
    std::fs::write(site.join("pkg/mediconnect.new.css"), "a{}").expect("a file");
    std::fs::write(site.join("robots.txt"), "User-agent: *").expect("a file");
    let assets = Assets::Folder(Folder::new(&site, dir.path().join("hash.txt")));
    for path in [
        "/pkg/../../secret.txt",
        "/pkg/..%2f..%2fsecret.txt",
        "/pkg/%2e%2e/%2e%2e/secret.txt",
        "/secret.txt",
        "/pkg/nope.js",
    ] {
        let answer = ask(&assets, get(path, header::ACCEPT, "*/*")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    for path in ["/robots.txt", "/pkg/mediconnect.new.css", "/pkg/mediconnect.old.css"] {
        let answer = ask(&assets, get(path, header::ACCEPT, "*/*")).await;
        assert_eq!(
            (answer.status, answer.header(header::CACHE_CONTROL)),
            (StatusCode::OK, "no-cache"),
            "{path}"
        );
    }
}
