use domain::refusal::{Fault as Wrong, Field, FieldError, Refusal};

/// A code that somebody typed, with or without spaces and hyphens.
pub(crate) enum GivenCode {
    /// Six digits from the app.
    App(String),
    /// 24 letters and digits from the list; 16 of lists from before.
    Recovery(String),
}

impl GivenCode {
    /// # Errors
    /// [`Refusal::Invalid`] for what cannot be either.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let code: String = text
            .chars()
            .filter(|character| !character.is_whitespace() && *character != '-')
            .take(30)
            .collect();
        let code = code.to_ascii_uppercase();
        let fault = match code.len() {
            0 => Wrong::Missing,
            6 if code.bytes().all(|byte| byte.is_ascii_digit()) => return Ok(Self::App(code)),
            16 | 24 if code.bytes().all(|byte| matches!(byte, b'A'..=b'Z' | b'2'..=b'7')) => {
                return Ok(Self::Recovery(code));
            }
            _ => Wrong::Malformed,
        };
        Err(FieldError::alone(Field::FactorCode, fault))
    }
}
