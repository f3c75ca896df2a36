//! Yes or no.

use leptos::prelude::*;

use super::field::{described_by, error_line, hint_line};

/// One box with its words; the whole row is the target. Sends `true` when it is ticked, and nothing when it is not.
#[component]
pub fn Checkbox(
    /// Id and name of the box.
    #[prop(into)]
    id: String,
    /// What is agreed to.
    #[prop(into)]
    label: String,
    /// Ticked to begin with.
    #[prop(optional)]
    checked: bool,
    /// A second line.
    #[prop(optional, into)]
    hint: Option<String>,
) -> impl IntoView {
    let hint_id = format!("{id}-hint");
    let described_by = hint.is_some().then(|| hint_id.clone());
    view! {
        <div class="checkbox">
            <input
                class="checkbox__input"
                type="checkbox"
                id=id.clone()
                name=id.clone()
                value="true"
                checked=checked
                aria-describedby=described_by
            />
            <label class="checkbox__label" for=id>{label}</label>
            {hint.map(|hint| view! { <p class="checkbox__hint" id=hint_id>{hint}</p> })}
        </div>
    }
}

/// [`Checkbox`]es under what they are about.
#[component]
pub fn CheckboxGroup(
    /// Of the group; what is wrong with it leads here.
    #[prop(into)]
    id: String,
    /// What is asked.
    #[prop(into)]
    legend: String,
    /// What helps to answer.
    #[prop(optional, into)]
    hint: MaybeProp<String>,
    /// What is wrong with the answer.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// The boxes.
    children: Children,
) -> impl IntoView {
    view! {
        <fieldset class="choices" id=id.clone() tabindex="-1" aria-describedby=described_by(&id, hint, error)>
            <legend class="choices__title">{legend}</legend>
            {hint_line(&id, hint)}
            {error_line(&id, error)}
            <div class="choices__boxes">{children()}</div>
        </fieldset>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hint_is_tied_to_the_box() {
        Owner::new().with(|| {
            let html = view! { <Checkbox id="agree" label="Yes" checked=true hint="<b>"/> }.to_html();
            for part in [
                "for=\"agree\"",
                "name=\"agree\"",
                "aria-describedby=\"agree-hint\"",
                " checked",
                "&lt;b&gt;",
            ] {
                assert!(html.contains(part), "{part} in {html}");
            }
        });
    }

    #[test]
    fn what_is_wrong_is_tied_to_the_group() {
        Owner::new().with(|| {
            let boxes = || view! { <Checkbox id="a" label="A"/> };
            let html =
                view! { <CheckboxGroup id="letters" legend="Which?" error="Choose one">{boxes()}</CheckboxGroup> };
            let html = html.to_html();
            for part in [
                "id=\"letters\"",
                "aria-describedby=\"letters-error\"",
                "Choose one",
                "id=\"a\"",
            ] {
                assert!(html.contains(part), "{part} in {html}");
            }
        });
    }
}
