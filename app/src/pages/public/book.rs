use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use backend::{Fault, booking::Book};
use domain::{
    account::Role,
    booking::{HoldView, KeptTime},
    ids::AppointmentId,
    refusal::Refusal,
    time::{TimeLabel, Zone},
    version::Version,
};
use leptos::prelude::*;
use serde::Deserialize;

use super::{holds::page_of_offer, summary::BookingSummary};
use crate::{
    Ctx,
    error::status_of,
    islands::booking::{BookingForm, Trouble},
    pages::{Form, Page, PageError, Path, Reply, see_other},
    routes,
    ui::{IconName, LinkButton, Steps, button::ButtonVariant},
};

/// A kept time, and the form that books it.
pub async fn show(ctx: Ctx, Path(id): Path<AppointmentId>) -> Reply {
    let key = ctx.new_token().secret().to_owned();
    form(&ctx, id, Filled::new(key, String::new())).await
}

/// A confirmation.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Fields {
    version: String,
    reason: String,
    idempotency_key: String,
}

/// Books the time, or shows the form again with what stands in the way.
pub async fn submit(ctx: Ctx, Path(id): Path<AppointmentId>, Form(fields): Form<Fields>) -> Reply {
    let Ok(version) = fields.version.parse().map(Version::new) else {
        return Err(PageError::Malformed);
    };
    let input = Book {
        hold: id,
        version,
        reason: fields.reason.clone(),
        idempotency_key: fields.idempotency_key.clone(),
    };
    let refusal = match backend::booking::book(&ctx, &input).await {
        Ok(booked) => {
            let confirmation = routes::with_query(&routes::appointment(booked.id), &[("booked", "1")]);
            return Ok(see_other(confirmation).into_response());
        }
        Err(Fault::Refused(refusal)) => refusal,
        Err(fault) => return Err(fault.into()),
    };
    let filled = Filled::new(fields.idempotency_key, fields.reason);
    match refusal {
        Refusal::SignInFirst => Ok(see_other(routes::sign_in(Some(&routes::book(id)))).into_response()),
        Refusal::InvalidChange(_) => Ok(see_other(routes::appointment(id)).into_response()),
        Refusal::HoldExpired(_) | Refusal::SlotTaken(_) => lost(&ctx, id, filled.refused(refusal)).await,
        Refusal::Invalid(_) | Refusal::Stale | Refusal::PatientBusy | Refusal::PatientCap(_) => {
            form(&ctx, id, filled.refused(refusal)).await
        }
        other => Err(other.into()),
    }
}

/// Gives the time back and shows the doctor's other times.
pub async fn release(ctx: Ctx, Path(id): Path<AppointmentId>) -> Reply {
    let hold = match backend::booking::get_lost_hold(&ctx, id).await {
        Ok(hold) => hold,
        Err(Fault::Refused(Refusal::InvalidChange(_))) => return Ok(see_other(routes::appointment(id)).into_response()),
        Err(fault) => return Err(fault.into()),
    };
    backend::booking::release_hold(&ctx, id).await?;
    Ok(see_other(doctor_page(&ctx, &hold).await?).into_response())
}

/// What the form has in it, and why it came back.
struct Filled {
    key: String,
    reason: String,
    refusal: Option<Refusal>,
}

impl Filled {
    const fn new(key: String, reason: String) -> Self {
        Self {
            key,
            reason,
            refusal: None,
        }
    }

    fn refused(self, refusal: Refusal) -> Self {
        Self {
            refusal: Some(refusal),
            ..self
        }
    }
}

async fn form(ctx: &Ctx, id: AppointmentId, filled: Filled) -> Reply {
    match backend::booking::get_hold(ctx, id).await {
        Ok(hold) => render(ctx, hold, filled).await,
        Err(Fault::Refused(refusal @ Refusal::HoldExpired(_))) => lost(ctx, id, filled.refused(refusal)).await,
        Err(Fault::Refused(Refusal::InvalidChange(_))) => Ok(see_other(routes::appointment(id)).into_response()),
        Err(fault) => Err(fault.into()),
    }
}

/// The page of a time that is kept no more, with the nearest free ones.
async fn lost(ctx: &Ctx, id: AppointmentId, filled: Filled) -> Reply {
    let hold = backend::booking::get_lost_hold(ctx, id).await?;
    render(ctx, hold, filled).await
}

