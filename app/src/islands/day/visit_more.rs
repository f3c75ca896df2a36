use domain::booking::{EarlierVisit, VisitLine, VisitMore};
use leptos::prelude::*;

use crate::{islands::appointments::StatusBadge, routes};

/// How to call the patient, when they came before, what happened to this visit.
pub(super) fn visit_more(more: VisitMore) -> impl IntoView {
    let VisitMore {
        phone,
        patient,
        history,
        earlier,
        ..
    } = more;
    view! {
        {phone.map(|phone| view! {
            <div class="patient__part">
                <h3>"Phone"</h3>
                <p><a class="patient__call" href=format!("tel:{phone}")>{phone.clone()}</a></p>
            </div>
        })}
        {patient.map(|patient| view! {
            <p class="patient__part"><a href=routes::patient(patient)>"Contacts and details of the patient"</a></p>
        })}
        <div class="patient__part">
            <h3>"Earlier visits"</h3>
            {if earlier.is_empty() {
                view! { <p class="muted">"This is the first visit with this doctor."</p> }.into_any()
            } else {
                view! { <ul class="patient__list" role="list">{earlier.into_iter().map(earlier_visit).collect_view()}</ul> }.into_any()
            }}
        </div>
        <details class="patient__part patient__history">
            <summary>"History"</summary>
            <ol class="patient__list" role="list">{history.into_iter().map(line).collect_view()}</ol>
        </details>
    }
}

fn earlier_visit(visit: EarlierVisit) -> impl IntoView {
    view! {
        <li>
            <a href=routes::appointment(visit.id)>{visit.date}</a>
            <span class="muted">{visit.service}</span>
            <StatusBadge status=visit.status/>
        </li>
    }
}

fn line(line: VisitLine) -> impl IntoView {
    let VisitLine { at, what, by, reason } = line;
    view! {
        <li>
            <span class="strong">{what}</span>
            <span class="muted">{at} {by.map(|by| format!(", by {by}"))}</span>
            {reason.map(|reason| view! { <span class="patient__reason">{reason}</span> })}
        </li>
    }
}
