//! Who is asking: cookies in, [`Ctx`] for every handler, cookies out.

use std::{net::SocketAddr, ops::Deref, sync::Arc};

use axum::{
    extract::{ConnectInfo, FromRequestParts, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use axum_extra::extract::cookie::CookieJar;
use backend::{Context, Network, Origin, Token, session::KnownBrowser};
use domain::{account::Role, refusal::Refusal};
use leptos::context::use_context;
use leptos_axum::ResponseOptions;

use crate::{
    AppError, AppState, RequestId,
    pages::{PageError, Unidentified, is_plain, see_other},
    refusals::Asked,
    routes,
};

/// The secrets a browser keeps for us, each in a cookie of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Secret {
    /// Signed in.
    Session,
    /// Holds times, signed in or not.
    Visitor,
    /// Has registered and has not yet given the code.
    Registration,
    /// Has given the password and not yet the code of the second factor.
    Half,
    /// Was asked for a passkey.
    Passkey,
    /// Somebody signed in here before: nothing to forget when they sign out.
    Browser,
}

impl Secret {
    /// What a browser forgets when somebody signs out.
    pub const FORGOTTEN: [Self; 5] = [
        Self::Session,
        Self::Visitor,
        Self::Registration,
        Self::Half,
        Self::Passkey,
    ];

    /// The prefix makes a browser refuse the cookie from another host, path or without https.
    const fn cookie_name(self, is_secure: bool) -> &'static str {
        match (self, is_secure) {
            (Self::Session, true) => "__Host-session",
            (Self::Visitor, true) => "__Host-visitor",
            (Self::Registration, true) => "__Host-registration",
            (Self::Half, true) => "__Host-half",
            (Self::Passkey, true) => "__Host-passkey",
            (Self::Browser, true) => "__Host-browser",
            (Self::Browser, false) => "browser",
            (Self::Passkey, false) => "passkey",
            (Self::Half, false) => "half",
            (Self::Session, false) => "session",
            (Self::Visitor, false) => "visitor",
            (Self::Registration, false) => "registration",
        }
    }
}

/// What every handler is given first. It is a [`Context`] with what pages need beside: use cases take it as `&ctx`.
#[derive(Clone)]
pub struct Ctx(Arc<Inner>);

struct Inner {
    context: Context,
    name: Option<String>,
    session: Option<Token>,
    registration: Option<Token>,
    half: Option<Token>,
    passkey_question: Option<Token>,
    needs_factor: bool,
    state: AppState,
    request_id: RequestId,
    path: String,
    user_agent: String,
}

impl Deref for Ctx {
    type Target = Context;

    fn deref(&self) -> &Context {
        &self.0.context
    }
}

impl Ctx {
    /// The name of who is signed in.
    pub fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    pub fn role(&self) -> Option<Role> {
        self.actor().role()
    }

    /// Until the session ends unless there is another request.
    pub fn seconds_left(&self) -> Option<u32> {
        let end = self.0.context.session()?.ends_at;
        u32::try_from((end.millis() - self.now().millis()).max(0) / 1000).ok()
    }

    /// The secret of this browser's session, whether it is still good or not.
    pub fn session_token(&self) -> Option<&Token> {
        self.0.session.as_ref()
    }

    /// Whether somebody is signed in who may go on: not before they have the second factor that they need.
    pub fn is_let_in(&self) -> bool {
        self.role().is_some() && !self.0.needs_factor
    }

    /// Whether pages can show what is nobody else's: of who is signed in, keeps a time or registers.
    pub fn keeps_a_secret(&self) -> bool {
        self.name().is_some() || self.visitor().is_some() || self.registration().is_some()
    }

    pub fn registration(&self) -> Option<&Token> {
        self.0.registration.as_ref()
    }

    /// Of a sign-in that waits for its code.
    pub fn half(&self) -> Option<&Token> {
        self.0.half.as_ref()
    }

    /// Of what this browser was asked for a passkey.
    pub fn passkey_question(&self) -> Option<&Token> {
        self.0.passkey_question.as_ref()
    }

    pub fn state(&self) -> &AppState {
        &self.0.state
    }

    pub fn request_id(&self) -> &RequestId {
        &self.0.request_id
    }

    /// What was asked for, with its query: "/doctors?q=skin".
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// At most 200 characters of it.
    pub fn user_agent(&self) -> &str {
        &self.0.user_agent
    }

    /// A cookie that keeps `token` until the browser is closed; how long the token is good, the use cases decide.
    pub fn keep(&self, secret: Secret, token: &Token) -> SetCookie {
        SetCookie::new(self.state(), secret, token.secret(), "")
    }

    /// A cookie that tells for a year that somebody signed in here, and not who.
    pub fn know(&self, browser: &KnownBrowser) -> SetCookie {
        SetCookie::new(self.state(), Secret::Browser, &browser.secret(), "; Max-Age=31536000")
    }

    /// A cookie that makes the browser forget.
    pub fn forget(&self, secret: Secret) -> SetCookie {
        SetCookie::new(self.state(), secret, "", "; Max-Age=0")
    }
}

impl<S: Sync> FromRequestParts<S> for Ctx {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, PageError> {
        parts.extensions.get().cloned().ok_or(PageError::from(Unidentified))
    }
}

/// A `Set-Cookie` header.
#[derive(Clone, Debug)]
pub struct SetCookie {
    value: HeaderValue,
    changes_who_is_asking: bool,
}

