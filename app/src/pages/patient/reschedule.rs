use axum::{http::StatusCode, response::IntoResponse};
use backend::{
    Fault,
    booking::{self, FindSlots, Reschedule, find_slots, get_appointment},
};
use domain::{
    account::Role,
    booking::{AppointmentView, FreeTime, SlotsView, Status, VisitTime},
    ids::AppointmentId,
    refusal::Refusal,
    time::{Instant, Interval, Zone},
    version::Version,
};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    may::May,
    parts::{call, past_cut_off},
};
use crate::{
    Ctx,
    error::status_of,
    islands::{
        appointments::zone_note,
        booking::{FreeTimes, SlotPicker, Trouble, api::DAYS_SHOWN},
    },
    pages::{Form, Page, PageError, Path, Query, Reply, see_other, staff},
    routes,
    ui::{BackLink, Button, ButtonVariant, Icon, IconName, LinkButton, Notice, Tone},
};

/// How many days before the present time are shown first.
const DAYS_BEFORE: i64 = 2;

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// The first date to show, "2026-11-23".
    from: String,
    /// The time that was picked, in epoch milliseconds; it is asked whether it is meant.
    start: Option<Instant>,
    /// Of the staff's page.
    at: String,
    #[serde(flatten)]
    wish: staff::reschedule::Wish,
}

#[derive(Deserialize)]
pub struct Fields {
    version: Version,
    start: Instant,
    /// Of the staff's form.
    #[serde(default)]
    override_reason: String,
    #[serde(flatten)]
    wish: staff::reschedule::Wish,
}

/// The free times to move to, or the question whether the one that was picked is meant.
pub async fn show(ctx: Ctx, Path(id): Path<AppointmentId>, Query(asked): Query<Asked>) -> Result<Page, PageError> {
    if ctx.role() != Some(Role::Patient) {
        let asked = staff::reschedule::Asked {
            wish: asked.wish,
            from: asked.from,
            at: asked.at,
            start: asked.start,
        };
        return staff::reschedule::show(&ctx, id, asked).await;
    }
    let appointment = get_appointment(&ctx, id).await?;
    let may = May::of(&ctx, &appointment);
    match asked.start {
        _ if !may.reschedule => Ok(impossible(appointment, may, StatusCode::OK)),
        Some(start) => confirm(appointment, start, None),
        None => {
            let from = if asked.from.is_empty() {
                around(&appointment)
            } else {
                asked.from
            };
            pick(&ctx, appointment, from, None).await
        }
    }
}

/// Moves it, or shows what stands in the way; the old time stands then.
pub async fn submit(ctx: Ctx, Path(id): Path<AppointmentId>, Form(fields): Form<Fields>) -> Reply {
    if ctx.role() != Some(Role::Patient) {
        let sent = staff::reschedule::Sent {
            wish: fields.wish,
            version: fields.version,
            start: fields.start,
            reason: fields.override_reason,
        };
        return staff::reschedule::submit(&ctx, id, sent).await;
    }
    let input = Reschedule::to(id, fields.version, fields.start);
    let refusal = match booking::reschedule(&ctx, &input).await {
        Ok(_) => {
            let back = routes::with_query(&routes::appointment(id), &[("done", "moved")]);
            return Ok(see_other(back).into_response());
        }
        Err(Fault::Refused(refusal)) => refusal,
        Err(fault) => return Err(fault.into()),
    };
    let page = refused(&ctx, id, fields.start, refusal).await?;
    Ok(page.into_response())
}

async fn refused(ctx: &Ctx, id: AppointmentId, start: Instant, refusal: Refusal) -> Result<Page, PageError> {
    let appointment = get_appointment(ctx, id).await?;
    let may = May::of(ctx, &appointment);
    match refusal {
        Refusal::Stale | Refusal::PastCutOff | Refusal::InvalidChange(_) if !may.reschedule => {
            Ok(impossible(appointment, may, status_of(&refusal)))
        }
        Refusal::Stale => confirm(appointment, start, Some(&refusal)),
        Refusal::SlotTaken(_)
        | Refusal::NotOffered(_)
        | Refusal::PatientBusy
        | Refusal::PatientCap(_)
        | Refusal::NotFound => {
            let date = date_of(&appointment, start);
            pick(ctx, appointment, date, Some(refusal)).await
        }
        other => Err(other.into()),
    }
}

/// Where somebody looks first: some days around the time that they have.
fn around(appointment: &AppointmentView) -> String {
    date_of(appointment, appointment.time.start.plus_minutes(-DAYS_BEFORE * 24 * 60))
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
    let slots = match find_slots(ctx, &input).await {
        Ok(slots) => slots,
        Err(Fault::Refused(Refusal::NotFound)) => return Ok(not_offered(appointment)),
        Err(fault) => return Err(fault.into()),
    };
    let status = refusal.as_ref().map(status_of).unwrap_or_default();
    let title = if refusal.is_some() {
        "Error: Move to another time"
    } else {
        "Move to another time"
    };
    Ok(Page::new(title, move || picker(&appointment, slots, refusal)).with_status(status))
}

fn picker(appointment: &AppointmentView, slots: SlotsView, refusal: Option<Refusal>) -> impl IntoView + use<> {
    let id = appointment.id;
    view! {
        <div class="container stack stack--l">
            <BackLink href=routes::appointment(id) label="Back to the appointment"/>
            <div class="page-head">
                <h1>"Move to another time"</h1>
                <p class="lead">
                    "With " {appointment.doctor_name.clone()} ", " {appointment.service_name.clone()}
                    ". Your present time stays yours until the new one is certain."
                </p>
            </div>
            {refusal.map(|refusal| not_moved(appointment, refusal))}
            <div class="move">
                {side("Now", &appointment.time, "move__side move__side--from")}
                {arrow()}
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
                ""
            </SlotPicker>
        </div>
    }
}

