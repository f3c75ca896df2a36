//! Who: a patient that is known, or a new one.

use axum::response::IntoResponse;
use backend::{
    Fault,
    patient::{AddPatient, MOST_FOUND, PatientRow, add_patient, find_patients},
};
use domain::refusal::{Field, Refusal};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    choose::hidden,
    wish::{Offered, Wish},
};
use crate::{
    Ctx,
    error::status_of,
    pages::{Form, Page, PageError, Query, Reply, faults::Faults, see_other},
    routes,
    ui::{
        BackLink, Button, ButtonVariant, DateParts, EmptyState, ErrorSummary, Field as Input, IconName, InputKind,
        InputWidth, LinkButton,
    },
};

/// The words are posted: a name has no place in an address.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Search {
    words: String,
    #[serde(flatten)]
    wish: Wish,
}

/// The form to look for a patient, before anybody is looked for.
pub(super) async fn ask(ctx: &Ctx, wish: Wish) -> Result<Page, PageError> {
    page(ctx, wish, String::new(), None).await
}

pub async fn find(ctx: Ctx, Form(search): Form<Search>) -> Result<Page, PageError> {
    let found = find_patients(&ctx, &search.words).await?;
    page(&ctx, search.wish, search.words, Some(found)).await
}

async fn page(ctx: &Ctx, wish: Wish, words: String, found: Option<Vec<PatientRow>>) -> Result<Page, PageError> {
    let offered = wish.offered(ctx).await?;
    Ok(Page::new("Book for a patient: who", move || {
        view(&wish, &offered, words, found)
    }))
}

fn view(wish: &Wish, offered: &Offered, words: String, found: Option<Vec<PatientRow>>) -> impl IntoView + use<> {
    let when = wish.start().and_then(|start| offered.time(start));
    let when = when.map(|time| format!("{}, {}, with {}", time.date, time.from, offered.doctor.name));
    let back = Wish {
        start: String::new(),
        overbook: String::new(),
        ..wish.clone()
    };
    let found = found.map(|found| results(wish, found));
    view! {
        <div class="container container--narrow stack stack--l">
            <BackLink href=back.path() label="Another time"/>
            <div class="page-head">
                <h1>"Who is it for?"</h1>
                <p class="lead">{when}</p>
            </div>
            <form class="form" method="post" action=routes::DESK_PATIENTS role="search">
                {hidden(wish, &[])}
                <Input
                    id="words"
                    label="Name, date of birth, phone or e-mail"
                    hint="Two letters are enough. A date of birth like 1984-03-27."
                    kind=InputKind::Search
                    value=words
                    maxlength=100
                />
                <div class="form__actions">
                    <Button icon=IconName::SEARCH>"Find the patient"</Button>
                    <LinkButton href=wish.new_patient_path() variant=ButtonVariant::Secondary>"New patient"</LinkButton>
                </div>
            </form>
            {found}
        </div>
    }
}

fn results(wish: &Wish, found: Vec<PatientRow>) -> impl IntoView + use<> {
    if found.is_empty() {
        return view! {
            <EmptyState icon=IconName::SEARCH_X title="No patient fits" text="Try fewer words, or add a new patient."/>
        }
        .into_any();
    }
    let more = (found.len() >= MOST_FOUND).then(|| {
        let words = format!("The first {MOST_FOUND} are shown. For others, add the date of birth or more of the name.");
        view! { <p class="muted">{words}</p> }
    });
    let rows = found.into_iter().map(|patient| {
        let next = Wish {
            patient: patient.id.to_string(),
            ..wish.clone()
        };
        let born = patient.birth_date.map(|date| format!("born {date}"));
        let known = [born, patient.phone, Some(patient.email)];
        let known = known.into_iter().flatten().collect::<Vec<_>>().join(", ");
        let about = format!(" {}", patient.name);
        view! {
            <li class="days__one">
                <span class="person__text">
                    <a class="strong" href=routes::patient(patient.id)>{patient.name}</a>
                    <span class="person__note">{known}</span>
                </span>
                <LinkButton href=next.path() variant=ButtonVariant::Secondary small=true>
                    "Choose" <span class="visually-hidden">{about}</span>
                </LinkButton>
            </li>
        }
    });
    view! {
        {more}
        <ul class="days" role="list" aria-label="Patients">{rows.collect_view()}</ul>
    }
    .into_any()
}

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
    #[serde(flatten)]
    wish: Wish,
}

