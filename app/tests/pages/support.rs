//! A browser without JavaScript, in front of the pages of a small clinic.
#![expect(clippy::expect_used, reason = "where the ground of a test breaks, the test fails")]

use std::{collections::BTreeMap, net::SocketAddr, path::Path, sync::Arc};

use app::{AppState, Demo, Site, pages};
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::ConnectInfo,
    http::{HeaderMap, Request, StatusCode, header},
};
use backend::{
    Context,
    session::SignIn,
    setup,
    testing::{self, Kind, PASSWORD, World},
};
use domain::account::Role;
use tower::ServiceExt;

/// The pages of the test clinic.
pub struct Clinic {
    pub world: World,
    router: Router,
}

impl Clinic {
    pub async fn open() -> Self {
        Self::with(None).await
    }

    /// In demo mode, with its messages in `folder`.
    pub async fn open_demo(folder: &Path) -> Self {
        let (mail_folder, sms_folder) = (folder.join("mail"), folder.join("sms"));
        let sign_ins = vec![setup::SignIn {
            role: Role::Doctor,
            name: "Dr. Ada Moreno",
            email: "ada.moreno@example.com",
            password: PASSWORD,
        }];
        Self::with(Some(Arc::new(Demo {
            mail_folder,
            sms_folder,
            sign_ins,
        })))
        .await
    }

    /// Where the people of the clinic need a second factor.
    pub async fn open_strict() -> Self {
        let mut world = testing::world(Kind::Sqlite).await;
        let settings = backend::Settings {
            staff_need_second_factor: true,
            ..testing::settings()
        };
        let core = backend::Core::new(world.db.db.clone(), world.clock.clone(), settings);
        world.core = Arc::new(core);
        Self::of(world, None)
    }

    /// Where text messages are sent.
    pub async fn open_with_texts() -> Self {
        Self::of(testing::world_with_texts(Kind::Sqlite).await, None)
    }

    async fn with(demo: Option<Arc<Demo>>) -> Self {
        Self::of(testing::world(Kind::Sqlite).await, demo)
    }

    pub fn of(world: World, demo: Option<Arc<Demo>>) -> Self {
        let state = AppState {
            core: Arc::clone(&world.core),
            site: Arc::new(Site::default()),
            proxies: app::TrustedProxies::default(),
            demo,
        };
        Self {
            router: pages::router(state),
            world,
        }
    }

    /// Another person's browser.
    pub fn browser(&self) -> Browser {
        Browser {
            router: self.router.clone(),
            cookies: BTreeMap::new(),
        }
    }

    /// Signs somebody in, in `browser`, with everything else in it as it was.
    pub async fn sign_in(&self, browser: &mut Browser, email: &str) {
        let form = SignIn {
            email: email.to_owned(),
            password: PASSWORD.to_owned(),
            user_agent: String::new(),
        };
        let ctx = Context::system(Arc::clone(&self.world.core));
        let signed_in = backend::session::sign_in(&ctx, &form).await.expect("signed in");
        let secret = signed_in.session.secret().to_owned();
        browser.cookies.insert("__Host-session".to_owned(), secret);
    }
}

pub struct Browser {
    router: Router,
    pub cookies: BTreeMap<String, String>,
}

impl Browser {
    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path), Body::empty()).await
    }

    /// Sends a form.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = fields.iter().map(|(name, value)| format!("{name}={}", encode(value)));
        self.post_body(path, body.collect::<Vec<_>>().join("&")).await
    }

    pub async fn post_body(&mut self, path: &str, body: String) -> Answer {
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, body.into()).await
    }

    async fn send(&mut self, request: axum::http::request::Builder, body: Body) -> Answer {
        let cookies = self.cookies.iter().map(|(name, value)| format!("{name}={value}"));
        let cookies = cookies.collect::<Vec<_>>().join("; ");
        let peer = ConnectInfo(SocketAddr::from(([203, 0, 113, 77], 4711)));
        let request = request
            .header(header::COOKIE, cookies)
            .extension(peer)
            .body(body)
            .expect("a request");
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        self.keep_cookies(&parts.headers);
        let bytes = to_bytes(body, usize::MAX).await.expect("a body");
        Answer {
            status: parts.status,
            location: parts
                .headers
                .get(header::LOCATION)
                .map(|path| path.to_str().expect("text").to_owned()),
            html: String::from_utf8(bytes.to_vec()).expect("UTF-8"),
            headers: parts.headers,
        }
    }

    fn keep_cookies(&mut self, headers: &HeaderMap) {
        for cookie in headers.get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().expect("text");
            for attribute in ["; HttpOnly", "; SameSite=Lax", "; Path=/", "; Secure"] {
                assert!(cookie.contains(attribute), "{attribute} in {cookie}");
            }
            let (pair, _) = cookie.split_once(';').expect("attributes");
            let (name, value) = pair.split_once('=').expect("a name and a value");
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
    }
}

#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub location: Option<String>,
    pub html: String,
    pub headers: HeaderMap,
}

impl Answer {
    #[track_caller]
    pub fn header(&self, name: &str) -> &str {
        let value = self
            .headers
            .get(name)
            .unwrap_or_else(|| panic!("no {name} in {:?}", self.headers));
        value.to_str().expect("text")
    }

    /// Where it leads, when it is a 303.
    pub fn see_other(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.html);
        self.location.as_deref().expect("a place to go to")
    }

    #[track_caller]
    pub fn has(&self, part: &str) -> &Self {
        assert!(self.html.contains(part), "{part:?} is not in {}", self.html);
        self
    }

    /// Looks in what is read, where text may be put together of parts.
    #[track_caller]
    pub fn reads(&self, words: &str) -> &Self {
        let text = plain(&self.html);
        assert!(text.contains(words), "{words:?} is not in {text}");
        self
    }

    #[track_caller]
    pub fn has_not(&self, part: &str) -> &Self {
        assert!(!self.html.contains(part), "{part:?} is in {}", self.html);
        self
    }

    /// The text of the only `<h1>`.
    #[track_caller]
    pub fn heading(&self) -> String {
        assert_eq!(self.html.matches("<h1").count(), 1, "headings in {}", self.html);
        let (_, after) = self.html.split_once("<h1").expect("a heading");
        let (_, after) = after.split_once('>').expect("a heading");
        let (text, _) = after.split_once("</h1>").expect("a heading");
        plain(text)
    }

    /// The value of the first input or button with this name.
    #[track_caller]
    pub fn value(&self, name: &str) -> String {
        let values = self.values(name);
        values
            .into_iter()
            .next()
            .unwrap_or_else(|| panic!("no {name:?} in {}", self.html))
    }

    /// The values of all inputs and buttons with this name.
    pub fn values(&self, name: &str) -> Vec<String> {
        let named = format!(" name=\"{name}\"");
        let tags = self
            .html
            .split('<')
            .filter_map(|tag| tag.split_once('>').map(|(tag, _)| tag));
        let tags = tags.filter(|tag| tag.contains(&named));
        let values = tags.filter_map(|tag| tag.split_once(" value=\"")?.1.split_once('"'));
        values.map(|(value, _)| plain(value)).collect()
    }
}

/// Text as it is read: without tags and with its characters.
fn plain(html: &str) -> String {
    let mut text = String::new();
    let mut is_inside = false;
    for character in html.chars() {
        match character {
            '<' => is_inside = true,
            '>' if is_inside => is_inside = false,
            _ if is_inside => {}
            other => text.push(other),
        }
    }
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    text.replace("&amp;", "&").trim().to_owned()
}

fn encode(text: &str) -> String {
    let bytes = text.bytes().map(|byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    });
    bytes.collect()
}
