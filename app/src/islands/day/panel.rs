use domain::booking::{AppointmentView, DayEntry, Step};
use leptos::{
    ev::{MouseEvent, SubmitEvent},
    prelude::*,
};

use super::{Stage, StepForm, StepsLeft, Whose};
use crate::{
    islands::appointments::{StatusBadge, duration},
    routes,
    ui::{Avatar, AvatarSize, Icon, IconName},
};

/// Who comes and why, and what can be noted about it.
#[component]
pub(super) fn PatientPanel(
    /// The visit that is open.
    entry: DayEntry,
    /// How far its day has come.
    stage: Stage,
    /// Whose day, and which.
    back: (Whose, String),
    /// Takes a step.
    on_press: Callback<(Step, SubmitEvent)>,
    /// Takes the press that closes the panel.
    on_close: Callback<MouseEvent>,
) -> impl IntoView {
    let appointment = entry.appointment;
    let steps = StepsLeft::of(appointment.status, stage);
    let closed = back.0.path(&back.1, None);
    view! {
        <div class="patient">
            {head(&appointment, closed, on_close)}
            {visit(&appointment)}
            <div class="patient__part">
                <h3>"Reason"</h3>
                <p class="patient__reason">{appointment.reason.clone()}</p>
            </div>
            {if steps.is_empty() {
                nothing_to_note(stage).into_any()
            } else {
                view! { <StepForm appointment=appointment.clone() steps=steps back=Some(back) on_press=on_press/> }.into_any()
            }}
            <p class="patient__part"><a href=routes::appointment(appointment.id)>"Details, or cancel"</a></p>
        </div>
    }
}

fn head(appointment: &AppointmentView, closed: String, on_close: Callback<MouseEvent>) -> impl IntoView + use<> {
    let name = appointment.patient_name.clone();
    view! {
        <div class="patient__head">
            <Avatar name=name.clone() size=AvatarSize::Large/>
            <div>
                <h2 class="patient__name">{name}</h2>
                {appointment.patient_age.map(|years| view! { <p class="muted">{years} " years"</p> })}
            </div>
            <a class="button button--quiet button--icon patient__close" href=closed aria-label="Close" on:click=move |event| on_close.run(event)>
                <Icon name=IconName::CLOSE/>
            </a>
        </div>
    }
}

fn visit(appointment: &AppointmentView) -> impl IntoView + use<> {
    let AppointmentView {
        time,
        service_name,
        place,
        status,
        ..
    } = appointment.clone();
    let long = duration(&time);
    view! {
        <div class="patient__part">
            <h3>"Visit"</h3>
            <p>
                <span class="tabular">{time.from}</span>
                " to "
                <span class="tabular">{time.to}</span>
                ", "
                {long}
            </p>
            <p>{service_name}</p>
            <p class="muted">{place.name}</p>
            <p><StatusBadge status=status/></p>
        </div>
    }
}

fn nothing_to_note(stage: Stage) -> Option<impl IntoView> {
    (stage == Stage::Ahead).then(|| view! { <p class="muted small">"On the day you note here who arrived."</p> })
}