/// Why it was not moved, that the old time stands, and what else is free.
fn not_moved(appointment: &AppointmentView, refusal: Refusal) -> impl IntoView + use<> {
    let Trouble { title, text, .. } = match &refusal {
        Refusal::SlotTaken(_) => Trouble {
            title: "Somebody was quicker".to_owned(),
            text: "The time that you picked was taken a moment ago.".to_owned(),
            link: None,
        },
        other => Trouble::from(other),
    };
    let nearest = match refusal {
        Refusal::SlotTaken(nearest) => nearest,
        _ => Vec::new(),
    };
    let (date, from) = (appointment.time.date.clone(), appointment.time.from.clone());
    let instead = (!nearest.is_empty()).then(|| instead(appointment.id, nearest));
    view! {
        <Notice tone=Tone::Bad live=true title=title>
            <p>{text} " Your appointment on " {date} ", " {from} " stands as it was."</p>
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

/// Shows the old and the new time side by side, so that a slip of the finger moves nothing.
fn confirm(appointment: AppointmentView, start: Instant, refusal: Option<&Refusal>) -> Result<Page, PageError> {
    let new = time_from(&appointment, start).ok_or(PageError::Malformed)?;
    let (has_changed, status) = (refusal.is_some(), refusal.map(status_of).unwrap_or_default());
    let page = Page::new("Move the appointment?", move || {
        question(&appointment, &new, has_changed)
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

fn question(appointment: &AppointmentView, new: &VisitTime, has_changed: bool) -> impl IntoView + use<> {
    let AppointmentView {
        id,
        version,
        doctor_name,
        place,
        needs_approval,
        ..
    } = appointment.clone();
    let note = zone_note(&place, new);
    let other = routes::with_query(&routes::reschedule(id), &[("from", &new.iso_date)]);
    view! {
        <div class="container container--narrow stack stack--l">
            <BackLink href=other label="Choose another time"/>
            <h1>"Move the appointment?"</h1>
            {has_changed.then(|| view! {
                <Notice tone=Tone::Wait live=true title="It has changed since you looked">
                    <p>"Nothing was moved. This is how it stands now. Do you still want to move it?"</p>
                </Notice>
            })}
            <div class="move">
                {side("Now", &appointment.time, "move__side move__side--from")}
                {arrow()}
                {side("New", new, "move__side move__side--to")}
            </div>
            {needs_approval.then(|| view! {
                <Notice tone=Tone::Wait title="The clinic must accept the new time">
                    <p>"Your present time is given back, and the new one is a request until the clinic answers."</p>
                </Notice>
            })}
            <p>"With " {doctor_name} " at " {place.name} ", " {place.address} ". Times are " {note} "."</p>
            <form class="form" method="post" action=routes::reschedule(id)>
                <input type="hidden" name="version" value=version.number()/>
                <input type="hidden" name="start" value=new.start.millis()/>
                <div class="form__actions">
                    <Button icon=IconName::CALENDAR_CHECK>"Move the appointment"</Button>
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

fn arrow() -> impl IntoView {
    view! { <span class="move__arrow"><Icon name=IconName::ARROW_RIGHT/></span> }
}

/// It is too late, or over.
fn impossible(appointment: AppointmentView, may: May, status: StatusCode) -> Page {
    let page = Page::new("Move to another time", move || {
        let why = if may.is_past_cut_off {
            past_cut_off(&appointment).into_any()
        } else if may.cancel {
            late_request(&appointment).into_any()
        } else {
            ended(appointment.status).into_any()
        };
        view! {
            <div class="container container--narrow stack stack--l">
                <BackLink href=routes::appointment(appointment.id) label="Back to the appointment"/>
                <h1>"This appointment cannot be moved here"</h1>
                {why}
            </div>
        }
    });
    page.with_status(status)
}

/// The appointment stands, but nobody offers other times of its kind.
fn not_offered(appointment: AppointmentView) -> Page {
    let AppointmentView { id, place, .. } = appointment;
    Page::new("Move to another time", move || {
        view! {
            <div class="container container--narrow stack stack--l">
                <BackLink href=routes::appointment(id) label="Back to the appointment"/>
                <h1>"This appointment cannot be moved here"</h1>
                <Notice icon=IconName::PHONE title="There are no other times of this kind of visit">
                    <p>
                        "The doctor no longer offers it for booking. Your appointment stands as it is. To move it, call "
                        {place.name} " at " {call(place.phone)} "."
                    </p>
                </Notice>
            </div>
        }
    })
}

/// What is not confirmed yet can be withdrawn after the cut-off, and not moved.
fn late_request(appointment: &AppointmentView) -> impl IntoView + use<> {
    let AppointmentView {
        id,
        change_until,
        place,
        ..
    } = appointment.clone();
    view! {
        <Notice tone=Tone::Wait icon=IconName::PHONE title="It is too late to move this online">
            <p>
                "It could be moved here until " {change_until} ". You can still "
                <a href=routes::cancel(id)>"withdraw your request"</a> ", or call " {place.name} " at "
                {call(place.phone)} "."
            </p>
        </Notice>
    }
}

fn ended(status: Status) -> impl IntoView {
    let title = format!("It is {}", status.label().to_lowercase());
    view! {
        <Notice title=title>
            <p><a href=routes::DOCTORS>"Book another appointment"</a></p>
        </Notice>
    }
}
