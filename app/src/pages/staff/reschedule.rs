//! Moving a visit for its patient. The patients' own page is at the same address.

use axum::{http::StatusCode, response::IntoResponse};
use backend::{
    Fault,
    booking::{self, FindSlots, Reschedule, Rules, find_slots, get_appointment},
};
use domain::{
    booking::{AppointmentView, FreeTime, SlotsView, Status, VisitTime},
    ids::AppointmentId,
    refusal::{Field, Refusal},
    slots::NotOffered,
    time::{Instant, Interval, Zone},
    version::Version,
};
use leptos::prelude::*;

use crate::{
    Ctx,
    error::status_of,
    islands::{
        appointments::zone_note,
        booking::{FreeTimes, SlotPicker, api::DAYS_SHOWN},
        day::{Whose, field_words},
    },
    pages::{Page, PageError, Reply, see_other},
    routes,
    ui::{BackLink, Button, ButtonVariant, Icon, IconName, LinkButton, Notice, TextArea, Tone},
};

/// What the form sends.
pub struct Sent {
    pub version: Version,
    pub start: Instant,
    pub reason: String,
    /// The day to come back to; empty for the page of the appointment.
    pub date: String,
    /// Whose day it is; empty for one's own.
    pub doctor: String,
}

/// The free times to move to from the date `from`, or the question whether `start` is meant.
pub async fn show(ctx: &Ctx, id: AppointmentId, from: String, start: Option<Instant>) -> Result<Page, PageError> {
    let appointment = get_appointment(ctx, id).await?;
    if !is_movable(&appointment) {
        return Ok(impossible(&appointment, StatusCode::OK));
    }
    match start {
        Some(start) => confirm(ctx, appointment, start, String::new(), None),
        None => {
            let from = Some(from).filter(|from| !from.is_empty());
            let from = from.unwrap_or_else(|| appointment.time.iso_date.clone());
            pick(ctx, appointment, from, None).await
        }
    }
}

/// Moves it, or shows what stands in the way; the old time stands then.
pub async fn submit(ctx: &Ctx, id: AppointmentId, sent: Sent) -> Reply {
    let input = Reschedule {
        appointment: id,
        version: sent.version,
        start: sent.start,
        schedule: None,
        reason: sent.reason.clone(),
        rules: Rules::Keep,
    };
    let refusal = match booking::reschedule(ctx, &input).await {
        Ok(appointment) => return Ok(see_other(back(&appointment, sent)).into_response()),
        Err(Fault::Refused(refusal)) => refusal,
        Err(fault) => return Err(fault.into()),
    };
    let appointment = get_appointment(ctx, id).await?;
    let page = match refusal {
        Refusal::Stale | Refusal::InvalidChange(_) if !is_movable(&appointment) => {
            impossible(&appointment, status_of(&refusal))
        }
        Refusal::Stale | Refusal::Invalid(_) => confirm(ctx, appointment, sent.start, sent.reason, Some(refusal))?,
        Refusal::SlotTaken(_) | Refusal::NotOffered(_) | Refusal::PatientBusy => {
            let date = date_of(&appointment, sent.start);
            pick(ctx, appointment, date, Some(refusal)).await?
        }
        other => return Err(other.into()),
    };
    Ok(page.into_response())
}

fn back(appointment: &AppointmentView, sent: Sent) -> String {
    if sent.date.is_empty() {
        return routes::with_query(&routes::appointment(appointment.id), &[("done", "moved")]);
    }
    let day = Whose::of(sent.doctor).path(&appointment.time.iso_date, Some(appointment.id));
    routes::with_query(&day, &[("done", "moved")])
}

const fn is_movable(appointment: &AppointmentView) -> bool {
    matches!(appointment.status, Status::Requested | Status::Confirmed)
}

/// The date at the place, to show the week where somebody looked.
fn date_of(appointment: &AppointmentView, start: Instant) -> String {
    let zone = Zone::parse(&appointment.place.zone);
    zone.map(|zone| zone.date_of(start).to_string()).unwrap_or_default()
}

