//! People who sign in, and the words they give about themselves, parsed once at the edge.

mod birth_date;
mod contact;
mod name;
mod passkey;
mod password;
mod staff;
mod state;
mod text;

pub use birth_date::parse_birth_date;
pub use contact::{Contact, EmailAddress, PhoneNumber};
pub use name::PersonName;
pub use passkey::{PASSKEY_NAME_MOST, PASSKEYS_MOST, PasskeyUse, parse_passkey_name};
pub use password::{PASSWORD_LENGTH_LEAST, PASSWORD_LENGTH_MOST, check_password};
pub use staff::{Profession, Staff, StaffForm, parse_state_reason};
pub use state::{AccountChange, AccountState};
pub(crate) use text::one_line;

use serde::{Deserialize, Serialize};

/// What a person is to the clinic; decides what they may do (`access`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Patient,
    Doctor,
    Support,
    Administrator,
}

impl Role {
    pub const ALL: [Self; 4] = [Self::Patient, Self::Doctor, Self::Support, Self::Administrator];

    /// As stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Patient => "patient",
            Self::Doctor => "doctor",
            Self::Support => "support",
            Self::Administrator => "administrator",
        }
    }

    /// From its stored name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }
}
