use std::time::Instant;

use app::{AppState, RequestId};
use axum::{
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::Response,
};
use tracing::Instrument;

/// Middleware: names each request and writes one line about it. The route's template and never the address, which can hold
/// what somebody searched for.
pub(super) async fn observe(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let id = RequestId::new(&state.core);
    request.extensions_mut().insert(id.clone());
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("-", MatchedPath::as_str)
        .to_owned();
    let method = request.method().clone();
    let begin = Instant::now();

    let span = tracing::info_span!("request", %id);
    let response = next.run(request).instrument(span).await;

    let (status, millis) = (response.status().as_u16(), begin.elapsed().as_millis());
    tracing::info!(%id, %method, route, status, millis, "answered");
    response
}
