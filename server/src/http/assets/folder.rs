use std::{
    borrow::Cow,
    fs,
    hash::{DefaultHasher, Hash, Hasher},
    path::{Path, PathBuf},
};

use super::{
    Found, REVALIDATE, content_type,
    names::{Build, manifest_file},
};

/// The site of a development build. Nothing is compressed or kept by browsers.
#[derive(Clone, Debug)]
pub struct Folder {
    root: PathBuf,
    hash_file: PathBuf,
}

/// There is no site to serve.
#[derive(Debug, thiserror::Error)]
#[error("there is no site in {}: build it with cargo-leptos, or set LEPTOS_SITE_ROOT", .0.display())]
pub struct SiteMissing(PathBuf);

impl Folder {
    /// Where cargo-leptos put it, with the list of hashes beside the binary.
    ///
    /// # Errors
    /// When it is not there.
    pub fn of_development_build() -> Result<Self, SiteMissing> {
        let root = std::env::var_os("LEPTOS_SITE_ROOT").map_or_else(|| PathBuf::from("target/site"), PathBuf::from);
        let binary = std::env::current_exe().unwrap_or_default();
        if !root.join("pkg").is_dir() {
            return Err(SiteMissing(root));
        }
        Ok(Self::new(root, binary.with_file_name("hash.txt")))
    }

    pub fn new(root: impl Into<PathBuf>, hash_file: impl Into<PathBuf>) -> Self {
        Self {
            root: root.into(),
            hash_file: hash_file.into(),
        }
    }

    pub(super) fn build(&self) -> Build {
        let hashes = fs::read_to_string(&self.hash_file).unwrap_or_default();
        let manifest = fs::read_to_string(self.root.join(manifest_file(&hashes))).unwrap_or_default();
        Build {
            hashes,
            top: self.top_files(),
            manifest,
        }
    }

    pub(super) fn top_files(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.root).into_iter().flatten().flatten();
        let files = entries
            .filter(|entry| entry.path().is_file())
            .filter_map(|entry| entry.file_name().into_string().ok());
        files.filter(|name| is_safe(name)).collect()
    }

    pub(super) async fn find(&self, path: &str) -> Option<Found> {
        if !is_safe(path) {
            return None;
        }
        let file = self.root.join(path);
        let bytes = match tokio::fs::read(&file).await {
            Ok(bytes) => bytes,
            Err(_) => tokio::fs::read(successor(&file)?).await.ok()?,
        };
        let mut hasher = DefaultHasher::new();
        bytes.hash(&mut hasher);
        Some(Found {
            body: bytes.into(),
            content_type: content_type(path),
            encoding: None,
            tag: Cow::Owned(format!("\"{:x}\"", hasher.finish())),
            cache: REVALIDATE,
        })
    }
}

/// While cargo-leptos watches, a style sheet can get a new name without the server being started anew.
fn successor(file: &Path) -> Option<PathBuf> {
    let prefix = file.file_name()?.to_str()?.split('.').next()?;
    let is_one = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name.starts_with(prefix) && path.extension() == file.extension()
    };
    let siblings = fs::read_dir(file.parent()?)
        .ok()?
        .flatten()
        .map(|entry| entry.path())
        .filter(is_one);
    siblings.max_by_key(|path| path.metadata().and_then(|data| data.modified()).ok())
}

/// Whether a path can only lead to a file below.
fn is_safe(path: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-' | b'/');
    path.bytes().all(is_plain) && path.split('/').all(|part| !part.is_empty() && !part.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::is_safe;

    #[test]
    fn a_path_leads_below_or_nowhere() {
        assert!(is_safe("pkg/mediconnect.Ab-1_x.js"));
        for bad in [
            "",
            "/etc/passwd",
            "pkg/../../secret",
            "pkg//x",
            "..",
            ".env",
            "pkg/.env",
            "pkg/%2e%2e/x",
            "pkg\\x",
            "pkg/\0",
        ] {
            assert!(!is_safe(bad), "{bad:?}");
        }
    }
}
