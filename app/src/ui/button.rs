//! What can be pressed.

use leptos::prelude::*;

use super::icon::{Icon, IconName};

/// How much a button asks to be pressed. One primary on a screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonVariant {
    /// The next step.
    #[default]
    Primary,
    /// Another possible step.
    Secondary,
    /// A small help on the side.
    Quiet,
    /// Something is lost by it.
    Danger,
}

impl ButtonVariant {
    fn word(self) -> &'static str {
        match self {
            Self::Primary => "primary",
            Self::Secondary => "secondary",
            Self::Quiet => "quiet",
            Self::Danger => "danger",
        }
    }
}

/// A button. In a form it sends the form, with `name` and `value` where given.
#[component]
pub fn Button(
    /// How much it asks to be pressed.
    #[prop(optional)]
    variant: ButtonVariant,
    /// A drawing before the words.
    #[prop(optional, into)]
    icon: Option<IconName>,
    /// Name in the form that is sent.
    #[prop(optional, into)]
    name: Option<String>,
    /// Value in the form that is sent.
    #[prop(optional, into)]
    value: Option<String>,
    /// Was pressed and works: a spinner, no second press, the focus stays.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// Lighter, for rows and cards (still 44 px high).
    #[prop(optional)]
    small: bool,
    /// As wide as what it stands in.
    #[prop(optional)]
    wide: bool,
    /// More classes.
    #[prop(optional, into)]
    class: String,
    /// The words; a verb first.
    children: Children,
) -> impl IntoView {
    let yes = |on: bool| on.then_some("true");
    view! {
        <button
            class=classes(variant, small, wide, &class)
            type="submit"
            name=name
            value=value
            aria-busy=move || yes(busy.get())
            aria-disabled=move || yes(busy.get())
        >
            {icon.map(|name| view! { <Icon name=name/> }.into_any())}
            {children()}
        </button>
    }
}

/// A link that looks like a button: it leads somewhere and changes nothing.
#[component]
pub fn LinkButton(
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// How much it asks to be pressed.
    #[prop(optional)]
    variant: ButtonVariant,
    /// A drawing before the words.
    #[prop(optional, into)]
    icon: Option<IconName>,
    /// Saves the answer as a file instead of opening it.
    #[prop(optional)]
    download: bool,
    /// Lighter, for rows and cards (still 44 px high).
    #[prop(optional)]
    small: bool,
    /// As wide as what it stands in.
    #[prop(optional)]
    wide: bool,
    /// More classes.
    #[prop(optional, into)]
    class: String,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! {
        <a class=classes(variant, small, wide, &class) href=href download=download.then_some("")>
            {icon.map(|name| view! { <Icon name=name/> }.into_any())}
            {children()}
        </a>
    }
}

fn classes(variant: ButtonVariant, small: bool, wide: bool, more: &str) -> String {
    let mut classes = format!("button button--{}", variant.word());
    for (on, class) in [
        (small, "button--small"),
        (wide, "button--wide"),
        (!more.is_empty(), more),
    ] {
        if on {
            classes.push(' ');
            classes.push_str(class);
        }
    }
    classes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_button_sends_its_form_with_name_and_value() {
        Owner::new().with(|| {
            let html = view! { <Button name="start" value="a&b" small=true>"Book"</Button> }.to_html();
            for part in [
                "type=\"submit\"",
                "name=\"start\"",
                "value=\"a&amp;b\"",
                "button--primary button--small",
            ] {
                assert!(html.contains(part), "{part} in {html}");
            }
            assert!(!html.contains("aria-busy") && !html.contains("disabled"), "{html}");
        });
    }

    #[test]
    fn a_busy_button_keeps_the_focus_and_says_that_it_works() {
        Owner::new().with(|| {
            let html = view! { <Button busy=true>"Book"</Button> }.to_html();
            assert!(
                html.contains("aria-busy=\"true\"") && html.contains("aria-disabled=\"true\""),
                "{html}"
            );
            assert!(!html.contains(" disabled"), "{html}");
        });
    }
}
