mod results;

use axum::{http::StatusCode, response::IntoResponse};
use backend::{
    Fault,
    booking::list_appointments,
    directory::{DoctorName, list_doctors, list_locations},
    jobs::Job,
};
use domain::{
    booking::{AppointmentFilter, AppointmentList, Status},
    directory::LocationView,
    refusal::Refusal,
    time::{Instant, Zone},
};
use leptos::prelude::*;
use serde::Deserialize;

use crate::{
    Ctx,
    islands::live::LivePage,
    pages::{Form, Page, PageError, Query, Reply, health, see_other},
    routes,
    ui::{Button, ButtonVariant, Choice, Field as Input, IconName, InputKind, Notice, Select, Tone},
};

use results::{again, path, results};

/// The statuses that an appointment of the list can have, in the order of its life.
const STATUSES: [Status; 8] = [
    Status::Requested,
    Status::Confirmed,
    Status::Arrived,
    Status::InProgress,
    Status::Completed,
    Status::NoShow,
    Status::Cancelled,
    Status::Rejected,
];

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// Today when nothing at all is asked for.
    from: Option<String>,
    to: String,
    location: String,
    doctor: String,
    status: String,
    words: String,
    page: String,
}

impl Asked {
    fn filter(self, today: String) -> AppointmentFilter {
        AppointmentFilter {
            from: self.from.unwrap_or(today),
            to: self.to,
            location: self.location,
            doctor: self.doctor,
            status: Status::from_name(&self.status),
            words: self.words.chars().take(100).collect(),
            page: self.page.parse().unwrap_or(1),
        }
    }
}

/// The clinic's appointments, for administrators; without words.
pub async fn show(ctx: Ctx, Query(asked): Query<Asked>) -> Result<Page, PageError> {
    let words = String::new();
    page(&ctx, Asked { words, ..asked }).await
}

/// The words are posted: a name has no place in an address. All else is in it.
pub async fn find(ctx: Ctx, Form(asked): Form<Asked>) -> Reply {
    if asked.words.trim().is_empty() {
        let filter = asked.filter(String::new());
        return Ok(see_other(path(&filter, filter.page.into())).into_response());
    }
    Ok(page(&ctx, asked).await?.into_response())
}

async fn page(ctx: &Ctx, asked: Asked) -> Result<Page, PageError> {
    let locations = list_locations(ctx).await?;
    let doctors = list_doctors(ctx).await?;
    let filter = asked.filter(today(&locations, ctx.now()));
    let list = match list_appointments(ctx, &filter).await {
        Ok(list) => Some(list),
        Err(Fault::Refused(Refusal::Invalid(_))) => None,
        Err(fault) => return Err(fault.into()),
    };
    let status = if list.is_some() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let late = health::standing_still(ctx).await?;
    Ok(Page::new("Appointments", move || view(&filter, &locations, &doctors, list, &late)).with_status(status))
}

/// The earliest of the dates that the locations have now.
fn today(locations: &[LocationView], now: Instant) -> String {
    let zones = locations
        .iter()
        .filter_map(|location| Zone::parse(&location.place.zone).ok());
    let dates = zones.map(|zone| zone.date_of(now)).min();
    dates.map(|date| date.to_string()).unwrap_or_default()
}

fn view(
    filter: &AppointmentFilter,
    locations: &[LocationView],
    doctors: &[DoctorName],
    list: Option<AppointmentList>,
    late: &[Job],
) -> impl IntoView + use<> {
    let result = match list {
        Some(list) => results(filter, list).into_any(),
        None => view! {
            <Notice tone=Tone::Bad live=true title="Check the dates">
                <p>"Write them as year, month and day, like 2026-11-23."</p>
            </Notice>
        }
        .into_any(),
    };
    let events = events(filter, locations, doctors);
    view! {
        <div class="container container--wide">
            {health::notice(late)}
            <div class="page-head">
                <h1>"Appointments"</h1>
            </div>
            {filters(filter, locations, doctors)}
            <div id="appointments" data-live="" data-again=again(filter) data-events=events>{result}</div>
            <LivePage/>
        </div>
    }
}

/// Where it is told that the list may be another: that of a doctor, a location or the clinic.
fn events(filter: &AppointmentFilter, locations: &[LocationView], doctors: &[DoctorName]) -> String {
    let is_doctor = doctors.iter().any(|doctor| doctor.slug == filter.doctor);
    let is_location = locations.iter().any(|location| location.slug == filter.location);
    match (is_doctor, is_location) {
        (true, _) => routes::with_query(routes::EVENTS, &[("doctor", &filter.doctor)]),
        (false, true) => routes::with_query(routes::EVENTS, &[("location", &filter.location)]),
        (false, false) => routes::clinic_events(locations),
    }
}

fn filters(filter: &AppointmentFilter, locations: &[LocationView], doctors: &[DoctorName]) -> impl IntoView + use<> {
    let any = |label: &str| std::iter::once(Choice::new("", label));
    let locations = locations
        .iter()
        .map(|location| Choice::new(&location.slug, &location.place.name));
    let doctors = doctors.iter().map(|doctor| Choice::new(&doctor.slug, &doctor.name));
    let statuses = STATUSES.iter().map(|status| Choice::new(status.name(), status.label()));
    view! {
        <form class="filters" method="post" action=routes::ALL_APPOINTMENTS role="search" aria-label="Appointments">
            <Input id="words" label="Patient" kind=InputKind::Search value=filter.words.clone() maxlength=100/>
            <Input id="from" label="From" kind=InputKind::Date value=filter.from.clone()/>
            <Input id="to" label="To" kind=InputKind::Date value=filter.to.clone()/>
            <Select
                id="location"
                label="Location"
                options=any("All locations").chain(locations).collect()
                selected=filter.location.clone()
            />
            <Select id="doctor" label="Doctor" options=any("All doctors").chain(doctors).collect() selected=filter.doctor.clone()/>
            <Select
                id="status"
                label="Status"
                options=any("Any status").chain(statuses).collect()
                selected=filter.status.map(Status::name).unwrap_or_default()
            />
            <div class="filters__actions">
                <Button variant=ButtonVariant::Secondary icon=IconName::FILTER>"Filter"</Button>
            </div>
        </form>
    }
}
