use axum::response::IntoResponse;
use backend::{Fault, session};
use domain::refusal::{Fault as Wrong, Field, FieldError, Refusal};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    confirm::code_field,
    onward::{end_former_session, onward},
    tabs::too_many,
};
use crate::{
    Ctx,
    error::status_of,
    pages::{Form, Page, Query, Reply, faults::Faults, see_other},
    routes,
    session::Secret,
    ui::{Button, ErrorSummary},
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    return_to: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    factor_code: String,
    return_to: String,
}

pub async fn show(ctx: Ctx, Query(asked): Query<Asked>) -> Reply {
    if let Some(role) = ctx.role() {
        return Ok(see_other(onward(&ctx, role, &asked.return_to).await?).into_response());
    }
    let awaits_code = match ctx.half() {
        Some(half) => session::awaits_code(&ctx, half).await?,
        None => false,
    };
    if !awaits_code {
        return start_again(&asked.return_to);
    }
    page(asked.return_to, None)
}

pub async fn submit(ctx: Ctx, Form(fields): Form<Fields>) -> Reply {
    let Some(half) = ctx.half() else {
        return start_again(&fields.return_to);
    };
    match session::give_code(&ctx, half, &fields.factor_code, ctx.user_agent()).await {
        Ok(signed_in) => {
            end_former_session(&ctx).await?;
            let next = onward(&ctx, signed_in.role, &fields.return_to).await?;
            Ok(see_other(next)
                .with_cookie(&ctx.keep(Secret::Session, &signed_in.session))
                .with_cookie(&ctx.know(&signed_in.browser))
                .with_cookie(&ctx.forget(Secret::Half))
                .into_response())
        }
        Err(Fault::Refused(Refusal::SignInFirst)) => start_again(&fields.return_to),
        Err(Fault::Refused(Refusal::WrongCode)) => {
            let refusal = FieldError::alone(Field::FactorCode, Wrong::Wrong);
            page(fields.return_to, Some(refusal))
        }
        Err(Fault::Refused(refusal @ (Refusal::Invalid(_) | Refusal::TooManyTries { .. }))) => {
            page(fields.return_to, Some(refusal))
        }
        Err(fault) => Err(fault.into()),
    }
}

/// The password was given too long ago, or in another browser.
fn start_again(return_to: &str) -> Reply {
    Ok(see_other(routes::sign_in(routes::local(return_to))).into_response())
}

fn page(return_to: String, refusal: Option<Refusal>) -> Reply {
    let faults = refusal.as_ref().map(Faults::of).unwrap_or_default();
    let status = refusal.as_ref().map(status_of).unwrap_or_default();
    let title = if refusal.is_some() {
        "Error: Enter your code"
    } else {
        "Enter your code"
    };
    let page = Page::new(title, move || {
        let return_to = routes::local(&return_to).map(str::to_owned);
        view! {
            <div class="container container--narrow account">
                <div class="card account__card stack">
                    <ErrorSummary errors=faults.summary(&[Field::FactorCode])/>
                    <h1 class="account__title">"Enter your code"</h1>
                    <p>"Open the app that gives your codes and enter the one for this clinic."</p>
                    {too_many(refusal.as_ref())}
                    <form class="form" method="post" action=routes::SIGN_IN_CODE novalidate>
                        {return_to.map(|path| view! { <input type="hidden" name="return_to" value=path/> })}
                        {code_field(&faults)}
                        <div class="form__actions">
                            <Button wide=true>"Sign in"</Button>
                        </div>
                    </form>
                </div>
                <p class="account__other">
                    "No app and no recovery code? " <a href=routes::HELP>"Get help"</a>
                </p>
            </div>
        }
    });
    Ok(page.with_status(status).into_response())
}
