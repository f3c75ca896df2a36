//! The picture of somebody who sees patients: a small JPEG as base64, stored encrypted.

use sea_orm::entity::prelude::*;

use super::Sealed;
use crate::crypto::{CryptoFault, Keys, Place};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "photo")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
    pub content: String,
    /// Another one for another picture.
    pub version: String,
    pub changed_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// Base64.
    pub fn content(&self, keys: &Keys) -> Result<String, CryptoFault> {
        keys.open(Place::new("photo", "content", &self.account_id), &self.content)
    }
}

impl Sealed for Model {
    fn seal(self, keys: &Keys) -> Result<Self, CryptoFault> {
        let place = Place::new("photo", "content", &self.account_id);
        Ok(Self {
            content: keys.seal(place, &self.content)?,
            ..self
        })
    }
}
