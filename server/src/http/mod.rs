//! What is around the pages: server functions, files, health, and the middleware that every answer passes.

mod api;
pub mod assets;
mod events;
mod harden;
mod health;
pub mod listen;
mod observe;

use std::{convert::Infallible, time::Duration};

use app::{
    AppState, COMPRESS_FROM_BYTES,
    pages::{PageError, present},
    session::identify,
};
use axum::{
    Router,
    extract::{Request, State},
    http::StatusCode,
    middleware::{Next, from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{any, get},
};
use tower::ServiceBuilder;
use tower_http::{
    CompressionLevel,
    catch_panic::CatchPanicLayer,
    compression::{
        CompressionLayer, Predicate,
        predicate::{NotForContentType, SizeAbove},
    },
    csrf::{ConfigError, CsrfLayer},
};

pub use api::server_functions;
use assets::Assets;
pub use events::MOST_STREAMS;

/// After this a person is told that it takes too long; what was begun is undone.
const TIMEOUT: Duration = Duration::from_secs(30);
/// Most of what brotli can do, at a tenth of the time.
const COMPRESSION: CompressionLevel = CompressionLevel::Precise(5);
/// For what islands ask for: made for each of them, and small.
const QUICK_COMPRESSION: CompressionLevel = CompressionLevel::Precise(1);

const EVENTS: &str = "/events";
const PROBE: &str = "/healthz";
const HEALTH: &str = "/health";

/// What is neither a page nor a server function nor a file, with who may ask: for the list that is committed and compared by
/// a test.
pub fn other_routes() -> [String; 3] {
    [EVENTS, PROBE, HEALTH].map(|path| format!("GET {path} | everyone"))
}

/// Everything that is served.
///
/// # Errors
/// When the public URL cannot be an origin.
pub fn router(state: AppState, assets: Assets) -> Result<Router, ConfigError> {
    let quick = CompressionLayer::new().quality(QUICK_COMPRESSION);
    let around_api = ServiceBuilder::new()
        .layer(quick.compress_when(SizeAbove::new(COMPRESS_FROM_BYTES.into())))
        .layer(from_fn_with_state(state.clone(), identify));
    let api = any(api::call).layer::<_, Infallible>(around_api);
    let probe = get(healthz).with_state(state.clone());
    let health = get(health::health).with_state(state.clone());
    let routes = app::pages::router(state.clone())
        .route("/api/{*function}", api)
        .route(EVENTS, events::route(&state))
        .route(PROBE, probe)
        .route(HEALTH, health)
        .merge(assets.into_router());
    wrap(routes, state)
}

/// Puts around `routes` what every answer passes, the outermost first.
///
/// # Errors
/// When the public URL cannot be an origin.
pub fn wrap(routes: Router, state: AppState) -> Result<Router, ConfigError> {
    // A request that says neither Origin nor Sec-Fetch-Site comes from no browser, so nobody's cookies come with it: it passes.
    let csrf = CsrfLayer::new()
        .add_trusted_origin(&state.core.settings.public_url)?
        .with_rejection_response(|_| PageError::ForeignOrigin.into_response());
    let compressed = SizeAbove::new(COMPRESS_FROM_BYTES.into())
        .and(NotForContentType::IMAGES)
        .and(NotForContentType::const_new("font/"))
        // A stream is sent on as it comes.
        .and(NotForContentType::SSE)
        // Large, and compressed ahead of time in a release.
        .and(NotForContentType::const_new("application/wasm"));
    // One service: as layers of the router each would be a box of its own, cloned for each request with all within it.
    let around = ServiceBuilder::new()
        .layer(from_fn_with_state(state.clone(), observe::observe))
        .layer(CompressionLayer::new().quality(COMPRESSION).compress_when(compressed))
        .layer(from_fn_with_state(state.is_secure(), harden::harden))
        .layer(from_fn_with_state(state, present))
        .layer(csrf)
        .layer(from_fn(limit_time))
        .layer(CatchPanicLayer::custom(|_| PageError::Panicked.into_response()));
    Ok(routes.layer(around))
}

async fn limit_time(request: Request, next: Next) -> Response {
    tokio::time::timeout(TIMEOUT, next.run(request))
        .await
        .unwrap_or_else(|_| PageError::Late.into_response())
}

/// Whether we can do our work, for what watches over us.
async fn healthz(State(state): State<AppState>) -> (StatusCode, &'static str) {
    match state.core.db.ping().await {
        Ok(()) => (StatusCode::OK, "ok\n"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n"),
    }
}
