use std::fmt;

use axum::{
    extract::Request,
    http::{HeaderMap, Method, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use domain::{account::Role, refusal::Refusal};

use super::{PageError, see_other};
use crate::{Ctx, routes};

/// Who may come in at all. The use cases behind decide again, by what is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gate {
    Everyone,
    SignedIn,
    /// Only who has one of these roles.
    Role(&'static [Role]),
    /// Exists in demo mode only.
    DemoOnly,
}

impl Gate {
    pub const PATIENT: Self = Self::Role(&[Role::Patient]);
    pub const DOCTOR: Self = Self::Role(&[Role::Doctor]);
    pub const ADMINISTRATOR: Self = Self::Role(&[Role::Administrator]);

    fn check(self, ctx: &Ctx) -> Result<(), Refusal> {
        match self {
            Self::Everyone => Ok(()),
            Self::SignedIn => ctx.actor().signed_in().map(|_| ()),
            Self::Role(roles) => match ctx.role() {
                None => Err(Refusal::SignInFirst),
                Some(role) if roles.contains(&role) => Ok(()),
                Some(_) => Err(Refusal::Forbidden),
            },
            Self::DemoOnly => ctx.state().demo.is_some().then_some(()).ok_or(Refusal::NotFound),
        }
    }
}

impl fmt::Display for Gate {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Everyone => out.write_str("everyone"),
            Self::SignedIn => out.write_str("signed in"),
            Self::Role(roles) => out.write_str(&roles.iter().map(|role| role.name()).collect::<Vec<_>>().join(", ")),
            Self::DemoOnly => out.write_str("demo mode only"),
        }
    }
}

/// Middleware of one route.
pub(super) async fn enforce(gate: Gate, ctx: Ctx, request: Request, next: Next) -> Response {
    match gate.check(&ctx) {
        Ok(()) => next.run(request).await,
        Err(Refusal::SignInFirst) => to_sign_in(&ctx, request.method(), request.headers()),
        Err(refusal) => PageError::from(refusal).into_response(),
    }
}

/// Sends a visitor to sign in, and back afterwards to where they were.
pub(super) fn to_sign_in(ctx: &Ctx, method: &Method, headers: &HeaderMap) -> Response {
    let return_to = where_from(ctx, method, headers);
    see_other(routes::sign_in(return_to.as_deref().and_then(routes::local))).into_response()
}

/// Has somebody give the password again, and sends them back afterwards.
pub(super) fn to_confirm(ctx: &Ctx, method: &Method, headers: &HeaderMap) -> Response {
    let return_to = where_from(ctx, method, headers);
    let return_to = return_to.as_deref().and_then(routes::local).unwrap_or_default();
    see_other(routes::confirm(return_to)).into_response()
}

fn where_from(ctx: &Ctx, method: &Method, headers: &HeaderMap) -> Option<String> {
    if *method == Method::POST {
        referring_path(headers)
    } else {
        Some(ctx.path().to_owned())
    }
}

/// The page of ours that a form was on.
fn referring_path(headers: &HeaderMap) -> Option<String> {
    let page: Uri = headers.get(header::REFERER)?.to_str().ok()?.parse().ok()?;
    let is_ours = page.authority()?.as_str() == headers.get(header::HOST)?.to_str().ok()?;
    is_ours.then(|| page.path_and_query().map(ToString::to_string))?
}
