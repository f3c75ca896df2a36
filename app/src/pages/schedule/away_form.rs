//! The fields of time off and of closures, and their list.

use backend::schedule::Absence;
use domain::{refusal::Field, schedule::AwayText, time::Instant};
use leptos::prelude::*;

use super::fields::Fields;
use crate::{
    pages::faults::Faults,
    ui::{
        Badge, Button, ButtonVariant, Cell, CellKind, Field as Input, IconName, InputKind, LinkButton, Notice, Row,
        Table, Tone,
    },
};

/// In the order of the page.
pub(super) const AWAY_FIELDS: [Field; 5] = [
    Field::FirstDay,
    Field::LastDay,
    Field::FromTime,
    Field::ToTime,
    Field::AwayReason,
];

pub(super) fn away_fields(fields: &Fields, faults: &Faults, is_reason_optional: bool, hint: &'static str) -> AnyView {
    let AwayText { first, last, from, to } = fields.away();
    let reason = fields.get(Field::AwayReason.name()).to_owned();
    let text = |field| faults.text(field);
    view! {
        <div class="away">
            <Input id=Field::FirstDay.name() label="First day" kind=InputKind::Date value=first error=text(Field::FirstDay)/>
            <Input id=Field::LastDay.name() label="Last day" kind=InputKind::Date value=last error=text(Field::LastDay) optional=true/>
            <Input id=Field::FromTime.name() label="From" kind=InputKind::Time value=from error=text(Field::FromTime) optional=true/>
            <Input id=Field::ToTime.name() label="Until" kind=InputKind::Time value=to error=text(Field::ToTime) optional=true/>
        </div>
        <p class="field__hint">"Without times it is whole days. From counts on the first day, until on the last."</p>
        <Input
            id=Field::AwayReason.name()
            label="Reason"
            value=reason
            error=text(Field::AwayReason)
            optional=is_reason_optional
            hint=hint
            maxlength=200
        />
    }
    .into_any()
}

/// The fields of one as they were, to add it again or to name it.
pub(super) fn away_hidden(text: &AwayText, reason: &str) -> AnyView {
    let pairs = [
        (Field::FirstDay, &text.first),
        (Field::LastDay, &text.last),
        (Field::FromTime, &text.from),
        (Field::ToTime, &text.to),
        (Field::AwayReason, &reason.to_owned()),
    ];
    let inputs = pairs.map(|(field, value)| view! { <input type="hidden" name=field.name() value=value.clone()/> });
    inputs.collect_view().into_any()
}

/// What is to come, and what is not long over; `remove` gives the address that asks whether one is to go.
pub(super) fn away_list(
    caption: &str,
    absences: &[Absence],
    now: Instant,
    remove: Option<&dyn Fn(&Absence) -> String>,
) -> AnyView {
    let rows = absences.iter().map(|one| {
        let is_over = one.interval.end() <= now;
        let is_now = one.interval.contains(now);
        let badge = match (is_over, is_now) {
            (true, _) => view! { <Badge icon=IconName::CHECK label="Over"/> }.into_any(),
            (_, true) => view! { <Badge tone=Tone::Accent icon=IconName::CLOCK label="Now"/> }.into_any(),
            _ => view! { <Badge tone=Tone::Info icon=IconName::CALENDAR label="To come"/> }.into_any(),
        };
        let reason = if one.reason.is_empty() {
            "No reason given".to_owned()
        } else {
            one.reason.clone()
        };
        let (about, label) = (format!(" {}", one.label), one.label.clone());
        let remove = remove.filter(|_| !is_over).map(|remove| {
            let href = remove(one);
            view! {
                <LinkButton href=href variant=ButtonVariant::Secondary small=true>
                    "Remove" <span class="visually-hidden">{about}</span>
                </LinkButton>
            }
        });
        view! {
            <Row>
                <Cell label="When"><span class="strong">{label}</span></Cell>
                <Cell label="Reason">{reason}</Cell>
                <Cell label="State">{badge}</Cell>
                <Cell kind=CellKind::Actions>{remove}</Cell>
            </Row>
        }
    });
    let (rows, caption) = (rows.collect_view(), caption.to_owned());
    view! {
        <Table caption=caption columns=["When", "Reason", "State", "Change"]>
            {rows}
        </Table>
    }
    .into_any()
}

/// Asks whether one is to go.
pub(super) fn ask_to_remove(one: &Absence, version: i64, action: String, keep: String) -> AnyView {
    let (id, title) = (one.id.to_string(), format!("Remove {}?", one.label));
    view! {
        <Notice tone=Tone::Wait live=true title=title>
            <p>"Patients can book the hours in it again at once."</p>
            <form method="post" action=action class="form__actions">
                <input type="hidden" name="id" value=id/>
                <input type="hidden" name="version" value=version/>
                <Button variant=ButtonVariant::Danger>"Remove"</Button>
                <LinkButton href=keep variant=ButtonVariant::Secondary>"Keep it"</LinkButton>
            </form>
        </Notice>
    }
    .into_any()
}
