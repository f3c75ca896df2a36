//! The step between a change of hours and its being made, when it hits appointments: what becomes of each.

use axum::http::StatusCode;
use backend::booking::{Choice as What, Chosen, Decisions, Hit, MOST_HITS, Undecided};
use domain::{refusal::Field, time::Instant, version::Version};
use leptos::prelude::*;

use super::fields::Fields;
use crate::{
    islands::appointments::StatusBadge,
    pages::{Page, faults::Faults},
    routes,
    ui::{Button, Cell, Choice, ErrorSummary, FieldError, Notice, Row, Select, Table, TextArea, Tone},
};

/// What was chosen on the page, of the visits it named.
pub(super) fn decisions(fields: &Fields) -> Decisions {
    if fields.has("all") {
        return Decisions::default();
    }
    let chosen = fields.starting("visit-").filter_map(|(id, value)| {
        let mut parts = value.split('.');
        let (what, version) = (parts.next()?, parts.next()?.parse().ok()?);
        let choice = match what {
            "keep" => What::Keep,
            "cancel" => What::Cancel,
            "move" => What::Move {
                start: Instant::from_millis(parts.next()?.parse().ok()?),
            },
            _ => return None,
        };
        Some(Chosen {
            appointment: id.parse().ok()?,
            version: Version::new(version),
            choice,
        })
    });
    Decisions {
        choices: chosen.collect(),
        reason: fields.get("cancel_reason").to_owned(),
    }
}

/// The page that asks. `action` takes the same form as before, `what` is the change: "Closing 24 November".
pub(super) fn page(what: &str, action: String, fields: &Fields, list: Undecided) -> Page {
    let title = format!("{what}: appointments to decide about");
    let (what, fields) = (what.to_owned(), fields.clone());
    let page = Page::new(title, move || view(&what, action, &fields, list));
    page.with_status(StatusCode::CONFLICT)
}

fn view(what: &str, action: String, fields: &Fields, list: Undecided) -> AnyView {
    let Undecided {
        hits,
        count,
        has_changed,
        faults,
    } = list;
    if hits.is_empty() {
        return too_many(what, action, fields, count);
    }
    let all = fields.get("all").to_owned();
    let is_sent = !all.is_empty() || fields.starting("visit-").next().is_some();
    let open: Vec<&Hit> = hits.iter().filter(|hit| chosen(hit, &all).is_empty()).collect();
    let is_incomplete = all.is_empty() && fields.starting("visit-").any(|(_, value)| value.is_empty());
    let faults = Faults::from(faults);
    let mut errors: Vec<FieldError> = if is_sent && is_incomplete {
        let error = |hit: &&Hit| {
            FieldError::new(
                field(hit),
                format!("Choose what happens to the visit of {}", hit.appointment.patient_name),
            )
        };
        open.iter().map(error).collect()
    } else {
        Vec::new()
    };
    errors.extend(faults.summary(&[Field::CancelReason]));
    let words = if count == 1 {
        "1 booked appointment would be left without its time".to_owned()
    } else {
        format!("{count} booked appointments would be left without their time")
    };
    let rows = hits.iter().map(|hit| row(hit, &all)).collect_view();
    let shortcut = |value: &'static str, label: &'static str| {
        view! {
            <button class="button button--secondary button--small" type="submit" formnovalidate=true name="all" value=value>{label}</button>
        }
    };
    view! {
        <div class="container container--wide stack stack--l">
            <ErrorSummary errors=errors/>
            <div class="page-head">
                <h1>{words}</h1>
                <p class="lead">{what.to_owned()} ". Nothing is saved yet: decide what happens to each."</p>
            </div>
            {(has_changed && !is_incomplete).then(|| view! {
                <Notice tone=Tone::Wait live=true title="The list has changed">
                    <p>"Appointments or free times are not as they were a moment ago. Nothing was saved. Look at the list again."</p>
                </Notice>
            })}
            <form class="form" method="post" action=action>
                {fields.hidden()}
                <button class="visually-hidden" type="submit" name="save" value="1" tabindex="-1" aria-hidden="true">"Save"</button>
                <div class="cluster" role="group" aria-label="The same for all">
                    <span class="strong">"For all:"</span>
                    {shortcut("keep", "Keep")}
                    {shortcut("move", "Move")}
                    {shortcut("cancel", "Cancel")}
                </div>
                <Table caption="Appointments that lose their time" columns=["When", "Patient", "Service", "Status", "What happens"]>
                    {rows}
                </Table>
                <TextArea
                    id=Field::CancelReason.name()
                    label="What do the patients read?"
                    hint="Needed when a visit is cancelled or moved. Each patient gets it with their appointment."
                    value=fields.get("cancel_reason").to_owned()
                    error=faults.text(Field::CancelReason)
                    rows=3
                    maxlength=1000
                />
                <div class="form__actions">
                    <Button name="save" value="1">"Save, and tell the patients"</Button>
                    {back()}
                </div>
            </form>
        </div>
    }
    .into_any()
}

