//! The form of one date.

use backend::schedule::{DoctorSchedules, OwnSchedule};
use domain::{booking::SlotDay, schedule::HoursText, time::Date, version::Version};
use leptos::prelude::*;

use super::{
    month::DateFacts,
    owner::{total_words, windows_words},
};
use crate::{
    islands::schedule::preview_days,
    ui::{Button, ButtonVariant, Card, Choice, Icon, IconName, Select},
};

/// The form of one date, as it is or as somebody has filled it in.
pub(super) struct DateForm {
    pub date: Date,
    /// Of the schedule, as it was seen.
    pub version: Version,
    /// "weekly", "closed" or "windows"
    pub kind: String,
    pub rows: Vec<HoursText>,
    /// Row and what is wrong.
    pub faults: Vec<(usize, String)>,
    pub service: String,
    pub preview: Option<Vec<SlotDay>>,
}

/// How many pairs of fields there are at least.
const LEAST_ROWS: usize = 2;

pub(super) fn date_form(
    path: &str,
    all: &DoctorSchedules,
    schedule: &OwnSchedule,
    form: DateForm,
    facts: &DateFacts,
) -> AnyView {
    let title = form.date.strftime("%A %-d %B %Y").to_string();
    let total = (!facts.windows.is_empty()).then(|| format!(" ({})", total_words(&facts.windows)));
    let reasons = facts.reasons.iter().map(|reason| view! { <p>{reason.clone()}</p> });
    let is_over = form.date < schedule.today;
    let content = if all.may_edit && !is_over {
        fields(path, schedule, form).into_any()
    } else if is_over {
        view! { <p class="muted">"This day is over."</p> }.into_any()
    } else {
        ().into_any()
    };
    let (words, reasons) = (windows_words(&facts.windows), reasons.collect_view());
    view! {
        <Card title=title class="stack">
            <p>{words} {total}</p>
            {reasons}
            {content}
        </Card>
    }
    .into_any()
}

fn fields(path: &str, schedule: &OwnSchedule, form: DateForm) -> AnyView {
    let weekly = windows_words(schedule.week.on(form.date.weekday()));
    let kind = form.kind.clone();
    let option = |value: &'static str, label: String| {
        let id = format!("kind-{value}");
        view! {
            <div class="choice">
                <input class="choice__input" type="radio" id=id.clone() name="kind" value=value checked=kind == value/>
                <label class="choice__label" for=id>{label}</label>
            </div>
        }
    };
    let mut rows = form.rows;
    if rows.len() < LEAST_ROWS {
        rows.resize(LEAST_ROWS, HoursText::default());
    }
    let rows = rows.into_iter().enumerate().map(|(row, text)| {
        let fault = form
            .faults
            .iter()
            .find(|fault| fault.0 == row)
            .map(|fault| fault.1.clone());
        window(row, text, fault)
    });
    let services = schedule.services.iter();
    let services: Vec<Choice> = services
        .map(|service| Choice::new(service.id.to_string(), service.name.clone()))
        .collect();
    let preview = form.preview.as_deref().map(preview_days);
    let can_preview = !services.is_empty();
    let service = form.service;
    view! {
        <form class="form" method="post" action=format!("{path}#date")>
            <input type="hidden" name="location" value=schedule.location.slug.clone()/>
            <input type="hidden" name="date" value=form.date.to_string()/>
            <input type="hidden" name="version" value=form.version.number()/>
            <button class="visually-hidden" type="submit" name="save" value="1" tabindex="-1" aria-hidden="true">"Save"</button>
            <fieldset class="stack stack--s">
                <legend class="field__label">"On this day"</legend>
                {option("weekly", format!("The weekly hours: {weekly}"))}
                {option("closed", "Closed".to_owned())}
                {option("windows", "Other hours:".to_owned())}
            </fieldset>
            <ul class="week-day__windows" role="list">{rows.collect_view()}</ul>
            <div class="form__actions">
                <Button name="save" value="1">"Save this day"</Button>
                <button class="button button--quiet button--small" type="submit" formnovalidate=true name="add" value="1">
                    <Icon name=IconName::PLUS/>
                    "More hours"
                </button>
            </div>
            {can_preview.then(|| view! {
                <div class="stack">
                    <Select id="service" label="Service" options=services selected=service/>
                    <Button variant=ButtonVariant::Secondary name="preview" value="1" icon=IconName::EYE>"Preview free times"</Button>
                </div>
            })}
            {preview}
        </form>
    }
    .into_any()
}

fn window(row: usize, text: HoursText, fault: Option<String>) -> impl IntoView {
    let error_id = format!("d-{row}-error");
    let described = fault.is_some().then(|| error_id.clone());
    let field = |place: &'static str, label: &'static str, value: String| {
        let id = format!("d-{row}-{place}");
        let number = row + 1;
        view! {
            <label class="window__label" for=id.clone()>
                <span class="visually-hidden">{format!("Hours {number}, ")}</span>
                {label}
            </label>
            <input
                class="input input--time"
                type="time"
                id=id.clone()
                name=id
                value=value
                aria-invalid=described.is_some().then_some("true")
                aria-describedby=described.clone()
            />
        }
        .into_any()
    };
    view! {
        <li class="window">
            {field("from", "From", text.from)}
            {field("to", "to", text.to)}
            {fault.map(|text| view! {
                <p class="field__error window__error" id=error_id>
                    <Icon name=IconName::CIRCLE_ALERT/>
                    <span><span class="visually-hidden">"Error: "</span>{text}</span>
                </p>
            })}
        </li>
    }
}
