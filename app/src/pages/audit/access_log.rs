use backend::audit::{AccessLog, Told, list_access};
use leptos::prelude::*;
use serde::Deserialize;

use super::parts::{capital, role_label};
use crate::{
    Ctx,
    pages::{Page, PageError, Query},
    routes,
    ui::{ButtonVariant, Cell, EmptyState, IconName, LinkButton, Row, TabLink, TabNav, Table},
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// "all" with what the patient did; anything else is what others did.
    show: String,
    before: String,
}

/// Who saw the data of the patient who asks.
pub async fn show(ctx: Ctx, Query(asked): Query<Asked>) -> Result<Page, PageError> {
    let with_own = asked.show == "all";
    let before = match asked.before.as_str() {
        "" => None,
        text => Some(text.parse().map_err(|_| PageError::Malformed)?),
    };
    let log = list_access(&ctx, with_own, before).await?;
    Ok(Page::new("Who saw my data", move || {
        view(log, with_own, before.is_some())
    }))
}

fn path(with_own: bool, before: &str) -> String {
    let show = if with_own { "all" } else { "" };
    routes::with_query(routes::ACCESS_LOG, &[("show", show), ("before", before)])
}

fn view(log: AccessLog, with_own: bool, is_later_page: bool) -> impl IntoView {
    let AccessLog { rows, next, zone } = log;
    let older = next.map(|before| {
        let href = path(with_own, &before.to_string());
        view! { <LinkButton href=href variant=ButtonVariant::Secondary>"Older"</LinkButton> }
    });
    let newest = is_later_page.then(|| {
        view! { <LinkButton href=path(with_own, "") variant=ButtonVariant::Secondary>"Newest"</LinkButton> }
    });
    let is_empty = rows.is_empty();
    let list = if is_empty {
        view! {
            <EmptyState
                icon=IconName::EYE
                title="Nobody else has seen your data"
                text="When somebody at the clinic opens your appointments or your details, it stands here: who, when and why."
            >
                <LinkButton href=routes::APPOINTMENTS variant=ButtonVariant::Secondary>"My appointments"</LinkButton>
            </EmptyState>
        }
        .into_any()
    } else {
        by_day(rows).into_any()
    };
    let note = (!is_empty).then(|| {
        let note = format!(
            "Times are by the clock of {zone}. Who looks at the same again within 15 minutes stands here once. \
             If something surprises you, call the clinic."
        );
        view! { <p class="muted">{note}</p> }
    });
    view! {
        <div class="container stack stack--l">
            <div class="page-head">
                <h1>"Who saw my data"</h1>
                <p class="lead">"Everybody at the clinic who opened or changed your appointments and your details, and why."</p>
            </div>
            <TabNav label="Who saw my data">
                <TabLink href=path(false, "") label="Others" current=!with_own/>
                <TabLink href=path(true, "") label="Others and you" current=with_own/>
            </TabNav>
            {list}
            <div class="cluster">{newest} {older}</div>
            {note}
        </div>
    }
}

fn by_day(rows: Vec<Told>) -> impl IntoView {
    let mut days: Vec<(String, Vec<Told>)> = Vec::new();
    for told in rows {
        let date = told.at.date();
        match days.last_mut() {
            Some((day, rows)) if *day == date => rows.push(told),
            _ => days.push((date, vec![told])),
        }
    }
    let days = days.into_iter().map(|(date, rows)| {
        let caption = format!("Who saw my data, {date}");
        let rows = rows.into_iter().map(row).collect_view();
        view! {
            <section class="stack stack--s">
                <h2>{date}</h2>
                <Table caption=caption columns=["Who", "What", "Why", "When"]>
                    {rows}
                </Table>
            </section>
        }
    });
    days.collect_view()
}

fn row(told: Told) -> impl IntoView {
    let Told {
        at,
        who,
        is_visitor,
        role,
        is_own,
        deed,
        reason,
        ..
    } = told;
    let (who, role) = match (is_own, who) {
        (true, _) => ("You".to_owned(), ""),
        (false, Some(name)) => (name, role_label(role)),
        (false, None) if is_visitor => ("Somebody not signed in".to_owned(), ""),
        (false, None) => ("The clinic’s system".to_owned(), ""),
    };
    let why = if reason.is_empty() {
        "Not said".to_owned()
    } else {
        capital(&reason)
    };
    view! {
        <Row>
            <Cell label="Who">
                <span class="person__text">
                    <span class="strong">{who}</span>
                    <span class="person__note">{role}</span>
                </span>
            </Cell>
            <Cell label="What">{capital(&deed)}</Cell>
            <Cell label="Why">{why}</Cell>
            <Cell label="When"><time class="tabular" datetime=at.rfc3339()>{at.time()}</time></Cell>
        </Row>
    }
}
