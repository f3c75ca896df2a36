//! Numbers at a glance; each is a link to what it counts, or a button that shows it.

use leptos::prelude::*;

/// A row of `NumberTile`s.
#[component]
pub fn NumberTiles(
    /// What is counted: "Appointments by status".
    #[prop(into)]
    label: String,
    /// The tiles.
    children: Children,
) -> impl IntoView {
    view! {
        <nav class="number-tiles" aria-label=label>
            <ul class="number-tiles__list">{children()}</ul>
        </nav>
    }
}

/// One number.
#[component]
pub fn NumberTile(
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// How many there are.
    count: u32,
    /// They are what the page shows.
    #[prop(optional)]
    current: bool,
    /// What is counted: a word or a badge.
    children: Children,
) -> impl IntoView {
    view! {
        <li>
            <a class="number-tile" href=href aria-current=current.then_some("true")>
                <span class="number-tile__count">{count}</span>
                " "
                {children()}
            </a>
        </li>
    }
}

/// One number, in a form that asks for what it counts.
#[component]
pub fn NumberTileButton(
    /// Name in the form that is sent.
    #[prop(into)]
    name: String,
    /// Value in the form that is sent.
    #[prop(into)]
    value: String,
    /// How many there are.
    count: u32,
    /// They are what the page shows.
    #[prop(optional)]
    current: bool,
    /// What is counted: a word or a badge.
    children: Children,
) -> impl IntoView {
    view! {
        <li>
            <button class="number-tile" type="submit" name=name value=value aria-current=current.then_some("true")>
                <span class="number-tile__count">{count}</span>
                " "
                {children()}
            </button>
        </li>
    }
}
