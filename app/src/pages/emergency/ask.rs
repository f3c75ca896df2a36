use axum::response::IntoResponse;
use backend::{
    Fault,
    emergency::{BreakGlass, NamedPatient, break_glass, check_reason, find_named},
};
use domain::refusal::{Field, Refusal};
use leptos::prelude::*;

use super::form::{Fields, Wrong};
use crate::{
    Ctx,
    error::status_of,
    pages::{Form, Page, PageError, Reply, see_other},
    routes,
    ui::{
        BackLink, Button, ButtonVariant, Choice, Description, DescriptionList, ErrorSummary, IconName, LinkButton,
        Notice, Select, TextArea, Tone,
    },
};

const ORDER: [Field; 2] = [Field::Patient, Field::EmergencyReason];

/// Asks whether it is meant, once it is said who and why.
pub async fn confirm(ctx: Ctx, Form(fields): Form<Fields>) -> Reply {
    match input(&fields) {
        Ok(input) => match check_reason(&ctx, &input).await {
            Ok(patient) => Ok(warning(fields, patient).into_response()),
            Err(fault) => refused(&ctx, fields, fault).await,
        },
        Err(refusal) => refused(&ctx, fields, refusal.into()).await,
    }
}

/// Opens it.
pub async fn open(ctx: Ctx, Form(fields): Form<Fields>) -> Reply {
    match input(&fields) {
        Ok(input) => match break_glass(&ctx, &input).await {
            Ok(id) => Ok(see_other(routes::emergency(id)).into_response()),
            Err(fault) => refused(&ctx, fields, fault).await,
        },
        Err(refusal) => refused(&ctx, fields, refusal.into()).await,
    }
}

fn input(fields: &Fields) -> Result<BreakGlass, Refusal> {
    Ok(BreakGlass {
        patient: fields.patient()?,
        named: fields.named(),
        reason: fields.emergency_reason.clone(),
    })
}

/// The form again, where it can be mended.
async fn refused(ctx: &Ctx, fields: Fields, fault: Fault) -> Reply {
    let Fault::Refused(refusal @ Refusal::Invalid(_)) = fault else {
        return Err(fault.into());
    };
    match find_named(ctx, &fields.named()).await {
        Ok(found) => Ok(page(fields, found, Some(refusal)).into_response()),
        // No form of ours sends a patient without a name.
        Err(Fault::Refused(Refusal::Invalid(_))) => Err(PageError::Malformed),
        Err(fault) => Err(fault.into()),
    }
}

/// Which of them, and why.
pub(super) fn page(fields: Fields, found: Vec<NamedPatient>, refusal: Option<Refusal>) -> Page {
    let wrong = refusal.as_ref().map(Wrong::of).unwrap_or_default();
    let status = refusal.as_ref().map(status_of).unwrap_or_default();
    let title = wrong.title("Why do you need to see it now?");
    Page::new(title, move || view(&fields, found, &wrong)).with_status(status)
}

fn view(fields: &Fields, found: Vec<NamedPatient>, wrong: &Wrong) -> impl IntoView + use<> {
    let options = found
        .into_iter()
        .map(|patient| Choice::new(patient.id.to_string(), words(&patient)));
    let options: Vec<Choice> = options.collect();
    let selected = Some(fields.patient.clone()).filter(|id| !id.is_empty());
    let selected = selected.or_else(|| options.first().map(|first| first.value.clone()));
    view! {
        <div class="container container--narrow stack stack--l">
            <BackLink href=routes::EMERGENCY label="Another patient"/>
            <ErrorSummary errors=wrong.summary(&ORDER)/>
            <div class="page-head">
                <h1>"Why do you need to see it now?"</h1>
            </div>
            <form class="form" method="post" action=routes::EMERGENCY_CONFIRM novalidate>
                {fields.hidden_name()}
                <Select
                    id=Field::Patient.name()
                    label="Patient"
                    options=options
                    selected=selected.unwrap_or_default()
                    error=wrong.text(Field::Patient)
                    required=true
                />
                <TextArea
                    id=Field::EmergencyReason.name()
                    label="Reason"
                    hint="10 to 500 characters. Administrators read it; it is recorded with your name."
                    value=fields.emergency_reason.clone()
                    error=wrong.text(Field::EmergencyReason)
                    rows=3
                    maxlength=500
                    required=true
                />
                <div class="form__actions">
                    <Button>"Continue"</Button>
                    <LinkButton href=routes::EMERGENCY variant=ButtonVariant::Secondary>"Stop here"</LinkButton>
                </div>
            </form>
        </div>
    }
}

fn words(patient: &NamedPatient) -> String {
    match patient.birth_date {
        Some(date) => format!("{}, born {date}", patient.name),
        None => patient.name.clone(),
    }
}

fn warning(fields: Fields, patient: NamedPatient) -> Page {
    Page::new("Open in an emergency?", move || {
        let reason = fields.emergency_reason.clone();
        view! {
            <div class="container container--narrow stack stack--l">
                <div class="page-head">
                    <h1>"Open in an emergency?"</h1>
                </div>
                <Notice tone=Tone::Bad title="Everybody concerned is told">
                    <p>
                        "The patient and all administrators get an e-mail with your name and the time. All that you open is recorded. Opening it without an emergency can cost you your work here."
                    </p>
                </Notice>
                <DescriptionList rows=true>
                    <Description term="Patient">{words(&patient)}</Description>
                    <Description term="Your reason">
                        <span class="pre-line">{reason}</span>
                    </Description>
                    <Description term="What you see">"Appointments with the reasons for them. You can change nothing."</Description>
                    <Description term="How long">"30 minutes, or until you end it"</Description>
                </DescriptionList>
                <form class="form" method="post" action=routes::EMERGENCY_OPEN>
                    {fields.hidden_name()}
                    <input type="hidden" name=Field::Patient.name() value=fields.patient/>
                    <input type="hidden" name=Field::EmergencyReason.name() value=fields.emergency_reason/>
                    <div class="form__actions">
                        <Button variant=ButtonVariant::Danger icon=IconName::TRIANGLE_ALERT>"Open for 30 minutes"</Button>
                        <LinkButton href=routes::EMERGENCY variant=ButtonVariant::Secondary>"Do not open"</LinkButton>
                    </div>
                </form>
            </div>
        }
    })
}
