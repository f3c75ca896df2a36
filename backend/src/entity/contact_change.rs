//! A contact that somebody wants instead of theirs; theirs once they give the code that was sent there. Stored encrypted. Without
//! `code_hash` the address is somebody else's, and no code is right.

use sea_orm::entity::prelude::*;

use super::Sealed;
use crate::crypto::{CryptoFault, Keys, Place};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "contact_change")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub account_id: Uuid,
    pub kind: String,
    pub contact: String,
    pub code_hash: Option<String>,
    pub attempts: i64,
    pub codes_sent: i64,
    pub expires_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    pub fn contact(&self, keys: &Keys) -> Result<String, CryptoFault> {
        keys.open(Place::new("contact_change", "contact", &self.id), &self.contact)
    }
}

impl Sealed for Model {
    fn seal(self, keys: &Keys) -> Result<Self, CryptoFault> {
        let place = Place::new("contact_change", "contact", &self.id);
        Ok(Self {
            contact: keys.seal(place, &self.contact)?,
            ..self
        })
    }
}
