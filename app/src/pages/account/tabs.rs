use domain::refusal::Refusal;
use leptos::prelude::*;

use super::sign_in::wait;
use crate::{
    routes,
    ui::{Notice, TabLink, TabNav, Tone},
};

/// The pages of one's own account.
pub(in crate::pages) fn tabs(current: &'static str) -> impl IntoView {
    let link = move |href: &'static str, label: &'static str| {
        view! { <TabLink href=href label=label current={href == current}/> }
    };
    view! {
        <TabNav label="Account">
            {link(routes::PROFILE, "Profile")}
            {link(routes::MESSAGES, "Messages")}
            {link(routes::PASSWORD, "Password")}
            {link(routes::TWO_FACTOR, "Two-step")}
            {link(routes::PASSKEYS, "Passkeys")}
            {link(routes::DEVICES, "Devices")}
        </TabNav>
    }
}

/// When to try again, where there were too many tries.
pub(super) fn too_many(refusal: Option<&Refusal>) -> Option<impl IntoView + use<>> {
    let Some(Refusal::TooManyTries { retry_after_secs }) = refusal else {
        return None;
    };
    let text = wait(*retry_after_secs);
    Some(view! {
        <Notice tone=Tone::Bad live=true title="Too many tries">
            <p>{text}</p>
        </Notice>
    })
}
