//! What happened to an appointment, one row a change: its history for its patient and the staff. The reason is stored encrypted.

use sea_orm::entity::prelude::*;

use super::Sealed;
use crate::crypto::{CryptoFault, Keys, Place};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "appointment_event")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub appointment_id: Uuid,
    /// Of the appointment after it.
    pub version: i64,
    pub at: i64,
    pub kind: String,
    /// The role of who did it.
    pub actor: String,
    pub account_id: Option<Uuid>,
    /// After it.
    pub status: String,
    /// After it.
    pub starts_at: i64,
    /// The start before, where it was moved.
    pub moved_from: Option<i64>,
    pub reason: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    pub fn reason(&self, keys: &Keys) -> Result<Option<String>, CryptoFault> {
        keys.open_some(place(&self.id), self.reason.as_deref())
    }
}

impl Sealed for Model {
    fn seal(self, keys: &Keys) -> Result<Self, CryptoFault> {
        Ok(Self {
            reason: keys.seal_some(place(&self.id), self.reason.as_deref())?,
            ..self
        })
    }
}

fn place(id: &Uuid) -> Place<'_> {
    Place::new("appointment_event", "reason", id)
}
