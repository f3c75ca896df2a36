//! A whole server in memory, on a database of its own.

use std::{path::PathBuf, sync::Arc};

use app::{AppError, AppState, pages::Pages};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode, header, request::Builder},
    response::Response,
};
use backend::{
    Context, Core,
    session::{SignIn, sign_in},
    testing::{self, Kind, World},
};
use domain::refusal::Refusal;
use serde::de::DeserializeOwned;
use server::http::{
    self,
    assets::{Assets, Folder},
};
use tower::ServiceExt;

pub struct TestServer {
    pub world: World,
    router: Router,
}

/// An answer, read to its end.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    /// A picture has none.
    pub fn text(&self) -> String {
        let kind = self.headers.get(header::CONTENT_TYPE);
        if kind.is_some_and(|kind| kind.as_bytes().starts_with(b"image/")) {
            return String::new();
        }
        String::from_utf8(self.body.clone()).expect("text")
    }

    /// What a server function answered.
    pub fn json<T: DeserializeOwned>(&self) -> T {
        assert_eq!(self.header(header::CONTENT_TYPE), "application/json");
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    /// Why a server function did not do what was asked.
    #[track_caller]
    pub fn refusal(&self) -> Refusal {
        match self.json() {
            AppError::Refused(refusal) => refusal,
            other => panic!("not a refusal: {other}"),
        }
    }

    pub fn header(&self, name: impl header::AsHeaderName) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().expect("plain text"))
    }
}

pub fn state(core: &Arc<Core>) -> AppState {
    AppState {
        proxies: app::TrustedProxies::default(),
        core: Arc::clone(core),
        site: Arc::default(),
        demo: None,
    }
}

pub fn no_assets() -> Assets {
    Assets::Folder(Folder::new(
        PathBuf::from("/nowhere"),
        PathBuf::from("/nowhere/hash.txt"),
    ))
}

impl TestServer {
    /// As in production.
    pub async fn start() -> Self {
        Self::on(Kind::Sqlite).await
    }

    /// As in production, on the database of choice.
    pub async fn on(kind: Kind) -> Self {
        Self::of(testing::world(kind).await)
    }

    pub fn of(world: World) -> Self {
        let router = http::router(state(&world.core), no_assets()).expect("a router");
        Self { world, router }
    }

    /// With other pages.
    pub async fn with_pages(pages: Pages) -> Self {
        let world = testing::world(Kind::Sqlite).await;
        let state = state(&world.core);
        let router = http::wrap(pages.into_router(state.clone()), state).expect("a router");
        Self { world, router }
    }

    /// The answer's head, and its body as it comes.
    pub async fn open(&self, request: Request<Body>) -> Response {
        self.router.clone().oneshot(request).await.expect("an answer")
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.open(request).await;
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, usize::MAX).await.expect("a body").to_vec();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(get(path).body(Body::empty()).expect("a request")).await
    }

    pub async fn post(&self, path: &str, body: impl Into<Body>) -> Answer {
        self.send(form(path).body(body.into()).expect("a request")).await
    }

    /// Calls a server function as an island does, from the browser with these cookies.
    pub async fn call(&self, function: &str, cookies: &str, arguments: impl Into<Body>) -> Answer {
        let request = Request::post(format!("/api/{function}"))
            .header(header::HOST, "clinic.example")
            .header(header::ORIGIN, "https://clinic.example")
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::COOKIE, cookies);
        self.send(request.body(arguments.into()).expect("a request")).await
    }

    /// Signs in with the clinic's password; answers the cookie to send.
    pub async fn sign_in(&self, email: &str) -> String {
        let ctx = Context::new(Arc::clone(&self.world.core), domain::access::Actor::Visitor, None);
        let credentials = SignIn {
            email: email.to_owned(),
            password: testing::PASSWORD.to_owned(),
            user_agent: String::new(),
        };
        let signed_in = sign_in(&ctx, &credentials).await.expect("signed in");
        format!("__Host-session={}", signed_in.session.secret())
    }
}

pub fn get(path: &str) -> Builder {
    Request::get(path).header(header::HOST, "clinic.example")
}

/// As a browser sends a form of ours.
pub fn form(path: &str) -> Builder {
    Request::builder()
        .method(Method::POST)
        .uri(path)
        .header(header::HOST, "clinic.example")
        .header(header::ORIGIN, "https://clinic.example")
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
}
