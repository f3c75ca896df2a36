//! A page that looks again by itself when what it shows has changed.

use leptos::{prelude::*, task::spawn_local};

use crate::browser;

/// Brings the parts of the page with `data-live` up to date when what the page watches (`data-events`) is another, and leaves alone
/// where somebody writes. A page that was posted says in `data-again` with what. Draws nothing.
#[island(lazy)]
pub fn LivePage() -> impl IntoView {
    Effect::new(move |_| browser::on_changed(|| spawn_local(browser::refresh())));
}
