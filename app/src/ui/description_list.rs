//! What a thing is, line by line.

use leptos::prelude::*;

/// A list of terms and details. Holds `Description`s.
#[component]
pub fn DescriptionList(
    /// Terms beside their details with hairlines between: check your answers.
    #[prop(optional)]
    rows: bool,
    /// The lines.
    children: Children,
) -> impl IntoView {
    view! { <dl class=if rows { "details-list details-list--rows" } else { "details-list" }>{children()}</dl> }
}

/// One line of a `DescriptionList`.
#[component]
pub fn Description(
    /// What it is about.
    #[prop(into)]
    term: String,
    /// What is said about it; a `<small>` in it stands on its own line.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="details-list__row">
            <dt class="details-list__term">{term}</dt>
            <dd class="details-list__detail">{children()}</dd>
        </div>
    }
}
