//! The steps of booking for a patient, each by what is still missing: when, who, and at last whether it is meant.

use axum::{http::StatusCode, response::IntoResponse};
use backend::{
    Fault,
    booking::{BookFor, Rules, book_for},
    patient::{PatientRow, get_patient},
};
use domain::{
    refusal::{Field, Refusal},
    schedule::parse_clock,
    time::{Date, Instant},
};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    choose::{self, hidden},
    patient,
    wish::{Offered, Wish},
};
use crate::{
    Ctx,
    error::status_of,
    islands::booking::Trouble,
    pages::{Form, Page, PageError, Query, Reply, faults::Faults, see_other},
    routes,
    ui::{BackLink, Button, Description, DescriptionList, ErrorSummary, IconName, Notice, TextArea, Tone},
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// A time of day on `from`, "14:10", where no free time is chosen.
    at: String,
    /// Where somebody pressed, in epoch milliseconds: what is free there is shown first.
    near: Option<Instant>,
    #[serde(flatten)]
    wish: Wish,
}

pub async fn show(ctx: Ctx, Query(asked): Query<Asked>) -> Reply {
    let Asked { at, near, wish } = asked;
    if !at.is_empty() {
        let offered = wish.offered(&ctx).await?;
        return Ok(match at_clock(&wish, &offered, &at) {
            Some(wish) => see_other(wish.path()).into_response(),
            None => {
                let problem = ("Check the time".to_owned(), "Write it like 14:10.".to_owned());
                choose::page(&ctx, wish, None, Some(problem)).await?.into_response()
            }
        });
    }
    let page = match (wish.start(), wish.patient()) {
        (None, _) => choose::page(&ctx, wish, near, None).await?,
        (Some(_), None) => patient::ask(&ctx, wish).await?,
        (Some(_), Some(_)) => {
            let fields = Fields {
                key: ctx.new_token().secret().to_owned(),
                wish,
                ..Fields::default()
            };
            confirm(&ctx, fields, None).await?
        }
    };
    Ok(page.into_response())
}

/// The wish at a time of day by the clock of the place.
fn at_clock(wish: &Wish, offered: &Offered, at: &str) -> Option<Wish> {
    let date: Date = wish.from.parse().ok()?;
    let start = offered.zone()?.resolve(date, parse_clock(at)?);
    Some(Wish {
        start: start.millis().to_string(),
        ..wish.clone()
    })
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    reason: String,
    override_reason: String,
    /// Made with the form: the same key twice is one appointment.
    key: String,
    #[serde(flatten)]
    wish: Wish,
}

pub async fn submit(ctx: Ctx, Form(fields): Form<Fields>) -> Reply {
    let (Some(start), Some(patient)) = (fields.wish.start(), fields.wish.patient()) else {
        return Err(PageError::Malformed);
    };
    let offered = fields.wish.offered(&ctx).await?;
    if !offered.is_as_wished(&fields.wish) {
        return Ok(no_such_length(&ctx, fields.wish).await?.into_response());
    }
    let input = BookFor {
        schedule: offered.schedule.id,
        service: offered.service.id,
        minutes: Some(offered.length.minutes),
        start,
        patient,
        reason: fields.reason.clone(),
        rules: if fields.wish.is_beyond_rules() {
            Rules::Overbook
        } else {
            Rules::Keep
        },
        override_reason: fields.override_reason.clone(),
        idempotency_key: fields.key.clone(),
    };
    match book_for(&ctx, &input).await {
        Ok(appointment) => {
            let made = routes::with_query(&routes::appointment(appointment.id), &[("done", "booked")]);
            Ok(see_other(made).into_response())
        }
        Err(Fault::Refused(refusal @ (Refusal::Invalid(_) | Refusal::PatientBusy))) => {
            Ok(confirm(&ctx, fields, Some(refusal)).await?.into_response())
        }
        Err(Fault::Refused(refusal @ (Refusal::SlotTaken(_) | Refusal::NotOffered(_)))) => {
            let Trouble { title, text, .. } = Trouble::from(&refusal);
            let status = status_of(&refusal);
            let page = choose::page(&ctx, fields.wish, None, Some((title, text))).await?;
            Ok(page.with_status(status).into_response())
        }
        Err(fault) => Err(fault.into()),
    }
}

