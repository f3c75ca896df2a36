use axum::response::IntoResponse;
use backend::{
    Fault, passkey,
    second_factor::{self, FactorState},
    session::{self, Confirm},
};
use domain::refusal::{Field, Refusal};
use leptos::prelude::*;
use serde::Deserialize;

use super::{passkeys::confirm_form, tabs::too_many};
use crate::{
    Ctx,
    error::status_of,
    pages::{Form, Page, Query, Reply, faults::Faults, see_other},
    routes,
    ui::{Button, ErrorSummary, Field as Input, InputKind, InputWidth, Notice, Tone},
};

const ORDER: [Field; 2] = [Field::Password, Field::FactorCode];

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    return_to: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    password: String,
    factor_code: String,
    return_to: String,
}

pub async fn show(ctx: Ctx, Query(asked): Query<Asked>) -> Reply {
    page(&ctx, asked.return_to, None).await
}

pub async fn submit(ctx: Ctx, Form(fields): Form<Fields>) -> Reply {
    let form = Confirm {
        password: fields.password,
        code: fields.factor_code,
    };
    match session::confirm(&ctx, &form).await {
        Ok(()) => Ok(see_other(next(&fields.return_to)).into_response()),
        Err(Fault::Refused(refusal @ (Refusal::Invalid(_) | Refusal::TooManyTries { .. }))) => {
            page(&ctx, fields.return_to, Some(refusal)).await
        }
        Err(fault) => Err(fault.into()),
    }
}

/// Where to go on.
pub(super) fn next(return_to: &str) -> &str {
    routes::local(return_to).unwrap_or(routes::PASSWORD)
}

pub(super) async fn page(ctx: &Ctx, return_to: String, refusal: Option<Refusal>) -> Reply {
    let factor = second_factor::find_factor(ctx).await?;
    let has_factor = matches!(factor.state, FactorState::On { .. });
    let faults = refusal.as_ref().map(Faults::of).unwrap_or_default();
    let status = refusal.as_ref().map(status_of).unwrap_or_default();
    let title = if refusal.is_some() {
        "Error: Confirm that it is you"
    } else {
        "Confirm that it is you"
    };
    let domain = passkey::domain(ctx.settings()).filter(|_| factor.has_passkey);
    let page = Page::new(title, move || {
        let passkey = confirm_form(domain, &return_to);
        let return_to = routes::local(&return_to).map(str::to_owned);
        view! {
            <div class="container container--narrow account">
                <div class="card account__card stack">
                    <ErrorSummary errors=faults.summary(&ORDER)/>
                    <h1 class="account__title">"Confirm that it is you"</h1>
                    <p>"You are about to change something important. Enter your password again; then you have ten minutes."</p>
                    {too_many(refusal.as_ref())}
                    {(refusal == Some(Refusal::WrongCode)).then(|| view! {
                        <Notice tone=Tone::Bad live=true title="This passkey does not work here">
                            <p>"It may be another account’s, or it was used too late. Try again, or enter your password."</p>
                        </Notice>
                    })}
                    <form class="form" method="post" action=routes::CONFIRM novalidate>
                        {return_to.map(|path| view! { <input type="hidden" name="return_to" value=path/> })}
                        <Input
                            id=Field::Password.name()
                            label="Password"
                            kind=InputKind::Password
                            error=faults.text(Field::Password)
                            autocomplete="current-password"
                            required=true
                        />
                        {has_factor.then(|| code_field(&faults))}
                        <div class="form__actions">
                            <Button wide=true>"Confirm"</Button>
                        </div>
                    </form>
                    {passkey}
                </div>
            </div>
        }
    });
    Ok(page.with_status(status).into_response())
}

/// A code of the app, or a recovery code.
pub(super) fn code_field(faults: &Faults) -> impl IntoView + use<> {
    view! {
        <Input
            id=Field::FactorCode.name()
            label="Code"
            hint="Six digits from your app, or one of your recovery codes"
            width=InputWidth::Medium
            error=faults.text(Field::FactorCode)
            autocomplete="one-time-code"
            required=true
        />
    }
}
