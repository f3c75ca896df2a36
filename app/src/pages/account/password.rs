use axum::response::IntoResponse;
use backend::{
    Fault,
    account::{self, ChangePassword},
    second_factor::{FactorState, find_factor},
};
use domain::refusal::{Field, Refusal};
use leptos::prelude::*;
use serde::Deserialize;

use super::tabs::{tabs, too_many};
use crate::{
    Ctx,
    error::status_of,
    pages::{Form, Page, Query, Reply, faults::Faults, see_other},
    routes,
    ui::{Button, ErrorSummary, Field as Input, InputKind, Notice, Tone},
};

const ORDER: [Field; 2] = [Field::OldPassword, Field::Password];

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// It was just changed.
    changed: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    old_password: String,
    password: String,
}

pub async fn show(ctx: Ctx, Query(asked): Query<Asked>) -> Reply {
    // Before the form is filled in, not after.
    if asked.changed.is_empty() && matches!(find_factor(&ctx).await?.state, FactorState::On { .. }) {
        ctx.recently_verified()?;
    }
    page(None, !asked.changed.is_empty())
}

pub async fn submit(ctx: Ctx, Form(fields): Form<Fields>) -> Reply {
    let form = ChangePassword {
        old_password: fields.old_password,
        password: fields.password,
    };
    match account::change_password(&ctx, &form).await {
        Ok(()) => Ok(see_other(routes::with_query(routes::PASSWORD, &[("changed", "1")])).into_response()),
        Err(Fault::Refused(refusal @ (Refusal::Invalid(_) | Refusal::TooManyTries { .. }))) => {
            page(Some(refusal), false)
        }
        Err(fault) => Err(fault.into()),
    }
}

fn page(refusal: Option<Refusal>, is_changed: bool) -> Reply {
    let faults = refusal.as_ref().map(Faults::of).unwrap_or_default();
    let status = refusal.as_ref().map(status_of).unwrap_or_default();
    let title = if refusal.is_some() {
        "Error: Change your password"
    } else {
        "Change your password"
    };
    let page = Page::new(title, move || {
        view! {
            <div class="container container--narrow account">
                {tabs(routes::PASSWORD)}
                <div class="card account__card stack">
                    <ErrorSummary errors=faults.summary(&ORDER)/>
                    <h1 class="account__title">"Change your password"</h1>
                    {is_changed.then(|| view! {
                        <Notice tone=Tone::Ok live=true title="Your new password is saved">
                            <p>"All your other browsers were signed out."</p>
                        </Notice>
                    })}
                    {too_many(refusal.as_ref())}
                    <p>"All your other browsers are signed out by it, and we tell you by e-mail."</p>
                    <form class="form" method="post" action=routes::PASSWORD novalidate>
                        <Input
                            id=Field::OldPassword.name()
                            label="Password until now"
                            kind=InputKind::Password
                            error=faults.text(Field::OldPassword)
                            autocomplete="current-password"
                            required=true
                        />
                        {new_password_field(&faults)}
                        <div class="form__actions">
                            <Button wide=true>"Save the new password"</Button>
                        </div>
                    </form>
                </div>
                <p class="account__other">
                    "Forgot it? " <a href=routes::FORGOT_PASSWORD>"Have a link sent"</a>
                </p>
            </div>
        }
    });
    Ok(page.with_status(status).into_response())
}

/// A password to be.
pub(super) fn new_password_field(faults: &Faults) -> impl IntoView + use<> {
    view! {
        <Input
            id=Field::Password.name()
            label="New password"
            kind=InputKind::Password
            hint="At least 12 characters. A few words that only you would put together are best."
            error=faults.text(Field::Password)
            autocomplete="new-password"
            required=true
        />
    }
}