const ORDER: [Field; 5] = [
    Field::GivenName,
    Field::FamilyName,
    Field::BirthDate,
    Field::Email,
    Field::Phone,
];

pub async fn show_new(_: Ctx, Query(wish): Query<Wish>) -> Page {
    let fields = Fields {
        wish,
        ..Fields::default()
    };
    form_page(fields, None)
}

/// Adds the patient and goes on with the booking.
pub async fn add(ctx: Ctx, Form(fields): Form<Fields>) -> Reply {
    let input = AddPatient {
        given_name: fields.given_name.clone(),
        family_name: fields.family_name.clone(),
        birth_day: fields.birth_date_day.clone(),
        birth_month: fields.birth_date_month.clone(),
        birth_year: fields.birth_date_year.clone(),
        email: fields.email.clone(),
        phone: fields.phone.clone(),
    };
    match add_patient(&ctx, &input).await {
        Ok(patient) => {
            let next = Wish {
                patient: patient.to_string(),
                ..fields.wish
            };
            Ok(see_other(next.path()).into_response())
        }
        Err(Fault::Refused(refusal @ Refusal::Invalid(_))) => Ok(form_page(fields, Some(&refusal)).into_response()),
        Err(fault) => Err(fault.into()),
    }
}

fn form_page(fields: Fields, refusal: Option<&Refusal>) -> Page {
    let faults = refusal.map(Faults::of).unwrap_or_default();
    let status = refusal.map(status_of).unwrap_or_default();
    let title = faults.title("New patient");
    Page::new(title, move || form(fields, &faults)).with_status(status)
}

fn form(fields: Fields, faults: &Faults) -> impl IntoView + use<> {
    let back = fields.wish.path();
    view! {
        <div class="container container--narrow stack stack--l">
            <BackLink href=back label="Back"/>
            <ErrorSummary errors=faults.summary(&ORDER)/>
            <div class="page-head">
                <h1>"New patient"</h1>
                <p class="lead">
                    "They get an e-mail about the appointment. The account is theirs as soon as they register with the same e-mail address and date of birth."
                </p>
            </div>
            <form class="form" method="post" action=routes::DESK_NEW_PATIENT novalidate>
                {hidden(&fields.wish, &[])}
                <div class="field-pair">
                    <Input id=Field::GivenName.name() label="First name" value=fields.given_name error=faults.text(Field::GivenName) required=true/>
                    <Input id=Field::FamilyName.name() label="Last name" value=fields.family_name error=faults.text(Field::FamilyName) required=true/>
                </div>
                <DateParts
                    id=Field::BirthDate.name()
                    legend="Date of birth"
                    hint="For example, 27 3 1984"
                    day=fields.birth_date_day
                    month=fields.birth_date_month
                    year=fields.birth_date_year
                    error=faults.text(Field::BirthDate)
                />
                <Input
                    id=Field::Email.name()
                    label="E-mail address"
                    kind=InputKind::Email
                    value=fields.email
                    error=faults.text(Field::Email)
                    required=true
                />
                <Input
                    id=Field::Phone.name()
                    label="Phone number"
                    kind=InputKind::Phone
                    width=InputWidth::Medium
                    hint="With the country code, like +44 20 7946 0958"
                    value=fields.phone
                    error=faults.text(Field::Phone)
                    required=true
                />
                <div class="form__actions">
                    <Button>"Add the patient"</Button>
                </div>
            </form>
        </div>
    }
}
