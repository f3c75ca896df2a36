//! A page that looks again by itself when what it shows has changed.

use leptos::{prelude::*, task::spawn_local};

use crate::browser;

/// Brings the parts of the page with `data-live` up to date when the server tells at `events` that something changed, and
/// leaves alone where somebody writes. Draws nothing.
#[island(lazy)]
pub fn LivePage(
    /// Of `/events`.
    events: String,
) -> impl IntoView {
    Effect::new(move |_| browser::live(&events, || spawn_local(browser::refresh())));
}
