//! What the pages of the clinic share.

use domain::{
    catalogue::{Field, Wrong},
    version::Version,
};
use leptos::prelude::*;
use serde::Deserialize;

use crate::{
    pages::PageError,
    routes,
    ui::{self, Notice, TabLink, TabNav, Tone},
};

/// What has just been done, in the address after a form was taken.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    pub done: String,
}

/// A part of the clinic.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Services,
    Doctors,
    Locations,
    Settings,
    Audit,
    Messages,
    Templates,
    Health,
}

/// The parts of the clinic as tabs.
pub(crate) fn tabs(current: Part) -> impl IntoView {
    let tab = move |part: Part, href: &'static str, label: &'static str| {
        view! { <TabLink href=href label=label current=part == current/> }
    };
    view! {
        <TabNav label="Clinic">
            {tab(Part::Services, routes::CLINIC_SERVICES, "Services")}
            {tab(Part::Doctors, routes::CLINIC_DOCTORS, "Doctors")}
            {tab(Part::Locations, routes::CLINIC_LOCATIONS, "Locations")}
            {tab(Part::Settings, routes::CLINIC_SETTINGS, "Settings")}
            {tab(Part::Audit, routes::AUDIT, "Audit trail")}
            {tab(Part::Messages, routes::DELIVERIES, "Messages")}
            {tab(Part::Templates, routes::TEMPLATES, "Words of messages")}
            {tab(Part::Health, routes::HEALTH, "Health")}
        </TabNav>
    }
}

/// The news of an address, in words; nothing for a word that is none of ours.
pub(super) fn news(done: &str) -> Option<impl IntoView + use<>> {
    let title = match done {
        "saved" => "Saved",
        "created" => "The service is there. Say below which doctors give it: until then nobody can book it",
        "retired" => "Retired: it cannot be booked any more",
        "restored" => "Back in use",
        "given" => "Saved: who gives the service, and for how long",
        "stopped" => "Taken off: it cannot be booked with this doctor there any more",
        "order" => "The order is changed",
        "added" => "The room is added",
        _ => return None,
    };
    Some(view! { <Notice tone=Tone::Ok live=true title=title/> })
}

/// Nothing was saved, because somebody else was first.
pub(super) fn changed(text: &'static str) -> impl IntoView {
    view! {
        <Notice tone=Tone::Bad live=true title="It changed since you looked">
            <p>"Nothing was saved. " {text}</p>
        </Notice>
    }
}

/// What stands by a field.
pub(super) fn fault(wrong: &Wrong, field: Field) -> Option<String> {
    wrong
        .0
        .iter()
        .find(|fault| fault.field == field)
        .map(|fault| fault.text())
}

/// For the summary on top of a form, in the order of the page; `id` says which input is meant.
pub(super) fn summary(wrong: &Wrong, id: impl Fn(Field) -> String) -> Vec<ui::FieldError> {
    let line = |fault: &domain::catalogue::FieldFault| ui::FieldError::new(id(fault.field), fault.text());
    wrong.0.iter().map(line).collect()
}

/// Inputs that are called as their fields are.
pub(super) fn by_name(field: Field) -> String {
    field.name().to_owned()
}

/// The title of a page, which tells at once that the form came back.
pub(super) fn title(text: &str, is_refused: bool) -> String {
    if is_refused {
        format!("Error: {text}")
    } else {
        text.to_owned()
    }
}

/// A version as a form sends it.
///
/// # Errors
/// `Malformed`: no form of ours sends another.
pub(super) fn version(text: &str) -> Result<Version, PageError> {
    text.parse().map(Version::new).map_err(|_| PageError::Malformed)
}

/// "1 appointment to come", "3 appointments to come"
pub(super) fn to_come(count: u64) -> String {
    match count {
        0 => "no appointments to come".to_owned(),
        1 => "1 appointment to come".to_owned(),
        many => format!("{many} appointments to come"),
    }
}
