use axum::{http::StatusCode, response::IntoResponse};
use backend::{
    Fault,
    schedule::{
        DoctorSchedules, Outcome, OwnSchedule, Preview, SetWeeklyHours, list_schedules, preview, set_weekly_hours,
    },
};
use domain::{
    booking::SlotDay,
    refusal::Refusal,
    schedule::{HoursText, Week},
    version::Version,
};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    conflicts,
    fields::Fields,
    owner::{Owner, Tab, schedule_at, stale_notice, total_words, windows_words},
};
use crate::{
    Ctx,
    islands::schedule::{WEEKDAYS, WeekEditor, WeekForm, field_name},
    pages::{Form, Page, PageError, Path, Query, Reply, see_other},
    routes,
    ui::{Description, DescriptionList, ErrorSummary, FieldError, Notice, Tone},
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    location: String,
    done: String,
}

type Pairs = Vec<(String, String)>;

pub async fn show_own(ctx: Ctx, Query(asked): Query<Asked>) -> Result<Page, PageError> {
    show_week(&ctx, &Owner::Own, &asked).await
}

pub async fn show(ctx: Ctx, Path(slug): Path<String>, Query(asked): Query<Asked>) -> Result<Page, PageError> {
    show_week(&ctx, &Owner::Of(slug), &asked).await
}

pub async fn submit_own(ctx: Ctx, Form(pairs): Form<Pairs>) -> Reply {
    take(&ctx, &Owner::Own, Fields::new(pairs)).await
}

pub async fn submit(ctx: Ctx, Path(slug): Path<String>, Form(pairs): Form<Pairs>) -> Reply {
    take(&ctx, &Owner::Of(slug), Fields::new(pairs)).await
}

async fn show_week(ctx: &Ctx, owner: &Owner, asked: &Asked) -> Result<Page, PageError> {
    let all = list_schedules(ctx, owner.slug()).await?;
    let schedule = schedule_at(&all, &asked.location)?.clone();
    let mut form = WeekForm {
        action: owner.path(Tab::Week),
        schedule: schedule.id,
        version: schedule.version,
        days: schedule.week.text().to_vec(),
        faults: Vec::new(),
        services: services(&schedule),
        service: schedule.services.first().map(|service| service.id),
        from: schedule.today.to_string(),
        preview: None,
    };
    form.preview = find_preview(ctx, &form, &schedule.week).await?;
    let said = (asked.done == "saved").then_some(Said::Saved);
    Ok(page(owner, all, schedule, form, said))
}

/// What is said above the form.
enum Said {
    Saved,
    Stale,
}

async fn take(ctx: &Ctx, owner: &Owner, fields: Fields) -> Reply {
    let all = list_schedules(ctx, owner.slug()).await?;
    let id = fields.get("schedule").parse().map_err(|_| PageError::Malformed)?;
    let schedule = all.schedules.iter().find(|one| one.id == id).cloned();
    let schedule = schedule.ok_or(Refusal::NotFound)?;
    let version = fields.get("version").parse().map_err(|_| PageError::Malformed)?;
    let mut form = WeekForm {
        action: owner.path(Tab::Week),
        schedule: id,
        version: Version::new(version),
        days: entered(&fields),
        faults: Vec::new(),
        services: services(&schedule),
        service: fields.get("service").parse().ok(),
        from: fields.get("from").chars().take(10).collect(),
        preview: None,
    };
    if edit(&mut form.days, &fields) || fields.has("back") {
        return Ok(page(owner, all, schedule, form, None).into_response());
    }
    let days = form.days.clone().try_into().map_err(|_| PageError::Malformed)?;
    let week = match Week::parse(&days) {
        Ok(week) => week,
        Err(faults) => {
            form.faults = faults
                .iter()
                .map(|(day, fault)| (*day, fault.row(), fault.text()))
                .collect();
            let page = page(owner, all, schedule, form, None);
            return Ok(page.with_status(StatusCode::UNPROCESSABLE_ENTITY).into_response());
        }
    };
    if fields.has("preview") {
        form.preview = find_preview(ctx, &form, &week).await?;
        return Ok(page(owner, all, schedule, form, None).into_response());
    }
    let input = SetWeeklyHours {
        schedule: id,
        version: form.version,
        week,
        decisions: conflicts::decisions(&fields),
    };
    match set_weekly_hours(ctx, &input).await {
        Ok(Outcome::Done(())) => {
            let place = schedule.location.slug.as_str();
            let back = routes::with_query(&form.action, &[("location", place), ("done", "saved")]);
            Ok(see_other(back).into_response())
        }
        Ok(Outcome::Undecided(list)) => {
            let what = format!("New weekly hours at {}", schedule.location.place.name);
            Ok(conflicts::page(&what, form.action, &fields, list).into_response())
        }
        Err(Fault::Refused(Refusal::Stale)) => {
            let all = list_schedules(ctx, owner.slug()).await?;
            let schedule = all.schedules.iter().find(|one| one.id == id).cloned();
            let schedule = schedule.ok_or(Refusal::NotFound)?;
            // Saved again, the entries go on what stands now.
            form.version = schedule.version;
            let page = page(owner, all, schedule, form, Some(Said::Stale));
            Ok(page.with_status(StatusCode::CONFLICT).into_response())
        }
        Err(fault) => Err(fault.into()),
    }
}

