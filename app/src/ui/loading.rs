//! Something is on its way.

use leptos::prelude::*;

/// A turning ring with a word for screen readers.
#[component]
pub fn Spinner(
    /// What is being done.
    #[prop(default = "Loading".into(), into)]
    label: String,
) -> impl IntoView {
    view! {
        <span class="loading" role="status">
            <span class="spinner" aria-hidden="true"></span>
            {label}
        </span>
    }
}

/// Grey lines of the size of what comes, so that nothing jumps.
#[component]
pub fn Skeleton(
    /// How many lines.
    #[prop(default = 3)]
    lines: usize,
    /// In columns as high as buttons, for a list of times.
    #[prop(optional)]
    times: bool,
) -> impl IntoView {
    let lines = (0..lines)
        .map(|_| view! { <span class="skeleton__line"></span> })
        .collect_view();
    view! { <div class=if times { "skeleton skeleton--times" } else { "skeleton" } aria-hidden="true">{lines}</div> }
}
