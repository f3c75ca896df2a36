//! What somebody told about themselves. All but language, time zone and what they prefer is stored encrypted; empty where nothing is said.

use sea_orm::entity::prelude::*;

use super::Sealed;
use crate::crypto::{CryptoFault, Keys, Place};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "profile")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: Uuid,
    /// Rises with each change of this row, of the name, of the birth date and of the contacts: see `profile_change`.
    pub version: i64,
    pub gender: String,
    pub language: String,
    pub zone: String,
    pub street: String,
    pub postal_code: String,
    pub city: String,
    pub country: String,
    pub insurer: String,
    pub member_number: String,
    pub insured_until: String,
    pub contact_name: String,
    pub relationship: String,
    pub contact_phone: String,
    /// Preferred.
    pub location_id: Option<Uuid>,
    /// Preferred.
    pub doctor_id: Option<Uuid>,
    pub accessibility: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Model {
    /// Of somebody who has told nothing yet.
    pub const fn empty(account_id: Uuid) -> Self {
        Self {
            account_id,
            version: 0,
            gender: String::new(),
            language: String::new(),
            zone: String::new(),
            street: String::new(),
            postal_code: String::new(),
            city: String::new(),
            country: String::new(),
            insurer: String::new(),
            member_number: String::new(),
            insured_until: String::new(),
            contact_name: String::new(),
            relationship: String::new(),
            contact_phone: String::new(),
            location_id: None,
            doctor_id: None,
            accessibility: String::new(),
        }
    }

    /// The row with plain text in it, to read.
    pub fn open(self, keys: &Keys) -> Result<Self, CryptoFault> {
        let open = |column, value: &str| keys.open(Place::new("profile", column, &self.account_id), value);
        Ok(Self {
            gender: open("gender", &self.gender)?,
            street: open("street", &self.street)?,
            postal_code: open("postal_code", &self.postal_code)?,
            city: open("city", &self.city)?,
            country: open("country", &self.country)?,
            insurer: open("insurer", &self.insurer)?,
            member_number: open("member_number", &self.member_number)?,
            insured_until: open("insured_until", &self.insured_until)?,
            contact_name: open("contact_name", &self.contact_name)?,
            relationship: open("relationship", &self.relationship)?,
            contact_phone: open("contact_phone", &self.contact_phone)?,
            accessibility: open("accessibility", &self.accessibility)?,
            ..self
        })
    }
}

impl Sealed for Model {
    fn seal(self, keys: &Keys) -> Result<Self, CryptoFault> {
        let seal = |column, text: &str| keys.seal(Place::new("profile", column, &self.account_id), text);
        Ok(Self {
            gender: seal("gender", &self.gender)?,
            street: seal("street", &self.street)?,
            postal_code: seal("postal_code", &self.postal_code)?,
            city: seal("city", &self.city)?,
            country: seal("country", &self.country)?,
            insurer: seal("insurer", &self.insurer)?,
            member_number: seal("member_number", &self.member_number)?,
            insured_until: seal("insured_until", &self.insured_until)?,
            contact_name: seal("contact_name", &self.contact_name)?,
            relationship: seal("relationship", &self.relationship)?,
            contact_phone: seal("contact_phone", &self.contact_phone)?,
            accessibility: seal("accessibility", &self.accessibility)?,
            ..self
        })
    }
}
