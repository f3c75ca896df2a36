use axum::http::StatusCode;
use backend::{
    Fault,
    booking::list_appointments,
    directory::{DoctorName, list_doctors, list_locations},
};
use domain::{
    booking::{AppointmentFilter, AppointmentList, AppointmentView, Status, StatusCounts},
    directory::LocationView,
    refusal::Refusal,
    time::{Instant, Zone},
};
use leptos::prelude::*;
use serde::Deserialize;

use crate::{
    Ctx,
    islands::appointments::{ShortDate, StatusBadge},
    islands::day::Whose,
    islands::live::LivePage,
    pages::{Page, PageError, Query},
    routes,
    ui::{
        Avatar, AvatarSize, Badge, Button, ButtonVariant, Cell, CellKind, Choice, EmptyState, Field as Input, IconName,
        InputKind, LinkButton, Notice, NumberTile, NumberTiles, Pagination, Row, Select, Table, Tone,
    },
};

/// As many as the use case gives on a page.
const PER_PAGE: u32 = 25;

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

/// The clinic's appointments, for administrators.
pub async fn show(ctx: Ctx, Query(asked): Query<Asked>) -> Result<Page, PageError> {
    let locations = list_locations(&ctx).await?;
    let doctors = list_doctors(&ctx).await?;
    let filter = asked.filter(today(&locations, ctx.now()));
    let list = match list_appointments(&ctx, &filter).await {
        Ok(list) => Some(list),
        Err(Fault::Refused(Refusal::Invalid(_))) => None,
        Err(fault) => return Err(fault.into()),
    };
    let status = if list.is_some() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    Ok(Page::new("Appointments", move || view(&filter, &locations, &doctors, list)).with_status(status))
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
            <div class="page-head">
                <h1>"Appointments"</h1>
            </div>
            {filters(filter, locations, doctors)}
            <div id="appointments" data-live="">{result}</div>
            <LivePage events=events/>
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
        <form class="filters" method="get" action=routes::ALL_APPOINTMENTS role="search" aria-label="Appointments">
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

/// Everything, without a filter: an empty `from` is told apart from none.
fn unfiltered() -> String {
    format!("{}?from=", routes::ALL_APPOINTMENTS)
}

/// How many the rest of the filter finds, whatever status it asks for: each number narrows to its status.
fn tiles(filter: &AppointmentFilter, counts: &StatusCounts) -> impl IntoView + use<> {
    let narrowed = |status| {
        let filter = AppointmentFilter {
            status,
            ..filter.clone()
        };
        path(&filter, 1)
    };
    let tile = |status: Status| {
        view! {
            <NumberTile href=narrowed(Some(status)) count=counts.of(status) current=filter.status == Some(status)>
                <StatusBadge status=status/>
            </NumberTile>
        }
    };
    let by_status = STATUSES.map(tile).collect_view();
    let (all, count, is_all) = (narrowed(None), counts.all(), filter.status.is_none());
    view! {
        <NumberTiles label="Appointments by status">
            <NumberTile href=all count=count current=is_all>
                <Badge icon=IconName::CALENDAR label="In all"/>
            </NumberTile>
            {by_status}
        </NumberTiles>
    }
}

fn results(filter: &AppointmentFilter, list: AppointmentList) -> impl IntoView + use<> {
    let AppointmentList {
        total,
        page,
        pages,
        rows,
        counts,
    } = list;
    let tiles = (counts.all() > 0).then(|| tiles(filter, &counts));
    if rows.is_empty() {
        return view! {
            {tiles}
            <EmptyState
                icon=IconName::SEARCH_X
                title="No appointment fits"
                text="Take away a filter, or look at other dates."
            >
                <LinkButton href=unfiltered() variant=ButtonVariant::Secondary>"Show all appointments"</LinkButton>
            </EmptyState>
        }
        .into_any();
    }
    let first = (u32::from(page) - 1) * PER_PAGE + 1;
    let last = first + rows.len() as u32 - 1;
    let filter = filter.clone();
    let href = move |page: u32| path(&filter, page);
    view! {
        {tiles}
        <div class="list-summary">
            <p role="status">{format!("Showing {first} to {last} of {total}")} <span class="muted">", by the clock of each location"</span></p>
            <a href=unfiltered()>"Show all"</a>
        </div>
        <Table caption="Appointments" columns=["When", "Patient", "Doctor", "Location", "Status", "Details"]>
            {rows.iter().map(row).collect_view()}
        </Table>
        <Pagination page=page.into() pages=pages.into() href=href/>
    }
    .into_any()
}

fn path(filter: &AppointmentFilter, page: u32) -> String {
    let AppointmentFilter {
        from,
        to,
        location,
        doctor,
        status,
        words,
        ..
    } = filter;
    let status = status.map(Status::name).unwrap_or_default();
    let page = if page > 1 { page.to_string() } else { String::new() };
    // An absent `from` would be today.
    let path = format!("{}?from={from}", routes::ALL_APPOINTMENTS);
    let rest = [
        ("to", to.as_str()),
        ("location", location),
        ("doctor", doctor),
        ("status", status),
        ("words", words),
        ("page", &page),
    ];
    routes::with_query(&path, &rest)
}

fn row(appointment: &AppointmentView) -> impl IntoView + use<> {
    let AppointmentView {
        id,
        status,
        patient_name,
        patient_age,
        doctor_name,
        doctor_slug,
        service_name,
        time,
        place,
        ..
    } = appointment.clone();
    let ShortDate { weekday, day, month } = ShortDate::of(&time);
    let year = time.iso_date.split('-').next().unwrap_or_default().to_owned();
    let doctor_day = Whose::Of(doctor_slug).path(&time.iso_date, Some(id));
    let about = format!(" {patient_name}, {}", time.date);
    view! {
        <Row>
            <Cell label="When">
                <time class="person__text" datetime=time.rfc3339>
                    <span class="strong">{time.from}</span>
                    <span class="person__note">{format!("{weekday} {day} {month} {year}")}</span>
                </time>
            </Cell>
            <Cell label="Patient">
                <span class="person">
                    <Avatar name=patient_name.clone() size=AvatarSize::Small/>
                    <span class="person__text">
                        {patient_name}
                        {patient_age.map(|years| view! { <span class="person__note">{years} " years"</span> })}
                    </span>
                </span>
            </Cell>
            <Cell label="Doctor">
                <span class="person__text">
                    <a href=doctor_day>{doctor_name}</a>
                    <span class="person__note">{service_name}</span>
                </span>
            </Cell>
            <Cell label="Location">{place.name}</Cell>
            <Cell label="Status"><StatusBadge status=status/></Cell>
            <Cell kind=CellKind::Actions>
                <LinkButton href=routes::appointment(id) variant=ButtonVariant::Secondary small=true>
                    "Open" <span class="visually-hidden">{about}</span>
                </LinkButton>
            </Cell>
        </Row>
    }
}
