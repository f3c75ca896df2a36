use std::{io, path::PathBuf};

use super::{Mailer, OutgoingMail, SendFault, compose::compose};
use crate::adapters::folder::{Folder, Stored};

/// Keeps mails in a folder instead of sending them: each as an `.eml` file that mail programs open, and as JSON for
/// [`FolderMailer::list`].
#[derive(Clone, Debug)]
pub struct FolderMailer(Folder);

impl FolderMailer {
    /// Makes the folder when absent, for nobody else to read.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn open(path: impl Into<PathBuf>) -> io::Result<Self> {
        Folder::open(path).map(Self)
    }

    /// The newest mails first, no more than `most`.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub async fn list(&self, most: usize) -> io::Result<Vec<Stored<OutgoingMail>>> {
        self.0.list(most).await
    }

    /// One mail; `None` for an id that is none of the folder's.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub async fn find(&self, id: &str) -> io::Result<Option<Stored<OutgoingMail>>> {
        self.0.find(id).await
    }
}

#[async_trait::async_trait]
impl Mailer for FolderMailer {
    async fn send(&self, mail: &OutgoingMail) -> Result<String, SendFault> {
        let message = compose(mail)?.formatted();
        let json = serde_json::to_vec(mail).map_err(|error| SendFault::Unwritable(error.into()))?;
        let id = Folder::id_of(mail.date, mail.id);
        // The list goes by the JSON, so that is last.
        self.0
            .write(&format!("{id}.eml"), &message)
            .await
            .map_err(SendFault::Folder)?;
        self.0
            .write(&format!("{id}.json"), &json)
            .await
            .map_err(SendFault::Folder)?;
        Ok(id)
    }
}
