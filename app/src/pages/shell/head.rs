use leptos::nonce::Nonce;

use crate::{LazyIsland, Site};

/// What stands before the body. Written by hand, because it depends on what the body turned out to hold.
pub(super) struct Head {
    title: String,
    description: Option<String>,
    has_password: bool,
    /// What keeps the page right while it is open.
    live: String,
}

/// The two papers of style/tokens.
const PAPER_LIGHT: &str = "#faf8f4";
const PAPER_DARK: &str = "#0f1715";

/// Public pages, which change nothing and are cheap, are fetched when their link is hovered.
const FETCH_AHEAD: &str = r#"{"prefetch":[{"where":{"or":[{"href_matches":"/"},{"href_matches":"/help"},{"href_matches":"/doctors"},{"href_matches":"/doctors\\?*"},{"href_matches":"/doctors/*"}]},"eagerness":"moderate"}]}"#;

/// A view transition that is cut short, as by a reload, is no error.
const LET_GO: &str = "for (const moment of ['pageswap', 'pagereveal']) addEventListener(moment, event => { \
                      event.viewTransition?.ready.catch(() => {}); event.viewTransition?.finished.catch(() => {}); });";

impl Head {
    pub fn new(title: &str, description: Option<String>, clinic: &str) -> Self {
        Self {
            title: format!("{title} \u{b7} {clinic}"),
            description,
            has_password: false,
            live: String::new(),
        }
    }

    /// For a page where a password is typed.
    pub fn showing_passwords(self, has_password: bool) -> Self {
        Self { has_password, ..self }
    }

    /// For a page that is kept right by this script.
    pub fn with_live(self, live: String) -> Self {
        Self { live, ..self }
    }

    pub fn to_html(&self, site: &Site, nonce: &Nonce, islands: &[&str]) -> String {
        let Site { style, font, icon, .. } = site;
        let title = escape(&self.title);
        // Without one, browsers would ask for /favicon.ico.
        let icon = icon.as_deref().unwrap_or("data:,");
        let description = self.description.as_deref().map(description).unwrap_or_default();
        let live = &self.live;
        let islands = match islands {
            [] => String::new(),
            names => load_ahead(site, nonce, names) + &wake_islands(site, nonce),
        };
        let reload = reload(site, nonce);
        let show_password = if self.has_password {
            show_password(nonce)
        } else {
            String::new()
        };
        format!(
            "<!DOCTYPE html><html lang=\"en-GB\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1, viewport-fit=cover\">\
             <title>{title}</title>{description}\
             <meta name=\"color-scheme\" content=\"light dark\">\
             <meta name=\"theme-color\" media=\"(prefers-color-scheme: light)\" content=\"{PAPER_LIGHT}\">\
             <meta name=\"theme-color\" media=\"(prefers-color-scheme: dark)\" content=\"{PAPER_DARK}\">\
             <link rel=\"preload\" href=\"{font}\" as=\"font\" type=\"font/woff2\" crossorigin>\
             <link rel=\"stylesheet\" href=\"{style}\">\
             <link rel=\"icon\" href=\"{icon}\">{}\
             <script nonce=\"{nonce}\">{LET_GO}</script>\
             {islands}{show_password}{live}\
             <script type=\"speculationrules\" nonce=\"{nonce}\">{FETCH_AHEAD}</script>\
             {reload}</head>",
            manifest(site)
        )
    }
}

/// Puts a button by each password that shows it while it is typed; without a script there is none. What is sent is a password
/// field again, so that browsers offer to keep it. No island: it would be more to load for a page that many see first.
fn show_password(nonce: &Nonce) -> String {
    format!(
        "<script type=\"module\" nonce=\"{nonce}\">\
         for (const input of document.querySelectorAll('input[type=password]')) {{\
         const button = Object.assign(document.createElement('button'), {{ type: 'button', textContent: 'Show password', \
         className: 'button button--quiet button--small field__reveal' }});\
         const show = on => {{ input.type = on ? 'text' : 'password'; button.setAttribute('aria-pressed', on); }};\
         button.setAttribute('aria-controls', input.id);\
         button.addEventListener('click', () => show(input.type === 'password'));\
         input.form.addEventListener('submit', () => show(false));\
         show(false); input.after(button);\
         }}\
         </script>"
    )
}

fn description(text: &str) -> String {
    format!("<meta name=\"description\" content=\"{}\">", escape(text))
}

/// For phones that put us on their home screen.
fn manifest(site: &Site) -> &'static str {
    match site.has_manifest {
        true => {
            "<link rel=\"manifest\" href=\"/site.webmanifest\"><link rel=\"apple-touch-icon\" href=\"/icons/apple-touch-icon.png\">"
        }
        false => "",
    }
}

/// Fetches with the page what an island with code of its own would ask for only when it wakes.
fn load_ahead(site: &Site, nonce: &Nonce, names: &[&str]) -> String {
    let lazy = site
        .lazy_islands
        .iter()
        .filter(|island| names.contains(&island.name.as_str()));
    lazy.map(|LazyIsland { loader, files, .. }| {
        let wasm =
            |file| format!("<link rel=\"preload\" href=\"{file}\" as=\"fetch\" type=\"application/wasm\" crossorigin>");
        let files: String = files.iter().map(wasm).collect();
        format!("<link rel=\"modulepreload\" href=\"{loader}\" nonce=\"{nonce}\">{files}")
    })
    .collect()
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

/// Under `cargo leptos watch`: loads the page again when something has changed, and when the server is back.
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

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_stays_a_title() {
        let head = Head::new(
            "</title><script>alert(1)</script>",
            Some("\"><script>".to_owned()),
            "A & B",
        );
        let html = head.to_html(&Site::default(), &Nonce::from_value("n"), &[]);
        assert!(
            html.contains("<title>&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt; \u{b7} A &amp; B</title>"),
            "{html}"
        );
        assert!(html.contains("content=\"&quot;&gt;&lt;script&gt;\""), "{html}");
        let scripts = html.matches("<script").count();
        assert_eq!(scripts, 2, "those of every page, and no other");
    }

    #[test]
    fn only_a_page_with_a_password_can_show_it() {
        let html = |has_password| {
            let head = Head::new("Sign in", None, "Clinic").showing_passwords(has_password);
            head.to_html(&Site::default(), &Nonce::from_value("n"), &[])
        };
        assert!(html(true).contains("Show password") && !html(false).contains("Show password"));
    }

    #[test]
    fn only_a_page_with_islands_loads_their_code() {
        let site = Site {
            wasm: "/pkg/x.wasm".to_owned(),
            lazy_islands: vec![LazyIsland {
                name: "DayBoard".to_owned(),
                loader: "/pkg/split.js".to_owned(),
                files: vec!["/pkg/board.wasm".to_owned()],
            }],
            ..Site::default()
        };
        let head = Head::new("Help", None, "Clinic");
        let html = |islands: &[&str]| head.to_html(&site, &Nonce::from_value("n"), islands);
        assert!(!html(&[]).contains(".wasm"));
        let picker = html(&["SlotPicker"]);
        assert!(picker.contains("x.wasm") && !picker.contains("board.wasm"), "{picker}");
        let day = html(&["DayBoard"]);
        assert!(
            day.contains("x.wasm") && day.contains("board.wasm") && day.contains("split.js"),
            "{day}"
        );
    }
}
