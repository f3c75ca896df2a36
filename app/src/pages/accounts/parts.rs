//! What the pages of accounts share.

use domain::{
    account::{AccountState, Role},
    time::{Instant, TimeLabel, Zone},
    version::Version,
};
use leptos::prelude::*;

use crate::{
    pages::PageError,
    routes,
    ui::{Badge, IconName, TabLink, TabNav, Tone},
};

/// In the order in which they are offered.
pub(super) const ROLES: [Role; 4] = [Role::Support, Role::Doctor, Role::Administrator, Role::Patient];

/// As people read it.
pub(super) const fn role_words(role: Role) -> &'static str {
    match role {
        Role::Patient => "Patient",
        Role::Doctor => "Doctor, nurse or specialist",
        Role::Support => "Support",
        Role::Administrator => "Administrator",
    }
}

/// The choice of a role, on the page at `path`.
pub(super) fn role_tabs(path: &str, roles: &[Role], current: Role) -> impl IntoView + use<> {
    let tabs = roles.iter().map(|&role| {
        let href = routes::with_query(path, &[("role", role.name())]);
        view! { <TabLink href=href label=role_words(role) current=role == current/> }
    });
    let tabs = tabs.collect_view();
    view! { <TabNav label="Role">{tabs}</TabNav> }
}

pub(super) const fn state_words(state: AccountState) -> &'static str {
    match state {
        AccountState::Active => "Active",
        AccountState::Pending => "Waits for approval",
        AccountState::Rejected => "Rejected",
        AccountState::Suspended => "Suspended",
        AccountState::Deleted => "Deleted",
    }
}

pub(super) fn state_badge(state: AccountState) -> impl IntoView {
    let (tone, icon) = match state {
        AccountState::Active => (Tone::Ok, IconName::CIRCLE_CHECK),
        AccountState::Pending => (Tone::Wait, IconName::HOURGLASS),
        AccountState::Rejected => (Tone::Bad, IconName::CIRCLE_X),
        AccountState::Suspended => (Tone::Bad, IconName::LOCK),
        AccountState::Deleted => (Tone::Neutral, IconName::USER_X),
    };
    view! { <Badge tone=tone icon=icon label=state_words(state)/> }
}

/// "Monday 23 November 2026"
pub(super) fn date(instant: Instant) -> String {
    moment(instant).map_or(String::new(), |label| label.date())
}

/// "Monday 23 November 2026, 14:20 UTC"
pub(super) fn time(instant: Instant) -> String {
    moment(instant).map_or(String::new(), |label| format!("{}, {} UTC", label.date(), label.time()))
}

fn moment(instant: Instant) -> Option<TimeLabel> {
    Zone::parse("UTC").ok().map(|zone| TimeLabel::new(instant, &zone))
}

/// A version as a form sends it.
///
/// # Errors
/// `Malformed`: no form of ours sends another.
pub(super) fn version(text: &str) -> Result<Version, PageError> {
    text.parse().map(Version::new).map_err(|_| PageError::Malformed)
}
