//! Yes or no.

use leptos::prelude::*;

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
}
