//! The way back.

use leptos::prelude::*;

use super::icon::{Icon, IconName};

/// One step back, above the title.
#[component]
pub fn BackLink(
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// Says where: "All doctors".
    #[prop(default = "Back".into(), into)]
    label: String,
) -> impl IntoView {
    view! {
        <a class="back-link" href=href>
            <Icon name=IconName::CHEVRON_LEFT/>
            {label}
        </a>
    }
}

/// Where this page stands: links to what is above it, then its own name.
#[component]
pub fn Breadcrumb(
    /// Address and name of each page above, outermost first.
    above: Vec<(String, String)>,
    /// This page.
    #[prop(into)]
    current: String,
) -> impl IntoView {
    let above = above
        .into_iter()
        .map(|(href, name)| view! { <li class="breadcrumb__item"><a href=href>{name}</a></li> })
        .collect_view();
    view! {
        <nav class="breadcrumb" aria-label="Breadcrumb">
            <ol class="breadcrumb__list">
                {above}
                <li class="breadcrumb__item" aria-current="page">{current}</li>
            </ol>
        </nav>
    }
}
