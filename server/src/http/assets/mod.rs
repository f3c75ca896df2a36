//! The built site: style sheet, islands' code, typeface, icons. From the folder that cargo-leptos writes, or, in a release,
//! from inside the binary.

mod embedded;
mod folder;
mod names;

use std::borrow::Cow;

use app::Site;
use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, Uri, header},
    response::{IntoResponse, Response},
    routing::get,
};

pub use embedded::{Embedded, EmbeddedFile};
pub use folder::{Folder, SiteMissing};

/// Where files come from.
#[derive(Clone, Debug)]
pub enum Assets {
    Folder(Folder),
    Embedded(Embedded),
}

/// A file to send.
struct Found {
    body: Bytes,
    content_type: Cow<'static, str>,
    encoding: Option<&'static str>,
    tag: Cow<'static, str>,
    cache: &'static str,
}

/// Asked again each time; the answer is short when nothing has changed.
const REVALIDATE: &str = "no-cache";

impl Assets {
    /// The site inside the binary if there is one, else the folder of the development build.
    ///
    /// # Errors
    /// When nothing has been built.
    pub fn open() -> Result<Self, SiteMissing> {
        match Embedded::of_this_binary() {
            Some(embedded) => Ok(Self::Embedded(embedded)),
            None => Folder::of_development_build().map(Self::Folder),
        }
    }

    /// The names that pages link to.
    pub fn site(&self) -> Site {
        names::site(&match self {
            Self::Folder(folder) => folder.build(),
            Self::Embedded(embedded) => embedded.build(),
        })
    }

    /// Routes of all files. Those at the top have a route each, so that none can hide a page.
    pub(super) fn into_router(self) -> Router {
        let top = match &self {
            Self::Folder(folder) => folder.top_files(),
            Self::Embedded(embedded) => embedded.top_files(),
        };
        let folders = ["/pkg/{*file}", "/fonts/{*file}", "/icons/{*file}", "/licences/{*file}"];
        let router = folders
            .into_iter()
            .fold(Router::new(), |router, folder| router.route(folder, get(send)));
        let router = top
            .iter()
            .fold(router, |router, file| router.route(&format!("/{file}"), get(send)));
        router.with_state(self)
    }
}

async fn send(State(assets): State<Assets>, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path().trim_start_matches('/');
    let found = match &assets {
        Assets::Folder(folder) => folder.find(path).await,
        Assets::Embedded(embedded) => embedded.find(path, &headers),
    };
    found.map_or_else(|| StatusCode::NOT_FOUND.into_response(), |file| file.answer(&headers))
}

impl Found {
    fn answer(self, asked: &HeaderMap) -> Response {
        let has_it = asked
            .get(header::IF_NONE_MATCH)
            .and_then(|tags| tags.to_str().ok())
            .is_some_and(|tags| {
                tags.split(',')
                    .any(|tag| tag.trim().trim_start_matches("W/") == self.tag)
            });
        let common = [
            (header::ETAG, self.tag.into_owned()),
            (header::CACHE_CONTROL, self.cache.to_owned()),
            (header::VARY, "accept-encoding".to_owned()),
        ];
        if has_it {
            return (StatusCode::NOT_MODIFIED, common).into_response();
        }
        let kind = [(header::CONTENT_TYPE, self.content_type.into_owned())];
        match self.encoding {
            Some(encoding) => (common, kind, [(header::CONTENT_ENCODING, encoding)], self.body).into_response(),
            None => (common, kind, self.body).into_response(),
        }
    }
}

fn content_type(path: &str) -> Cow<'static, str> {
    let kind = mime_guess::from_path(path).first_or_octet_stream();
    match kind.type_().as_str() {
        "text" => Cow::Owned(format!("{kind}; charset=utf-8")),
        _ => Cow::Owned(kind.to_string()),
    }
}
