use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use backend::{Fault, booking::Book};
use domain::{
    account::Role,
    booking::HoldView,
    ids::AppointmentId,
    refusal::{FieldError, Refusal},
    time::{TimeLabel, Zone},
    version::Version,
};
use leptos::prelude::*;
use serde::Deserialize;

use super::holds::page_of_offer;
use crate::{
    Ctx,
    error::status_of,
    islands::booking::{BookingForm, Lost, Trouble, Who},
    pages::{Form, Page, PageError, Path, Reply, see_other},
    routes,
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
        Refusal::HoldExpired { .. } | Refusal::SlotTaken { .. } => lost(&ctx, id, &refusal, filled).await,
        Refusal::Invalid(errors) => form(&ctx, id, filled.with_errors(errors)).await,
        Refusal::Stale | Refusal::PatientBusy => form(&ctx, id, filled.with_trouble(&refusal)).await,
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
    errors: Vec<FieldError>,
    trouble: Option<Trouble>,
    status: StatusCode,
}

impl Filled {
    const fn new(key: String, reason: String) -> Self {
        Self {
            key,
            reason,
            errors: Vec::new(),
            trouble: None,
            status: StatusCode::OK,
        }
    }

    fn with_errors(self, errors: Vec<FieldError>) -> Self {
        Self {
            errors,
            status: StatusCode::UNPROCESSABLE_ENTITY,
            ..self
        }
    }

    fn with_trouble(self, refusal: &Refusal) -> Self {
        Self {
            trouble: Some(refusal.into()),
            status: status_of(refusal),
            ..self
        }
    }
}

async fn form(ctx: &Ctx, id: AppointmentId, filled: Filled) -> Reply {
    match backend::booking::get_hold(ctx, id).await {
        Ok(hold) => render(ctx, hold, filled, None).await,
        Err(Fault::Refused(refusal @ Refusal::HoldExpired { .. })) => lost(ctx, id, &refusal, filled).await,
        Err(Fault::Refused(Refusal::InvalidChange(_))) => Ok(see_other(routes::appointment(id)).into_response()),
        Err(fault) => Err(fault.into()),
    }
}

/// The page of a time that is kept no more, with the nearest free ones.
async fn lost(ctx: &Ctx, id: AppointmentId, refusal: &Refusal, filled: Filled) -> Reply {
    let hold = backend::booking::get_lost_hold(ctx, id).await?;
    let filled = Filled {
        status: status_of(refusal),
        ..filled
    };
    render(ctx, hold, filled, Lost::new(refusal)).await
}

async fn render(ctx: &Ctx, hold: HoldView, filled: Filled, lost: Option<Lost>) -> Result<Response, PageError> {
    let doctor_page = doctor_page(ctx, &hold).await?;
    let who = match (ctx.role(), ctx.name()) {
        (None, _) => Who::Visitor,
        (Some(Role::Patient), name) => Who::Patient {
            name: name.unwrap_or_default().to_owned(),
        },
        (Some(Role::Doctor | Role::Support | Role::Administrator), _) => Who::Staff,
    };
    let until = until(&hold);
    let Filled {
        key,
        reason,
        errors,
        trouble,
        status,
    } = filled;
    let title = match (&lost, errors.is_empty()) {
        (Some(lost), _) => lost.title.clone(),
        (None, false) => "Error: book your appointment".to_owned(),
        (None, true) => "Book your appointment".to_owned(),
    };
    let page = Page::new(title, move || {
        view! {
            <div class="container">
                <BookingForm
                    hold=hold
                    until=until
                    doctor_page=doctor_page
                    who=who
                    idempotency_key=key
                    reason=reason
                    errors=errors
                    trouble=trouble
                    lost=lost
                />
            </div>
        }
    });
    Ok(page.with_status(status).into_response())
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
    page_of_offer(ctx, &hold.doctor_slug, hold.schedule, hold.service).await
}
