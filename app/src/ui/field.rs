//! A labelled field of one line, and the frame (label, hint, error) that it shares with the other controls.

use leptos::prelude::*;

use super::icon::{Icon, IconName};

/// What is typed into a field: `type`, and the keyboard that a phone shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InputKind {
    /// Words.
    #[default]
    Text,
    /// An e-mail address.
    Email,
    /// A phone number.
    Phone,
    /// A password.
    Password,
    /// A whole number; a text field with a number pad (spinners change numbers by accident).
    Digits,
    /// Something to look for.
    Search,
    /// A day near today, with the browser's own picker. For a birth date use `DateParts`.
    Date,
    /// A time of day, with the browser's own picker.
    Time,
    /// A picture file.
    Picture,
}

impl InputKind {
    fn html_type(self) -> &'static str {
        match self {
            Self::Text | Self::Digits => "text",
            Self::Email => "email",
            Self::Phone => "tel",
            Self::Password => "password",
            Self::Search => "search",
            Self::Date => "date",
            Self::Time => "time",
            Self::Picture => "file",
        }
    }

    fn keyboard(self) -> Option<&'static str> {
        match self {
            Self::Email => Some("email"),
            Self::Phone => Some("tel"),
            Self::Digits => Some("numeric"),
            Self::Text | Self::Password | Self::Search | Self::Date | Self::Time | Self::Picture => None,
        }
    }

    /// Names and words may be corrected by the browser, addresses and passwords not.
    fn as_typed(self) -> bool {
        matches!(self, Self::Email | Self::Password)
    }
}

/// How wide a field is: it says how much is expected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InputWidth {
    /// As wide as the form.
    #[default]
    Full,
    /// About twenty characters.
    Medium,
    /// About ten characters.
    Short,
}

impl InputWidth {
    fn class(self) -> &'static str {
        match self {
            Self::Full => "input",
            Self::Medium => "input input--20",
            Self::Short => "input input--10",
        }
    }
}

/// Label, hint, error and an input of one line.
///
/// In an island, `on:input` and `on:change` on the component reach it, because these events bubble.
#[component]
pub fn Field(
    /// Id of the input; hint and error are `ID-hint` and `ID-error`.
    #[prop(into)]
    id: String,
    /// What is asked.
    #[prop(into)]
    label: String,
    /// Name in the form; the id where not given.
    #[prop(optional, into)]
    name: Option<String>,
    /// What is typed.
    #[prop(optional)]
    kind: InputKind,
    /// What it starts with.
    #[prop(optional, into)]
    value: MaybeProp<String>,
    /// How to answer, before one answers wrongly.
    #[prop(optional, into)]
    hint: MaybeProp<String>,
    /// What is wrong with the answer.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// What the browser may fill in: `email`, `given-name`, `new-password`.
    #[prop(optional)]
    autocomplete: Option<&'static str>,
    /// Must be answered.
    #[prop(optional)]
    required: bool,
    /// Says "(optional)" after the label.
    #[prop(optional)]
    optional: bool,
    /// Longest answer in characters.
    #[prop(optional)]
    maxlength: Option<u32>,
    /// How wide it is.
    #[prop(optional)]
    width: InputWidth,
) -> impl IntoView {
    let input = view! {
        <input
            class=width.class()
            id=id.clone()
            name=name.unwrap_or_else(|| id.clone())
            type=kind.html_type()
            accept=(kind == InputKind::Picture).then_some("image/jpeg,image/png,image/webp")
            inputmode=kind.keyboard()
            value=move || value.get()
            autocomplete=autocomplete
            autocapitalize=kind.as_typed().then_some("none")
            spellcheck=kind.as_typed().then_some("false")
            required=required
            maxlength=maxlength
            aria-describedby=described_by(&id, hint, error)
            aria-invalid=invalid(error)
        />
    };
    labelled(id, label, optional, hint, error, input)
}

/// A label with hint and error over a control.
pub(super) fn labelled(
    id: String,
    label: String,
    optional: bool,
    hint: MaybeProp<String>,
    error: MaybeProp<String>,
    control: impl IntoView,
) -> impl IntoView {
    view! {
        <div class="field">
            <label class="field__label" for=id.clone()>
                {label}
                {optional.then(|| view! { <span class="field__optional">" (optional)"</span> })}
            </label>
            {hint_line(&id, hint)}
            {error_line(&id, error)}
            {control}
        </div>
    }
}

/// The hint of the control with this id.
pub(super) fn hint_line(id: &str, hint: MaybeProp<String>) -> AnyView {
    let id = format!("{id}-hint");
    let line = move || {
        let hint = hint.get()?;
        Some(view! { <p class="field__hint" id=id.clone()>{hint}</p> }.into_any())
    };
    line.into_any()
}

/// The error of the control with this id.
pub(super) fn error_line(id: &str, error: MaybeProp<String>) -> AnyView {
    let id = format!("{id}-error");
    let line = move || {
        let error = error.get()?;
        let line = view! {
            <p class="field__error" id=id.clone()>
                <Icon name=IconName::CIRCLE_ALERT/>
                <span><span class="visually-hidden">"Error: "</span>{error}</span>
            </p>
        };
        Some(line.into_any())
    };
    line.into_any()
}

/// `aria-describedby` of a control: its hint and its error, as far as they are there.
pub(super) fn described_by(
    id: &str,
    hint: MaybeProp<String>,
    error: MaybeProp<String>,
) -> impl Fn() -> Option<String> + Clone + Send + Sync + use<> {
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    move || match (hint.get().is_some(), error.get().is_some()) {
        (true, true) => Some(format!("{hint_id} {error_id}")),
        (true, false) => Some(hint_id.clone()),
        (false, true) => Some(error_id.clone()),
        (false, false) => None,
    }
}

/// `aria-invalid` of a control.
pub(super) fn invalid(error: MaybeProp<String>) -> impl Fn() -> Option<&'static str> + Clone + Send + Sync {
    move || error.get().map(|_| "true")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hint_and_error_are_tied_to_the_input() {
        Owner::new().with(|| {
            let html = view! {
                <Field id="email" label="E-mail" kind=InputKind::Email hint="For the confirmation" error="Enter an e-mail address" required=true/>
            }
            .to_html();
            for part in [
                "for=\"email\"",
                "id=\"email-hint\"",
                "id=\"email-error\"",
                "aria-describedby=\"email-hint email-error\"",
                "aria-invalid=\"true\"",
                "name=\"email\"",
                "inputmode=\"email\"",
                " required",
            ] {
                assert!(html.contains(part), "{part} in {html}");
            }
        });
    }

    #[test]
    fn a_field_without_hint_and_error_points_at_nothing() {
        Owner::new().with(|| {
            let html = view! { <Field id="name" label="Name" value="\"><script>" error={None::<String>}/> }.to_html();
            assert!(!html.contains("aria-"), "{html}");
            assert!(html.contains("value=\"&quot;&gt;&lt;script&gt;\""), "{html}");
        });
    }
}
