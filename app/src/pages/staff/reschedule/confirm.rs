//! Whether the move is meant: the old and the new time side by side, and why where that must be said.

use domain::{
    booking::{AppointmentView, VisitTime},
    refusal::{Field, Refusal},
    time::Instant,
};
use leptos::prelude::*;

use super::plan::{Plan, now, side};
use crate::{
    Ctx,
    error::status_of,
    islands::{appointments::zone_note, day::field_words},
    pages::{Page, PageError},
    routes,
    ui::{BackLink, Button, ButtonVariant, Icon, IconName, LinkButton, Notice, TextArea, Tone},
};

pub(super) fn page(
    ctx: &Ctx,
    plan: Plan,
    start: Instant,
    reason: String,
    refusal: Option<Refusal>,
) -> Result<Page, PageError> {
    let new = plan.time(start).ok_or(PageError::Malformed)?;
    let is_late = !plan.appointment.is_open_to_change(ctx.now());
    let status = refusal.as_ref().map(status_of).unwrap_or_default();
    let title = if refusal.is_some() {
        "Error: Move the visit?"
    } else {
        "Move the visit?"
    };
    let page = Page::new(title, move || view(&plan, &new, is_late, reason, refusal.as_ref()));
    Ok(page.with_status(status))
}

fn view(
    plan: &Plan,
    new: &VisitTime,
    is_late: bool,
    reason: String,
    refusal: Option<&Refusal>,
) -> impl IntoView + use<> {
    let AppointmentView {
        id,
        version,
        patient_name,
        ..
    } = plan.appointment.clone();
    let is_beyond = plan.is_beyond_rules();
    let note = zone_note(&plan.to.place, new);
    let other = plan.wish.path(id, &[("from", &new.iso_date)]);
    let has_changed = matches!(refusal, Some(Refusal::Stale));
    let error = match refusal {
        Some(Refusal::Invalid(faults)) => faults.first().map(field_words),
        _ => None,
    };
    let (label, hint) = match (is_beyond, is_late) {
        (true, _) => (
            "Why outside the rules?",
            "It stands outside the hours or beside another visit. This is recorded with your name, and the patient sees it.",
        ),
        (false, true) => (
            "Why?",
            "It is later than patients can change it, so say why. The patient sees it.",
        ),
        (false, false) => ("Why?", "The patient sees it."),
    };
    let is_required = is_beyond || is_late;
    let (origin, _) = plan.origin();
    let (present, hidden) = (now(&plan.appointment), plan.hidden(&[]));
    let new_side = side("New", new, plan.with(), "move__side move__side--to");
    view! {
        <div class="container container--narrow stack stack--l">
            <BackLink href=other label="Choose another time"/>
            <h1>"Move the visit of " {patient_name} "?"</h1>
            {has_changed.then(|| view! {
                <Notice tone=Tone::Wait live=true title="It has changed since you looked">
                    <p>"Nothing was moved. This is how it stands now. Do you still want to move it?"</p>
                </Notice>
            })}
            <div class="move">
                {present}
                <span class="move__arrow"><Icon name=IconName::ARROW_RIGHT/></span>
                {new_side}
            </div>
            <p>"Times are " {note} ". The patient is told."</p>
            <form class="form" method="post" action=routes::reschedule(id) novalidate>
                {hidden}
                <input type="hidden" name="version" value=version.number()/>
                <input type="hidden" name="start" value=new.start.millis()/>
                <TextArea
                    id=Field::OverrideReason.name()
                    label=label
                    hint=hint
                    value=reason
                    error=error
                    required=is_required
                    optional=!is_required
                    rows=2
                    maxlength=1000
                />
                <div class="form__actions">
                    <Button icon=IconName::CALENDAR_CHECK>
                        {if is_beyond { "Overbook the visit" } else { "Move the visit" }}
                    </Button>
                    <LinkButton href=origin variant=ButtonVariant::Secondary>"Keep the present time"</LinkButton>
                </div>
            </form>
        </div>
    }
}
