use axum::response::IntoResponse;
use backend::{
    Fault,
    account::{self, Register},
    booking::find_live_hold,
};
use domain::{
    booking::HoldView,
    refusal::{Field, Refusal},
};
use leptos::prelude::*;
use serde::Deserialize;

use super::{held::held_time, onward::onward};
use crate::{
    Ctx,
    error::status_of,
    pages::{Form, Page, PageError, Reply, faults::Faults, see_other},
    routes,
    session::Secret,
    ui::{Button, DateParts, ErrorSummary, Field as Input, InputKind, InputWidth},
};

/// As on the page.
const ORDER: [Field; 6] = [
    Field::GivenName,
    Field::FamilyName,
    Field::BirthDate,
    Field::Email,
    Field::Phone,
    Field::Password,
];

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    given_name: String,
    family_name: String,
    birth_date_day: String,
    birth_date_month: String,
    birth_date_year: String,
    email: String,
    phone: String,
    password: String,
}

pub async fn show(ctx: Ctx) -> Reply {
    if let Some(role) = ctx.role() {
        return Ok(see_other(onward(&ctx, role, "").await?).into_response());
    }
    Ok(page(&ctx, Fields::default(), None).await?.into_response())
}

/// The same answer whether the address has an account or not.
pub async fn submit(ctx: Ctx, Form(fields): Form<Fields>) -> Reply {
    match account::register(&ctx, &entered(&fields)).await {
        Ok(registered) => {
            let cookie = ctx.keep(Secret::Registration, &registered.token);
            Ok(see_other(routes::REGISTER_CODE).with_cookie(&cookie).into_response())
        }
        Err(Fault::Refused(refusal @ Refusal::Invalid(_))) => {
            Ok(page(&ctx, fields, Some(&refusal)).await?.into_response())
        }
        Err(fault) => Err(fault.into()),
    }
}

fn entered(fields: &Fields) -> Register {
    Register {
        given_name: fields.given_name.clone(),
        family_name: fields.family_name.clone(),
        birth_day: fields.birth_date_day.clone(),
        birth_month: fields.birth_date_month.clone(),
        birth_year: fields.birth_date_year.clone(),
        email: fields.email.clone(),
        phone: fields.phone.clone(),
        password: fields.password.clone(),
    }
}

async fn page(ctx: &Ctx, fields: Fields, refusal: Option<&Refusal>) -> Result<Page, PageError> {
    let hold = find_live_hold(ctx).await?;
    let faults = refusal.map(Faults::of).unwrap_or_default();
    let status = refusal.map(status_of).unwrap_or_default();
    let title = faults.title("Create an account");
    let has_texts = ctx.settings().sends_sms;
    Ok(Page::new(title, move || form(fields, hold, &faults, has_texts)).with_status(status))
}

fn form(fields: Fields, hold: Option<HoldView>, faults: &Faults, has_texts: bool) -> impl IntoView + use<> {
    view! {
        <div class="container container--narrow account">
            {held_time(hold)}
            <div class="card account__card stack">
                <ErrorSummary errors=faults.summary(&ORDER)/>
                <h1 class="account__title">"Create an account"</h1>
                <form class="form" method="post" action=routes::REGISTER novalidate>
                    {person(&fields, faults)}
                    {contact(&fields, faults, has_texts)}
                    <p class="small muted">
                        "Only you and the people at the clinic who look after you see what you enter. "
                        <a href=privacy()>"How we handle your data"</a>
                    </p>
                    <div class="form__actions">
                        <Button wide=true>"Create account"</Button>
                    </div>
                </form>
            </div>
            <p class="account__other">"Have an account? " <a href=routes::SIGN_IN>"Sign in"</a></p>
            <p class="account__other">
                "Do you work here as a doctor, nurse or specialist? " <a href=routes::REGISTER_STAFF>"Register as staff"</a>
            </p>
        </div>
    }
}

fn person(fields: &Fields, faults: &Faults) -> impl IntoView + use<> {
    view! {
        <div class="field-pair">
            <Input
                id=Field::GivenName.name()
                label="First name"
                value=fields.given_name.clone()
                error=faults.text(Field::GivenName)
                autocomplete="given-name"
                required=true
            />
            <Input
                id=Field::FamilyName.name()
                label="Last name"
                value=fields.family_name.clone()
                error=faults.text(Field::FamilyName)
                autocomplete="family-name"
                required=true
            />
        </div>
        <DateParts
            id=Field::BirthDate.name()
            legend="Date of birth"
            hint="For example, 27 3 1984"
            day=fields.birth_date_day.clone()
            month=fields.birth_date_month.clone()
            year=fields.birth_date_year.clone()
            error=faults.text(Field::BirthDate)
            birth_date=true
        />
    }
}

/// Not the password: it is asked for again.
fn contact(fields: &Fields, faults: &Faults, has_texts: bool) -> impl IntoView + use<> {
    let phone_hint = if has_texts {
        "A mobile number with the country code, like +44 7700 900123. We text a code to it."
    } else {
        "With the country code, like +44 20 7946 0958. The clinic calls it when something changes."
    };
    view! {
        <Input
            id=Field::Email.name()
            label="E-mail address"
            kind=InputKind::Email
            hint="We send a code to it, and later your confirmations"
            value=fields.email.clone()
            error=faults.text(Field::Email)
            autocomplete="email"
            required=true
        />
        <Input
            id=Field::Phone.name()
            label="Phone number"
            kind=InputKind::Phone
            width=InputWidth::Medium
            hint=phone_hint
            value=fields.phone.clone()
            error=faults.text(Field::Phone)
            autocomplete="tel"
            required=true
        />
        <Input
            id=Field::Password.name()
            label="Password"
            kind=InputKind::Password
            hint="At least 12 characters. A few words that only you would put together are best."
            error=faults.text(Field::Password)
            autocomplete="new-password"
            required=true
        />
    }
}

fn privacy() -> String {
    format!("{}#privacy", routes::HELP)
}
