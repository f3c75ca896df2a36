//! The document around every page.

mod bell;
mod frame;
mod head;
mod live;

use std::sync::Arc;

use axum::http::HeaderValue;
use hydration_context::SsrSharedContext;
use leptos::{nonce::Nonce, prelude::*};

use super::Page;
use crate::{AppState, Ctx, Site};
use frame::Frame;
pub use frame::home;
use head::Head;
use live::live_script;

/// A rendered page and the content security policy it needs.
pub(super) struct Document {
    pub html: String,
    pub policy: HeaderValue,
}

/// What waits for the one who looks.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Waiting {
    pub requests: u32,
    /// For approval.
    pub accounts: u32,
    /// Of what they were told.
    pub unread: usize,
}

/// Renders `page` as `ctx` sees it, or as a visitor does.
pub(super) fn render(page: Page, state: &AppState, ctx: Option<&Ctx>, waiting: Waiting) -> Document {
    let nonce = Nonce::new();
    let head = Head::new(&page.title, page.description, &state.core.settings.clinic_name);
    let frame = Frame::new(state, ctx, waiting);
    let body = in_owner(nonce.clone(), move || frame.around((page.view)()).to_html());
    let head = head
        .showing_passwords(body.contains("type=\"password\""))
        .with_live(live_script(
            &nonce,
            ctx.is_some_and(Ctx::is_let_in),
            ctx.and_then(Ctx::seconds_left),
            &body,
        ));
    let html = format!("{}{body}</html>", head.to_html(&state.site, &nonce, &islands_in(&body)));
    Document {
        html,
        policy: policy(&state.site, &nonce),
    }
}

/// The bell by itself.
pub(super) fn bell_html(unread: usize) -> String {
    part_html(move || bell::bell(unread, false).to_html())
}

/// A part of a page by itself, for a script that puts it in place.
pub(super) fn part_html(render: impl FnOnce() -> String) -> String {
    in_owner(Nonce::new(), render)
}

/// Runs `render` with a reactive owner of its own, where nothing is hydrated but islands, and cleans up after it.
fn in_owner(nonce: Nonce, render: impl FnOnce() -> String) -> String {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let html = owner.with(|| {
        provide_context(nonce);
        render()
    });
    owner.unset_with_forced_cleanup();
    html
}

/// The names of the islands on a page. Leptos writes each as `data-component="NAME_HASH"`.
fn islands_in(body: &str) -> Vec<&str> {
    let ids = body
        .split("<leptos-island data-component=\"")
        .skip(1)
        .filter_map(|rest| rest.split_once('"'));
    ids.map(|(id, _)| id.rsplit_once('_').map_or(id, |(name, _)| name))
        .collect()
}

/// Scripts run by their nonce only, and what those load; `data:` is for drawings in the style sheet.
fn policy(site: &Site, nonce: &Nonce) -> HeaderValue {
    let reload = match site.reload_port {
        Some(port) => format!(" ws://127.0.0.1:{port} ws://localhost:{port}"),
        None => String::new(),
    };
    let policy = format!(
        "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; connect-src 'self'{reload}; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; \
         form-action 'self'"
    );
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}
