//! Choosing: one of a few, some of many, yes or no. Real inputs in a fieldset with a visible legend.

use leptos::prelude::*;

use super::field::{described_by, error_line, hint_line, invalid};
use super::icon::{Icon, IconName};

/// One thing that can be chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// A second line under the label.
    pub hint: Option<String>,
    /// Seen, but not to be had.
    pub disabled: bool,
}

impl Choice {
    /// A choice that sends `value` and reads `label`.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            value: value.into(),
            label: label.into(),
            ..Self::default()
        }
    }

    /// The same with a second line.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same, not to be had.
    #[must_use]
    pub fn disabled(mut self) -> Self {
        self.disabled = true;
        self
    }
}

/// One of a few, each a row with its own hint.
///
/// The first input has the group's id, so that an error summary leads to it; the others have `ID-2`, `ID-3`.
#[component]
pub fn RadioGroup(
    /// Id of the group; hint and error are `ID-hint` and `ID-error`.
    #[prop(into)]
    id: String,
    /// What is asked.
    #[prop(into)]
    legend: String,
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
    /// Side by side instead of one under another: two or three short words.
    #[prop(optional)]
    inline: bool,
    /// Must be answered.
    #[prop(optional)]
    required: bool,
) -> impl IntoView {
    let name = name.unwrap_or_else(|| id.clone());
    let rows = options
        .into_iter()
        .enumerate()
        .map(|(index, option)| {
            let value = option.value.clone();
            view! {
                <label class="choice">
                    <input
                        class="choice__input"
                        type="radio"
                        id=nth_id(&id, index)
                        name=name.clone()
                        value=option.value
                        checked=move || selected.get().as_deref() == Some(value.as_str())
                        disabled=option.disabled
                        required=required
                    />
                    {choice_text(option.label, option.hint)}
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset
            class=if inline { "choices choices--inline" } else { "choices" }
            aria-describedby=described_by(&id, hint, error)
        >
            <legend class="choices__legend">{legend}</legend>
            {hint_line(&id, hint)}
            {error_line(&id, error)}
            <div class="choices__list">{rows}</div>
        </fieldset>
    }
}

/// How many chips of a group may be chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ChipsKind {
    /// Any number: filters.
    #[default]
    Many,
    /// Exactly one.
    One,
}

/// Choices of one word side by side; the chosen ones carry a tick.
#[component]
pub fn Chips(
    /// Id of the group; the first input has it, the others `ID-2`, `ID-3`.
    #[prop(into)]
    id: String,
    /// What is asked; stands before the chips.
    #[prop(into)]
    legend: String,
    /// What can be chosen.
    options: Vec<Choice>,
    /// Values of the chosen ones.
    #[prop(optional, into)]
    selected: Vec<String>,
    /// Name in the form; the id where not given.
    #[prop(optional, into)]
    name: Option<String>,
    /// How many may be chosen.
    #[prop(optional)]
    kind: ChipsKind,
) -> impl IntoView {
    let name = name.unwrap_or_else(|| id.clone());
    let input_type = match kind {
        ChipsKind::Many => "checkbox",
        ChipsKind::One => "radio",
    };
    let chips = options
        .into_iter()
        .enumerate()
        .map(|(index, option)| {
            view! {
                <label class="chip">
                    <input
                        class="chip__input"
                        type=input_type
                        id=nth_id(&id, index)
                        name=name.clone()
                        checked=selected.contains(&option.value)
                        value=option.value
                        disabled=option.disabled
                    />
                    <span class="chip__tick"><Icon name=IconName::CHECK/></span>
                    {option.label}
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="chips">
            <legend class="chips__legend">{legend}</legend>
            <div class="chips__list">{chips}</div>
        </fieldset>
    }
}

/// Yes or no: one box with its words.
#[component]
pub fn Checkbox(
    /// Id of the box; hint and error are `ID-hint` and `ID-error`.
    #[prop(into)]
    id: String,
    /// What is agreed to.
    #[prop(into)]
    label: String,
    /// Name in the form; the id where not given.
    #[prop(optional, into)]
    name: Option<String>,
    /// What is sent when it is ticked.
    #[prop(default = "true".into(), into)]
    value: String,
    /// Ticked to begin with.
    #[prop(optional)]
    checked: bool,
    /// A second line.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What is wrong with the answer.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// Must be ticked.
    #[prop(optional)]
    required: bool,
) -> impl IntoView {
    view! {
        <div class="field">
            {error_line(&id, error)}
            <label class="choice choice--plain">
                <input
                    class="choice__input"
                    type="checkbox"
                    id=id.clone()
                    name=name.unwrap_or_else(|| id.clone())
                    value=value
                    checked=checked
                    required=required
                    aria-describedby=described_by(&id, MaybeProp::default(), error)
                    aria-invalid=invalid(error)
                />
                {choice_text(label, hint)}
            </label>
        </div>
    }
}

fn choice_text(label: String, hint: Option<String>) -> impl IntoView {
    view! {
        <span class="choice__text">
            <span>{label}</span>
            {hint.map(|hint| view! { <span class="choice__hint">{hint}</span> })}
        </span>
    }
}

fn nth_id(id: &str, index: usize) -> String {
    match index {
        0 => id.to_owned(),
        later => format!("{id}-{}", later + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_radio_group_has_a_legend_and_one_checked_input() {
        Owner::new().with(|| {
            let options = vec![Choice::new("yes", "Yes"), Choice::new("no", "No").with_hint("I was here before")];
            let html = view! { <RadioGroup id="first" legend="First visit?" options=options selected="no" error="Say yes or no"/> }.to_html();
            for part in ["<legend", "id=\"first\"", "id=\"first-2\"", "aria-describedby=\"first-error\"", "value=\"no\" checked"] {
                assert!(html.contains(part), "{part} in {html}");
            }
            assert_eq!(html.matches(" checked").count(), 1, "{html}");
        });
    }

    #[test]
    fn chips_are_checkboxes_in_a_fieldset() {
        let options = vec![Choice::new("video", "Video"), Choice::new("today", "Today")];
        let html =
            view! { <Chips id="only" legend="Only" options=options selected=vec!["today".to_owned()]/> }.to_html();
        assert!(html.contains("<fieldset") && html.contains("<legend"), "{html}");
        assert_eq!(html.matches("type=\"checkbox\"").count(), 2, "{html}");
        assert_eq!(html.matches(" checked").count(), 1, "{html}");
    }
}
