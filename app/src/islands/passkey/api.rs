//! The server functions of passkeys.

use domain::account::PasskeyUse;
use leptos::prelude::*;

use crate::{AppError, codec::Json};

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
