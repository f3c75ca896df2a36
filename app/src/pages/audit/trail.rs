use axum::{
    http::{StatusCode, header},
    response::IntoResponse,
};
use backend::{
    Fault,
    audit::{MOST_IN_FILE, Told, Trail, TrailFilter, get_person, list_trail, trail_file},
    live::List,
};
use domain::{audit::Deed, refusal::Refusal};
use leptos::prelude::*;

use super::parts::{Asked, capital, role_label};
use crate::{
    Ctx,
    pages::{
        Form, Page, PageError, Query, Reply,
        clinic::{Part, tabs},
    },
    routes,
    ui::{
        self, Button, ButtonVariant, Cell, Choice, EmptyState, ErrorSummary, Field as Input, IconName, InputKind,
        LinkButton, Row, Select, Table,
    },
};

/// What is typed into the two fields for people, and what is wrong with it.
#[derive(Clone, Default)]
pub(super) struct Typed {
    pub person: String,
    pub patient: String,
    pub person_fault: Option<String>,
    pub patient_fault: Option<String>,
    pub date_fault: Option<String>,
}

impl Typed {
    pub const fn has_fault(&self) -> bool {
        self.person_fault.is_some() || self.patient_fault.is_some() || self.date_fault.is_some()
    }

    fn summary(&self) -> Vec<ui::FieldError> {
        let faults = [
            ("person_words", &self.person_fault),
            ("patient_words", &self.patient_fault),
            ("from", &self.date_fault),
        ];
        let faults = faults.into_iter();
        faults
            .filter_map(|(id, fault)| Some(ui::FieldError::new(id, fault.clone()?)))
            .collect()
    }
}

/// The audit trail, for administrators.
pub async fn show(ctx: Ctx, Query(asked): Query<Asked>) -> Result<Page, PageError> {
    let filter = asked.filter()?;
    let mut typed = Typed::default();
    if let Some(id) = filter.person {
        typed.person = get_person(&ctx, id).await?.name;
    }
    if let Some(id) = filter.patient {
        typed.patient = get_person(&ctx, id).await?.name;
    }
    page(&ctx, asked, &filter, typed).await
}

/// The list, or the form again with what is wrong with it.
pub(super) async fn page(ctx: &Ctx, asked: Asked, filter: &TrailFilter, mut typed: Typed) -> Result<Page, PageError> {
    let trail = if typed.has_fault() {
        None
    } else {
        match list_trail(ctx, filter).await {
            Ok(trail) => Some(trail),
            Err(Fault::Refused(Refusal::Invalid(_))) => {
                typed.date_fault = Some("Write the dates as year, month and day, like 2026-11-23".to_owned());
                None
            }
            Err(fault) => return Err(fault.into()),
        }
    };
    let (title, status) = if trail.is_some() {
        ("Audit trail", StatusCode::OK)
    } else {
        ("Error: Audit trail", StatusCode::UNPROCESSABLE_ENTITY)
    };
    Ok(Page::new(title, move || view(&asked, &typed, trail)).with_status(status))
}

/// The same as a file.
pub async fn file(ctx: Ctx, Form(asked): Form<Asked>) -> Reply {
    let file = trail_file(&ctx, &asked.filter()?).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"audit-trail.csv\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, file).into_response())
}

fn view(asked: &Asked, typed: &Typed, trail: Option<Trail>) -> impl IntoView + use<> {
    let newer = trail.as_ref().and_then(|trail| newer(asked, trail));
    let results = trail.map(|trail| results(asked, trail));
    view! {
        <div class="container container--wide">
            {tabs(Part::Audit)}
            <div class="page-head">
                <h1>"Audit trail"</h1>
                <p class="lead">"Who saw and changed whose data. Nothing here can be changed, and looking at it is recorded too."</p>
            </div>
            <ErrorSummary errors=typed.summary()/>
            {form(asked, typed)}
            {newer}
            {results}
        </div>
    }
}

fn form(asked: &Asked, typed: &Typed) -> impl IntoView + use<> {
    let groups = [
        ("", "Anything"),
        ("read", "Everything that was seen"),
        ("refused", "Everything that was refused"),
        ("change", "Everything that was done"),
    ];
    let deeds = Deed::ALL.iter().map(|deed| (deed.name(), deed.label()));
    let actions = groups.into_iter().chain(deeds);
    let actions = actions.map(|(action, label)| Choice::new(action, label)).collect();
    let subject = (!asked.subject.is_empty()).then(|| {
        let subject = asked.subject.clone();
        view! { <Input id="subject" label="Record" value=subject maxlength=36/> }
    });
    view! {
        <form class="filters" method="post" action=routes::AUDIT role="search" aria-label="Audit trail">
            <input type="hidden" name="person" value=asked.person.clone()/>
            <input type="hidden" name="patient" value=asked.patient.clone()/>
            <Input
                id="person_words"
                label="Who did it"
                kind=InputKind::Search
                value=typed.person.clone()
                error=typed.person_fault.clone()
                maxlength=100
            />
            <Input
                id="patient_words"
                label="Whose data"
                kind=InputKind::Search
                value=typed.patient.clone()
                error=typed.patient_fault.clone()
                maxlength=100
            />
            <Select id="action" label="What" options=actions selected=asked.action.clone()/>
            <Input id="from" label="From" kind=InputKind::Date value=asked.from.clone() error=typed.date_fault.clone()/>
            <Input id="to" label="To" kind=InputKind::Date value=asked.to.clone()/>
            {subject}
            <div class="filters__actions">
                <Button variant=ButtonVariant::Secondary icon=IconName::FILTER>"Filter"</Button>
            </div>
        </form>
    }
}

