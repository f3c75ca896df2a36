//! What a field of a profile, a name or a contact was before somebody changed it. `old_value` is stored encrypted.

use sea_orm::entity::prelude::*;

use super::Sealed;
use crate::crypto::{CryptoFault, Keys, Place};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "profile_change")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub account_id: Uuid,
    /// Of the profile, after the change.
    pub version: i64,
    pub at: i64,
    /// Who changed it; none for the system.
    pub by_account_id: Option<Uuid>,
    pub by_role: String,
    pub field: String,
    pub old_value: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    pub fn old_value(&self, keys: &Keys) -> Result<String, CryptoFault> {
        keys.open(Place::new("profile_change", "old_value", &self.id), &self.old_value)
    }
}

impl Sealed for Model {
    fn seal(self, keys: &Keys) -> Result<Self, CryptoFault> {
        let place = Place::new("profile_change", "old_value", &self.id);
        Ok(Self {
            old_value: keys.seal(place, &self.old_value)?,
            ..self
        })
    }
}
