//! A choice from a list.

use leptos::prelude::*;

use super::field::{described_by, invalid, labelled};

/// One thing that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
}

impl Choice {
    /// A choice that sends `value` and reads `label`.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
        }
    }
}

/// Label, hint, error and the browser's own drop-down list.
#[component]
pub fn Select(
    /// Id of the list; hint and error are `ID-hint` and `ID-error`.
    #[prop(into)]
    id: String,
    /// What is asked.
    #[prop(into)]
    label: String,
    /// What can be chosen.
    options: Vec<Choice>,
    /// Value of the chosen one.
    #[prop(optional, into)]
    selected: MaybeProp<String>,
    /// Name in the form; the id where not given.
    #[prop(optional, into)]
    name: Option<String>,
    /// How to answer.
    #[prop(optional, into)]
    hint: MaybeProp<String>,
    /// What is wrong with the answer.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// What the browser may fill in.
    #[prop(optional)]
    autocomplete: Option<&'static str>,
    /// Must be answered.
    #[prop(optional)]
    required: bool,
    /// Says "(optional)" after the label.
    #[prop(optional)]
    optional: bool,
) -> impl IntoView {
    let options = options
        .into_iter()
        .map(|option| {
            let value = option.value.clone();
            view! {
                <option value=option.value selected=move || selected.get().as_deref() == Some(value.as_str())>
                    {option.label}
                </option>
            }
        })
        .collect_view();
    let list = view! {
        <select
            class="input input--select"
            id=id.clone()
            name=name.unwrap_or_else(|| id.clone())
            autocomplete=autocomplete
            required=required
            aria-describedby=described_by(&id, hint, error)
            aria-invalid=invalid(error)
        >
            {options}
        </select>
    };
    labelled(id, label, optional, hint, error, list)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chosen_option_and_no_other_is_selected() {
        Owner::new().with(|| {
            let options = vec![Choice::new("a", "First"), Choice::new("b", "<Second>")];
            let html = view! { <Select id="where" label="Where" options=options selected="b"/> }.to_html();
            assert_eq!(html.matches(" selected").count(), 1, "{html}");
            assert!(
                html.contains("value=\"b\" selected") && html.contains("&lt;Second&gt;"),
                "{html}"
            );
        });
    }
}
