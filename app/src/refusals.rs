//! What somebody who is signed in was refused goes into the audit trail, by the template of its route and never its address.

use axum::{
    extract::{MatchedPath, Request},
    http::{Method, StatusCode},
    response::Response,
};
use domain::refusal::Refusal;

use crate::{Ctx, error::explain, pages::PageError};

/// What was asked for, as far as it may be recorded.
pub(crate) struct Asked {
    method: Method,
    /// "/appointments/{id}"; of a server function its name.
    route: Option<String>,
    path: String,
}

/// What follows is the name of a server function.
const API: &str = "/api/";
const LONGEST_NAME: usize = 60;

impl Asked {
    pub fn of(request: &Request) -> Self {
        let path = request.uri().path();
        let is_name = |path: &str| {
            path.len() <= LONGEST_NAME
                && path
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || b"_/".contains(&byte))
        };
        let template = || request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
        let route = match path.starts_with(API) {
            true => is_name(path).then_some(path),
            false => template(),
        };
        Self {
            method: request.method().clone(),
            route: route.map(str::to_owned),
            path: path.to_owned(),
        }
    }

    /// It, when the answer says that it was refused, or that it is not there: which may be a refusal, too.
    pub fn refused(self, response: &Response) -> Option<Refused> {
        let route = self.route?;
        let is_about_one = route.contains('{') || route.starts_with(API);
        let is_refused = match response.status() {
            StatusCode::FORBIDDEN => !has_to_confirm(response),
            StatusCode::NOT_FOUND => is_about_one,
            _ => false,
        };
        is_refused.then(|| Refused {
            what: format!("{} {route}, {}", self.method, response.status().as_u16()),
            path: self.path,
        })
    }
}

/// What was refused.
pub(crate) struct Refused {
    what: String,
    path: String,
}

impl Refused {
    pub async fn note(&self, ctx: &Ctx) {
        if let Err(fault) = backend::audit::note_refused_access(ctx, &self.what, &self.path).await {
            // It is refused all the same.
            tracing::error!(cause = explain(&fault), "a refusal was not recorded");
        }
    }
}

/// They are asked for their password, and can go on.
fn has_to_confirm(response: &Response) -> bool {
    matches!(
        response.extensions().get(),
        Some(PageError::Refused(Refusal::ConfirmFirst))
    )
}
