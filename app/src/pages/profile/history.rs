use axum::response::IntoResponse;
use backend::profile::{ChangeLine, History, list_own_changes};
use domain::{account::Role, profile::label};
use leptos::prelude::*;

use super::words::Names;
use crate::{
    Ctx,
    pages::{Page, Reply},
    routes,
    ui::{BackLink, Cell, EmptyState, IconName, Row, Table},
};

pub async fn show(ctx: Ctx) -> Reply {
    let history = list_own_changes(&ctx).await?;
    let names = Names::load(&ctx).await?;
    Ok(Page::new("What changed in your profile", move || view(history, &names)).into_response())
}

fn view(history: History, names: &Names) -> impl IntoView + use<> {
    let list = if history.lines.is_empty() {
        view! {
            <EmptyState
                icon=IconName::LIST_CHECKS
                title="Nothing has changed yet"
                text="When you or the clinic change something of your profile, it stands here with what it was before."
            />
        }
        .into_any()
    } else {
        let note = format!("Times are by the clock of {}.", history.zone.replace('_', " "));
        let more = history
            .has_more
            .then(|| view! { <p class="muted">"Older changes are not shown."</p> });
        let rows = history.lines.into_iter().map(|line| row(line, names)).collect_view();
        view! {
            <Table caption="What changed" columns=["When", "What", "Before", "Who"]>{rows}</Table>
            {more}
            <p class="muted">{note}</p>
        }
        .into_any()
    };
    view! {
        <div class="container stack stack--l">
            <BackLink href=routes::PROFILE label="Your profile"/>
            <div class="page-head">
                <h1>"What changed in your profile"</h1>
                <p class="lead">"If something surprises you, call the clinic."</p>
            </div>
            {list}
        </div>
    }
}

fn row(line: ChangeLine, names: &Names) -> impl IntoView + use<> {
    let before = match line.old_value.as_deref() {
        None | Some("") => "Empty".to_owned(),
        Some(text) => names.told(line.field, text),
    };
    let (when, what, who) = (when(&line), label(line.field), who(&line));
    view! {
        <Row>
            <Cell label="When">{when}</Cell>
            <Cell label="What">{what}</Cell>
            <Cell label="Before"><span class="profile-card__text">{before}</span></Cell>
            <Cell label="Who">{who}</Cell>
        </Row>
    }
}

fn when(line: &ChangeLine) -> impl IntoView + use<> {
    let words = format!("{}, {}", line.at.date(), line.at.time());
    view! { <time class="tabular" datetime=line.at.rfc3339()>{words}</time> }
}

fn who(line: &ChangeLine) -> String {
    let role = match line.role {
        Some(Role::Patient) => "patient",
        Some(Role::Doctor) => "doctor",
        Some(Role::Support) => "front desk",
        Some(Role::Administrator) => "administrator",
        None => "",
    };
    match (&line.who, line.is_own, role) {
        (_, true, _) => "You".to_owned(),
        (Some(name), false, "") => name.clone(),
        (Some(name), false, role) => format!("{name} ({role})"),
        (None, false, _) => "The clinic’s system".to_owned(),
    }
}

/// Who changed which field of somebody, for administrators: without what it was.
pub(in crate::pages) fn changes(history: History) -> Option<AnyView> {
    if history.lines.is_empty() {
        return None;
    }
    let more = history
        .has_more
        .then(|| view! { <p class="muted">"Older changes are not shown."</p> });
    let note = format!("Times are by the clock of {}.", history.zone.replace('_', " "));
    let rows = history.lines.into_iter().map(|line| {
        let by = match line.is_own {
            true => "The person".to_owned(),
            false => who(&line),
        };
        let (when, what) = (when(&line), label(line.field));
        view! {
            <Row>
                <Cell label="When">{when}</Cell>
                <Cell label="What">{what}</Cell>
                <Cell label="Who">{by}</Cell>
            </Row>
        }
    });
    let rows = rows.collect_view();
    let list = view! {
        <Table caption="Who changed what" columns=["When", "What", "Who"]>{rows}</Table>
        {more}
        <p class="small muted">{note}</p>
    };
    Some(list.into_any())
}
