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
    let has_nul = body.windows(6).any(|window| window == br"\u0000");
    if has_nul || !is_plain(&body) {
        return Err(PageError::Malformed);
    }
    // A caller that accepts HTML would be sent back to where it came from, with the error in the address.
    parts.headers.remove(header::ACCEPT);
    Ok(Request::from_parts(parts, Body::from(body)))
}

/// The paths of all server functions, sorted, for the list that is committed and compared by a test.
pub fn server_functions() -> Vec<String> {
    let mut paths: Vec<_> = server_fn_paths()
        .map(|(path, method)| format!("{method} {path}"))
        .collect();
    paths.sort();
    paths
}