async fn render(ctx: &Ctx, hold: HoldView, filled: Filled) -> Result<Response, PageError> {
    let doctor_page = doctor_page(ctx, &hold).await?;
    let Filled { key, reason, refusal } = filled;
    let status = refusal.as_ref().map_or(StatusCode::OK, status_of);
    let is_lost = refusal.as_ref().and_then(Refusal::nearest).is_some();
    let title = match &refusal {
        Some(Refusal::Invalid(_)) => "Error: book your appointment".to_owned(),
        Some(refusal) if is_lost => Trouble::from(refusal).title,
        _ => "Book your appointment".to_owned(),
    };
    let is_patient = ctx.role() == Some(Role::Patient);
    let (heading, next) = match ctx.role() {
        None => ("Sign in to book this time", sign_in_first(hold.id).into_any()),
        Some(Role::Patient) => ("Why do you want to see the doctor?", ().into_any()),
        Some(Role::Doctor | Role::Support | Role::Administrator) => {
            ("Book from a patient's account", not_for_staff().into_any())
        }
    };
    let action = match hold.answer_until {
        Some(_) => "Request this appointment",
        None => "Book this appointment",
    };
    let reason = is_patient.then_some(reason);
    let patient = ctx.name().filter(|_| is_patient).map(str::to_owned);
    let page = Page::new(title, move || {
        view! {
            <div class="container">
                <div class="split">
                    <aside class="split__aside split__aside--first">
                        <BookingSummary hold=hold.clone() patient=patient is_lost=is_lost/>
                    </aside>
                    <div class="stack stack--l">
                        <Steps steps=["Time", "Details", "Confirm"] current=if is_lost { 1 } else { 2 }/>
                        <BookingForm
                            hold=KeptTime::from(&hold)
                            until=until(&hold)
                            schedule=hold.schedule
                            service=hold.service
                            minutes=hold.minutes()
                            doctor=hold.doctor_slug
                            doctor_name=hold.doctor_name
                            doctor_page=doctor_page
                            heading=heading.to_owned()
                            action=action.to_owned()
                            reason=reason
                            idempotency_key=key
                            refusal=refusal
                        >
                            {next}
                        </BookingForm>
                        // Gives the time back; its button stands in another form, and forms do not nest.
                        <form id="release" method="post" action=routes::release(hold.id)></form>
                    </div>
                </div>
            </div>
        }
    });
    Ok(page.with_status(status).into_response())
}

/// For a visitor: the time waits while they sign in.
fn sign_in_first(hold: AppointmentId) -> impl IntoView {
    let back = routes::book(hold);
    let register = routes::with_query(routes::REGISTER, &[("return_to", &back)]);
    view! {
        <p>
            "The doctor must know who comes, and you must be able to move or cancel. The time stays yours while you sign in, and you come back to this page."
        </p>
        <div class="form__actions">
            <LinkButton href=routes::sign_in(Some(&back)) icon=IconName::LOG_IN>"Sign in"</LinkButton>
            <LinkButton href=register variant=ButtonVariant::Secondary>"Register"</LinkButton>
            {other_time()}
        </div>
        <p class="muted">"New here? Registering takes a minute: your name, date of birth, e-mail and phone."</p>
    }
}

fn not_for_staff() -> impl IntoView {
    view! {
        <p>"You are signed in with a staff account. Appointments are booked by patients, from their own account: sign out and sign in as a patient."</p>
        <div class="form__actions">{other_time()}</div>
    }
}

fn other_time() -> impl IntoView {
    view! {
        <button class="button button--quiet" type="submit" form="release">
            "Choose another time"
        </button>
    }
}

/// By the clock of the place: "14:32 (UTC+1)".
fn until(hold: &HoldView) -> String {
    let Ok(zone) = Zone::parse(&hold.place.zone) else {
        return hold.expires_at.to_string();
    };
    let label = TimeLabel::new(hold.expires_at, &zone);
    format!("{} ({})", label.time(), label.offset())
}

async fn doctor_page(ctx: &Ctx, hold: &HoldView) -> Result<String, PageError> {
    page_of_offer(ctx, &hold.doctor_slug, hold.schedule, hold.service, hold.minutes()).await
}
