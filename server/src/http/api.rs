use app::{
    Ctx,
    pages::{FORM_LIMIT, PageError, is_plain},
};
use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{Method, header},
    response::{IntoResponse, Response},
};
use domain::refusal::Refusal;
use leptos::{
    context::provide_context,
    server_fn::axum::{get_server_fn_service, server_fn_paths},
};

/// Runs the server function that the path names.
pub(super) async fn call(ctx: Ctx, request: Request) -> Response {
    match prepare(request).await {
        Ok(request) => leptos_axum::handle_server_fns_with_context(move || provide_context(ctx.clone()), request)
            .await
            .into_response(),
        Err(error) => error.into_response(),
    }
}

/// Refuses what no island of ours sends, before anything is decoded.
async fn prepare(request: Request) -> Result<Request, PageError> {
    if request.method() != Method::POST {
        return Err(PageError::WrongMethod);
    }
    if get_server_fn_service(request.uri().path(), Method::POST).is_none() {
        return Err(Refusal::NotFound.into());
    }
    let (mut parts, body) = request.into_parts();
    let body = to_bytes(body, FORM_LIMIT).await.map_err(|_| PageError::TooLarge)?;
    let is_json = parts
        .headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    let is_text = if is_json { is_plain_json(&body) } else { is_plain(&body) };
    if !is_text {
        return Err(PageError::Malformed);
    }
    // A caller that accepts HTML would be sent back to where it came from, with the error in the address.
    parts.headers.remove(header::ACCEPT);
    Ok(Request::from_parts(parts, Body::from(body)))
}

/// Whether JSON is UTF-8 without NUL, which PostgreSQL cannot store. A percent sign is itself in it.
fn is_plain_json(body: &[u8]) -> bool {
    let has_nul = body.contains(&0) || body.windows(6).any(|window| window == br"\u0000");
    !has_nul && str::from_utf8(body).is_ok()
}

/// The paths of all server functions, sorted, for the list that is committed and compared by a test.
pub fn server_functions() -> Vec<String> {
    let mut paths: Vec<_> = server_fn_paths()
        .map(|(path, method)| format!("{method} {path}"))
        .collect();
    paths.sort();
    paths
}
