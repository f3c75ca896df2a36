use std::fmt;

use axum::{
    Router,
    handler::Handler,
    http::Method,
    middleware::from_fn,
    routing::{MethodRouter, get, post},
};

use super::gate::{Gate, enforce};
use crate::AppState;

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

    fn add(mut self, method: Method, path: &'static str, gate: Gate, handler: MethodRouter<AppState>) -> Self {
        let gated = handler.route_layer(from_fn(move |ctx, request, next| enforce(gate, ctx, request, next)));
        self.rows.push(Row { method, path, gate });
        Self {
            router: self.router.route(path, gated),
            ..self
        }
    }

    pub(super) fn into_parts(self) -> (Vec<Row>, Router<AppState>) {
        (self.rows, self.router)
    }
}
