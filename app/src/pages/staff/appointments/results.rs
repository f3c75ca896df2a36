use domain::booking::{AppointmentFilter, AppointmentList, AppointmentView, Status, StatusCounts};
use leptos::prelude::*;

use super::STATUSES;
use crate::{
    islands::{
        appointments::{ShortDate, StatusBadge},
        day::Whose,
    },
    routes,
    ui::{
        Avatar, AvatarSize, Badge, Button, ButtonVariant, Cell, CellKind, EmptyState, IconName, LinkButton, NumberTile,
        NumberTileButton, NumberTiles, Pagination, Row, Table,
    },
};

/// As many as the use case gives on a page.
const PER_PAGE: u32 = 25;

/// Everything, without a filter: an empty `from` is told apart from none.
fn unfiltered() -> String {
    format!("{}?from=", routes::ALL_APPOINTMENTS)
}

/// How many the rest of the filter finds, whatever status it asks for: each number narrows to its status.
fn tiles(filter: &AppointmentFilter, counts: &StatusCounts) -> AnyView {
    if !filter.words.is_empty() {
        return tiles_to_press(filter, counts).into_any();
    }
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
        <NumberTiles label=TILES>
            <NumberTile href=all count=count current=is_all>
                <Badge icon=IconName::CALENDAR label="In all"/>
            </NumberTile>
            {by_status}
        </NumberTiles>
    }
    .into_any()
}

const TILES: &str = "Appointments by status";

/// The same as buttons, because the words are posted.
fn tiles_to_press(filter: &AppointmentFilter, counts: &StatusCounts) -> impl IntoView + use<> {
    let tile = |status: Status| {
        let (count, is_current) = (counts.of(status), filter.status == Some(status));
        view! {
            <NumberTileButton name="status" value=status.name() count=count current=is_current>
                <StatusBadge status=status/>
            </NumberTileButton>
        }
    };
    let by_status = STATUSES.map(tile).collect_view();
    let (count, is_all) = (counts.all(), filter.status.is_none());
    view! {
        <form method="post" action=routes::ALL_APPOINTMENTS>
            {carried(filter)}
            <NumberTiles label=TILES>
                <NumberTileButton name="status" value="" count=count current=is_all>
                    <Badge icon=IconName::CALENDAR label="In all"/>
                </NumberTileButton>
                {by_status}
            </NumberTiles>
        </form>
    }
}

/// All that is asked for but status and page.
fn pairs(filter: &AppointmentFilter) -> [(&'static str, &str); 5] {
    [
        ("from", &filter.from),
        ("to", &filter.to),
        ("location", &filter.location),
        ("doctor", &filter.doctor),
        ("words", &filter.words),
    ]
}

fn carried(filter: &AppointmentFilter) -> impl IntoView + use<> {
    let fields = pairs(filter).map(|(name, value)| {
        let value = value.to_owned();
        view! { <input type="hidden" name=name value=value/> }
    });
    fields.into_iter().collect_view()
}

/// To ask the same again; the address says it where there are no words.
pub(super) fn again(filter: &AppointmentFilter) -> Option<String> {
    let page = filter.page.to_string();
    let mut fields = pairs(filter).to_vec();
    fields.extend([
        ("status", filter.status.map(Status::name).unwrap_or_default()),
        ("page", page.as_str()),
    ]);
    (!filter.words.is_empty()).then(|| routes::form(&fields))
}

/// Buttons, because the words are posted.
fn pager(filter: &AppointmentFilter, page: u32, pages: u32) -> Option<AnyView> {
    let step = |to: u32, label: &'static str| {
        view! { <Button variant=ButtonVariant::Secondary name="page" value=to.to_string()>{label}</Button> }
    };
    let status = filter.status.map(Status::name).unwrap_or_default();
    (pages > 1).then(|| {
        view! {
            <form class="cluster pager" method="post" action=routes::ALL_APPOINTMENTS>
                {carried(filter)}
                <input type="hidden" name="status" value=status/>
                {(page > 1).then(|| step(page - 1, "Previous"))}
                <span>{format!("Page {page} of {pages}")}</span>
                {(page < pages).then(|| step(page + 1, "Next"))}
            </form>
        }
        .into_any()
    })
}

pub(super) fn results(filter: &AppointmentFilter, list: AppointmentList) -> AnyView {
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
    let pages_to_go = if filter.words.is_empty() {
        let filter = filter.clone();
        let href = move |page: u32| path(&filter, page);
        view! { <Pagination page=page.into() pages=pages.into() href=href/> }.into_any()
    } else {
        pager(filter, page.into(), pages.into()).into_any()
    };
    view! {
        {tiles}
        <div class="list-summary">
            <p role="status">{format!("Showing {first} to {last} of {total}")} <span class="muted">", by the clock of each location"</span></p>
            <a href=unfiltered()>"Show all"</a>
        </div>
        <Table caption="Appointments" columns=["When", "Patient", "Doctor", "Location", "Status", "Details"]>
            {rows.iter().map(row).collect_view()}
        </Table>
        {pages_to_go}
    }
    .into_any()
}

/// The address of what is asked for; the words are in none.
pub(super) fn path(filter: &AppointmentFilter, page: u32) -> String {
    let AppointmentFilter {
        from,
        to,
        location,
        doctor,
        status,
        ..
    } = filter;
    let status = status.map(Status::name).unwrap_or_default();
    let page = if page > 1 { page.to_string() } else { String::new() };
    // An absent `from` would be today.
    let path = match from.as_str() {
        "" => unfiltered(),
        from => routes::with_query(routes::ALL_APPOINTMENTS, &[("from", from)]),
    };
    let rest = [
        ("to", to.as_str()),
        ("location", location),
        ("doctor", doctor),
        ("status", status),
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
