use domain::{booking::AppointmentView, ids::ScheduleId, refusal::Field};
use leptos::prelude::*;

use crate::{
    islands::day::{
        BackFields, Dropped, Moment, Open,
        blocks::{head, keep},
        sheet::Sheet,
        state::Board,
    },
    routes,
    ui::{Button, ButtonVariant, IconName, TextArea},
};

/// The question whether a visit that was dropped is to go to the nearest free time, or knowingly to where it was dropped.
pub(in crate::islands::day) fn question<D: Sheet>(
    board: Board<D>,
    appointment: AppointmentView,
    dropped: Dropped,
) -> impl IntoView {
    let Dropped {
        id,
        schedule,
        doctor,
        at,
        free,
    } = dropped;
    let now = board.day.with_untracked(Sheet::now);
    let instead = free.as_ref().filter(|free| free.start != at.start).map(|free| {
        let words = format!("{} is not free. The nearest free time is {}.", at.time, free.time);
        view! { <p class="muted">{words}</p> }
    });
    let none = free.is_none().then(|| {
        let words = format!("{doctor} has no free time for it on this day.");
        view! { <p class="muted">{words}</p> }
    });
    let words = from_to(&appointment, &doctor, free.as_ref().map(|free| free.time.as_str()));
    let has_free = free.is_some();
    let is_exact = free.as_ref().is_some_and(|free| free.start == at.start);
    let beyond = (!is_exact && at.start >= now).then(|| beyond_rules(board, &appointment, schedule, at, !has_free));
    let moving = free.map(|free| by_the_rules(board, &appointment, schedule, doctor.clone(), free));
    view! {
        <div class="patient">
            {head(board, "Move the visit?")}
            {words}
            {instead}
            {none}
            {moving}
            {beyond}
            {keep(board, Open::Visit(id), "Keep the present time")}
        </div>
    }
}

/// What is now and what would be, in words.
fn from_to(appointment: &AppointmentView, doctor: &str, to: Option<&str>) -> impl IntoView + use<> {
    let AppointmentView {
        patient_name,
        doctor_name,
        time,
        ..
    } = appointment.clone();
    let doctor = doctor.to_owned();
    let to = to.map(|to| {
        let to = to.to_owned();
        view! { " to " <span class="tabular strong">{to}</span> " with " {doctor} }
    });
    view! {
        <p>
            <strong>{patient_name}</strong>
            " from "
            <span class="tabular strong">{time.from}</span>
            " with " {doctor_name} {to} ", " {time.date} ". The patient is told."
        </p>
    }
}

fn by_the_rules<D: Sheet>(
    board: Board<D>,
    appointment: &AppointmentView,
    schedule: ScheduleId,
    doctor: String,
    free: Moment,
) -> impl IntoView + use<D> {
    let now = board.day.with_untracked(Sheet::now);
    let is_late = !appointment.is_open_to_change(now);
    let hint = if is_late {
        "It is later than patients can change it, so say why. The patient sees it."
    } else {
        "The patient sees it."
    };
    let AppointmentView { id, version, .. } = *appointment;
    view! {
        <form class="patient__actions" method="post" action=routes::reschedule(id) novalidate>
            <BackFields back=board.back()/>
            <input type="hidden" name="version" value=version.number()/>
            <input type="hidden" name="schedule" value=schedule.to_string()/>
            <input type="hidden" name="start" value=free.start.millis()/>
            <TextArea
                id=Field::OverrideReason.name()
                label="Why?"
                hint=hint
                required=is_late
                optional=!is_late
                rows=2
                maxlength=1000
            />
            <Button icon=IconName::CALENDAR_CLOCK wide=true>
                "Move to " {free.time} <span class="visually-hidden">" with " {doctor}</span>
            </Button>
        </form>
    }
}

/// Outside the hours or beside another visit.
fn beyond_rules<D: Sheet>(
    board: Board<D>,
    appointment: &AppointmentView,
    schedule: ScheduleId,
    at: Moment,
    is_open: bool,
) -> impl IntoView + use<D> {
    let AppointmentView { id, version, .. } = *appointment;
    let time = at.time.clone();
    view! {
        <details class="reject" open=is_open>
            <summary class="button button--secondary button--wide">"Overbook: at " {time} "\u{2026}"</summary>
            <form class="reject__form" method="post" action=routes::reschedule(id) novalidate>
                <BackFields back=board.back()/>
                <input type="hidden" name="version" value=version.number()/>
                <input type="hidden" name="schedule" value=schedule.to_string()/>
                <input type="hidden" name="start" value=at.start.millis()/>
                <input type="hidden" name="overbook" value="1"/>
                <TextArea
                    id="overbook-reason"
                    name=Field::OverrideReason.name()
                    label="Why outside the rules?"
                    hint="It stands outside the hours or beside another visit. This is recorded with your name, and the patient sees it."
                    required=true
                    rows=2
                    maxlength=1000
                />
                <Button variant=ButtonVariant::Danger wide=true>"Overbook at " {at.time}</Button>
            </form>
        </details>
    }
}
