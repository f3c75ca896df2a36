use backend::booking::list_doctor_week;
use domain::booking::{DayAway, DayBlock, DayEntry, DoctorDay, DoctorWeek, Status};
use leptos::prelude::*;
use serde::Deserialize;

use super::no_services::own_or_none_yet;
use crate::{
    Ctx,
    islands::{appointments::StatusBadge, day::Whose, live::LivePage},
    pages::{Page, PageError, Path, Query},
    routes,
    ui::{Icon, IconName},
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// A date of the week, "2026-11-23"; today where empty.
    date: String,
}

/// The week of the doctor who asks.
pub async fn show_own(ctx: Ctx, Query(asked): Query<Asked>) -> Result<Page, PageError> {
    own_or_none_yet(page(&ctx, Whose::Own, &asked.date).await)
}

/// The week of any doctor, for the front desk and administrators.
pub async fn show(ctx: Ctx, Path(slug): Path<String>, Query(asked): Query<Asked>) -> Result<Page, PageError> {
    page(&ctx, Whose::Of(slug), &asked.date).await
}

async fn page(ctx: &Ctx, whose: Whose, date: &str) -> Result<Page, PageError> {
    let week = list_doctor_week(ctx, whose.doctor(), Some(date)).await?;
    let title = match &whose {
        Whose::Own => week.label.clone(),
        Whose::Of(_) | Whose::Place(_) => format!("{}, {}", week.doctor_name, week.label),
    };
    Ok(Page::new(title, move || view(week, &whose)))
}

fn view(week: DoctorWeek, whose: &Whose) -> impl IntoView + use<> {
    let bar = bar(&week, whose);
    // A weekend on which nothing happens takes no room.
    let is_shown = |(place, day): &(usize, &DoctorDay)| {
        *place < 5 || !(day.entries.is_empty() && day.hours.is_empty() && day.time_off.is_empty())
    };
    let days: Vec<_> = week
        .days
        .iter()
        .enumerate()
        .filter(is_shown)
        .map(|(_, day)| column(day, whose))
        .collect();
    let events = routes::with_query(routes::EVENTS, &[("doctor", &week.doctor_slug)]);
    let class = format!("week__days week__days--{}", days.len().clamp(5, 7));
    view! {
        <div class="week">
            {bar}
            <ol class=class role="list" id="week" data-live="" data-events=events>{days}</ol>
            <LivePage/>
        </div>
    }
}

fn bar(week: &DoctorWeek, whose: &Whose) -> impl IntoView + use<> {
    let doctor = matches!(whose, Whose::Of(_)).then(|| week.doctor_name.clone());
    let (previous, next) = (whose.week(&week.previous), whose.week(&week.next));
    let today = (week.date != week.this_week).then(|| whose.week(&week.this_week));
    // One that passes midnight stands on both days.
    let starts_on = |day: &DoctorDay| {
        let entries = day.entries.iter();
        entries
            .filter(|entry| entry.appointment.time.start >= day.start)
            .count()
    };
    let count: usize = week.days.iter().map(starts_on).sum();
    let summary = match count {
        0 => "No visits".to_owned(),
        1 => "1 visit".to_owned(),
        count => format!("{count} visits"),
    };
    let day = whose.path(&week.date, None);
    view! {
        <div class="day__bar">
            <a class="button button--secondary button--icon no-print" rel="prev" href=previous aria-label="Week before">
                <Icon name=IconName::CHEVRON_LEFT/>
            </a>
            <h1 class="day__title">
                {doctor.map(|name| view! { <span class="day__doctor">{name} <span class="visually-hidden">", "</span></span> })}
                {week.label.clone()}
            </h1>
            <a class="button button--secondary button--icon no-print" rel="next" href=next aria-label="Week after">
                <Icon name=IconName::CHEVRON_RIGHT/>
            </a>
            <p class="day__summary" id="week-summary" data-live="">
                <span>{summary}</span>
                <span class="muted">{week.zone_note.clone()}</span>
            </p>
            <div class="day__bar-end">
                {today.map(|href| view! { <a class="button button--quiet button--small" href=href>"This week"</a> })}
                <a class="button button--quiet button--small" href=day>"Day"</a>
            </div>
        </div>
    }
}

fn column(day: &DoctorDay, whose: &Whose) -> impl IntoView + use<> {
    let is_today = day.date == day.today;
    let href = whose.path(&day.date, None);
    let mut words = day.label.split_whitespace();
    let short = |word: &str| word.chars().take(3).collect::<String>();
    let weekday = short(words.next().unwrap_or_default());
    let date: Vec<String> = words.take(2).map(short).collect();
    let mut things: Vec<(u16, AnyView)> = Vec::new();
    things.extend(
        day.closures
            .iter()
            .map(|block| (block.start_minute, closed(block).into_any())),
    );
    things.extend(
        day.time_off
            .iter()
            .map(|block| (block.start_minute, away(block).into_any())),
    );
    things.extend(
        day.entries
            .iter()
            .map(|entry| (entry.start_minute, visit(entry, day, whose).into_any())),
    );
    things.sort_by_key(|(start, _)| *start);
    let nothing = things.is_empty().then(|| {
        let words = if day.hours.is_empty() { "No hours" } else { "No visits" };
        view! { <li class="week__nothing muted">{words}</li> }
    });
    let class = match (is_today, day.date < day.today) {
        (true, _) => "week__day week__day--today",
        (false, true) => "week__day week__day--past",
        (false, false) => "week__day",
    };
    view! {
        <li class=class id=format!("day-{}", day.date)>
            <h2 class="week__date">
                <a href=href aria-current=is_today.then_some("date")>
                    <span class="week__weekday">{weekday}</span>
                    " "
                    <span>{date.join(" ")}</span>
                </a>
            </h2>
            <ul class="week__list" role="list">
                {nothing}
                {things.into_iter().map(|(_, thing)| thing).collect_view()}
            </ul>
        </li>
    }
}

fn visit(entry: &DayEntry, day: &DoctorDay, whose: &Whose) -> impl IntoView + use<> {
    let appointment = &entry.appointment;
    let status = appointment.status;
    let class = match status {
        Status::Arrived | Status::InProgress => "visit visit--compact visit--arrived",
        Status::Completed => "visit visit--compact visit--done",
        Status::NoShow => "visit visit--compact visit--no-show",
        Status::Requested => "visit visit--compact visit--requested",
        _ => "visit visit--compact",
    };
    let href = whose.path(&day.date, Some(appointment.id));
    let (from, name, service) = (
        appointment.time.from.clone(),
        appointment.patient_name.clone(),
        appointment.service_name.clone(),
    );
    let request = (status == Status::Requested).then_some("Request: ");
    // That a visit is confirmed is what a week is full of.
    let badge = (status != Status::Confirmed).then(|| view! { <StatusBadge status=status/> });
    view! {
        <li>
            <article class=class>
                <span class="visit__time">{from}</span>
                <a class="visit__link" href=href>{request} {name}</a>
                <span class="visit__reason">{service}</span>
                {badge}
            </article>
        </li>
    }
}

fn away(block: &DayAway) -> impl IntoView + use<> {
    off("Time off", block.time.clone(), block.reason.clone())
}

fn closed(block: &DayBlock) -> impl IntoView + use<> {
    off("Closed", String::new(), block.label.clone())
}

fn off(name: &'static str, time: String, why: String) -> impl IntoView {
    view! {
        <li>
            <div class="visit visit--compact visit--off">
                <span class="visit__name">{name}</span>
                <span class="visit__time">{time}</span>
                <span class="visit__reason">{why}</span>
            </div>
        </li>
    }
}
