//! Somebody who signs in. Who registers has proved their e-mail address, and their phone number where text messages are sent: see
//! `registration`.
//!
//! `email`, `phone` and `birth_date` are stored encrypted and read through [`Model::email`] and so on; a row is written as plain
//! text first and then [sealed](Sealed::seal). The `_index` columns are blind indexes, to look a person up by the whole address, the end
//! of the number, or the date.

use domain::account::{AccountState, Role};
use sea_orm::{Condition, entity::prelude::*};

use super::Sealed;
use crate::crypto::{CryptoFault, Keys, Place};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub role: String,
    #[sea_orm(unique)]
    pub email: String,
    pub password_hash: String,
    pub given_name: String,
    pub family_name: String,
    pub birth_date: Option<String>,
    pub phone: Option<String>,
    pub created_at: i64,
    pub version: i64,
    pub state: String,
    /// What the person is told about a state that somebody put them in.
    pub state_reason: String,
    pub email_index: Option<String>,
    pub phone_index: Option<String>,
    pub birth_index: Option<String>,
    /// Of messages: see `domain::messages::Choices`.
    pub message_choices: String,
    /// When a code or a link that was sent there came back.
    pub email_verified_at: Option<i64>,
    pub phone_verified_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// How many digits of a number, from its end, it is looked up by: with or without the country's code it is the same.
pub const PHONE_DIGITS: usize = 7;

impl Model {
    pub fn email(&self, keys: &Keys) -> Result<String, CryptoFault> {
        keys.open(place("email", &self.id), &self.email)
    }

    pub fn phone(&self, keys: &Keys) -> Result<Option<String>, CryptoFault> {
        keys.open_some(place("phone", &self.id), self.phone.as_deref())
    }

    /// The row with plain text in it, to read.
    pub fn open(self, keys: &Keys) -> Result<Self, CryptoFault> {
        Ok(Self {
            email: self.email(keys)?,
            phone: self.phone(keys)?,
            birth_date: self.birth_date(keys)?,
            ..self
        })
    }

    /// "1984-03-27"
    pub fn birth_date(&self, keys: &Keys) -> Result<Option<String>, CryptoFault> {
        keys.open_some(place("birth_date", &self.id), self.birth_date.as_deref())
    }
}

impl Sealed for Model {
    fn seal(self, keys: &Keys) -> Result<Self, CryptoFault> {
        let hash = |column: &str, text: Option<&str>| Some(index(keys, column, text?)?.1);
        Ok(Self {
            email_index: hash("email", Some(&self.email)),
            phone_index: hash("phone", self.phone.as_deref()),
            birth_index: hash("birth_date", self.birth_date.as_deref()),
            email: keys.seal(place("email", &self.id), &self.email)?,
            phone: keys.seal_some(place("phone", &self.id), self.phone.as_deref())?,
            birth_date: keys.seal_some(place("birth_date", &self.id), self.birth_date.as_deref())?,
            ..self
        })
    }
}

/// For an update: the number as it is stored.
pub fn sealed_phone(keys: &Keys, id: &Uuid, phone: Option<&str>) -> Result<Option<String>, CryptoFault> {
    keys.seal_some(place("phone", id), phone)
}

/// For an update: the date as it is stored.
pub fn sealed_birth_date(keys: &Keys, id: &Uuid, date: &str) -> Result<String, CryptoFault> {
    keys.seal(place("birth_date", id), date)
}

/// For an update: the address as it is stored.
pub fn sealed_email(keys: &Keys, id: &Uuid, email: &str) -> Result<String, CryptoFault> {
    keys.seal(place("email", id), email)
}

/// For an update: its blind index.
pub fn phone_index(keys: &Keys, phone: Option<&str>) -> Option<String> {
    Some(index(keys, "phone", phone?)?.1)
}

/// The account of an address.
pub fn with_email(keys: &Keys, email: &str) -> sea_orm::sea_query::SimpleExpr {
    Column::EmailIndex.eq(keys.index("account", "email", email))
}

/// The accounts of patients that the clinic books for. Who is barred from booking online calls; who waits for approval is not the clinic's patient
/// yet.
pub fn is_patient() -> Condition {
    let theirs = [AccountState::Active, AccountState::Suspended].map(AccountState::name);
    Condition::all()
        .add(Column::Role.eq(Role::Patient.name()))
        .add(Column::State.is_in(theirs))
}

/// The column and the text of a blind index; none for a number that is too short.
pub fn index(keys: &Keys, column: &str, text: &str) -> Option<(&'static str, String)> {
    let (name, text) = match column {
        "email" => ("email_index", text),
        "phone" => ("phone_index", text.get(text.len().checked_sub(PHONE_DIGITS)?..)?),
        "birth_date" => ("birth_index", text),
        _ => return None,
    };
    Some((name, keys.index("account", column, text)))
}

fn place<'a>(column: &'a str, id: &'a Uuid) -> Place<'a> {
    Place::new("account", column, id)
}
