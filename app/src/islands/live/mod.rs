//! A page that looks again by itself when what it shows has changed.

use leptos::prelude::*;

use crate::browser;

/// Loads the page again when the server tells at `events` that something changed. Draws nothing.
#[island(lazy)]
pub fn LivePage(
    /// Of `/events`.
    events: String,
) -> impl IntoView {
    Effect::new(move |_| browser::live(&events, browser::reload));
}