async fn pick(
    ctx: &Ctx,
    appointment: AppointmentView,
    from: String,
    refusal: Option<Refusal>,
) -> Result<Page, PageError> {
    let input = FindSlots {
        schedule: appointment.schedule,
        service: appointment.service,
        minutes: None,
        from: Some(from),
        days: DAYS_SHOWN,
        moving: Some(appointment.id),
    };
    let slots = find_slots(ctx, &input).await?;
    let status = refusal.as_ref().map(status_of).unwrap_or_default();
    let title = if refusal.is_some() {
        "Error: Move a visit"
    } else {
        "Move a visit"
    };
    Ok(Page::new(title, move || picker(&appointment, slots, refusal)).with_status(status))
}

fn picker(appointment: &AppointmentView, slots: SlotsView, refusal: Option<Refusal>) -> impl IntoView + use<> {
    let id = appointment.id;
    let (patient, doctor, service) = (
        appointment.patient_name.clone(),
        appointment.doctor_name.clone(),
        appointment.service_name.clone(),
    );
    view! {
        <div class="container stack stack--l">
            <BackLink href=routes::appointment(id) label="Back to the appointment"/>
            <div class="page-head">
                <h1>"Move the visit of " {patient}</h1>
                <p class="lead">"With " {doctor} ", " {service} ". The present time stays theirs until the new one is certain."</p>
            </div>
            {refusal.map(|refusal| not_moved(appointment, refusal))}
            <div class="move">
                {side("Now", &appointment.time, "move__side move__side--from")}
                <span class="move__arrow"><Icon name=IconName::ARROW_RIGHT/></span>
                <div class="move__side">
                    <p class="move__label">"New"</p>
                    <p class="move__when muted">"Choose below"</p>
                </div>
            </div>
            <SlotPicker
                first_minutes=slots.minutes
                slots=slots
                page=routes::reschedule(id)
                doctor=appointment.doctor_slug.clone()
                moving=Some(id)
            >
                {()}
            </SlotPicker>
        </div>
    }
}

/// Why it was not moved, that the old time stands, and what else is free.
fn not_moved(appointment: &AppointmentView, refusal: Refusal) -> impl IntoView + use<> {
    let (title, text) = match &refusal {
        Refusal::SlotTaken(_) | Refusal::NotOffered(NotOffered::Busy) => {
            ("Somebody was quicker", "The time was taken a moment ago.")
        }
        Refusal::PatientBusy => ("The patient has another appointment then", "Choose another time."),
        _ => (
            "This time cannot be booked",
            "It is outside the hours, in the past or too soon.",
        ),
    };
    let nearest = match refusal {
        Refusal::SlotTaken(nearest) => nearest,
        _ => Vec::new(),
    };
    let (date, from) = (appointment.time.date.clone(), appointment.time.from.clone());
    let instead = (!nearest.is_empty()).then(|| instead(appointment.id, nearest));
    view! {
        <Notice tone=Tone::Bad live=true title=title>
            <p>{text} " The visit on " {date} ", " {from} " stands as it was."</p>
            {instead}
        </Notice>
    }
}

fn instead(id: AppointmentId, nearest: Vec<FreeTime>) -> impl IntoView {
    view! {
        <p>"The nearest free times:"</p>
        <form method="get" action=routes::reschedule(id)>
            <FreeTimes times=nearest/>
        </form>
    }
}

/// Shows the old and the new time side by side, and asks why where that must be said.
fn confirm(
    ctx: &Ctx,
    appointment: AppointmentView,
    start: Instant,
    reason: String,
    refusal: Option<Refusal>,
) -> Result<Page, PageError> {
    let new = time_from(&appointment, start).ok_or(PageError::Malformed)?;
    let is_late = !appointment.is_open_to_change(ctx.now());
    let status = refusal.as_ref().map(status_of).unwrap_or_default();
    let title = if refusal.is_some() {
        "Error: Move the visit?"
    } else {
        "Move the visit?"
    };
    let page = Page::new(title, move || {
        question(&appointment, &new, is_late, reason, refusal.as_ref())
    });
    Ok(page.with_status(status))
}

