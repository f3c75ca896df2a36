//! The server functions of the session.

use leptos::prelude::*;

use crate::{AppError, codec::Json};

/// POST `/api/session/left`: in how many seconds the session ends unless there is another request. This is none: it is what an
/// open page asks for by itself.
///
/// # Errors
/// `SignInFirst` (401) when it has ended.
#[server(endpoint = "session/left", input = Json, output = Json)]
pub async fn session_left() -> Result<u32, AppError> {
    seconds_left()
}

/// POST `/api/session/stay`: keeps the session alive, like any request of a person. Answers as `session/left`.
///
/// # Errors
/// `SignInFirst` (401) when it has ended.
#[server(endpoint = "session/stay", input = Json, output = Json)]
pub async fn stay_signed_in() -> Result<u32, AppError> {
    seconds_left()
}

#[cfg(feature = "ssr")]
fn seconds_left() -> Result<u32, AppError> {
    let ctx = crate::server_context()?;
    Ok(ctx.seconds_left().ok_or(domain::refusal::Refusal::SignInFirst)?)
}
