use std::borrow::Cow;

use axum::{
    body::Bytes,
    http::{HeaderMap, header},
};

use super::{
    Found, content_type,
    names::{Build, manifest_file},
};

#[cfg(feature = "embed-site")]
mod table {
    use super::EmbeddedFile;
    include!(concat!(env!("OUT_DIR"), "/site.rs"));
}

/// The site inside the binary, compressed when it was built.
#[derive(Clone, Copy, Debug)]
pub struct Embedded {
    pub files: &'static [EmbeddedFile],
    /// As cargo-leptos wrote them.
    pub hashes: &'static str,
}

/// One file of it.
#[derive(Debug)]
pub struct EmbeddedFile {
    /// "pkg/mediconnect.HASH.js"
    pub path: &'static str,
    /// With its quotes.
    pub tag: &'static str,
    pub plain: &'static [u8],
    pub brotli: Option<&'static [u8]>,
    pub gzip: Option<&'static [u8]>,
}

/// The name changes with the content.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
const FOR_A_DAY: &str = "public, max-age=86400";

impl Embedded {
    /// `None` in a development build.
    pub const fn of_this_binary() -> Option<Self> {
        #[cfg(feature = "embed-site")]
        return Some(Self {
            files: table::FILES,
            hashes: table::HASHES,
        });
        #[cfg(not(feature = "embed-site"))]
        None
    }

    pub(super) fn build(&self) -> Build {
        let manifest = manifest_file(self.hashes);
        let manifest = self.files.iter().find(|file| file.path == manifest);
        Build {
            hashes: self.hashes.to_owned(),
            top: self.top_files(),
            manifest: manifest.map_or_else(String::new, |file| String::from_utf8_lossy(file.plain).into_owned()),
        }
    }

    pub(super) fn top_files(&self) -> Vec<String> {
        self.files
            .iter()
            .map(|file| file.path)
            .filter(|path| !path.contains('/'))
            .map(str::to_owned)
            .collect()
    }

    pub(super) fn find(&self, path: &str, asked: &HeaderMap) -> Option<Found> {
        let file = self.files.iter().find(|file| file.path == path)?;
        let (encoding, body) = match (file.brotli, file.gzip) {
            (Some(brotli), _) if accepts(asked, "br") => (Some("br"), brotli),
            (_, Some(gzip)) if accepts(asked, "gzip") => (Some("gzip"), gzip),
            _ => (None, file.plain),
        };
        // A new typeface comes under a new name; the rest at the top and in pkg without a hash does not.
        let is_named_by_content =
            path.starts_with("fonts/") || (path.starts_with("pkg/") && path.matches('.').count() > 1);
        Some(Found {
            body: Bytes::from_static(body),
            content_type: content_type(path),
            encoding,
            tag: Cow::Borrowed(file.tag),
            cache: if is_named_by_content { FOR_EVER } else { FOR_A_DAY },
        })
    }
}

/// Whether `Accept-Encoding` names the encoding without refusing it.
fn accepts(asked: &HeaderMap, encoding: &str) -> bool {
    let accepted = asked
        .get(header::ACCEPT_ENCODING)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    accepted.split(',').any(|one| {
        let mut parts = one.split(';').map(str::trim);
        let is_it = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(encoding));
        is_it && !parts.any(|part| matches!(part, "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
    })
}
