use std::sync::Arc;

use app::AppState;
use axum::{
    Json,
    extract::State,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use backend::{Context, health::late_jobs, jobs::Job};
use serde::Serialize;

/// How it stands, for what watches over us.
#[derive(Serialize)]
struct Health {
    status: &'static str,
    /// The names of jobs that stand still.
    late_jobs: Vec<&'static str>,
}

/// 200 as long as requests can be answered, also when a job stands still: whoever takes servers out of service for it would stop the
/// booking because the mail has stopped. Then the answer says "degraded", which is for whoever is to be called.
pub(super) async fn health(State(state): State<AppState>) -> Response {
    let ctx = Context::system(Arc::clone(&state.core));
    let (code, status, late) = match late_jobs(&ctx).await {
        Ok(late) if late.is_empty() => (StatusCode::OK, "ok", late),
        Ok(late) => (StatusCode::OK, "degraded", late),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "unavailable", Vec::new()),
    };
    let health = Health {
        status,
        late_jobs: late.into_iter().map(Job::name).collect(),
    };
    (code, [(header::CACHE_CONTROL, "no-store")], Json(health)).into_response()
}
