use std::{io, path::PathBuf};

use tokio::fs;

use super::{MailFault, Mailer, OutgoingMail, compose::compose};

/// Keeps mails in a folder instead of sending them: each as an `.eml` file that mail programs open, and as JSON for
/// [`FolderMailer::list`].
#[derive(Clone, Debug)]
pub struct FolderMailer {
    folder: PathBuf,
}

/// A mail in the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredMail {
    /// For [`FolderMailer::find`] and for an address of the site.
    pub id: String,
    pub mail: OutgoingMail,
}

impl FolderMailer {
    /// Makes the folder when absent, for nobody else to read.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn open(folder: impl Into<PathBuf>) -> io::Result<Self> {
        let folder = folder.into();
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&folder)?;
        Ok(Self { folder })
    }

    /// The newest mails first, no more than `most`.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub async fn list(&self, most: usize) -> io::Result<Vec<StoredMail>> {
        let mut ids = Vec::new();
        let mut entries = fs::read_dir(&self.folder).await?;
        while let Some(entry) = entries.next_entry().await? {
            let name = entry.file_name();
            let id = name.to_str().and_then(|name| name.strip_suffix(".json"));
            ids.extend(id.filter(|id| is_id(id)).map(str::to_owned));
        }
        // They begin with the time.
        ids.sort_unstable_by(|a, b| b.cmp(a));
        let mut mails = Vec::new();
        for id in ids.into_iter().take(most) {
            mails.extend(self.find(&id).await?);
        }
        Ok(mails)
    }

    /// One mail; `None` for an id that is none of the folder's.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub async fn find(&self, id: &str) -> io::Result<Option<StoredMail>> {
        if !is_id(id) {
            return Ok(None);
        }
        match fs::read(self.folder.join(format!("{id}.json"))).await {
            Ok(json) => Ok(Some(StoredMail {
                id: id.to_owned(),
                mail: serde_json::from_slice(&json)?,
            })),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Under another name first, so that nobody reads half a file.
    async fn write(&self, name: String, bytes: &[u8]) -> io::Result<()> {
        let unfinished = self.folder.join(format!("{name}.part"));
        fs::write(&unfinished, bytes).await?;
        fs::rename(&unfinished, self.folder.join(name)).await
    }
}

#[async_trait::async_trait]
impl Mailer for FolderMailer {
    async fn send(&self, mail: &OutgoingMail) -> Result<(), MailFault> {
        let message = compose(mail)?.formatted();
        let json = serde_json::to_vec(mail).map_err(|error| MailFault::Unwritable(error.into()))?;
        let id = id_of(mail);
        // The list goes by the JSON, so that is last.
        self.write(format!("{id}.eml"), &message)
            .await
            .map_err(MailFault::Folder)?;
        self.write(format!("{id}.json"), &json).await.map_err(MailFault::Folder)
    }
}

/// The same for the same mail: sent twice, it is there once.
fn id_of(mail: &OutgoingMail) -> String {
    format!("{:014}-{}", mail.date.millis().max(0), mail.id.simple())
}

/// Ids come from addresses of the site, and become names of files.
fn is_id(text: &str) -> bool {
    text.len() == 14 + 1 + 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
}
