use backend::{
    catalogue::{ServiceFilter, ServiceLine, ServiceList, ServiceState, list_services},
    directory::list_specialties,
};
use domain::directory::{SpecialtyView, VisitKind};
use leptos::prelude::*;
use serde::Deserialize;

use super::parts::{Part, news, tabs};
use crate::{
    Ctx,
    pages::{Page, PageError, Query, lengths::minutes_words},
    routes,
    ui::{
        Badge, Button, ButtonVariant, Cell, CellKind, Choice, EmptyState, Field as Input, IconName, InputKind,
        LinkButton, Pagination, Row, Select, Table, Tone,
    },
};

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    words: String,
    specialty: String,
    state: String,
    page: String,
    done: String,
}

const STATES: [(&str, &str, ServiceState); 3] = [
    ("", "Can be booked", ServiceState::Active),
    ("retired", "Retired", ServiceState::Retired),
    ("all", "All", ServiceState::All),
];

impl Asked {
    fn filter(&self) -> ServiceFilter {
        let state = STATES.iter().find(|(name, ..)| *name == self.state);
        ServiceFilter {
            specialty: self.specialty.clone(),
            state: state.map(|(.., state)| *state).unwrap_or_default(),
            words: self.words.chars().take(100).collect(),
            page: self.page.parse().unwrap_or(1),
        }
    }

    fn address(&self, page: u32) -> String {
        let page = if page > 1 { page.to_string() } else { String::new() };
        let parameters = [
            ("words", self.words.as_str()),
            ("specialty", &self.specialty),
            ("state", &self.state),
            ("page", &page),
        ];
        routes::with_query(routes::CLINIC_SERVICES, &parameters)
    }
}

/// What can be booked at the clinic.
pub async fn show(ctx: Ctx, Query(asked): Query<Asked>) -> Result<Page, PageError> {
    let list = list_services(&ctx, &asked.filter()).await?;
    let specialties = list_specialties(&ctx).await?;
    Ok(Page::new("Services", move || view(&asked, &specialties, list)))
}

fn view(asked: &Asked, specialties: &[SpecialtyView], list: ServiceList) -> impl IntoView + use<> {
    let news = news(&asked.done);
    view! {
        <div class="container container--wide">
            {tabs(Part::Services)}
            <div class="page-head">
                {news}
                <div class="page-head__row">
                    <h1>"Services"</h1>
                    <LinkButton href=routes::CLINIC_NEW_SERVICE icon=IconName::PLUS>"Add a service"</LinkButton>
                </div>
                <p class="lead">"The kinds of visits that people book: how long they take, and by which rules."</p>
            </div>
            {filters(asked, specialties)}
            {results(asked, list)}
        </div>
    }
}

fn filters(asked: &Asked, specialties: &[SpecialtyView]) -> impl IntoView + use<> {
    let any = std::iter::once(Choice::new("", "All specialties"));
    let specialties = any.chain(specialties.iter().map(|one| Choice::new(&one.slug, &one.name)));
    let states = STATES.iter().map(|(value, label, _)| Choice::new(*value, *label));
    view! {
        <form class="filters" method="get" action=routes::CLINIC_SERVICES role="search" aria-label="Services">
            <Input id="words" label="Name" kind=InputKind::Search value=asked.words.clone() maxlength=100/>
            <Select id="specialty" label="Specialty" options=specialties.collect() selected=asked.specialty.clone()/>
            <Select id="state" label="State" options=states.collect() selected=asked.state.clone()/>
            <div class="filters__actions">
                <Button variant=ButtonVariant::Secondary icon=IconName::FILTER>"Filter"</Button>
            </div>
        </form>
    }
}

fn results(asked: &Asked, list: ServiceList) -> AnyView {
    if list.rows.is_empty() {
        return view! {
            <EmptyState icon=IconName::SEARCH_X title="No service fits" text="Take away a filter, or add the service that is missing.">
                <LinkButton href=routes::CLINIC_SERVICES variant=ButtonVariant::Secondary>"Show what can be booked"</LinkButton>
            </EmptyState>
        }
        .into_any();
    }
    let count = match list.total {
        1 => "1 service".to_owned(),
        many => format!("{many} services"),
    };
    let asked = asked.clone();
    view! {
        <div class="list-summary"><p role="status">{count}</p></div>
        <Table caption="Services" columns=["Name", "Specialty", "Length", "Price", "Given by", "State", "Details"]>
            {list.rows.into_iter().map(row).collect_view()}
        </Table>
        <Pagination page=list.page.into() pages=list.pages.into() href=move |page| asked.address(page)/>
    }
    .into_any()
}

fn row(line: ServiceLine) -> impl IntoView {
    let href = routes::clinic_service(line.id);
    let kind = line.visit_kind.map_or("", VisitKind::label);
    let notes = if line.needs_approval {
        format!("{kind}, must be accepted")
    } else {
        kind.to_owned()
    };
    let doctors = match line.doctors {
        0 => "Nobody yet".to_owned(),
        1 => "1 doctor".to_owned(),
        many => format!("{many} doctors"),
    };
    let (tone, icon, state) = if line.is_active {
        (Tone::Ok, IconName::CIRCLE_CHECK, "Can be booked")
    } else {
        (Tone::Neutral, IconName::CIRCLE_X, "Retired")
    };
    let about = format!(" {}", line.name);
    let price = line.price.map_or("None".to_owned(), |price| price.to_string());
    view! {
        <Row>
            <Cell label="Name">
                <span class="person__text">
                    <span class="strong">{line.name}</span>
                    <span class="person__note">{notes}</span>
                </span>
            </Cell>
            <Cell label="Specialty">{line.specialty}</Cell>
            <Cell label="Length">{minutes_words(line.lengths)}</Cell>
            <Cell label="Price"><span class="tabular">{price}</span></Cell>
            <Cell label="Given by">
                <span class="person__text">
                    {doctors}
                    <span class="person__note">{line.places.join(", ")}</span>
                </span>
            </Cell>
            <Cell label="State"><Badge tone=tone icon=icon label=state/></Cell>
            <Cell kind=CellKind::Actions>
                <LinkButton href=href variant=ButtonVariant::Secondary small=true>
                    "Open" <span class="visually-hidden">{about}</span>
                </LinkButton>
            </Cell>
        </Row>
    }
}
