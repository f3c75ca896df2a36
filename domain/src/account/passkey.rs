use serde::{Deserialize, Serialize};

use super::name::parse_words;
use crate::refusal::{Fault, Field, FieldError};

/// The most passkeys that one account has.
pub const PASSKEYS_MOST: usize = 10;
/// The most characters of a passkey's name.
pub const PASSKEY_NAME_MOST: u16 = 50;

/// What a passkey is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PasskeyUse {
    SignIn,
    /// To show once more that it is the same person.
    Confirm,
    /// A new one is made.
    Add,
}

impl PasskeyUse {
    /// As stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SignIn => "sign_in",
            Self::Confirm => "confirm",
            Self::Add => "add",
        }
    }
}

/// What somebody calls a passkey, to know it again: "Blue phone".
///
/// # Errors
/// When it is missing, too long or has characters that no name has.
pub fn parse_passkey_name(text: &str) -> Result<String, FieldError> {
    let fault = |fault: Fault| FieldError {
        field: Field::PasskeyName,
        fault,
    };
    parse_words(text, PASSKEY_NAME_MOST).map_err(fault)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_few_words() {
        let longest = "ü".repeat(50);
        for (text, expected) in [
            (" Blue  phone ", Ok("Blue phone")),
            (longest.as_str(), Ok(longest.as_str())),
            (" ", Err(Fault::Missing)),
            (&"x".repeat(51), Err(Fault::TooLong { most: 50 })),
            ("a\u{202e}b", Err(Fault::Malformed)),
            ("<b>", Err(Fault::Malformed)),
        ] {
            let parsed = parse_passkey_name(text).map_err(|error| error.fault);
            assert_eq!(parsed.as_deref().map_err(|fault| *fault), expected, "{text:?}");
        }
    }
}
