//! Navigation: links of the header, and a menu that opens under its button without JavaScript.

use leptos::prelude::*;

use super::icon::{Icon, IconName};

/// A link of the main navigation (`<nav class="site-nav">` holding `<ul class="site-nav__list">`). The icon is seen in the
/// phone's bar only.
#[component]
pub fn NavLink(
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// A drawing for phones.
    icon: IconName,
    /// The word.
    #[prop(into)]
    label: String,
    /// It is this page.
    #[prop(optional)]
    current: bool,
    /// How many wait there.
    #[prop(optional)]
    count: u32,
) -> impl IntoView {
    let count = (count > 0).then(|| {
        view! { <span class="site-nav__count">{count} <span class="visually-hidden">" waiting"</span></span> }
    });
    view! {
        <li>
            <a class="site-nav__link" href=href aria-current=current.then_some("page")>
                <Icon name=icon/>
                {label}
                {count}
            </a>
        </li>
    }
}

/// A button that opens a short list under it.
#[component]
pub fn Menu(
    /// What the button is for, for those who hear it: "Account of Clara Whitfield".
    #[prop(into)]
    label: String,
    /// What is seen on the button.
    button: AnyView,
    /// Links, and buttons in forms, with the class `menu__item`.
    children: Children,
) -> impl IntoView {
    view! {
        <details class="menu" name="menu">
            <summary class="menu__button">
                <span class="visually-hidden">{label}</span>
                {button}
                <Icon name=IconName::CHEVRON_DOWN/>
            </summary>
            <div class="menu__panel">{children()}</div>
        </details>
    }
}
