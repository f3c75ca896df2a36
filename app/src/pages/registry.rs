use std::fmt;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    handler::Handler,
    http::Method,
    middleware::{from_fn, from_fn_with_state},
    routing::{MethodRouter, get, post},
};
use domain::refusal::Refusal;

use super::{
    FORM_LIMIT, PageError, UPLOAD_LIMIT,
    gate::{Gate, enforce},
    present,
};
use crate::{AppState, session::identify};

/// Collects the routes of the pages, with a row for each.
#[derive(Default)]
pub struct Pages {
    rows: Vec<Row>,
    router: Router<AppState>,
}

/// One route.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub method: Method,
    pub path: &'static str,
    pub gate: Gate,
}

impl fmt::Display for Row {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {} | {}", self.method, self.path, self.gate)
    }
}

impl Pages {
    /// A page to look at. It must change nothing.
    #[must_use]
    pub fn get<H: Handler<T, AppState>, T: 'static>(self, path: &'static str, gate: Gate, handler: H) -> Self {
        self.add(Method::GET, path, gate, get(handler))
    }

    /// A form to take.
    #[must_use]
    pub fn post<H: Handler<T, AppState>, T: 'static>(self, path: &'static str, gate: Gate, handler: H) -> Self {
        self.add(Method::POST, path, gate, post(handler))
    }

    /// A form with a file to take.
    #[must_use]
    pub fn post_file<H: Handler<T, AppState>, T: 'static>(self, path: &'static str, gate: Gate, handler: H) -> Self {
        let larger = post(handler).layer(DefaultBodyLimit::max(UPLOAD_LIMIT));
        self.add(Method::POST, path, gate, larger)
    }

    fn add(mut self, method: Method, path: &'static str, gate: Gate, handler: MethodRouter<AppState>) -> Self {
        let gated = handler.route_layer(from_fn(move |ctx, request, next| enforce(gate, ctx, request, next)));
        self.rows.push(Row { method, path, gate });
        Self {
            router: self.router.route(path, gated),
            ..self
        }
    }

    /// In the order of registration.
    pub fn rows(self) -> Vec<Row> {
        self.rows
    }

    /// With who is asking found out before and answers rendered after.
    pub fn into_router(self, state: AppState) -> Router {
        self.router
            .method_not_allowed_fallback(async || PageError::WrongMethod)
            .fallback(async || PageError::from(Refusal::NotFound))
            .layer(DefaultBodyLimit::max(FORM_LIMIT))
            .layer(from_fn_with_state(state.clone(), identify))
            .layer(from_fn_with_state(state.clone(), present))
            .with_state(state)
    }
}
