//! A message on the page.

use leptos::prelude::*;

use super::icon::{Icon, IconName};

/// What a message or a state means. Always shown with an icon and a word as well.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Neither good nor bad.
    Neutral,
    /// Good to know.
    #[default]
    Info,
    /// It worked; all is well.
    Ok,
    /// Somebody or something is waited for.
    Wait,
    /// It did not work; something is lost or refused.
    Bad,
    /// The house colour: chosen, current.
    Accent,
}

impl Tone {
    /// The part of a class name: `badge--ok`.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Info => "info",
            Self::Ok => "ok",
            Self::Wait => "wait",
            Self::Bad => "bad",
            Self::Accent => "accent",
        }
    }

    fn icon(self) -> IconName {
        match self {
            Self::Neutral | Self::Info | Self::Accent => IconName::INFO,
            Self::Ok => IconName::CIRCLE_CHECK,
            Self::Wait => IconName::CLOCK,
            Self::Bad => IconName::CIRCLE_ALERT,
        }
    }
}

/// Something to know before going on: icon, title, text.
#[component]
pub fn Notice(
    /// What it means.
    #[prop(optional)]
    tone: Tone,
    /// One short line; may change in an island.
    #[prop(optional, into)]
    title: MaybeProp<String>,
    /// Another icon than the tone's own.
    #[prop(optional, into)]
    icon: Option<IconName>,
    /// Announce it when it appears or changes in an open page: at once for `Bad`, in a pause for the others.
    #[prop(optional)]
    live: bool,
    /// More classes.
    #[prop(optional, into)]
    class: String,
    /// The text, in paragraphs.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let role = live.then_some(if tone == Tone::Bad { "alert" } else { "status" });
    let body = children.map(|children| view! { <div class="notice__body">{children()}</div> }.into_any());
    view! {
        <div class=format!("notice notice--{} {class}", tone.word()) role=role>
            <Icon name=icon.unwrap_or(tone.icon())/>
            {move || title.get().map(|title| view! { <p class="notice__title">{title}</p> }.into_any())}
            {body}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_live_notice_is_announced_and_a_bad_one_at_once() {
        Owner::new().with(|| {
            let ok = view! { <Notice tone=Tone::Ok title="Saved" live=true/> }.to_html();
            assert!(ok.contains("role=\"status\"") && ok.contains("notice--ok"), "{ok}");
            let bad = view! { <Notice tone=Tone::Bad title="Lost" live=true>"<b>"</Notice> }.to_html();
            assert!(bad.contains("role=\"alert\"") && bad.contains("&lt;b&gt;"), "{bad}");
            let still = view! { <Notice title="Note"/> }.to_html();
            assert!(!still.contains("role="), "{still}");
        });
    }
}
