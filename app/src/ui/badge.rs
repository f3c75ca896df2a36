//! A state as a word with an icon and a colour.

use leptos::prelude::*;

use super::icon::{Icon, IconName};
use super::notice::Tone;

/// A state: the word says it, the icon and the colour help.
#[component]
pub fn Badge(
    /// What it means.
    #[prop(default = Tone::Neutral)]
    tone: Tone,
    /// A drawing that fits the word.
    icon: IconName,
    /// The word.
    #[prop(into)]
    label: String,
) -> impl IntoView {
    view! {
        <span class=format!("badge badge--{}", tone.word())>
            <Icon name=icon/>
            {label}
        </span>
    }
}
