//! Nothing here yet, and what to do about it.

use leptos::prelude::*;

use super::icon::{Icon, IconName};

/// An empty list that says what to do next.
#[component]
pub fn EmptyState(
    /// A drawing of what is missing.
    icon: IconName,
    /// What is missing.
    #[prop(into)]
    title: String,
    /// Why, or how it fills.
    #[prop(optional, into)]
    text: Option<String>,
    /// One or two buttons.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty-state">
            <span class="empty-state__icon"><Icon name=icon/></span>
            <h2 class="empty-state__title">{title}</h2>
            {text.map(|text| view! { <p class="empty-state__text">{text}</p> })}
            {children.map(|children| view! { <div class="empty-state__action">{children()}</div> })}
        </div>
    }
}