fn back() -> impl IntoView {
    view! {
        <button class="button button--secondary" type="submit" formnovalidate=true name="back" value="1">"Go back without saving"</button>
    }
}

fn row(hit: &Hit, all: &str) -> impl IntoView + use<> {
    let appointment = hit.appointment.clone();
    let (time, version) = (appointment.time, appointment.version.number());
    let mut options = vec![Choice::new("", "Choose")];
    options.push(Choice::new(format!("keep.{version}"), "Keep it, outside the hours"));
    if let (true, Some(free)) = (hit.can_change, &hit.proposal) {
        let offset = free
            .offset
            .as_deref()
            .map(|offset| format!(" {offset}"))
            .unwrap_or_default();
        let label = format!("Move to {}, {}{offset}", free.day, free.time);
        options.push(Choice::new(format!("move.{version}.{}", free.start.millis()), label));
    }
    if hit.can_change {
        options.push(Choice::new(format!("cancel.{version}"), "Cancel it"));
    }
    let hint = match (hit.can_change, &hit.proposal) {
        (false, _) => Some("The patient is here already".to_owned()),
        (true, None) => Some("No free time in the weeks around it".to_owned()),
        _ => None,
    };
    let about = format!("What happens to the visit of {}", appointment.patient_name);
    let (id, selected) = (field(hit), chosen(hit, all));
    view! {
        <Row>
            <Cell label="When">
                <time class="person__text" datetime=time.rfc3339>
                    <span class="strong">{time.from} " to " {time.to}</span>
                    <span class="person__note">{time.date}</span>
                </time>
            </Cell>
            <Cell label="Patient"><a href=routes::appointment(appointment.id)>{appointment.patient_name}</a></Cell>
            <Cell label="Service">
                <span class="person__text">
                    {appointment.service_name}
                    <span class="person__note">{appointment.doctor_name} ", " {appointment.place.name}</span>
                </span>
            </Cell>
            <Cell label="Status"><StatusBadge status=appointment.status/></Cell>
            <Cell label="What happens">
                <div class="hit__choice">
                    <Select id=id label=about options=options selected=selected hint=hint required=true/>
                </div>
            </Cell>
        </Row>
    }
}

fn field(hit: &Hit) -> String {
    format!("visit-{}", hit.appointment.id)
}

/// The value of what is chosen for it, by hand or for all; empty if it is open.
fn chosen(hit: &Hit, all: &str) -> String {
    let version = hit.appointment.version.number();
    let to_proposal = || {
        let start = hit.proposal.as_ref().filter(|_| hit.can_change)?.start;
        Some(format!("move.{version}.{}", start.millis()))
    };
    match (all, hit.choice) {
        ("keep", _) | ("", Some(What::Keep)) => format!("keep.{version}"),
        ("cancel", _) if hit.can_change => format!("cancel.{version}"),
        ("", Some(What::Cancel)) => format!("cancel.{version}"),
        ("move", _) | ("", Some(What::Move { .. })) => to_proposal().unwrap_or_default(),
        _ => String::new(),
    }
}

/// More than one page can ask about.
fn too_many(what: &str, action: String, fields: &Fields, count: usize) -> AnyView {
    let what = what.to_owned();
    view! {
        <div class="container container--narrow stack stack--l">
            <h1>"Too many appointments at once"</h1>
            <Notice tone=Tone::Bad live=true title=format!("{count} appointments would be left without their time")>
                <p>
                    {what} " was not saved. At most " {MOST_HITS}
                    " can be decided about in one step. Change fewer days at a time: close single dates, or add time off week by week, and then change the hours."
                </p>
            </Notice>
            <form class="form" method="post" action=action>
                {fields.hidden()}
                <div class="form__actions">{back()}</div>
            </form>
        </div>
    }
    .into_any()
}
