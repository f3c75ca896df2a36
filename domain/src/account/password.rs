use crate::refusal::{Fault, Field, FieldError, Refusal};

/// The fewest characters of a password (ASVS 5.0, 6.2.1 asks for 8, we for 12).
pub const PASSWORD_LENGTH_LEAST: u16 = 12;
/// The most characters of a password (ASVS 5.0, 6.2.9 asks for at least 64); bounds the work of hashing.
pub const PASSWORD_LENGTH_MOST: u16 = 256;

/// Whether a new password may be taken: its length only, any characters, no composition rules (ASVS 5.0, 6.2.5).
///
/// # Errors
/// [`Refusal::Invalid`] when it is missing, too short or too long.
pub fn check_password(password: &str) -> Result<(), Refusal> {
    let length = password.chars().count();
    let fault = match length {
        0 => Fault::Missing,
        _ if length < usize::from(PASSWORD_LENGTH_LEAST) => Fault::TooShort {
            least: PASSWORD_LENGTH_LEAST,
        },
        _ if length > usize::from(PASSWORD_LENGTH_MOST) => Fault::TooLong {
            most: PASSWORD_LENGTH_MOST,
        },
        _ => return Ok(()),
    };
    Err(FieldError::alone(Field::Password, fault))
}
