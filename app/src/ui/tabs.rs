//! Links that look like tabs; each is a page of its own.

use leptos::prelude::*;

/// A row of `TabLink`s.
#[component]
pub fn TabNav(
    /// What the tabs part: "My appointments".
    #[prop(into)]
    label: String,
    /// The links.
    children: Children,
) -> impl IntoView {
    view! {
        <nav class="tab-nav" aria-label=label>
            <ul class="tab-nav__list">{children()}</ul>
        </nav>
    }
}

/// One tab.
#[component]
pub fn TabLink(
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// The word.
    #[prop(into)]
    label: String,
    /// It is this page.
    #[prop(optional)]
    current: bool,
    /// How many things it holds.
    #[prop(optional, into)]
    count: Option<u64>,
) -> impl IntoView {
    view! {
        <li>
            <a class="tab-nav__link" href=href aria-current=current.then_some("page")>
                {label}
                {count.map(|count| view! { <span class="tab-nav__count">{count}</span> })}
            </a>
        </li>
    }
}