/// The page does not look again by itself, which would be in the trail: a script says that there is more, and shows what is in the template.
/// Not of a part of it, to which what is newer need not belong.
fn newer(asked: &Asked, trail: &Trail) -> Option<impl IntoView + use<>> {
    if !asked.is_of_all() {
        return None;
    }
    let since = trail.latest.map(|id| id.to_string()).unwrap_or_default();
    let events = routes::trail_events(List::AuditTrail.name(), &since);
    let href = asked.path("");
    Some(view! {
        <div role="status" data-events=events>
            <template data-newer=List::AuditTrail.name()>
                <p class="cluster">
                    "There are newer entries." <a href=href>"Show them"</a>
                </p>
            </template>
        </div>
    })
}

fn results(asked: &Asked, trail: Trail) -> impl IntoView + use<> {
    let Trail { rows, next, zone, .. } = trail;
    let is_later_page = !asked.before.is_empty();
    if rows.is_empty() {
        return view! {
            <EmptyState
                icon=IconName::SEARCH_X
                title="Nothing fits"
                text="Take away a part of the filter, or look at other dates."
            >
                <LinkButton href=routes::AUDIT variant=ButtonVariant::Secondary>"Show everything"</LinkButton>
            </EmptyState>
        }
        .into_any();
    }
    let older = next.map(|before| {
        let href = asked.path(&before.to_string());
        view! { <LinkButton href=href variant=ButtonVariant::Secondary>"Older"</LinkButton> }
    });
    let newest = is_later_page.then(|| {
        let href = asked.path("");
        view! { <LinkButton href=href variant=ButtonVariant::Secondary>"Newest"</LinkButton> }
    });
    let fields = asked.pairs().map(|(name, value)| {
        let value = value.to_owned();
        view! { <input type="hidden" name=name value=value/> }
    });
    let lines = rows.into_iter().map(row).collect_view();
    view! {
        <div class="list-summary">
            <p role="status">
                "The latest first" <span class="muted">{format!(", by the clock of {zone}")}</span>
            </p>
            <a href=routes::AUDIT>"Show everything"</a>
        </div>
        <Table caption="Audit trail" columns=["When", "Who", "What", "Patient", "Why", "From"]>
            {lines}
        </Table>
        <div class="cluster">
            {newest}
            {older}
            <form method="post" action=routes::AUDIT_FILE>
                {fields.into_iter().collect_view()}
                <Button variant=ButtonVariant::Quiet>{format!("Download as CSV (the latest {MOST_IN_FILE})")}</Button>
            </form>
        </div>
    }
    .into_any()
}

fn row(told: Told) -> impl IntoView {
    let Told {
        at,
        who,
        is_visitor,
        account,
        role,
        deed,
        patient,
        reason,
        origin,
        request,
        ..
    } = told;
    let link = |name: &'static str, id: String| routes::with_query(routes::AUDIT, &[(name, &id)]);
    let who = match (who, account) {
        (Some(name), Some(id)) => view! { <a href=link("person", id.to_string())>{name}</a> }.into_any(),
        _ if is_visitor => "Somebody not signed in".into_any(),
        _ => "The system".into_any(),
    };
    let patient = match patient {
        Some((id, name)) => view! { <a href=link("patient", id.to_string())>{name}</a> }.into_any(),
        None => view! { <span class="muted">"Nobody’s"</span> }.into_any(),
    };
    let why = if reason.is_empty() {
        view! { <span class="muted">"Not said"</span> }.into_any()
    } else {
        view! { <span class="pre-line">{capital(&reason)}</span> }.into_any()
    };
    let origin = match origin.as_str() {
        "" => "Unknown".to_owned(),
        "cli" => "Command line".to_owned(),
        "job" => "The server itself".to_owned(),
        network => network.to_owned(),
    };
    let request = (!request.is_empty()).then(|| view! { <span class="person__note tabular">{request}</span> });
    view! {
        <Row>
            <Cell label="When">
                <time class="person__text" datetime=at.rfc3339()>
                    <span class="strong tabular">{at.time()}</span>
                    <span class="person__note">{at.date()}</span>
                </time>
            </Cell>
            <Cell label="Who">
                <span class="person__text">
                    {who}
                    <span class="person__note">{role_label(role)}</span>
                </span>
            </Cell>
            <Cell label="What">{capital(&deed)}</Cell>
            <Cell label="Patient">{patient}</Cell>
            <Cell label="Why">{why}</Cell>
            <Cell label="From">
                <span class="person__text">{origin} {request}</span>
            </Cell>
        </Row>
    }
}
