//! A one-time code.

use leptos::prelude::*;

use super::field::{described_by, invalid, labelled};

/// A field for a six-digit code that came by mail or SMS. One field, not six: paste, auto-fill and screen readers work.
///
/// Spaces that are pasted along are sent; the reader of the form drops them.
#[component]
pub fn CodeField(
    /// Id and name of the field; hint and error are `ID-hint` and `ID-error`.
    #[prop(into)]
    id: String,
    /// What is asked.
    #[prop(into)]
    label: String,
    /// Where the code went.
    #[prop(optional, into)]
    hint: MaybeProp<String>,
    /// What is wrong with the answer.
    #[prop(optional, into)]
    error: MaybeProp<String>,
) -> impl IntoView {
    let input = view! {
        <input
            class="input input--code"
            id=id.clone()
            name=id.clone()
            type="text"
            inputmode="numeric"
            autocomplete="one-time-code"
            maxlength="9"
            spellcheck="false"
            required
            aria-describedby=described_by(&id, hint, error)
            aria-invalid=invalid(error)
        />
    };
    labelled(id, label, false, hint, error, input)
}
