use axum::response::IntoResponse;
use backend::{
    Fault,
    passkey::{confirm_by_passkey, sign_in_by_passkey},
};
use domain::{account::PasskeyUse, refusal::Refusal};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    super::{
        barred, confirm as confirm_page,
        onward::{end_former_session, onward},
        sign_in as sign_in_page,
    },
    form::PasskeyForm,
};
use crate::{
    Ctx,
    pages::{Form, Reply, see_other},
    routes,
    session::Secret,
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    passkey_answer: String,
    return_to: String,
}

/// As with a password, but for the code that is not asked for.
pub async fn sign_in(ctx: Ctx, Form(fields): Form<Fields>) -> Reply {
    match sign_in_by_passkey(&ctx, ctx.passkey_question(), &fields.passkey_answer, ctx.user_agent()).await {
        Ok(signed_in) => {
            end_former_session(&ctx).await?;
            let next = onward(&ctx, signed_in.role, &fields.return_to).await?;
            Ok(see_other(next)
                .with_cookie(&ctx.keep(Secret::Session, &signed_in.session))
                .with_cookie(&ctx.know(&signed_in.browser))
                .with_cookie(&ctx.forget(Secret::Passkey))
                .into_response())
        }
        Err(Fault::Refused(Refusal::Barred { state, reason })) => {
            Ok(barred::refused(&ctx, state, reason).await?.into_response())
        }
        Err(Fault::Refused(refusal @ Refusal::WrongCode)) => {
            sign_in_page::refused(&ctx, fields.return_to, refusal).await
        }
        Err(fault) => Err(fault.into()),
    }
}

pub async fn confirm(ctx: Ctx, Form(fields): Form<Fields>) -> Reply {
    match confirm_by_passkey(&ctx, ctx.passkey_question(), &fields.passkey_answer).await {
        Ok(()) => Ok(see_other(confirm_page::next(&fields.return_to))
            .with_cookie(&ctx.forget(Secret::Passkey))
            .into_response()),
        Err(Fault::Refused(refusal @ Refusal::WrongCode)) => {
            confirm_page::page(&ctx, fields.return_to, Some(refusal)).await
        }
        Err(fault) => Err(fault.into()),
    }
}

/// The other way to sign in, where browsers take passkeys for us: for `domain`.
pub fn sign_in_form(domain: Option<String>, return_to: &str) -> Option<impl IntoView + use<>> {
    let label = "Sign in with a passkey";
    Some(form(
        PasskeyUse::SignIn,
        domain?,
        routes::SIGN_IN_PASSKEY,
        label,
        return_to,
    ))
}

/// The other way to confirm.
pub fn confirm_form(domain: Option<String>, return_to: &str) -> Option<impl IntoView + use<>> {
    let label = "Confirm with a passkey";
    Some(form(
        PasskeyUse::Confirm,
        domain?,
        routes::CONFIRM_PASSKEY,
        label,
        return_to,
    ))
}

fn form(
    purpose: PasskeyUse,
    domain: String,
    action: &'static str,
    label: &'static str,
    return_to: &str,
) -> impl IntoView + use<> {
    let return_to = routes::local(return_to).map(str::to_owned);
    let form = PasskeyForm {
        purpose,
        domain,
        action,
        label,
    };
    form.around(return_to.map(|path| view! { <input type="hidden" name="return_to" value=path/> }))
}
