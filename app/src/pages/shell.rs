//! The document around every page: head, header with navigation, footer.

use std::{fmt::Write, sync::Arc};

use axum::http::HeaderValue;
use domain::account::Role;
use hydration_context::SsrSharedContext;
use leptos::{nonce::Nonce, prelude::*};

use super::Page;
use crate::{AppState, Ctx, Site, routes};

/// A rendered page and the content security policy it needs.
pub(super) struct Document {
    pub html: String,
    pub policy: HeaderValue,
}

/// Renders `page` as `ctx` sees it, or as a visitor does.
pub(super) fn render(page: Page, state: &AppState, ctx: Option<&Ctx>) -> Document {
    let nonce = Nonce::new();
    let clinic = &state.core.settings.clinic_name;
    let head = Head {
        title: format!("{} \u{b7} {clinic}", page.title),
        description: page.description,
    };
    let frame = Frame {
        path: ctx
            .map_or("/", |ctx| ctx.path())
            .split('?')
            .next()
            .unwrap_or("/")
            .to_owned(),
        role: ctx.and_then(|ctx| ctx.role()),
        name: ctx.and_then(|ctx| ctx.name()).map(str::to_owned),
        clinic: clinic.clone(),
        is_demo: state.demo.is_some(),
    };
    let body = in_owner(nonce.clone(), move || body(frame, (page.view)()).to_html());
    let mut html = head.to_html(&state.site, &nonce, body.contains("<leptos-island"));
    html.push_str(&body);
    html.push_str("</html>");
    Document {
        html,
        policy: policy(&state.site, &nonce),
    }
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

struct Head {
    title: String,
    description: Option<String>,
}

/// The two papers of style/tokens.
const PAPER_LIGHT: &str = "#faf8f4";
const PAPER_DARK: &str = "#0f1715";

impl Head {
    /// Written by hand, because it depends on what the body turned out to hold.
    fn to_html(&self, site: &Site, nonce: &Nonce, has_islands: bool) -> String {
        let Site { style, font, .. } = site;
        let title = escape(&self.title);
        let mut head = format!(
            "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1, viewport-fit=cover\">\
             <title>{title}</title>\
             <meta name=\"color-scheme\" content=\"light dark\">\
             <meta name=\"theme-color\" media=\"(prefers-color-scheme: light)\" content=\"{PAPER_LIGHT}\">\
             <meta name=\"theme-color\" media=\"(prefers-color-scheme: dark)\" content=\"{PAPER_DARK}\">\
             <link rel=\"preload\" href=\"{font}\" as=\"font\" type=\"font/woff2\" crossorigin>\
             <link rel=\"stylesheet\" href=\"{style}\">"
        );
        if let Some(description) = &self.description {
            let _ = write!(head, "<meta name=\"description\" content=\"{}\">", escape(description));
        }
        // Without one, browsers would ask for /favicon.ico.
        let icon = site.icon.as_deref().unwrap_or("data:,");
        let _ = write!(head, "<link rel=\"icon\" href=\"{icon}\">");
        if has_islands {
            head.push_str(&wake_islands(site, nonce));
        }
        head.push_str(&fetch_ahead(nonce));
        head.push_str(&reload(site, nonce));
        head.push_str("</head>");
        head
    }
}

/// Loads the islands' code and gives each its element, in the order of the document. This is what Leptos' own
/// `HydrationScripts` does, without its reading of a file for every page, its wait for an idle moment and its misplaced nonce.
fn wake_islands(site: &Site, nonce: &Nonce) -> String {
    let Site { script, wasm, .. } = site;
    format!(
        "<link rel=\"modulepreload\" href=\"{script}\" nonce=\"{nonce}\">\
         <link rel=\"preload\" href=\"{wasm}\" as=\"fetch\" type=\"application/wasm\" crossorigin>\
         <script type=\"module\" nonce=\"{nonce}\">\
         globalThis.__RESOLVED_RESOURCES = []; globalThis.__SERIALIZED_ERRORS = []; globalThis.__INCOMPLETE_CHUNKS = [];\
         import init, * as islands from \"{script}\";\
         await init({{ module_or_path: \"{wasm}\" }});\
         islands.hydrate();\
         for (const island of document.querySelectorAll(\"leptos-island\")) {{\
         island.parentElement.closest(\"leptos-children\")?.$$on_hydrate?.();\
         await islands[island.dataset.component](island);\
         }}\
         document.documentElement.dataset.awake = \"\";\
         </script>"
    )
}

/// Lets the browser fetch a public page when its link is hovered. Those pages change nothing and are cheap.
fn fetch_ahead(nonce: &Nonce) -> String {
    let rules = r#"{"prefetch":[{"where":{"or":[{"href_matches":"/"},{"href_matches":"/help"},{"href_matches":"/doctors\\?*"},{"href_matches":"/doctors"},{"href_matches":"/doctors/*"}]},"eagerness":"moderate"}]}"#;
    format!("<script type=\"speculationrules\" nonce=\"{nonce}\">{rules}</script>")
}

/// Under `cargo leptos watch`: loads the page again when the server is back with a change.
fn reload(site: &Site, nonce: &Nonce) -> String {
    let Some(port) = site.reload_port else {
        return String::new();
    };
    format!(
        "<script nonce=\"{nonce}\">\
         const watch = again => {{\
         const socket = new WebSocket(`ws://${{location.hostname}}:{port}/live_reload`);\
         socket.onmessage = () => location.reload();\
         socket.onopen = () => again && location.reload();\
         socket.onclose = () => setTimeout(watch, 500, true);\
         }};\
         watch(false);\
         </script>"
    )
}

fn policy(site: &Site, nonce: &Nonce) -> HeaderValue {
    let reload = site
        .reload_port
        .map(|port| format!(" ws://127.0.0.1:{port} ws://localhost:{port}"))
        .unwrap_or_default();
    let policy = format!(
        "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'strict-dynamic' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; connect-src 'self'{reload}; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; \
         form-action 'self'"
    );
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

struct Frame {
    path: String,
    role: Option<Role>,
    name: Option<String>,
    clinic: String,
    is_demo: bool,
}

fn body(frame: Frame, page: impl IntoView) -> impl IntoView {
    let Frame {
        path,
        role,
        name,
        clinic,
        is_demo,
    } = frame;
    view! {
        <body>
            <a class="skip-link" href="#main">"Skip to main content"</a>
            {is_demo.then(demo_banner)}
            <header class="site-header">
                <div class="container site-header__inner">
                    <a class="wordmark" href=routes::HOME>"Mediconnect"</a>
                    <div class="site-header__end">{navigation(&path, role)} {account(&path, name)}</div>
                </div>
            </header>
            <main class="page" id="main" tabindex="-1">{page}</main>
            <footer class="site-footer">
                <div class="container site-footer__inner">
                    <p class="site-footer__note">{clinic} " \u{b7} In an emergency call 112. This site is not for emergencies."</p>
                    <div class="site-footer__links">
                        <a href=routes::DOCTORS>"Find a doctor"</a>
                        <a href=routes::HELP>"Help"</a>
                    </div>
                </div>
            </footer>
        </body>
    }
}

fn demo_banner() -> impl IntoView {
    view! {
        <div class="demo-banner">
            <div class="container demo-banner__inner">
                <span class="demo-banner__text">"This is a demonstration with made-up people."</span>
                <a href=routes::DEMO_MAIL>"Read the mail that would be sent"</a>
            </div>
        </div>
    }
}

/// What each role goes to, in the order of how often.
fn destinations(role: Option<Role>) -> &'static [(&'static str, &'static str)] {
    match role {
        None | Some(Role::Support) => &[(routes::DOCTORS, "Find a doctor"), (routes::HELP, "Help")],
        Some(Role::Patient) => &[
            (routes::DOCTORS, "Find a doctor"),
            (routes::APPOINTMENTS, "My appointments"),
            (routes::HELP, "Help"),
        ],
        Some(Role::Doctor) => &[(routes::DAY, "My day"), (routes::HELP, "Help")],
        Some(Role::Administrator) => &[
            (routes::ALL_APPOINTMENTS, "Appointments"),
            (routes::DOCTORS, "Doctors"),
            (routes::HELP, "Help"),
        ],
    }
}

fn navigation(path: &str, role: Option<Role>) -> impl IntoView {
    let class = if role.is_some() {
        "site-nav site-nav--bar"
    } else {
        "site-nav site-nav--visitor"
    };
    let links = destinations(role).iter().map(|&(href, label)| {
        let current = is_within(path, href).then_some("page");
        view! {
            <li>
                <a class="site-nav__link" href=href aria-current=current>{label}</a>
            </li>
        }
    });
    view! {
        <nav class=class aria-label="Main">
            <ul class="site-nav__list" role="list">{links.collect_view()}</ul>
        </nav>
    }
}

fn is_within(path: &str, place: &str) -> bool {
    path.strip_prefix(place)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn account(path: &str, name: Option<String>) -> impl IntoView {
    match name {
        Some(name) => view! {
            <span class="site-header__name">{name}</span>
            <form method="post" action=routes::SIGN_OUT>
                <button class="button button--secondary button--small">"Sign out"</button>
            </form>
        }
        .into_any(),
        None => view! {
            <a class="button button--secondary button--small" href=routes::SIGN_IN aria-current=is_within(path, routes::SIGN_IN).then_some("page")>
                "Sign in"
            </a>
        }
        .into_any(),
    }
}
