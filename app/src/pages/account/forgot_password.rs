use axum::response::IntoResponse;
use backend::{Fault, account};
use domain::refusal::{Field, Refusal};
use leptos::prelude::*;
use serde::Deserialize;

use super::tabs::too_many;
use crate::{
    Ctx,
    error::status_of,
    pages::{Form, Page, Query, Reply, faults::Faults, see_other},
    routes,
    ui::{Button, ErrorSummary, Field as Input, InputKind},
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// A message was just sent.
    sent: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    email: String,
}

pub async fn show(ctx: Ctx, Query(asked): Query<Asked>) -> Reply {
    if asked.sent.is_empty() {
        form(String::new(), None)
    } else {
        Ok(sent(ctx.state().demo.is_some()).into_response())
    }
}

/// The same answer whether the address has an account or not.
pub async fn submit(ctx: Ctx, Form(fields): Form<Fields>) -> Reply {
    match account::forgot_password(&ctx, &fields.email).await {
        Ok(()) => Ok(see_other(routes::with_query(routes::FORGOT_PASSWORD, &[("sent", "1")])).into_response()),
        Err(Fault::Refused(refusal @ (Refusal::Invalid(_) | Refusal::TooManyTries { .. }))) => {
            form(fields.email, Some(refusal))
        }
        Err(fault) => Err(fault.into()),
    }
}

fn form(email: String, refusal: Option<Refusal>) -> Reply {
    let faults = refusal.as_ref().map(Faults::of).unwrap_or_default();
    let status = refusal.as_ref().map(status_of).unwrap_or_default();
    let title = if refusal.is_some() {
        "Error: Forgot your password?"
    } else {
        "Forgot your password?"
    };
    let page = Page::new(title, move || {
        view! {
            <div class="container container--narrow account">
                <div class="card account__card stack">
                    <ErrorSummary errors=faults.summary(&[Field::Email])/>
                    <h1 class="account__title">"Forgot your password?"</h1>
                    <p>"We send you a link to choose a new one."</p>
                    {too_many(refusal.as_ref())}
                    <form class="form" method="post" action=routes::FORGOT_PASSWORD novalidate>
                        <Input
                            id=Field::Email.name()
                            label="E-mail address"
                            kind=InputKind::Email
                            hint="The one that you sign in with"
                            value=email
                            error=faults.text(Field::Email)
                            autocomplete="username"
                            required=true
                        />
                        <div class="form__actions">
                            <Button wide=true>"Send the link"</Button>
                        </div>
                    </form>
                </div>
                <p class="account__other"><a href=routes::SIGN_IN>"Back to sign in"</a></p>
            </div>
        }
    });
    Ok(page.with_status(status).into_response())
}

fn sent(is_demo: bool) -> Page {
    Page::new("Look into your e-mail", move || {
        view! {
            <div class="container container--narrow account">
                <div class="card account__card stack">
                    <h1 class="account__title">"Look into your e-mail"</h1>
                    <p>
                        "A message is on its way to the address that you gave. If there is an account with it, follow the link \
                         in the message; it works for one hour."
                    </p>
                    {is_demo.then(|| view! {
                        <p>"This is the demo, so the message waits in the " <a href=routes::DEMO_MAIL>"demo mail"</a> "."</p>
                    })}
                    <p>"Nothing came? Look into the folder for junk, then try again."</p>
                </div>
                <p class="account__other"><a href=routes::SIGN_IN>"Back to sign in"</a></p>
            </div>
        }
    })
}