const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");

impl SetCookie {
    fn new(state: &AppState, secret: Secret, value: &str, end: &str) -> Self {
        let is_secure = state.is_secure();
        let name = secret.cookie_name(is_secure);
        let secure = if is_secure { "; Secure" } else { "" };
        let text = format!("{name}={value}; HttpOnly; SameSite=Lax; Path=/{secure}{end}");
        // Names, tokens and attributes are plain ASCII.
        let value = HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""));
        Self {
            value,
            changes_who_is_asking: secret == Secret::Session,
        }
    }

    /// Adds it to an answer.
    pub fn add_to(&self, headers: &mut HeaderMap) {
        headers.append(header::SET_COOKIE, self.value.clone());
        if self.changes_who_is_asking {
            // Pages fetched ahead were for somebody else.
            headers.insert(CLEAR_SITE_DATA, HeaderValue::from_static("\"prefetchCache\""));
        }
    }

    /// Adds it to the answer of the server function that is running.
    pub fn add_to_answer(&self) {
        if let Some(response) = use_context::<ResponseOptions>() {
            response.append_header(header::SET_COOKIE, self.value.clone());
        }
    }
}

/// Middleware: finds out who is asking and leaves a [`Ctx`] in the request, and in the answer for `pages::present`.
pub async fn identify(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let request_id = request
        .extensions()
        .get()
        .cloned()
        .unwrap_or_else(|| RequestId::new(&state.core));
    let headers = request.headers();
    let jar = CookieJar::from_headers(headers);
    let secret = |secret: Secret| {
        jar.get(secret.cookie_name(state.is_secure()))
            .and_then(|cookie| Token::parse(cookie.value()))
    };
    let session = secret(Secret::Session);
    let browser = jar
        .get(Secret::Browser.cookie_name(state.is_secure()))
        .and_then(|cookie| KnownBrowser::parse(cookie.value()));
    let path = request
        .uri()
        .path_and_query()
        .map_or("/", |path| path.as_str())
        .to_owned();
    if !is_plain(path.as_bytes()) {
        return PageError::Malformed.into_response();
    }
    let user_agent = headers
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();

    let authenticated = if is_background(&path, headers) {
        backend::session::recognize(&state.core, session.as_ref()).await
    } else {
        backend::session::authenticate(&state.core, session.as_ref()).await
    };
    let found = match authenticated {
        Ok(found) => found,
        Err(fault) => return PageError::from(fault).into_response(),
    };
    if found.needs_factor && !leads_to_factor(&path) {
        let is_page = !path.starts_with("/api/") && !path.starts_with(routes::EVENTS);
        return if is_page {
            see_other(routes::TWO_FACTOR).into_response()
        } else {
            PageError::from(Refusal::Forbidden).into_response()
        };
    }
    let peer: Option<&ConnectInfo<SocketAddr>> = request.extensions().get();
    let client = peer.map(|peer| state.proxies.client(peer.0.ip(), request.headers()));
    let place = client.map_or_else(String::new, |client| Network::of(client).shortened());
    // A proxy on this machine that is not named speaks for everybody: nothing is counted against all of them.
    let network = client.filter(|client| !client.is_loopback()).map(Network::of);
    let context = Context::new(state.core.clone(), found.actor, secret(Secret::Visitor))
        .in_session(found.session)
        .from_network(network)
        .from_browser(browser)
        .with_origin(Origin::new(&place, &request_id.to_string()));
    let ctx = Ctx(Arc::new(Inner {
        context,
        name: found.name,
        session,
        registration: secret(Secret::Registration),
        half: secret(Secret::Half),
        passkey_question: secret(Secret::Passkey),
        needs_factor: found.needs_factor,
        request_id,
        path,
        user_agent: user_agent.chars().take(200).collect(),
        state: state.clone(),
    }));
    request.extensions_mut().insert(ctx.clone());
    let asked = Asked::of(&request);
    let mut response = next.run(request).await;
    if let Some(refused) = asked.refused(&response) {
        refused.note(&ctx).await;
    }
    response.extensions_mut().insert(ctx);
    response
}

/// What an open page asks for by itself, which does not tell that somebody is there.
const BACKGROUND: [&str; 6] = [
    routes::EVENTS,
    routes::BELL,
    "/api/session/left",
    "/api/day/list",
    "/api/desk/list",
    "/api/slots/list",
];
/// Set by a page that reads itself anew.
const BACKGROUND_HEADER: &str = "x-background";

fn is_background(path: &str, headers: &HeaderMap) -> bool {
    let path = path.split('?').next().unwrap_or_default();
    BACKGROUND.contains(&path) || headers.contains_key(BACKGROUND_HEADER)
}

/// Where somebody may go who must set up a second factor first.
fn leads_to_factor(path: &str) -> bool {
    let path = path.split('?').next().unwrap_or_default();
    let leads = [
        routes::CONFIRM,
        routes::SIGN_OUT,
        routes::TWO_FACTOR,
        routes::PASSKEYS,
        "/api/passkey/ask",
    ];
    leads.contains(&path)
        || [routes::TWO_FACTOR, routes::PASSKEYS]
            .iter()
            .any(|folder| path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')))
}

/// Who called the server function that is running.
///
/// # Errors
/// [`AppError::Unreachable`] outside a server function call over HTTP.
pub fn server_context() -> Result<Ctx, AppError> {
    use_context::<Ctx>().ok_or(AppError::Unreachable)
}
