//! One look of somebody into a patient's appointments in an emergency. `ended_at` is set when it was ended before its time.
//! The reason is stored encrypted.

use sea_orm::entity::prelude::*;

use super::Sealed;
use crate::crypto::{CryptoFault, Keys, Place};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "emergency_access")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub account_id: Uuid,
    pub patient_id: Uuid,
    pub reason: String,
    pub opened_at: i64,
    pub ends_at: i64,
    pub ended_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    pub fn reason(&self, keys: &Keys) -> Result<String, CryptoFault> {
        keys.open(place(&self.id), &self.reason)
    }
}

impl Sealed for Model {
    fn seal(self, keys: &Keys) -> Result<Self, CryptoFault> {
        Ok(Self {
            reason: keys.seal(place(&self.id), &self.reason)?,
            ..self
        })
    }
}

fn place(id: &Uuid) -> Place<'_> {
    Place::new("emergency_access", "reason", id)
}
