//! The native dialog, for islands; every question in one is also a page of its own for people without JavaScript.

use leptos::{html, prelude::*};

/// A dialog. An island opens it with `show_modal` through the node reference; Escape and `<form method="dialog">` close it.
#[component]
pub fn Dialog(
    /// Id of the dialog; its title is `ID-title`.
    #[prop(into)]
    id: String,
    /// The question.
    #[prop(into)]
    title: String,
    /// To open and close it.
    #[prop(optional)]
    node_ref: NodeRef<html::Dialog>,
    /// What stands under the title.
    children: Children,
) -> impl IntoView {
    let title_id = format!("{id}-title");
    let labelled_by = title_id.clone();
    view! {
        <dialog class="dialog" id=id aria-labelledby=labelled_by node_ref=node_ref>
            <h2 class="dialog__title" id=title_id>{title}</h2>
            {children()}
        </dialog>
    }
}

/// The buttons at the foot of a dialog.
#[component]
pub fn DialogActions(
    /// The way out first, the deed last.
    children: Children,
) -> impl IntoView {
    view! { <div class="dialog__actions">{children()}</div> }
}
