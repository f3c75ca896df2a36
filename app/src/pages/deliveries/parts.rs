//! What the pages of messages share.

use backend::delivery::DeliveryLine;
use domain::{
    messages::{Channel, DeliveryState},
    time::TimeLabel,
};
use leptos::prelude::*;

use crate::{
    routes,
    ui::{Badge, IconName, Tone},
};

/// The state as a badge, with what is tried still in words.
pub(super) fn state_badge(state: DeliveryState) -> impl IntoView {
    let (tone, icon) = match state {
        DeliveryState::Waiting => (Tone::Wait, IconName::HOURGLASS),
        DeliveryState::Sent => (Tone::Ok, IconName::CIRCLE_CHECK),
        DeliveryState::Failed => (Tone::Bad, IconName::CIRCLE_X),
        DeliveryState::Withdrawn => (Tone::Neutral, IconName::CIRCLE_X),
    };
    view! { <Badge tone=tone icon=icon label=state.label()/> }
}

/// "Tried 3 times, next at 14:20 on Monday 23 November 2026"
pub(super) fn tries(line: &DeliveryLine) -> String {
    let tried = match (line.tries, line.state) {
        (0 | 1, DeliveryState::Sent | DeliveryState::Withdrawn) => String::new(),
        (0, _) => "Not tried yet".to_owned(),
        (1, _) => "Tried once".to_owned(),
        (many, _) => format!("Tried {many} times"),
    };
    match &line.next_try {
        Some(next) => format!("{tried}, next at {}", moment(next)),
        None => tried,
    }
}

/// "14:20, Monday 23 November 2026"
pub(super) fn moment(label: &TimeLabel) -> String {
    format!("{}, {}", label.time(), label.date())
}

/// To whom, as far as it is shown: a link to the account, and the address without most of it.
pub(super) fn whom(line: &DeliveryLine) -> impl IntoView + use<> {
    let name = match &line.who {
        Some((id, name)) => {
            let href = routes::of_account(routes::ACCOUNT, *id);
            view! { <a href=href>{name.clone()}</a> }.into_any()
        }
        None => view! { <span class="muted">"No account"</span> }.into_any(),
    };
    let address = match (line.channel, line.address.as_str()) {
        (Channel::App, _) => "On this site".to_owned(),
        (_, "") => "Address erased".to_owned(),
        (_, address) => address.to_owned(),
    };
    view! {
        <span class="person__text">
            {name}
            <span class="person__note">{address}</span>
        </span>
    }
}
