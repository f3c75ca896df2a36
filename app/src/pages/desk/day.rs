use backend::{
    booking::{DeskDay, list_desk_day},
    directory::list_locations,
};
use domain::{
    booking::{DayAway, DayBlock, DayEntry, DoctorDay, Status},
    directory::LocationView,
};
use leptos::prelude::*;
use serde::Deserialize;

use super::wish::Wish;
use crate::{
    Ctx,
    islands::{appointments::StatusBadge, day::Whose, live::LivePage},
    pages::{Page, PageError, Query},
    routes,
    ui::{Button, ButtonVariant, Choice, EmptyState, Field as Input, Icon, IconName, InputKind, LinkButton, Select},
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// A location's slug; the first one where empty.
    location: String,
    /// "2026-11-23"; today where empty.
    date: String,
}

/// All doctors of a location side by side.
pub async fn show(ctx: Ctx, Query(asked): Query<Asked>) -> Result<Page, PageError> {
    let locations = list_locations(&ctx).await?;
    let day = list_desk_day(&ctx, Some(&asked.location), Some(&asked.date)).await?;
    let title = format!("Front desk, {}", day.label);
    Ok(Page::new(title, move || view(day, &locations)))
}

fn view(day: DeskDay, locations: &[LocationView]) -> impl IntoView + use<> {
    let events = routes::with_query(routes::EVENTS, &[("location", &day.location_slug)]);
    let bar = bar(&day);
    let filters = filters(&day, locations);
    let absent = (!day.absent.is_empty()).then(|| {
        let names = day.absent.join(", ");
        view! { <p class="muted">"Not here on this day: " {names} "."</p> }
    });
    let columns = if day.doctors.is_empty() {
        view! {
            <EmptyState icon=IconName::COFFEE title="Nobody works here on this day" text="Look at another day, or at another location."/>
        }
        .into_any()
    } else {
        let columns = day.doctors.iter().map(column).collect_view();
        view! { <ol class="desk__doctors" role="list" tabindex="0" aria-label="Doctors">{columns}</ol> }.into_any()
    };
    view! {
        <div class="week desk">
            {bar}
            {filters}
            {columns}
            {absent}
            <LivePage events=events/>
        </div>
    }
}

fn path(location: &str, date: &str) -> String {
    routes::with_query(routes::DESK, &[("location", location), ("date", date)])
}

fn bar(day: &DeskDay) -> impl IntoView + use<> {
    let at = |date: &str| path(&day.location_slug, date);
    let (previous, next) = (at(&day.previous), at(&day.next));
    let today = (day.date != day.today).then(|| at(&day.today));
    let count: usize = day.doctors.iter().map(|doctor| doctor.entries.len()).sum();
    let summary = match count {
        0 => "No visits".to_owned(),
        1 => "1 visit".to_owned(),
        count => format!("{count} visits"),
    };
    view! {
        <div class="day__bar">
            <a class="button button--secondary button--icon no-print" rel="prev" href=previous aria-label="Day before">
                <Icon name=IconName::CHEVRON_LEFT/>
            </a>
            <h1 class="day__title">
                <span class="day__doctor">{day.location.clone()} <span class="visually-hidden">", "</span></span>
                {day.label.clone()}
            </h1>
            <a class="button button--secondary button--icon no-print" rel="next" href=next aria-label="Day after">
                <Icon name=IconName::CHEVRON_RIGHT/>
            </a>
            <p class="day__summary">
                <span>{summary}</span>
                <span class="muted">{day.zone_note.clone()}</span>
            </p>
            <div class="day__bar-end">
                {today.map(|href| view! { <a class="button button--quiet button--small" href=href>"Today"</a> })}
            </div>
        </div>
    }
}

fn filters(day: &DeskDay, locations: &[LocationView]) -> impl IntoView + use<> {
    let options = locations
        .iter()
        .map(|location| Choice::new(&location.slug, &location.place.name))
        .collect();
    view! {
        <form class="filters no-print" method="get" action=routes::DESK role="search" aria-label="Front desk">
            <Select id="location" label="Location" options=options selected=day.location_slug.clone()/>
            <Input id="date" label="Day" kind=InputKind::Date value=day.date.clone()/>
            <div class="filters__actions">
                <Button variant=ButtonVariant::Secondary>"Show"</Button>
            </div>
        </form>
    }
}

fn column(day: &DoctorDay) -> impl IntoView + use<> {
    let wish = Wish {
        doctor: day.doctor_slug.clone(),
        from: day.date.clone(),
        ..Wish::default()
    };
    let about = format!(" with {}", day.doctor_name);
    let whose = Whose::Of(day.doctor_slug.clone());
    let (href, week) = (whose.path(&day.date, None), whose.week(&day.date));
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
            .map(|entry| (entry.start_minute, visit(entry).into_any())),
    );
    things.sort_by_key(|(start, _)| *start);
    let nothing = things
        .is_empty()
        .then(|| view! { <li class="week__nothing muted">"No visits"</li> });
    let can_be_booked = day.date >= day.today;
    let about_week = about.clone();
    view! {
        <li class="week__day">
            <h2 class="week__date"><a href=href>{day.doctor_name.clone()}</a></h2>
            <div class="cluster cluster--s">
            {can_be_booked.then(|| view! {
                <LinkButton href=wish.path() variant=ButtonVariant::Secondary small=true icon=IconName::CALENDAR_PLUS>
                    "Book" <span class="visually-hidden">{about}</span>
                </LinkButton>
            })}
                <LinkButton href=week variant=ButtonVariant::Quiet small=true>
                    "Week" <span class="visually-hidden">{about_week}</span>
                </LinkButton>
            </div>
            <ul class="week__list" role="list">
                {nothing}
                {things.into_iter().map(|(_, thing)| thing).collect_view()}
            </ul>
        </li>
    }
}

fn visit(entry: &DayEntry) -> impl IntoView + use<> {
    let appointment = &entry.appointment;
    let status = appointment.status;
    let class = match status {
        Status::Arrived | Status::InProgress => "visit visit--compact visit--arrived",
        Status::Completed => "visit visit--compact visit--done",
        Status::NoShow => "visit visit--compact visit--no-show",
        Status::Requested => "visit visit--compact visit--requested",
        _ => "visit visit--compact",
    };
    let (from, name, service) = (
        appointment.time.from.clone(),
        appointment.patient_name.clone(),
        appointment.service_name.clone(),
    );
    let beside = appointment
        .overbook_reason
        .is_some()
        .then(|| view! { <span class="visit__reason">"Overbooked"</span> });
    let badge = (status != Status::Confirmed).then(|| view! { <StatusBadge status=status/> });
    view! {
        <li>
            <article class=class>
                <span class="visit__time">{from}</span>
                <a class="visit__link" href=routes::appointment(appointment.id)>{name}</a>
                <span class="visit__reason">{service}</span>
                {beside}
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
