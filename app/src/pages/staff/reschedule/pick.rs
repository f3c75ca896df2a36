//! With whom, where and when: what is free, or knowingly another time.

use backend::booking::{FindSlots, find_slots};
use domain::{
    booking::{FreeTime, SlotsView},
    refusal::Refusal,
    slots::NotOffered,
};
use leptos::prelude::*;

use super::plan::{Plan, now, with};
use crate::{
    Ctx,
    error::status_of,
    islands::booking::{FreeTimes, SlotPicker, api::DAYS_SHOWN},
    pages::{Page, PageError},
    routes,
    ui::{
        BackLink, Button, ButtonVariant, Choice, Field as Input, Icon, IconName, InputKind, InputWidth, Notice, Select,
        Tone,
    },
};

/// Why the last choice was not taken.
pub(super) enum Problem {
    Refused(Refusal),
    /// No time of day.
    Clock,
}

pub(super) async fn page(ctx: &Ctx, plan: Plan, from: String, problem: Option<Problem>) -> Result<Page, PageError> {
    let from = if from.is_empty() {
        plan.appointment.time.iso_date.clone()
    } else {
        from
    };
    let input = FindSlots {
        schedule: plan.to.schedule,
        service: plan.appointment.service,
        minutes: None,
        from: Some(from.clone()),
        days: DAYS_SHOWN,
        moving: Some(plan.appointment.id),
    };
    let slots = find_slots(ctx, &input).await?;
    let status = match &problem {
        Some(Problem::Refused(refusal)) => status_of(refusal),
        _ => axum::http::StatusCode::OK,
    };
    let title = if problem.is_some() {
        "Error: Move a visit"
    } else {
        "Move a visit"
    };
    Ok(Page::new(title, move || view(&plan, slots, from, problem)).with_status(status))
}

fn view(plan: &Plan, slots: SlotsView, from: String, problem: Option<Problem>) -> impl IntoView + use<> {
    let appointment = &plan.appointment;
    let id = appointment.id;
    let (patient, service) = (appointment.patient_name.clone(), appointment.service_name.clone());
    let (origin, origin_label) = plan.origin();
    let problem = problem.map(|problem| not_moved(plan, problem));
    let doctors = (plan.destinations.len() > 1).then(|| doctors(plan, from.clone()));
    let beyond = plan.may_overbook.then(|| another_time(plan, from));
    let (present, new) = (now(appointment), plan.with());
    let page = plan.wish.path(id, &[]);
    let doctor = plan.to.doctor_slug.clone();
    view! {
        <div class="container stack stack--l">
            <BackLink href=origin label=origin_label/>
            <div class="page-head">
                <h1>"Move the visit of " {patient}</h1>
                <p class="lead">{service} ". The present time stays theirs until the new one is certain."</p>
            </div>
            {problem}
            <div class="move">
                {present}
                <span class="move__arrow"><Icon name=IconName::ARROW_RIGHT/></span>
                <div class="move__side">
                    <p class="move__label">"New"</p>
                    <p class="move__when muted">"Choose below"</p>
                    <p class="muted">{new}</p>
                </div>
            </div>
            {doctors}
            <SlotPicker first_minutes=slots.minutes slots=slots page=page doctor=doctor moving=Some(id)>
                ""
            </SlotPicker>
            {beyond}
        </div>
    }
}

/// Who else gives the service, here and at other places.
fn doctors(plan: &Plan, from: String) -> impl IntoView + use<> {
    let options = plan
        .destinations
        .iter()
        .map(|one| Choice::new(one.schedule.to_string(), with(one)))
        .collect();
    view! {
        <form class="filters" method="get" action=routes::reschedule(plan.appointment.id)>
            {plan.hidden(&["schedule", "overbook"])}
            <input type="hidden" name="from" value=from/>
            <Select id="schedule" label="With" options=options selected=plan.to.schedule.to_string()/>
            <div class="filters__actions">
                <Button variant=ButtonVariant::Secondary>"Show times"</Button>
            </div>
        </form>
    }
}

/// Outside the hours or beside another visit: asked for here, and why at the end.
fn another_time(plan: &Plan, from: String) -> impl IntoView + use<> {
    view! {
        <details class="card">
            <summary>"Overbook: another time"</summary>
            <form class="form" method="get" action=routes::reschedule(plan.appointment.id)>
                <p class="muted">
                    "Outside the hours, or beside another visit. You say why before it is moved, and it is recorded with your name."
                </p>
                {plan.hidden(&["overbook"])}
                <input type="hidden" name="overbook" value="1"/>
                <div class="field-pair">
                    <Input id="from" label="Day" kind=InputKind::Date value=from required=true/>
                    <Input id="at" label="Time" kind=InputKind::Time width=InputWidth::Short required=true/>
                </div>
                <div class="form__actions">
                    <Button variant=ButtonVariant::Secondary>"Use this time"</Button>
                </div>
            </form>
        </details>
    }
}

/// Why it was not moved, that the old time stands, and what else is free.
fn not_moved(plan: &Plan, problem: Problem) -> impl IntoView + use<> {
    let (title, text) = match &problem {
        Problem::Clock => ("Check the time", "Write it like 14:10."),
        Problem::Refused(Refusal::SlotTaken(_) | Refusal::NotOffered(NotOffered::Busy)) => {
            ("Somebody was quicker", "The time was taken a moment ago.")
        }
        Problem::Refused(Refusal::PatientBusy) => ("The patient has another appointment then", "Choose another time."),
        Problem::Refused(_) => (
            "This time cannot be booked",
            "It is outside the hours, in the past or too far ahead.",
        ),
    };
    let nearest = match problem {
        Problem::Refused(Refusal::SlotTaken(nearest)) => nearest,
        _ => Vec::new(),
    };
    let instead = (!nearest.is_empty()).then(|| instead(plan, nearest));
    let stands = &plan.appointment.time;
    let (date, from) = (stands.date.clone(), stands.from.clone());
    view! {
        <Notice tone=Tone::Bad live=true title=title>
            <p>{text} " The appointment on " {date} ", " {from} " stands as it was."</p>
            {instead}
        </Notice>
    }
}

fn instead(plan: &Plan, nearest: Vec<FreeTime>) -> impl IntoView + use<> {
    view! {
        <p>"The nearest free times:"</p>
        <form method="get" action=routes::reschedule(plan.appointment.id)>
            {plan.hidden(&["overbook"])}
            <FreeTimes times=nearest/>
        </form>
    }
}
