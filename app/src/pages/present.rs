use std::panic::{AssertUnwindSafe, catch_unwind};

use axum::{
    Json,
    body::Body,
    extract::{Request, State},
    http::{HeaderValue, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::{account::Role, refusal::Refusal};

use super::{
    PageError,
    gate::{to_confirm, to_sign_in},
    page::Unrendered,
    shell::{self, Waiting},
};
use crate::{AppError, AppState, Ctx, RequestId, error::explain};

/// Middleware: renders the [`super::Page`] or [`PageError`] that a handler or an inner layer answered, and logs what broke.
/// Under /api an error is answered as an [`AppError`] instead.
pub async fn present(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let id = request
        .extensions()
        .get()
        .cloned()
        .unwrap_or_else(|| RequestId::new(&state.core));
    let is_api = request.uri().path().starts_with("/api/");
    let (method, headers) = (request.method().clone(), request.headers().clone());

    let mut response = next.run(request).await;
    let ctx = response.extensions().get::<Ctx>().cloned();
    let error = response.extensions_mut().remove::<PageError>();
    if let Some(error) = &error {
        log(error, &id);
    }
    let page = match (error, &ctx) {
        (Some(error), _) if is_api => return answer_error(&error, &id),
        (Some(PageError::Refused(Refusal::SignInFirst)), Some(ctx)) => return to_sign_in(ctx, &method, &headers),
        (Some(PageError::Refused(Refusal::ConfirmFirst)), Some(ctx)) => return to_confirm(ctx, &method, &headers),
        (Some(error), _) => Some(error.into_page(&id)),
        (None, _) => response
            .extensions_mut()
            .remove::<Unrendered>()
            .and_then(|page| page.take()),
    };
    let Some(page) = page else { return response };

    let waiting = waiting(ctx.as_ref()).await;
    let rendered = catch_unwind(AssertUnwindSafe(|| shell::render(page, &state, ctx.as_ref(), waiting)));
    let document = rendered.unwrap_or_else(|_| {
        *response.status_mut() = PageError::Panicked.status();
        shell::render(PageError::Panicked.into_page(&id), &state, None, Waiting::default())
    });
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/html; charset=utf-8"),
    );
    headers.insert(header::CONTENT_SECURITY_POLICY, document.policy);
    headers.remove(header::CONTENT_LENGTH);
    // A form that comes back holds what somebody typed.
    let is_personal = ctx.is_some_and(|ctx| ctx.keeps_a_secret()) || !method.is_safe();
    let keep = if is_personal || headers.contains_key(header::SET_COOKIE) {
        "no-store"
    } else {
        "private, no-cache"
    };
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static(keep));
    *response.body_mut() = if method == Method::HEAD {
        Body::empty()
    } else {
        document.html.into()
    };
    response
}

/// How much waits for the one who looks, for the navigation; nothing where it cannot be counted.
async fn waiting(ctx: Option<&Ctx>) -> Waiting {
    let Some(ctx) = ctx else { return Waiting::default() };
    let requests = match ctx.role() {
        Some(Role::Doctor | Role::Administrator) => backend::booking::count_requests(ctx).await.unwrap_or(0),
        _ => 0,
    };
    let accounts = match ctx.role() {
        Some(Role::Administrator) => backend::people::count_waiting(ctx).await.unwrap_or(0),
        _ => 0,
    };
    let unread = match ctx.is_let_in() {
        true => backend::inbox::count_unread(ctx).await.unwrap_or(0),
        false => 0,
    };
    Waiting {
        requests,
        accounts,
        unread,
    }
}

fn log(error: &PageError, id: &RequestId) {
    match error {
        PageError::Broken(cause) => tracing::error!(reference = %id, cause = explain(&**cause), "a page broke"),
        PageError::Late => tracing::error!(reference = %id, "a page took too long"),
        // What the browser calls that site can be anything: the line of the request says which route it was.
        PageError::ForeignOrigin => tracing::warn!(reference = %id, "a form of another site was refused"),
        _ => {}
    }
}

fn answer_error(error: &PageError, id: &RequestId) -> Response {
    let answer = match error {
        PageError::Refused(refusal) => AppError::Refused(refusal.clone()),
        PageError::ForeignOrigin => AppError::Refused(Refusal::Forbidden),
        PageError::Malformed | PageError::TooLarge | PageError::WrongMethod => AppError::Malformed,
        PageError::Late | PageError::Broken(_) | PageError::Panicked => AppError::Internal {
            reference: id.to_string(),
        },
    };
    (error.status(), Json(answer)).into_response()
}
