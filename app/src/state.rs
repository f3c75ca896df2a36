use std::{fmt, path::PathBuf, sync::Arc};

use backend::{Context, Core, setup::SignIn};

use crate::TrustedProxies;

/// What all pages share. Cheap to clone.
#[derive(Clone)]
pub struct AppState {
    pub core: Arc<Core>,
    pub site: Arc<Site>,
    pub proxies: TrustedProxies,
    /// Set in demo mode only.
    pub demo: Option<Arc<Demo>>,
}

impl AppState {
    /// Whether browsers reach us over https.
    pub fn is_secure(&self) -> bool {
        self.core.settings.public_url.starts_with("https:")
    }
}

/// What exists in demo mode only.
#[derive(Debug)]
pub struct Demo {
    /// Where the mail goes instead of out.
    pub mail_folder: PathBuf,
    /// Where the text messages go.
    pub sms_folder: PathBuf,
    /// Offered on the sign-in page.
    pub sign_ins: Vec<SignIn>,
}

/// The addresses of the built files that every page links to.
#[derive(Clone, Debug, Default)]
pub struct Site {
    pub style: String,
    pub script: String,
    pub wasm: String,
    /// The code of islands that is not in `wasm`.
    pub lazy_islands: Vec<LazyIsland>,
    pub font: String,
    pub icon: Option<String>,
    /// site.webmanifest and its icons.
    pub has_manifest: bool,
    /// The port that `cargo leptos watch` tells of changes on.
    pub reload_port: Option<u16>,
}

/// An island whose code only the pages that hold it load.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LazyIsland {
    /// As the component is called: "DayBoard".
    pub name: String,
    /// The address of the script that loads `files` when the island wakes.
    pub loader: String,
    pub files: Vec<String>,
}

/// Ties what a person saw to the lines of the log: "4f1c-90ab".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestId(Arc<str>);

impl RequestId {
    /// A new random one.
    pub fn new(core: &Arc<Core>) -> Self {
        let token = Context::system(core.clone()).new_token();
        let (first, second) = (&token.secret()[..4], &token.secret()[4..8]);
        Self(format!("{first}-{second}").into())
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(out)
    }
}
