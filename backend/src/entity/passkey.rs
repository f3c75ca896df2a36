//! A passkey of an account (WebAuthn): its public key, how often it was used, and what its owner calls it.
//!
//! `name` and `credential` are stored encrypted; a row is written as plain text first and then [sealed](Sealed::seal).

use sea_orm::entity::prelude::*;

use super::Sealed;
use crate::crypto::{CryptoFault, Keys, Place};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "passkey")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub account_id: Uuid,
    /// Of the credential's id, which a browser names it by.
    #[sea_orm(unique)]
    pub credential_hash: String,
    pub name: String,
    /// As it was added: JSON of the library. What changes with its use is in columns.
    pub credential: String,
    pub sign_count: i64,
    pub created_at: i64,
    pub last_used_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    pub fn name(&self, keys: &Keys) -> Result<String, CryptoFault> {
        keys.open(place("name", &self.id), &self.name)
    }

    pub fn credential(&self, keys: &Keys) -> Result<String, CryptoFault> {
        keys.open(place("credential", &self.id), &self.credential)
    }
}

impl Sealed for Model {
    fn seal(self, keys: &Keys) -> Result<Self, CryptoFault> {
        Ok(Self {
            name: sealed_name(keys, &self.id, &self.name)?,
            credential: keys.seal(place("credential", &self.id), &self.credential)?,
            ..self
        })
    }
}

/// For an update: the name as it is stored.
pub fn sealed_name(keys: &Keys, id: &Uuid, name: &str) -> Result<String, CryptoFault> {
    keys.seal(place("name", id), name)
}

fn place<'a>(column: &'a str, id: &'a Uuid) -> Place<'a> {
    Place::new("passkey", column, id)
}
