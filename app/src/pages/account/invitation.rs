//! The link of an invitation: opening it changes nothing, the form on it sets the password.

use axum::{http::StatusCode, response::IntoResponse};
use backend::{
    Fault, Token,
    people::{accept_invitation, find_invitation},
};
use domain::refusal::{Field, Refusal};
use leptos::prelude::*;
use serde::Deserialize;

use crate::{
    Ctx,
    error::status_of,
    pages::{Form, Page, PageError, Query, Reply, faults::Faults, see_other},
    routes,
    ui::{Button, ButtonVariant, ErrorSummary, Field as Input, InputKind, LinkButton},
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    token: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    token: String,
    password: String,
}

pub async fn show(ctx: Ctx, Query(asked): Query<Asked>) -> Result<Page, PageError> {
    page(&ctx, asked.token, None).await
}

pub async fn submit(ctx: Ctx, Form(fields): Form<Fields>) -> Reply {
    let Some(token) = Token::parse(&fields.token) else {
        return Ok(gone().into_response());
    };
    match accept_invitation(&ctx, &token, &fields.password).await {
        Ok(()) => Ok(see_other(routes::INVITATION_DONE).into_response()),
        Err(Fault::Refused(Refusal::WrongCode)) => Ok(gone().into_response()),
        Err(Fault::Refused(refusal @ Refusal::Invalid(_))) => {
            Ok(page(&ctx, fields.token, Some(&refusal)).await?.into_response())
        }
        Err(fault) => Err(fault.into()),
    }
}

pub async fn done(_: Ctx) -> Page {
    Page::new("Your password is set", || {
        view! {
            <div class="container container--narrow account">
                <div class="card account__card stack">
                    <h1 class="account__title">"Your password is set"</h1>
                    <p>"Sign in with your e-mail address and the password that you have just chosen."</p>
                    <p><LinkButton href=routes::SIGN_IN>"Sign in"</LinkButton></p>
                </div>
            </div>
        }
    })
}

async fn page(ctx: &Ctx, token: String, refusal: Option<&Refusal>) -> Result<Page, PageError> {
    let found = match Token::parse(&token) {
        Some(token) => find_invitation(ctx, &token).await?,
        None => None,
    };
    let Some(email) = found else { return Ok(gone()) };
    let faults = refusal.map(Faults::of).unwrap_or_default();
    let status = refusal.map(status_of).unwrap_or_default();
    let title = faults.title("Set your password");
    let page = Page::new(title, move || view(email, token, &faults));
    Ok(page.with_status(status).not_stored())
}

fn view(email: String, token: String, faults: &Faults) -> impl IntoView + use<> {
    view! {
        <div class="container container--narrow account">
            <div class="card account__card stack">
                <ErrorSummary errors=faults.summary(&[Field::Password])/>
                <h1 class="account__title">"Set your password"</h1>
                <p>"An account has been made for you. You sign in with " <strong>{email.clone()}</strong> " and the password that you choose here."</p>
                <form class="form" method="post" action=routes::INVITATION novalidate>
                    <input type="hidden" name="token" value=token/>
                    <input type="hidden" name="username" autocomplete="username" value=email/>
                    <Input
                        id=Field::Password.name()
                        label="Password"
                        kind=InputKind::Password
                        hint="At least 12 characters. A few words that only you would put together are best."
                        error=faults.text(Field::Password)
                        autocomplete="new-password"
                        required=true
                    />
                    <div class="form__actions">
                        <Button wide=true>"Set the password"</Button>
                    </div>
                </form>
            </div>
        </div>
    }
}

/// The same for a link that is wrong, too old and used up.
fn gone() -> Page {
    let page = Page::new("This link does not work any more", || {
        view! {
            <div class="container container--narrow account">
                <div class="card account__card stack">
                    <h1 class="account__title">"This link does not work any more"</h1>
                    <p>
                        "A link from an invitation works once, for seven days. If you have set your password already, sign in with it. If not, ask the clinic to send you a new link."
                    </p>
                    <p><LinkButton href=routes::SIGN_IN variant=ButtonVariant::Secondary>"Sign in"</LinkButton></p>
                </div>
            </div>
        }
    });
    page.with_status(StatusCode::NOT_FOUND).not_stored()
}
