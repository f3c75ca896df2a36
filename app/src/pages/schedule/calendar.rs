use axum::{http::StatusCode, response::IntoResponse};
use backend::{
    Fault,
    schedule::{DoctorSchedules, Outcome, OwnSchedule, Preview, SetOverride, list_schedules, preview, set_override},
};
use domain::{
    booking::SlotDay,
    refusal::{Field, Refusal},
    schedule::{DateHours, HoursText, parse_windows},
    time::Date,
    version::Version,
};
use jiff::ToSpan;
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    conflicts,
    date_form::{DateForm, date_form},
    fields::Fields,
    month::{DateFacts, first_of, month, month_key, month_title},
    owner::{Owner, Tab, schedule_at, stale_notice, windows_words},
};
use crate::{
    Ctx,
    error::status_of,
    islands::live::LivePage,
    pages::{Form, Page, PageError, Path, Query, Reply, faults::Faults, see_other},
    routes,
    ui::{ErrorSummary, FieldError, Icon, IconName, Notice, Tone},
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    location: String,
    /// "2026-11"
    month: String,
    /// The date that is open, "2026-11-23".
    date: String,
    done: String,
}

type Pairs = Vec<(String, String)>;

pub async fn show_own(ctx: Ctx, Query(asked): Query<Asked>) -> Result<Page, PageError> {
    show_month(&ctx, &Owner::Own, &asked).await
}

pub async fn show(ctx: Ctx, Path(slug): Path<String>, Query(asked): Query<Asked>) -> Result<Page, PageError> {
    show_month(&ctx, &Owner::Of(slug), &asked).await
}

pub async fn submit_own(ctx: Ctx, Form(pairs): Form<Pairs>) -> Reply {
    take(&ctx, &Owner::Own, Fields::new(pairs)).await
}

pub async fn submit(ctx: Ctx, Path(slug): Path<String>, Form(pairs): Form<Pairs>) -> Reply {
    take(&ctx, &Owner::Of(slug), Fields::new(pairs)).await
}

async fn show_month(ctx: &Ctx, owner: &Owner, asked: &Asked) -> Result<Page, PageError> {
    let all = list_schedules(ctx, owner.slug()).await?;
    let schedule = schedule_at(&all, &asked.location)?.clone();
    let open: Option<Date> = asked.date.parse().ok();
    let key = match open {
        Some(date) if asked.month.is_empty() => month_key(date),
        _ => asked.month.clone(),
    };
    let form = open.map(|date| {
        let facts = DateFacts::of(&all, &schedule, date);
        let own = schedule.overrides.iter().find(|one| one.date == date);
        DateForm {
            date,
            version: schedule.version,
            kind: match own {
                None => "weekly",
                Some(own) if own.windows.is_empty() => "closed",
                Some(_) => "windows",
            }
            .to_owned(),
            rows: facts.windows.iter().map(|&window| window.into()).collect(),
            faults: Vec::new(),
            service: String::new(),
            preview: None,
        }
    });
    let said = (asked.done == "saved").then_some(Said::Saved);
    let shown = Shown {
        first: first_of(&key, schedule.today),
        form,
        said,
        refusal: None,
    };
    Ok(page(owner, all, schedule, shown))
}

/// What is said above the calendar.
enum Said {
    Saved,
    Stale,
}

struct Shown {
    first: Date,
    form: Option<DateForm>,
    said: Option<Said>,
    refusal: Option<Refusal>,
}

async fn take(ctx: &Ctx, owner: &Owner, fields: Fields) -> Reply {
    let all = list_schedules(ctx, owner.slug()).await?;
    let schedule = schedule_at(&all, fields.get("location"))?.clone();
    let date: Date = fields.get("date").parse().map_err(|_| PageError::Malformed)?;
    let version = fields.get("version").parse().map_err(|_| PageError::Malformed)?;
    let mut form = DateForm {
        date,
        version: Version::new(version),
        kind: fields.get("kind").to_owned(),
        rows: fields.windows("d-").into_iter().map(|(_, text)| text).collect(),
        faults: Vec::new(),
        service: fields.get("service").to_owned(),
        preview: None,
    };
    let first = date.first_of_month();
    let shown = |form| Shown {
        first,
        form: Some(form),
        said: None,
        refusal: None,
    };
    if fields.has("add") {
        form.kind = "windows".to_owned();
        form.rows.push(HoursText::default());
        return Ok(page(owner, all, schedule, shown(form)).into_response());
    }
    if fields.has("back") {
        return Ok(page(owner, all, schedule, shown(form)).into_response());
    }
    let hours = match form.kind.as_str() {
        "weekly" => DateHours::Weekly,
        "closed" => DateHours::Closed,
        "windows" => match parse_windows(&form.rows) {
            Ok(windows) if windows.is_empty() => {
                form.faults = vec![(0, "Enter the hours of this day, or choose that it is closed".to_owned())];
                DateHours::Closed
            }
            Ok(windows) => DateHours::Windows(windows),
            Err(faults) => {
                form.faults = faults.iter().map(|fault| (fault.row(), fault.text())).collect();
                DateHours::Closed
            }
        },
        _ => return Err(PageError::Malformed),
    };
    if !form.faults.is_empty() {
        let page = page(owner, all, schedule, shown(form));
        return Ok(page.with_status(StatusCode::UNPROCESSABLE_ENTITY).into_response());
    }
    if fields.has("preview") {
        form.preview = Some(previewed(ctx, &schedule, &form, hours).await?);
        return Ok(page(owner, all, schedule, shown(form)).into_response());
    }
    let input = SetOverride {
        schedule: schedule.id,
        version: form.version,
        date,
        hours,
        decisions: conflicts::decisions(&fields),
    };
    let path = owner.path(Tab::Calendar);
    match set_override(ctx, &input).await {
        Ok(Outcome::Done(())) => {
            let (place, date) = (schedule.location.slug.as_str(), date.to_string());
            let back = routes::with_query(&path, &[("location", place), ("date", &date), ("done", "saved")]);
            Ok(see_other(back).into_response())
        }
        Ok(Outcome::Undecided(list)) => {
            let what = match form.kind.as_str() {
                "closed" => "Closing",
                _ => "Other hours on",
            };
            let what = format!("{what} {}", date.strftime("%A %-d %B %Y"));
            Ok(conflicts::page(&what, path, &fields, list).into_response())
        }
        Err(Fault::Refused(refusal @ (Refusal::Stale | Refusal::Invalid(_)))) => {
            let all = list_schedules(ctx, owner.slug()).await?;
            let schedule = schedule_at(&all, fields.get("location"))?.clone();
            // Saved again, the entries go on what stands now.
            form.version = schedule.version;
            let status = status_of(&refusal);
            let shown = Shown {
                said: (refusal == Refusal::Stale).then_some(Said::Stale),
                refusal: Some(refusal),
                ..shown(form)
            };
            Ok(page(owner, all, schedule, shown).with_status(status).into_response())
        }
        Err(fault) => Err(fault.into()),
    }
}

