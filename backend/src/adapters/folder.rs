use std::{io, path::PathBuf};

use domain::time::Instant;
use serde::de::DeserializeOwned;
use tokio::fs;
use uuid::Uuid;

/// Messages as files of a folder, for the demo.
#[derive(Clone, Debug)]
pub(super) struct Folder(PathBuf);

/// A message in the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored<T> {
    /// For looking it up and for an address of the site.
    pub id: String,
    pub message: T,
}

impl Folder {
    /// Makes it when absent, for nobody else to read.
    pub fn open(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&path)?;
        Ok(Self(path))
    }

    pub async fn list<T: DeserializeOwned>(&self, most: usize) -> io::Result<Vec<Stored<T>>> {
        let mut ids = Vec::new();
        let mut entries = fs::read_dir(&self.0).await?;
        while let Some(entry) = entries.next_entry().await? {
            let name = entry.file_name();
            let id = name.to_str().and_then(|name| name.strip_suffix(".json"));
            ids.extend(id.filter(|id| is_id(id)).map(str::to_owned));
        }
        // They begin with the time.
        ids.sort_unstable_by(|a, b| b.cmp(a));
        let mut messages = Vec::new();
        for id in ids.into_iter().take(most) {
            messages.extend(self.find(&id).await?);
        }
        Ok(messages)
    }

    /// `None` for an id that is none of the folder's.
    pub async fn find<T: DeserializeOwned>(&self, id: &str) -> io::Result<Option<Stored<T>>> {
        if !is_id(id) {
            return Ok(None);
        }
        match fs::read(self.0.join(format!("{id}.json"))).await {
            Ok(json) => Ok(Some(Stored {
                id: id.to_owned(),
                message: serde_json::from_slice(&json)?,
            })),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Under another name first, so that nobody reads half a file.
    pub async fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let unfinished = self.0.join(format!("{name}.part"));
        fs::write(&unfinished, bytes).await?;
        fs::rename(&unfinished, self.0.join(name)).await
    }

    /// The same for the same message: sent twice, it is there once.
    pub fn id_of(date: Instant, id: Uuid) -> String {
        format!("{:014}-{}", date.millis().max(0), id.simple())
    }
}

/// Ids come from addresses of the site, and become names of files.
fn is_id(text: &str) -> bool {
    text.len() == 14 + 1 + 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}
