use axum::{http::StatusCode, response::IntoResponse};
use backend::{
    Fault,
    booking::{self, Cancel, get_appointment},
};
use domain::{
    booking::{AppointmentView, CancelCode, Status},
    ids::AppointmentId,
    refusal::{Field, Refusal},
    version::Version,
};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    back::back,
    may::May,
    parts::{past_cut_off, place, when, with_whom},
};
use crate::{
    Ctx,
    error::status_of,
    pages::{Form, Page, PageError, Path, Reply, faults::Faults, see_other},
    routes,
    ui::{
        BackLink, Button, ButtonVariant, Choice, Description, DescriptionList, ErrorSummary, IconName, LinkButton,
        Notice, Select, TextArea, Tone,
    },
};

#[derive(Deserialize)]
pub struct Fields {
    version: Version,
    #[serde(flatten)]
    why: Why,
}

/// As it was typed and chosen.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Why {
    cancel_reason: String,
    /// From the clinic, or nothing.
    cancel_code: String,
}

/// Asks whether it is meant.
pub async fn show(ctx: Ctx, Path(id): Path<AppointmentId>) -> Result<Page, PageError> {
    page(&ctx, id, Why::default(), None).await
}

pub async fn submit(ctx: Ctx, Path(id): Path<AppointmentId>, Form(fields): Form<Fields>) -> Reply {
    let input = Cancel {
        appointment: id,
        version: fields.version,
        reason: fields.why.cancel_reason.clone(),
        code: CancelCode::from_name(&fields.why.cancel_code),
    };
    match booking::cancel(&ctx, &input).await {
        Ok(_) => {
            let back = routes::with_query(&routes::appointment(id), &[("done", "cancelled")]);
            Ok(see_other(back).into_response())
        }
        Err(Fault::Refused(
            refusal @ (Refusal::Invalid(_) | Refusal::PastCutOff | Refusal::Stale | Refusal::InvalidChange(_)),
        )) => Ok(page(&ctx, id, fields.why, Some(refusal)).await?.into_response()),
        Err(fault) => Err(fault.into()),
    }
}

/// The question about the appointment as it is now, with the answer to what was just sent.
async fn page(ctx: &Ctx, id: AppointmentId, why: Why, refusal: Option<Refusal>) -> Result<Page, PageError> {
    let appointment = get_appointment(ctx, id).await?;
    let may = May::of(ctx, &appointment);
    let faults = refusal.as_ref().map(Faults::of).unwrap_or_default();
    let status = refusal.as_ref().map_or(StatusCode::OK, status_of);
    let title = faults.title("Cancel an appointment");
    let back = back(ctx, &appointment).await?;
    let content = move || view(&appointment, may, why, &faults, refusal.as_ref(), back);
    Ok(Page::new(title, content).with_status(status))
}

fn view(
    appointment: &AppointmentView,
    may: May,
    why: Why,
    faults: &Faults,
    refusal: Option<&Refusal>,
    back: (String, String),
) -> impl IntoView + use<> {
    let has_changed = matches!(refusal, Some(Refusal::Stale));
    let question = match appointment.status {
        Status::Requested if may.cancel && may.is_own => "Withdraw this request?",
        _ if may.cancel => "Cancel this appointment?",
        _ => "This appointment cannot be cancelled here",
    };
    let patient = (!may.is_own).then(|| appointment.patient_name.clone());
    let facts = (
        when(&appointment.time, &appointment.place),
        with_whom(appointment),
        place(appointment),
    );
    let answer = if may.cancel {
        form(appointment, may, why, faults).into_any()
    } else if may.is_past_cut_off {
        past_cut_off(appointment).into_any()
    } else {
        not_possible(appointment, back).into_any()
    };
    view! {
        <div class="container container--narrow stack stack--l">
            <BackLink href=routes::appointment(appointment.id) label="Back to the appointment"/>
            <ErrorSummary errors=faults.summary(&[Field::CancelReason])/>
            <h1>{question}</h1>
            {has_changed.then(|| view! {
                <Notice tone=Tone::Wait live=true title="It has changed since you looked">
                    <p>"Nothing was cancelled. This is how it stands now. Do you still want to cancel it?"</p>
                </Notice>
            })}
            <DescriptionList rows=true>
                {patient.map(|name| view! { <Description term="Patient">{name}</Description> })}
                {facts}
            </DescriptionList>
            {answer}
        </div>
    }
}

fn form(appointment: &AppointmentView, may: May, why: Why, faults: &Faults) -> impl IntoView + use<> {
    let (id, version) = (appointment.id, appointment.version);
    let hint = match (may.is_own, may.needs_reason) {
        (true, _) => "It helps the clinic. Your doctor sees it.",
        (false, true) if appointment.status == Status::Requested => {
            "A request is not turned down without a reason. The patient sees what you write."
        }
        (false, false) => "The patient sees it in their appointment.",
        (false, true) => {
            "The time to cancel without a reason is over. The patient sees what you write; it is recorded with your name."
        }
    };
    let is_request = appointment.status == Status::Requested && may.is_own;
    let press = if is_request {
        "Withdraw the request"
    } else {
        "Cancel the appointment"
    };
    view! {
        <form class="form" method="post" action=routes::cancel(id) novalidate>
            <input type="hidden" name="version" value=version.number()/>
            {(!may.is_own).then(|| code_field(why.cancel_code))}
            <TextArea
                id=Field::CancelReason.name()
                label="Why do you cancel?"
                hint=hint
                value=why.cancel_reason
                error=faults.text(Field::CancelReason)
                optional=!may.needs_reason
                required=may.needs_reason
                rows=3
                maxlength=1000
            />
            <div class="form__actions">
                <Button variant=ButtonVariant::Danger icon=IconName::CALENDAR_X>{press}</Button>
                <LinkButton href=routes::appointment(id) variant=ButtonVariant::Secondary>"Keep it"</LinkButton>
                {may.reschedule.then(|| view! {
                    <LinkButton href=routes::reschedule(id) variant=ButtonVariant::Quiet>"Move it instead"</LinkButton>
                })}
            </div>
        </form>
    }
}

/// What the messages say as the reason. What is typed is for nobody's mailbox.
fn code_field(selected: String) -> impl IntoView {
    let codes = CancelCode::ALL.map(|code| Choice::new(code.name(), code.label()));
    let none = Choice::new("", "None of these");
    view! {
        <Select
            id="cancel_code"
            label="What the patient is told"
            hint="The messages to the patient name this reason. What you write below stands in the appointment only."
            options=std::iter::once(none).chain(codes).collect()
            selected=selected
            optional=true
        />
    }
}

/// It is over, or cancelled already.
fn not_possible(appointment: &AppointmentView, (href, label): (String, String)) -> impl IntoView + use<> {
    let title = match appointment.status {
        Status::Cancelled => "It is cancelled already".to_owned(),
        status => format!("It is {}", status.label().to_lowercase()),
    };
    view! {
        <Notice title=title>
            <p><a href=href>{label}</a></p>
        </Notice>
    }
}
