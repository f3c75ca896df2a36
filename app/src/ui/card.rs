//! One thing on a sheet of its own.

use leptos::prelude::*;

/// A sheet. Never a card in a card.
#[component]
pub fn Card(
    /// A heading of level two.
    #[prop(optional, into)]
    title: Option<String>,
    /// More classes.
    #[prop(optional, into)]
    class: String,
    /// What stands on it.
    children: Children,
) -> impl IntoView {
    view! {
        <section class=format!("card {class}")>
            {title.map(|title| view! { <h2 class="card__title">{title}</h2> })}
            {children()}
        </section>
    }
}
