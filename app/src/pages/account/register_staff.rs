use axum::response::IntoResponse;
use backend::{
    Fault,
    account::{self, RegisterStaff},
};
use domain::{
    account::StaffForm,
    refusal::{Field, Refusal},
};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    onward::onward,
    staff_fields::{Offered, staff_fields},
};
use crate::{
    Ctx,
    error::status_of,
    pages::{Page, PageError, Reply, Upload, faults::Faults, profile::photo_field, see_other},
    routes,
    session::Secret,
    ui::{Button, ErrorSummary, Field as Input, InputKind, InputWidth},
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    given_name: String,
    family_name: String,
    email: String,
    phone: String,
    password: String,
    #[serde(flatten)]
    staff: StaffForm,
}

pub async fn show(ctx: Ctx) -> Reply {
    if let Some(role) = ctx.role() {
        return Ok(see_other(onward(&ctx, role, "").await?).into_response());
    }
    Ok(page(&ctx, Fields::default(), None).await?.into_response())
}

/// The same answer whether the address has an account or not.
pub async fn submit(ctx: Ctx, Upload { fields, file }: Upload<Fields>) -> Reply {
    let input = RegisterStaff {
        given_name: fields.given_name.clone(),
        family_name: fields.family_name.clone(),
        email: fields.email.clone(),
        phone: fields.phone.clone(),
        password: fields.password.clone(),
        staff: fields.staff.clone(),
        photo: file,
    };
    match account::register_staff(&ctx, &input).await {
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

async fn page(ctx: &Ctx, fields: Fields, refusal: Option<&Refusal>) -> Result<Page, PageError> {
    let offered = Offered::load(ctx).await?;
    let faults = refusal.map(Faults::of).unwrap_or_default();
    let status = refusal.map(status_of).unwrap_or_default();
    let title = faults.title("Register as staff");
    let has_texts = ctx.settings().sends_sms;
    Ok(Page::new(title, move || form(&fields, &offered, &faults, has_texts)).with_status(status))
}

fn form(fields: &Fields, offered: &Offered, faults: &Faults, has_texts: bool) -> impl IntoView + use<> {
    let contacts = [
        Field::GivenName,
        Field::FamilyName,
        Field::Email,
        Field::Phone,
        Field::Password,
    ];
    let order: Vec<Field> = contacts
        .into_iter()
        .chain(StaffForm::FIELDS)
        .chain([Field::Photo])
        .collect();
    view! {
        <div class="container container--narrow account">
            <div class="card account__card stack">
                <ErrorSummary errors=faults.summary(&order)/>
                <h1 class="account__title">"Register as staff"</h1>
                <p>
                    "For doctors, nurses and specialists of the clinic. Codes prove your contacts; then an administrator approves your account, and you get an e-mail."
                </p>
                <form class="form" method="post" action=routes::REGISTER_STAFF enctype="multipart/form-data" novalidate>
                    {person(fields, faults, has_texts)}
                    {staff_fields(&fields.staff, offered, faults)}
                    {photo_field(faults, true)}
                    <div class="form__actions">
                        <Button wide=true>"Register"</Button>
                    </div>
                </form>
            </div>
            <p class="account__other">"Are you a patient? " <a href=routes::REGISTER>"Create a patient account"</a></p>
            <p class="account__other">"Have an account? " <a href=routes::SIGN_IN>"Sign in"</a></p>
        </div>
    }
}

/// Not the password: it is asked for again.
fn person(fields: &Fields, faults: &Faults, has_texts: bool) -> impl IntoView + use<> {
    let phone_hint = if has_texts {
        "A mobile number with the country code, like +44 7700 900123. We text a code to it. Patients do not see it."
    } else {
        "With the country code, like +44 20 7946 0958. Patients do not see it."
    };
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
        <Input
            id=Field::Email.name()
            label="E-mail address"
            kind=InputKind::Email
            hint="We send a code to it"
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
