//! An account for somebody: first the role, then who it is.

use axum::response::IntoResponse;
use backend::{
    Fault,
    people::{NewPerson, create_person},
};
use domain::{
    account::{Role, StaffForm},
    refusal::{Field, Refusal},
};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    parts::{ROLES, role_tabs},
    places::{Boxes, place_boxes},
};
use crate::{
    Ctx,
    error::status_of,
    pages::{
        Form, Page, PageError, Query, Reply,
        account::staff_fields::{Offered, staff_fields},
        faults::Faults,
        see_other,
    },
    routes,
    ui::{BackLink, Button, ErrorSummary, Field as Input, InputKind, InputWidth},
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    role: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    role: String,
    given_name: String,
    family_name: String,
    email: String,
    phone: String,
    #[serde(flatten)]
    staff: StaffForm,
    #[serde(flatten)]
    boxes: Boxes,
}

pub async fn show(ctx: Ctx, Query(asked): Query<Asked>) -> Result<Page, PageError> {
    // Before anything is typed, which asking for the password again would lose.
    ctx.recently_verified()?;
    let role = Role::from_name(&asked.role).unwrap_or(Role::Support);
    page(&ctx, role, Fields::default(), None).await
}

pub async fn submit(ctx: Ctx, Form(fields): Form<Fields>) -> Reply {
    let role = Role::from_name(&fields.role).ok_or(PageError::Malformed)?;
    let input = NewPerson {
        role,
        given_name: fields.given_name.clone(),
        family_name: fields.family_name.clone(),
        email: fields.email.clone(),
        phone: fields.phone.clone(),
        staff: fields.staff.clone(),
        places: fields.boxes.places(),
    };
    match create_person(&ctx, &input).await {
        Ok(id) => {
            let path = routes::with_query(&routes::of_account(routes::ACCOUNT, id), &[("done", "created")]);
            Ok(see_other(path).into_response())
        }
        Err(Fault::Refused(refusal @ Refusal::Invalid(_))) => {
            Ok(page(&ctx, role, fields, Some(&refusal)).await?.into_response())
        }
        Err(fault) => Err(fault.into()),
    }
}

async fn page(ctx: &Ctx, role: Role, fields: Fields, refusal: Option<&Refusal>) -> Result<Page, PageError> {
    let offered = Offered::load(ctx).await?;
    let faults = refusal.map(Faults::of).unwrap_or_default();
    let status = refusal.map(status_of).unwrap_or_default();
    let title = faults.title("Add an account");
    Ok(Page::new(title, move || view(role, &fields, &offered, &faults)).with_status(status))
}

fn view(role: Role, fields: &Fields, offered: &Offered, faults: &Faults) -> impl IntoView + use<> {
    let order = [Field::GivenName, Field::FamilyName, Field::Email, Field::Phone];
    let order: Vec<Field> = order
        .into_iter()
        .chain(StaffForm::FIELDS)
        .chain([Field::Places])
        .collect();
    let staff = (role == Role::Doctor).then(|| staff_fields(&fields.staff, offered, faults));
    let places = (role == Role::Support).then(|| place_boxes(offered.locations(), &fields.boxes.places(), faults));
    view! {
        <div class="container">
            <div class="settings">
                <BackLink href=routes::ACCOUNTS label="Accounts"/>
                <ErrorSummary errors=faults.summary(&order)/>
                <div class="page-head">
                    <h1>"Add an account"</h1>
                    <p class="lead">"The person gets a link by e-mail to set the password."</p>
                </div>
                {role_tabs(routes::NEW_ACCOUNT, &ROLES, role)}
                <form class="form" method="post" action=routes::NEW_ACCOUNT novalidate>
                    <input type="hidden" name="role" value=role.name()/>
                    {person(fields, faults)}
                    {staff}
                    {places}
                    <div class="form__actions"><Button>"Add the account"</Button></div>
                </form>
            </div>
        </div>
    }
}

fn person(fields: &Fields, faults: &Faults) -> impl IntoView + use<> {
    view! {
        <div class="field-pair">
            <Input id=Field::GivenName.name() label="First name" value=fields.given_name.clone() error=faults.text(Field::GivenName) maxlength=100 required=true/>
            <Input id=Field::FamilyName.name() label="Last name" value=fields.family_name.clone() error=faults.text(Field::FamilyName) maxlength=100 required=true/>
        </div>
        <Input
            id=Field::Email.name()
            label="E-mail address"
            kind=InputKind::Email
            hint="The link goes there"
            value=fields.email.clone()
            error=faults.text(Field::Email)
            required=true
        />
        <Input
            id=Field::Phone.name()
            label="Phone number"
            kind=InputKind::Phone
            width=InputWidth::Medium
            hint="With the country code, like +44 20 7946 0958"
            value=fields.phone.clone()
            error=faults.text(Field::Phone)
            optional=true
        />
    }
}
