use axum::http::StatusCode;
use backend::{
    Fault,
    delivery::{Deliveries, DeliveryFilter, DeliveryLine, list_deliveries},
    live::List,
};
use domain::{
    messages::{Channel, DeliveryState, Kind},
    refusal::Refusal,
};
use leptos::prelude::*;
use serde::Deserialize;

use super::parts::{state_badge, tries, whom};
use crate::{
    Ctx,
    islands::live::LivePage,
    pages::{
        Form, Page, PageError, Query,
        clinic::{Part, tabs},
    },
    routes,
    ui::{
        self, Button, ButtonVariant, Cell, CellKind, Choice, EmptyState, ErrorSummary, Field as Input, IconName,
        InputKind, LinkButton, Row, Select, Table,
    },
};

/// The words are posted: a name has no place in an address.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    words: String,
    person: String,
    state: String,
    channel: String,
    kind: String,
    from: String,
    to: String,
    before: String,
}

impl Asked {
    /// # Errors
    /// `Malformed`: no link and no form of ours sends another identifier.
    fn filter(&self) -> Result<DeliveryFilter, PageError> {
        fn id<T: std::str::FromStr>(text: &str) -> Result<Option<T>, PageError> {
            match text {
                "" => Ok(None),
                text => text.parse().map(Some).map_err(|_| PageError::Malformed),
            }
        }
        Ok(DeliveryFilter {
            words: self.words.chars().take(100).collect(),
            person: id(&self.person)?,
            state: DeliveryState::from_name(&self.state),
            channel: Channel::from_name(&self.channel),
            kind: Kind::from_name(&self.kind),
            from: self.from.chars().take(40).collect(),
            to: self.to.chars().take(40).collect(),
            before: id(&self.before)?,
        })
    }

