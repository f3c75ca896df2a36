//! The mark of the house, and the way past the header.

use leptos::prelude::*;

/// Logo and word, a link to the start.
///
/// The mark: a disc with a cross, and a dot docked to it, the way a screen shows that somebody is there.
#[component]
pub fn Wordmark(
    /// Where it leads.
    #[prop(default = "/".into(), into)]
    href: String,
) -> impl IntoView {
    view! {
        <a class="wordmark" href=href>
            <svg class="wordmark__mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true" focusable="false">
                <path class="wordmark__disc" d="M20.14 28.02A14 14 0 1 1 28.02 20.14A6.2 6.2 0 0 0 20.14 28.02Z"></path>
                <path class="wordmark__cross" d=CROSS></path>
                <circle class="wordmark__dot" cx="26" cy="26" r="4"></circle>
            </svg>
            <span>"Mediconnect"</span>
        </a>
    }
}

/// A cross with rounded ends, 16 wide, arms of 4.5, centred on (15, 15).
const CROSS: &str = "M12.75 8.5A1.5 1.5 0 0 1 14.25 7h1.5a1.5 1.5 0 0 1 1.5 1.5v4.25h4.25a1.5 1.5 0 0 1 1.5 1.5v1.5a1.5 1.5 0 0 1-1.5 \
                     1.5h-4.25v4.25a1.5 1.5 0 0 1-1.5 1.5h-1.5a1.5 1.5 0 0 1-1.5-1.5v-4.25H8.5a1.5 1.5 0 0 1-1.5-1.5v-1.5a1.5 1.5 0 0 1 \
                     1.5-1.5h4.25Z";

/// The first link of a page: over the header to the content. Seen when it has the focus.
#[component]
pub fn SkipLink() -> impl IntoView {
    view! { <a class="skip-link" href="#main">"Skip to main content"</a> }
}
