use std::{io, path::PathBuf};

use super::{OutgoingSms, SendFault, SmsGateway};
use crate::adapters::folder::{Folder, Stored};

/// Keeps text messages in a folder instead of sending them.
#[derive(Clone, Debug)]
pub struct SmsFolder(Folder);

impl SmsFolder {
    /// Makes the folder when absent, for nobody else to read.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn open(path: impl Into<PathBuf>) -> io::Result<Self> {
        Folder::open(path).map(Self)
    }

    /// The newest messages first, no more than `most`.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub async fn list(&self, most: usize) -> io::Result<Vec<Stored<OutgoingSms>>> {
        self.0.list(most).await
    }
}

#[async_trait::async_trait]
impl SmsGateway for SmsFolder {
    async fn send(&self, sms: &OutgoingSms) -> Result<String, SendFault> {
        let id = Folder::id_of(sms.date, sms.id);
        let json = serde_json::to_vec(sms).map_err(|error| SendFault::Unwritable(error.into()))?;
        self.0
            .write(&format!("{id}.json"), &json)
            .await
            .map_err(SendFault::Folder)?;
        Ok(id)
    }

    async fn find(&self, sms: &OutgoingSms) -> Result<Option<String>, SendFault> {
        let id = Folder::id_of(sms.date, sms.id);
        let found = self.0.find::<OutgoingSms>(&id).await.map_err(SendFault::Folder)?;
        Ok(found.map(|stored| stored.id))
    }
}
