use domain::booking::Status;
use leptos::prelude::*;

use crate::ui::{Badge, IconName, Tone};

/// Where an appointment is in its life: word, icon and colour.
#[component]
pub fn StatusBadge(
    /// Its status.
    status: Status,
) -> impl IntoView {
    let (tone, icon) = match status {
        Status::Held => (Tone::Wait, IconName::TIMER),
        Status::Requested => (Tone::Wait, IconName::HOURGLASS),
        Status::Confirmed => (Tone::Info, IconName::CALENDAR_CHECK),
        Status::Arrived => (Tone::Ok, IconName::USER_CHECK),
        Status::InProgress => (Tone::Ok, IconName::PLAY),
        Status::Completed => (Tone::Neutral, IconName::CHECK),
        Status::Cancelled | Status::Rejected => (Tone::Bad, IconName::CIRCLE_X),
        Status::NoShow => (Tone::Bad, IconName::USER_X),
        Status::Expired => (Tone::Neutral, IconName::CLOCK),
    };
    view! { <Badge tone=tone icon=icon label=status.label()/> }
}
