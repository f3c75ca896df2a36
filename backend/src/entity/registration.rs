//! Somebody who registers and has not given the codes yet; becomes an account when they do.
//!
//! Until `email_verified_at` the code, its tries and its end are those of the e-mail address, and without `code_hash` the address has
//! an account already, and no code is right. After it they are those of the phone number, and without `code_hash` none could be sent.
//! Address, date of birth, number and picture are stored encrypted.

use sea_orm::entity::prelude::*;

use super::Sealed;
use crate::crypto::{CryptoFault, Keys, Place};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "registration")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub token_hash: String,
    pub email: String,
    pub password_hash: String,
    pub given_name: String,
    pub family_name: String,
    /// Empty for staff.
    pub birth_date: String,
    pub phone: String,
    pub code_hash: Option<String>,
    pub attempts: i64,
    pub codes_sent: i64,
    pub created_at: i64,
    pub expires_at: i64,
    /// A blind index.
    pub email_index: Option<String>,
    /// Of staff, as JSON.
    pub application: Option<String>,
    pub email_verified_at: Option<i64>,
    /// Of staff who gave one, as base64.
    pub photo: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// The row as its person wrote it.
    pub fn open(self, keys: &Keys) -> Result<Self, CryptoFault> {
        let open = |column, value: &str| keys.open(Place::new("registration", column, &self.token_hash), value);
        Ok(Self {
            email: open("email", &self.email)?,
            birth_date: open("birth_date", &self.birth_date)?,
            phone: open("phone", &self.phone)?,
            photo: self.photo.as_deref().map(|photo| open("photo", photo)).transpose()?,
            ..self
        })
    }
}

impl Sealed for Model {
    fn seal(self, keys: &Keys) -> Result<Self, CryptoFault> {
        let seal = |column, text: &str| keys.seal(Place::new("registration", column, &self.token_hash), text);
        Ok(Self {
            email_index: index(keys, "email", &self.email).map(|(_, hash)| hash),
            email: seal("email", &self.email)?,
            birth_date: seal("birth_date", &self.birth_date)?,
            phone: seal("phone", &self.phone)?,
            photo: self.photo.as_deref().map(|photo| seal("photo", photo)).transpose()?,
            ..self
        })
    }
}

/// For an update: the number as it is stored.
pub fn sealed_phone(keys: &Keys, token_hash: &String, phone: &str) -> Result<String, CryptoFault> {
    keys.seal(Place::new("registration", "phone", token_hash), phone)
}

/// The column and the text of a blind index.
pub fn index(keys: &Keys, column: &str, text: &str) -> Option<(&'static str, String)> {
    (column == "email").then(|| ("email_index", keys.index("registration", column, text)))
}