/// The same visit at another time.
fn time_from(appointment: &AppointmentView, start: Instant) -> Option<VisitTime> {
    let AppointmentView { time, place, .. } = appointment;
    let zone = Zone::parse(&place.zone).ok()?;
    let interval = Interval::new(start, start.plus_minutes(time.end.minutes_since(time.start)))?;
    Some(VisitTime::new(interval, &zone))
}

fn question(
    appointment: &AppointmentView,
    new: &VisitTime,
    is_late: bool,
    reason: String,
    refusal: Option<&Refusal>,
) -> impl IntoView + use<> {
    let AppointmentView {
        id,
        version,
        patient_name,
        doctor_name,
        place,
        ..
    } = appointment.clone();
    let note = zone_note(&place, new);
    let other = routes::with_query(&routes::reschedule(id), &[("from", &new.iso_date)]);
    let has_changed = matches!(refusal, Some(Refusal::Stale));
    let error = match refusal {
        Some(Refusal::Invalid(faults)) => faults.first().map(field_words),
        _ => None,
    };
    let hint = if is_late {
        "It is later than patients can change it, so say why. The patient sees it."
    } else {
        "The patient sees it."
    };
    view! {
        <div class="container container--narrow stack stack--l">
            <BackLink href=other label="Choose another time"/>
            <h1>"Move the visit of " {patient_name} "?"</h1>
            {has_changed.then(|| view! {
                <Notice tone=Tone::Wait live=true title="It has changed since you looked">
                    <p>"Nothing was moved. This is how it stands now. Do you still want to move it?"</p>
                </Notice>
            })}
            <div class="move">
                {side("Now", &appointment.time, "move__side move__side--from")}
                <span class="move__arrow"><Icon name=IconName::ARROW_RIGHT/></span>
                {side("New", new, "move__side move__side--to")}
            </div>
            <p>"With " {doctor_name} " at " {place.name} ". Times are " {note} ". The patient is told."</p>
            <form class="form" method="post" action=routes::reschedule(id) novalidate>
                <input type="hidden" name="version" value=version.number()/>
                <input type="hidden" name="start" value=new.start.millis()/>
                <TextArea
                    id=Field::OverrideReason.name()
                    label="Why?"
                    hint=hint
                    value=reason
                    error=error
                    required=is_late
                    optional=!is_late
                    rows=2
                    maxlength=1000
                />
                <div class="form__actions">
                    <Button icon=IconName::CALENDAR_CHECK>"Move the visit"</Button>
                    <LinkButton href=routes::appointment(id) variant=ButtonVariant::Secondary>"Keep the present time"</LinkButton>
                </div>
            </form>
        </div>
    }
}

fn side(label: &'static str, time: &VisitTime, class: &'static str) -> impl IntoView + use<> {
    let VisitTime {
        date,
        from,
        to,
        rfc3339,
        ..
    } = time.clone();
    view! {
        <div class=class>
            <p class="move__label">{label}</p>
            <p class="move__when">
                <time datetime=rfc3339>{date} ", " {from}</time>
                " to "
                <span class="tabular">{to}</span>
            </p>
        </div>
    }
}

/// It has begun or is over.
fn impossible(appointment: &AppointmentView, status: StatusCode) -> Page {
    let (id, title) = (
        appointment.id,
        format!("It is {}", appointment.status.label().to_lowercase()),
    );
    let page = Page::new("Move a visit", move || {
        view! {
            <div class="container container--narrow stack stack--l">
                <BackLink href=routes::appointment(id) label="Back to the appointment"/>
                <h1>"This visit cannot be moved"</h1>
                <Notice title=title>
                    <p>"Only what is requested or confirmed is moved."</p>
                </Notice>
            </div>
        }
    });
    page.with_status(status)
}
