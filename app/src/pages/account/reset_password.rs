use axum::{http::StatusCode, response::IntoResponse};
use backend::{Fault, Token, account};
use domain::refusal::{Field, Refusal};
use leptos::prelude::*;
use serde::Deserialize;

use super::password::new_password_field;
use crate::{
    Ctx,
    error::status_of,
    pages::{Form, Page, Path, Reply, faults::Faults, see_other},
    routes,
    session::Secret,
    ui::{Button, ErrorSummary, LinkButton},
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    password: String,
}

/// Looking uses nothing up: programs that read mail follow links too.
pub async fn show(ctx: Ctx, Path(token): Path<String>) -> Reply {
    match Token::parse(&token) {
        Some(open) if account::is_reset_open(&ctx, &open).await? => Ok(form(&open, None).into_response()),
        _ => Ok(over().into_response()),
    }
}

pub async fn submit(ctx: Ctx, Path(token): Path<String>, Form(fields): Form<Fields>) -> Reply {
    let Some(token) = Token::parse(&token) else {
        return Ok(over().into_response());
    };
    match account::reset_password(&ctx, &token, &fields.password).await {
        Ok(()) => {
            let next = see_other(routes::with_query(routes::SIGN_IN, &[("changed", "1")]));
            Ok(next.with_cookie(&ctx.forget(Secret::Session)).into_response())
        }
        Err(Fault::Refused(refusal @ Refusal::Invalid(_))) => Ok(form(&token, Some(&refusal)).into_response()),
        Err(Fault::Refused(Refusal::NotFound | Refusal::Stale)) => Ok(over().into_response()),
        Err(fault) => Err(fault.into()),
    }
}

fn form(token: &Token, refusal: Option<&Refusal>) -> Page {
    let faults = refusal.map(Faults::of).unwrap_or_default();
    let status = refusal.map(status_of).unwrap_or_default();
    let action = routes::reset_password(token.secret());
    let page = Page::new(faults.title("Choose a new password"), move || {
        view! {
            <div class="container container--narrow account">
                <div class="card account__card stack">
                    <ErrorSummary errors=faults.summary(&[Field::Password])/>
                    <h1 class="account__title">"Choose a new password"</h1>
                    <p>"All browsers that are signed in to your account are signed out by it."</p>
                    <form class="form" method="post" action=action novalidate>
                        {new_password_field(&faults)}
                        <div class="form__actions">
                            <Button wide=true>"Save the new password"</Button>
                        </div>
                    </form>
                </div>
            </div>
        }
    });
    page.with_status(status).not_stored()
}

fn over() -> Page {
    let page = Page::new("This link does not work any more", || {
        view! {
            <div class="container container--narrow account">
                <div class="card account__card stack">
                    <h1 class="account__title">"This link does not work any more"</h1>
                    <p>"A link for a new password works for one hour, and once. Have a new one sent."</p>
                    <div class="form__actions">
                        <LinkButton href=routes::FORGOT_PASSWORD wide=true>"Send a new link"</LinkButton>
                    </div>
                </div>
            </div>
        }
    });
    page.with_status(StatusCode::NOT_FOUND).not_stored()
}