fn services(schedule: &OwnSchedule) -> Vec<(domain::ids::ServiceId, String)> {
    let name = |service: &backend::schedule::ServiceName| {
        let words = format!("{}, {} min", service.name, service.duration_minutes);
        (service.id, words)
    };
    schedule.services.iter().map(name).collect()
}

/// The rows of the form; gaps that a script left in their numbers are closed.
fn entered(fields: &Fields) -> Vec<Vec<HoursText>> {
    let day = |day: usize| {
        let rows = fields.windows(&format!("w{day}-"));
        rows.into_iter().map(|(_, text)| text).collect()
    };
    (0..7).map(day).collect()
}

/// Does what the buttons beside the fields say; whether one was pressed.
fn edit(days: &mut [Vec<HoursText>], fields: &Fields) -> bool {
    if let Some(day) = fields.get("add").parse().ok().and_then(|day: usize| days.get_mut(day)) {
        day.push(HoursText::default());
        return true;
    }
    if let Some((day, row)) = fields.get("remove").split_once('-') {
        let (day, row) = (day.parse().unwrap_or(usize::MAX), row.parse().unwrap_or(usize::MAX));
        if let Some(rows) = days.get_mut(day).filter(|rows| row < rows.len()) {
            rows.remove(row);
        }
        return true;
    }
    if fields.has("copy") {
        let monday = days.first().cloned().unwrap_or_default();
        days.iter_mut().take(5).for_each(|day| day.clone_from(&monday));
        return true;
    }
    false
}

async fn find_preview(ctx: &Ctx, form: &WeekForm, week: &Week) -> Result<Option<Vec<SlotDay>>, PageError> {
    let Some(service) = form.service else {
        return Ok(None);
    };
    let input = Preview {
        schedule: form.schedule,
        service,
        from: form.from.parse().ok(),
        days: 7,
        week: Some(week.clone()),
        date: None,
    };
    match preview(ctx, &input).await {
        Ok(days) => Ok(Some(days)),
        // A doctor who cannot be booked has no free times.
        Err(Fault::Refused(Refusal::NotFound)) => Ok(None),
        Err(fault) => Err(fault.into()),
    }
}

fn page(owner: &Owner, all: DoctorSchedules, schedule: OwnSchedule, form: WeekForm, said: Option<Said>) -> Page {
    let owner = owner.clone();
    let title = owner.title(Tab::Week, &all.name);
    let title = if form.faults.is_empty() {
        title
    } else {
        format!("Error: {title}")
    };
    Page::new(title, move || view(&owner, &all, &schedule, form, said))
}

fn view(owner: &Owner, all: &DoctorSchedules, schedule: &OwnSchedule, form: WeekForm, said: Option<Said>) -> AnyView {
    let errors = form.faults.iter().map(|(day, row, text)| {
        let day_name = WEEKDAYS.get(*day).copied().unwrap_or_default();
        FieldError::new(field_name(*day, *row, "from"), format!("{day_name}: {text}"))
    });
    let said = said.map(|said| match said {
        Said::Saved => view! { <Notice tone=Tone::Ok live=true title="The hours are saved"/> }.into_any(),
        Said::Stale => stale_notice(schedule.changed.as_ref(), week_as_words(schedule)),
    });
    let errors: Vec<FieldError> = errors.collect();
    let note = format!("Times in {}", schedule.location.city);
    let content = if all.may_edit {
        view! { <WeekEditor form=form/> }.into_any()
    } else {
        week_as_words(schedule)
    };
    view! {
        <div class="container container--wide stack stack--l">
            <ErrorSummary errors=errors/>
            <div>{owner.head(Tab::Week, all)} {owner.places(Tab::Week, all, schedule)}</div>
            {said}
            <p class="muted">{schedule.location.place.name.clone()} ". " {note} ". A date with hours of its own is set in the calendar."</p>
            {content}
        </div>
    }
    .into_any()
}

fn week_as_words(schedule: &OwnSchedule) -> AnyView {
    let days = WEEKDAYS.iter().zip(schedule.week.days()).map(|(name, windows)| {
        let total = (!windows.is_empty()).then(|| format!(" ({})", total_words(windows)));
        let words = windows_words(windows);
        view! { <Description term=*name>{words} {total}</Description> }
    });
    let days = days.collect_view();
    view! { <DescriptionList rows=true>{days}</DescriptionList> }.into_any()
}
