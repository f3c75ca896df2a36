//! A message to send, written in the transaction of its cause. To whom and what it says is stored encrypted.

use sea_orm::entity::prelude::*;

use super::Sealed;
use crate::crypto::{CryptoFault, Keys, Place};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox_message")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub kind: String,
    pub channel: String,
    pub recipient: String,
    pub appointment_id: Option<Uuid>,
    pub payload: String,
    #[sea_orm(unique)]
    pub dedupe_key: String,
    pub created_at: i64,
    pub due_at: i64,
    pub attempts: i64,
    pub leased_until: Option<i64>,
    pub sent_at: Option<i64>,
    pub failed_at: Option<i64>,
    pub last_error: Option<String>,
    /// A blind index.
    pub recipient_index: Option<String>,
    /// Whose it is, where they have an account.
    pub account_id: Option<Uuid>,
    /// The message that could not be delivered, or is sent again.
    pub origin_id: Option<Uuid>,
    /// When it was no longer true.
    pub withdrawn_at: Option<i64>,
    /// On the list behind the bell.
    pub read_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    pub fn recipient(&self, keys: &Keys) -> Result<String, CryptoFault> {
        keys.open(Place::new("outbox_message", "recipient", &self.id), &self.recipient)
    }

    pub fn payload(&self, keys: &Keys) -> Result<String, CryptoFault> {
        keys.open(Place::new("outbox_message", "payload", &self.id), &self.payload)
    }
}

impl Sealed for Model {
    fn seal(self, keys: &Keys) -> Result<Self, CryptoFault> {
        Ok(Self {
            recipient_index: index(keys, "recipient", &self.recipient)
                .filter(|_| !self.recipient.is_empty())
                .map(|(_, hash)| hash),
            recipient: keys.seal(Place::new("outbox_message", "recipient", &self.id), &self.recipient)?,
            payload: keys.seal(Place::new("outbox_message", "payload", &self.id), &self.payload)?,
            ..self
        })
    }
}

/// The column and the text of a blind index.
pub fn index(keys: &Keys, column: &str, text: &str) -> Option<(&'static str, String)> {
    (column == "recipient").then(|| ("recipient_index", keys.index("outbox_message", column, text)))
}