async fn previewed(
    ctx: &Ctx,
    schedule: &OwnSchedule,
    form: &DateForm,
    hours: DateHours,
) -> Result<Vec<SlotDay>, PageError> {
    let chosen = form.service.parse().ok();
    let Some(service) = chosen.or(schedule.services.first().map(|service| service.id)) else {
        return Ok(Vec::new());
    };
    let input = Preview {
        schedule: schedule.id,
        service,
        from: Some(form.date),
        days: 1,
        week: None,
        date: Some((form.date, hours)),
    };
    match preview(ctx, &input).await {
        Ok(days) => Ok(days),
        Err(Fault::Refused(Refusal::NotFound)) => Ok(Vec::new()),
        Err(fault) => Err(fault.into()),
    }
}

fn page(owner: &Owner, all: DoctorSchedules, schedule: OwnSchedule, shown: Shown) -> Page {
    let owner = owner.clone();
    let title = owner.title(Tab::Calendar, &all.name);
    let has_faults = shown.form.as_ref().is_some_and(|form| !form.faults.is_empty()) || shown.refusal.is_some();
    let title = if has_faults { format!("Error: {title}") } else { title };
    Page::new(title, move || view(&owner, &all, &schedule, shown))
}

fn view(owner: &Owner, all: &DoctorSchedules, schedule: &OwnSchedule, shown: Shown) -> AnyView {
    let Shown {
        first,
        form,
        said,
        refusal,
    } = shown;
    let path = owner.path(Tab::Calendar);
    let place = schedule.location.slug.as_str();
    let go = |to: Date| routes::with_query(&path, &[("location", place), ("month", &month_key(to))]);
    let (before, after) = (first.saturating_sub(1.month()), first.saturating_add(1.month()));
    let faults = refusal.as_ref().map(Faults::of).unwrap_or_default();
    let mut errors = faults.summary(&[Field::Date]);
    if let Some(form) = &form {
        let of_rows = form.faults.iter();
        errors.extend(of_rows.map(|(row, text)| FieldError::new(format!("d-{row}-from"), text)));
    }
    let open = form.as_ref().map(|form| form.date);
    let facts = open.map(|date| DateFacts::of(all, schedule, date));
    let said = said.map(|said| match (said, &facts) {
        (Said::Stale, Some(facts)) => {
            let stands = view! { <p class="strong">{windows_words(&facts.windows)}</p> }.into_any();
            stale_notice(schedule.changed.as_ref(), stands)
        }
        _ => view! { <Notice tone=Tone::Ok live=true title="The day is saved"/> }.into_any(),
    });
    let events = routes::with_query(routes::EVENTS, &[("doctor", &all.slug)]);
    let opened = match (form, facts) {
        (Some(form), Some(facts)) => Some(date_form(&path, all, schedule, form, &facts)),
        _ => None,
    };
    let nothing = opened.is_none().then(|| {
        view! { <p class="muted">"Choose a day to give it other hours, to close it, or to take it back to the weekly hours."</p> }
    });
    view! {
        <div class="container container--wide stack stack--l">
            <ErrorSummary errors=errors/>
            <div>{owner.head(Tab::Calendar, all)} {owner.places(Tab::Calendar, all, schedule)}</div>
            {said}
            <div class="split">
                <div>
                    <div class="month__bar">
                        <a class="button button--secondary button--icon" rel="prev" href=go(before) aria-label="Month before">
                            <Icon name=IconName::CHEVRON_LEFT/>
                        </a>
                        <h2 class="month__title">{month_title(first)}</h2>
                        <a class="button button--secondary button--icon" rel="next" href=go(after) aria-label="Month after">
                            <Icon name=IconName::CHEVRON_RIGHT/>
                        </a>
                    </div>
                    <div id="month" data-live="" data-events=events>{month(all, schedule, first, open, &path)}</div>
                </div>
                <div class="split__aside" id="date">{opened} {nothing}</div>
            </div>
            <LivePage/>
        </div>
    }
    .into_any()
}
