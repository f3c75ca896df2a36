use backend::{
    emergency::{Emergencies, EmergencyLine, list_emergencies},
    live::List,
};
use domain::account::Role;
use leptos::prelude::*;
use serde::Deserialize;

use crate::{
    Ctx,
    islands::live::LivePage,
    pages::{Page, PageError, Query},
    routes,
    ui::{BackLink, Badge, Cell, EmptyState, IconName, Pagination, Row, Table, Tone},
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    page: String,
}

/// Who looked into whose appointments, for administrators.
pub async fn show(ctx: Ctx, Query(asked): Query<Asked>) -> Result<Page, PageError> {
    let list = list_emergencies(&ctx, asked.page.parse().unwrap_or(1)).await?;
    Ok(Page::new("Who used emergency access", move || view(list)))
}

fn view(list: Emergencies) -> impl IntoView {
    let count = match list.total {
        1 => "1 time".to_owned(),
        many => format!("{many} times"),
    };
    let page = |page: u32| routes::with_query(routes::EMERGENCY_LIST, &[("page", &page.to_string())]);
    let results = if list.lines.is_empty() {
        view! {
            <EmptyState
                icon=IconName::CIRCLE_CHECK
                title="Nobody used it"
                text="When somebody opens a patient’s appointments in an emergency, it stands here with their reason, and you get an e-mail."
            />
        }
        .into_any()
    } else {
        view! {
            <div class="list-summary"><p role="status">{count}</p></div>
            <Table caption="Emergency access" columns=["Who", "Patient", "Why", "From", "Until", "State"]>
                {list.lines.into_iter().map(row).collect_view()}
            </Table>
            <Pagination page=list.page pages=list.pages href=page/>
        }
        .into_any()
    };
    view! {
        <div class="container container--wide">
            <div class="page-head">
                <BackLink href=routes::EMERGENCY label="Emergency access"/>
                <h1>"Who used emergency access"</h1>
                <p class="lead">"Each time somebody looked into the appointments of a patient whom they do not treat."</p>
            </div>
            <div id="emergencies" data-live="" data-told="" data-ending="" data-events=routes::list_events(List::Emergencies.name())>{results}</div>
            <LivePage/>
        </div>
    }
}

fn row(line: EmergencyLine) -> impl IntoView {
    let role = match line.role {
        Some(Role::Doctor) => "Doctor",
        Some(Role::Support) => "Support",
        Some(Role::Administrator) => "Administrator",
        Some(Role::Patient) | None => "",
    };
    let (tone, icon, state) = if line.seconds_left.is_some() {
        (Tone::Wait, IconName::TIMER, "Open")
    } else {
        (Tone::Neutral, IconName::CHECK, "Over")
    };
    view! {
        <Row>
            <Cell label="Who">
                <span class="person__text">
                    <span class="strong">{line.by}</span>
                    <span class="person__note">{role}</span>
                </span>
            </Cell>
            <Cell label="Patient">{line.patient}</Cell>
            <Cell label="Why"><span class="pre-line">{line.reason}</span></Cell>
            <Cell label="From"><span class="tabular">{line.from}</span></Cell>
            <Cell label="Until"><span class="tabular">{line.until}</span></Cell>
            <Cell label="State"><span data-ends=line.seconds_left><Badge tone=tone icon=icon label=state/></span></Cell>
        </Row>
    }
}
