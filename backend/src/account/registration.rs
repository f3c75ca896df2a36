//! What the steps of a registration share.

use domain::{
    account::EmailAddress,
    refusal::{Fault as Wrong, Field, FieldError, Refusal},
    time::Instant,
};
use sea_orm::EntityTrait;
use subtle::ConstantTimeEq;

use crate::{
    Context, Fault, Token,
    db::Tx,
    entity::registration,
    notification::{self, CodeNotice, Message},
    token,
};

/// How many wrong codes a code survives.
pub(super) const TRIES: i64 = 5;
/// How many codes a registration is sent: the first, and three when asked for again.
pub(super) const CODES: i64 = 4;
/// How long a code can be given.
const CODE_MINUTES: i64 = 10;

/// What the page of the code shows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistrationView {
    pub email: String,
    pub is_staff: bool,
}

/// The registration of this browser, if one is under way.
///
/// # Errors
/// Only those of the database.
pub async fn find_registration(ctx: &Context, registration: &Token) -> Result<Option<RegistrationView>, Fault> {
    let row = registration::Entity::find_by_id(registration.hash())
        .one(ctx.db().reader())
        .await?;
    let row = row.map(|row| row.open(ctx.keys())).transpose()?;
    Ok(row.map(|row| RegistrationView {
        is_staff: row.application.is_some(),
        email: row.email,
    }))
}

pub(super) fn code_expiry(now: Instant) -> Instant {
    now.plus_minutes(CODE_MINUTES)
}

/// Six digits.
pub(super) struct Code(String);

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

/// Tells the owner of the address: the code, or without one that there is an account already.
pub(super) async fn announce(
    ctx: &Context,
    tx: &Tx,
    recipient: EmailAddress,
    registration: &Token,
    code: Option<Code>,
    number: i64,
) -> Result<(), Fault> {
    let registration_hash = registration.hash();
    let message = match code {
        Some(Code(code)) => Message::Code(CodeNotice {
            recipient,
            code,
            registration_hash,
            number,
        }),
        None => Message::AlreadyRegistered {
            recipient,
            registration_hash,
            number,
        },
    };
    notification::enqueue(ctx, tx, message).await
}