/// What was chosen is not offered any more.
async fn no_such_length(ctx: &Ctx, wish: Wish) -> Result<Page, PageError> {
    let problem = (
        "This length is not offered any more".to_owned(),
        "Choose another, and a time for it.".to_owned(),
    );
    let page = choose::page(ctx, wish, None, Some(problem)).await?;
    Ok(page.with_status(StatusCode::CONFLICT))
}

/// Whether all of it is meant.
async fn confirm(ctx: &Ctx, fields: Fields, refusal: Option<Refusal>) -> Result<Page, PageError> {
    let offered = fields.wish.offered(ctx).await?;
    if !offered.is_as_wished(&fields.wish) {
        return no_such_length(ctx, fields.wish).await;
    }
    let id = fields.wish.patient().ok_or(PageError::Malformed)?;
    let patient = get_patient(ctx, id).await?;
    let faults = refusal.as_ref().map(Faults::of).unwrap_or_default();
    let status = refusal.as_ref().map(status_of).unwrap_or_default();
    let title = faults.title("Book for a patient");
    let page = Page::new(title, move || {
        view(&fields, &offered, patient, &faults, refusal.as_ref())
    });
    Ok(page.with_status(status))
}

fn view(
    fields: &Fields,
    offered: &Offered,
    patient: PatientRow,
    faults: &Faults,
    refusal: Option<&Refusal>,
) -> impl IntoView + use<> {
    let wish = &fields.wish;
    let back = Wish {
        patient: String::new(),
        ..wish.clone()
    };
    let time = wish.start().and_then(|start| offered.time(start));
    let when = time.map(|time| {
        let rfc3339 = time.rfc3339;
        view! {
            <Description term="When">
                <time datetime=rfc3339>{time.date} ", " {time.from}</time>
                " to "
                <span class="tabular">{time.to}</span>
                <small>{time.offset}</small>
            </Description>
        }
    });
    let is_beyond = wish.is_beyond_rules();
    let busy = matches!(refusal, Some(Refusal::PatientBusy)).then(|| {
        view! {
            <Notice tone=Tone::Bad live=true title="The patient has another appointment then">
                <p>"Choose another time. Nobody can be in two places at once, overbooked or not."</p>
            </Notice>
        }
    });
    let born = patient
        .birth_date
        .map(|date| view! { <small>"Born " {date.to_string()}</small> });
    let place = offered.schedule.location.place.name.clone();
    let what = format!("{}, {} minutes", offered.service.name, offered.length.minutes);
    let fee = offered.length.price.as_ref().map(ToString::to_string);
    let fee = fee.map(|price| view! { <Description term="Fee">{price}</Description> });
    let doctor = offered.doctor.name.clone();
    view! {
        <div class="container container--narrow stack stack--l">
            <BackLink href=back.path() label="Another patient"/>
            <ErrorSummary errors=faults.summary(&[Field::Reason, Field::OverrideReason])/>
            <h1>"Book this appointment?"</h1>
            {busy}
            <DescriptionList rows=true>
                <Description term="Patient">{patient.name} {born}</Description>
                {when}
                <Description term="Doctor">
                    {doctor}
                    <small>{what}</small>
                </Description>
                <Description term="Where">{place}</Description>
                {fee}
            </DescriptionList>
            <form class="form" method="post" action=routes::DESK_BOOK novalidate>
                {hidden(wish, &[])}
                <input type="hidden" name="key" value=fields.key.clone()/>
                <TextArea
                    id=Field::Reason.name()
                    label="Why does the patient come?"
                    hint="In the patient's words. The doctor and the patient see it."
                    value=fields.reason.clone()
                    error=faults.text(Field::Reason)
                    required=true
                    rows=3
                    maxlength=1000
                />
                {is_beyond.then(|| view! {
                    <TextArea
                        id=Field::OverrideReason.name()
                        label="Why outside the rules?"
                        hint="It stands outside the hours or beside another visit. This is recorded with your name."
                        value=fields.override_reason.clone()
                        error=faults.text(Field::OverrideReason)
                        required=true
                        rows=2
                        maxlength=1000
                    />
                })}
                <div class="form__actions">
                    <Button icon=IconName::CALENDAR_CHECK>"Book the appointment"</Button>
                </div>
            </form>
        </div>
    }
}
