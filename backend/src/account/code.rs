//! Codes of six digits that prove a contact.

use domain::{
    refusal::{Fault as Wrong, Field, FieldError, Refusal},
    time::Instant,
};
use subtle::ConstantTimeEq;

use crate::{Context, Token, token};

/// How many wrong codes a code survives.
pub(crate) const TRIES: i64 = 5;
/// How many codes go to a contact: the first, and three when asked for again or for another number.
pub(crate) const CODES: i64 = 4;
/// How long a code can be given.
const CODE_MINUTES: i64 = 10;

pub(crate) fn code_expiry(now: Instant) -> Instant {
    now.plus_minutes(CODE_MINUTES)
}

/// Six digits.
pub(crate) struct Code(String);

impl Code {
    pub fn new(ctx: &Context) -> Self {
        // Of 64 random bits, so that no code is noticeably more likely than another.
        Self(format!("{:06}", u64::from_le_bytes(ctx.random()) % 1_000_000))
    }

    /// As typed, with or without spaces.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let digits: String = text
            .chars()
            .filter(|character| !character.is_whitespace())
            .take(7)
            .collect();
        let fault = match digits.len() {
            0 => Wrong::Missing,
            6 if digits.bytes().all(|byte| byte.is_ascii_digit()) => return Ok(Self(digits)),
            _ => Wrong::Malformed,
        };
        Err(FieldError::alone(Field::Code, fault))
    }

    pub fn digits(&self) -> &str {
        &self.0
    }

    pub fn into_digits(self) -> String {
        self.0
    }

    /// As stored. It needs the browser's secret, so that nobody finds the code by trying all against a stolen database.
    pub fn hash(&self, registration: &Token) -> String {
        token::hash(format!("{}:{}", registration.secret(), self.0).as_bytes())
    }

    pub fn has_hash(&self, registration: &Token, stored: Option<&str>) -> bool {
        // A registration without a code takes as long as one with.
        let expected = stored.unwrap_or_default();
        let given = self.hash(registration);
        given.as_bytes().ct_eq(expected.as_bytes()).into()
    }
}

/// When the tries of a code are used up: until it expires.
pub(crate) fn until(expires_at: i64, now: Instant) -> Refusal {
    let millis = expires_at.saturating_sub(now.millis());
    // One that expired is not waited for.
    Refusal::TooManyTries {
        retry_after_secs: u32::try_from(millis / 1000).unwrap_or(0),
    }
}