    /// What is carried on from page to page.
    fn pairs(&self) -> [(&'static str, &str); 7] {
        [
            ("words", &self.words),
            ("person", &self.person),
            ("state", &self.state),
            ("channel", &self.channel),
            ("kind", &self.kind),
            ("from", &self.from),
            ("to", &self.to),
        ]
    }

    /// To ask the same again.
    fn form(&self) -> String {
        let mut fields = self.pairs().to_vec();
        fields.push(("before", &self.before));
        routes::form(&fields)
    }
}

/// Without words.
pub async fn show(ctx: Ctx, Query(asked): Query<Asked>) -> Result<Page, PageError> {
    let words = String::new();
    page(&ctx, Asked { words, ..asked }).await
}

pub async fn find(ctx: Ctx, Form(asked): Form<Asked>) -> Result<Page, PageError> {
    page(&ctx, asked).await
}

async fn page(ctx: &Ctx, asked: Asked) -> Result<Page, PageError> {
    let list = match list_deliveries(ctx, &asked.filter()?).await {
        Ok(list) => Some(list),
        Err(Fault::Refused(Refusal::Invalid(_))) => None,
        Err(fault) => return Err(fault.into()),
    };
    let (title, status) = match list {
        Some(_) => ("Messages", StatusCode::OK),
        None => ("Error: Messages", StatusCode::UNPROCESSABLE_ENTITY),
    };
    Ok(Page::new(title, move || view(&asked, list)).with_status(status))
}

fn view(asked: &Asked, list: Option<Deliveries>) -> impl IntoView + use<> {
    let wrong = list
        .is_none()
        .then(|| "Write the dates as year, month and day, like 2026-11-23".to_owned());
    let summary: Vec<_> = wrong
        .iter()
        .map(|text| ui::FieldError::new("from", text.clone()))
        .collect();
    let results = list.map(|list| {
        view! {
            <div id="deliveries" data-live="" data-again=asked.form() data-events=routes::list_events(List::Deliveries.name())>
                {results(asked, list)}
            </div>
            <LivePage/>
        }
    });
    view! {
        <div class="container container--wide">
            {tabs(Part::Messages)}
            <div class="page-head">
                <h1>"Messages"</h1>
                <p class="lead">
                    "What was sent to whom, and whether it arrived at their server. What a message says is not shown here."
                </p>
            </div>
            <ErrorSummary errors=summary/>
            {filters(asked, wrong)}
            {results}
        </div>
    }
}

fn filters(asked: &Asked, wrong: Option<String>) -> impl IntoView + use<> {
    let all = |label: &'static str| std::iter::once(Choice::new("", label));
    let states = DeliveryState::ALL.map(|state| Choice::new(state.name(), state.label()));
    let channels = Channel::ALL.map(|channel| Choice::new(channel.name(), channel.label()));
    let kinds = Kind::ALL.iter().map(|kind| Choice::new(kind.name(), kind.label()));
    view! {
        <form class="filters" method="post" action=routes::DELIVERIES role="search" aria-label="Messages">
            <input type="hidden" name="person" value=asked.person.clone()/>
            <Input
                id="words"
                label="Name, e-mail or phone"
                kind=InputKind::Search
                value=asked.words.clone()
                maxlength=100
            />
            <Select id="state" label="State" options=all("Any").chain(states).collect() selected=asked.state.clone()/>
            <Select id="channel" label="Way" options=all("Any").chain(channels).collect() selected=asked.channel.clone()/>
            <Select id="kind" label="What" options=all("Anything").chain(kinds).collect() selected=asked.kind.clone()/>
            <Input id="from" label="From" kind=InputKind::Date value=asked.from.clone() error=wrong/>
            <Input id="to" label="To" kind=InputKind::Date value=asked.to.clone()/>
            <div class="filters__actions">
                <Button variant=ButtonVariant::Secondary icon=IconName::FILTER>"Filter"</Button>
            </div>
        </form>
    }
}

fn results(asked: &Asked, list: Deliveries) -> AnyView {
    let Deliveries { rows, next, zone } = list;
    if rows.is_empty() {
        return view! {
            <EmptyState
                icon=IconName::SEARCH_X
                title="No message fits"
                text="Take away a part of the filter, or look at other dates."
            >
                <LinkButton href=routes::DELIVERIES variant=ButtonVariant::Secondary>"Show all messages"</LinkButton>
            </EmptyState>
        }
        .into_any();
    }
    let carried = asked.pairs().map(|(name, value)| {
        let value = value.to_owned();
        view! { <input type="hidden" name=name value=value/> }
    });
    let is_later_page = !asked.before.is_empty();
    let step = |before: String, label: &'static str| {
        view! { <Button variant=ButtonVariant::Secondary name="before" value=before>{label}</Button> }
    };
    let pager = (is_later_page || next.is_some()).then(|| {
        view! {
            <form class="cluster pager" method="post" action=routes::DELIVERIES>
                {carried.into_iter().collect_view()}
                {is_later_page.then(|| step(String::new(), "Newest"))}
                {next.map(|next| step(next.to_string(), "Older"))}
            </form>
        }
    });
    let lines = rows.iter().map(row).collect_view();
    view! {
        <div class="list-summary">
            <p role="status">
                "The latest first" <span class="muted">{format!(", by the clock of {zone}")}</span>
            </p>
            <a href=routes::DELIVERIES>"Show all messages"</a>
        </div>
        <Table caption="Messages" columns=["When", "What", "To", "Way", "State", "Details"]>
            {lines}
        </Table>
        {pager}
    }
    .into_any()
}

fn row(line: &DeliveryLine) -> impl IntoView + use<> {
    let href = routes::of_message(routes::DELIVERY, line.id);
    let about = format!(" {}, {}", line.kind, line.at.time());
    let (at, kind, channel) = (line.at, line.kind.clone(), line.channel.label());
    let tries = Some(tries(line)).filter(|text| !text.is_empty());
    let (whom, state) = (whom(line), state_badge(line.state));
    view! {
        <Row>
            <Cell label="When">
                <time class="person__text" datetime=at.rfc3339()>
                    <span class="strong tabular">{at.time()}</span>
                    <span class="person__note">{at.date()}</span>
                </time>
            </Cell>
            <Cell label="What">{kind}</Cell>
            <Cell label="To">{whom}</Cell>
            <Cell label="Way">{channel}</Cell>
            <Cell label="State">
                <span class="person__text">
                    {state}
                    {tries.map(|text| view! { <span class="person__note">{text}</span> })}
                </span>
            </Cell>
            <Cell kind=CellKind::Actions>
                <LinkButton href=href variant=ButtonVariant::Secondary small=true>
                    "Open" <span class="visually-hidden">{about}</span>
                </LinkButton>
            </Cell>
        </Row>
    }
}
