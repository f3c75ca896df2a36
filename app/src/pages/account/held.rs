use domain::{
    booking::HoldView,
    time::{TimeLabel, Zone},
};
use leptos::prelude::*;

use crate::ui::{IconName, Notice, Tone};

/// Reminds somebody who signs in or registers on the way of the time that is kept for them.
pub(super) fn held_time(hold: Option<HoldView>) -> impl IntoView {
    hold.map(|hold| {
        let title = format!(
            "We keep {}, {} with {} for you{}",
            hold.time.date,
            hold.time.from,
            hold.doctor_name,
            until(&hold)
        );
        view! { <Notice tone=Tone::Wait icon=IconName::TIMER class="countdown" title=title/> }
    })
}

/// By the clock of the place: " until 13:32 (UTC+1)".
fn until(hold: &HoldView) -> String {
    let Ok(zone) = Zone::parse(&hold.place.zone) else {
        return String::new();
    };
    let label = TimeLabel::new(hold.expires_at, &zone);
    format!(" until {} ({})", label.time(), label.offset())
}
