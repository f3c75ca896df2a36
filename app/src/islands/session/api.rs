//! The server functions of the session.

use domain::account::PasskeyUse;
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

/// POST `/api/passkey/ask`: what the browser asks for a passkey.
///
/// Input: `purpose`, `sign_in`, `confirm` or `add`; `name` of a new one, else empty. Answers the options of `navigator.credentials` as
/// JSON; sets the cookie that the answer needs. The answer is sent with a form, within five minutes. For everyone to sign in, else
/// for who is signed in.
///
/// # Errors
/// `NotFound` (404) where there are none, `TooManyTries` (429), `SignInFirst` (401), `ConfirmFirst` (403), `Invalid` (422) for the
/// name, `Stale` (409) when there are ten.
#[server(endpoint = "passkey/ask", input = Json, output = Json)]
pub async fn ask_passkey(purpose: PasskeyUse, name: String) -> Result<String, AppError> {
    let ctx = crate::server_context()?;
    let asked = backend::passkey::ask(&ctx, purpose, &name, ctx.passkey_question()).await?;
    ctx.keep(crate::session::Secret::Passkey, &asked.token).add_to_answer();
    Ok(asked.options)
}

#[cfg(feature = "ssr")]
fn seconds_left() -> Result<u32, AppError> {
    let ctx = crate::server_context()?;
    Ok(ctx.seconds_left().ok_or(domain::refusal::Refusal::SignInFirst)?)
}
