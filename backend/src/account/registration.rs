//! What the steps of a registration share.

use domain::{
    account::{EmailAddress, PhoneNumber},
    audit::Deed,
    refusal::Refusal,
};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait, SimpleExpr},
};
use uuid::Uuid;

use super::code::{Code, TRIES, until};
use crate::{
    Context, Fault, Token, audit,
    db::Tx,
    entity::registration,
    notification::{self, CodeNotice, Message},
};

/// Which contact is proved now: the e-mail address first, so that only who has one has text messages sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proving {
    Email,
    Phone,
}

/// What the pages of the codes show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegistrationView {
    pub email: String,
    /// "+442079460958"
    pub phone: String,
    pub is_staff: bool,
    pub proving: Proving,
    /// Whether a code was sent to the contact that is proved now.
    pub is_sent: bool,
}

/// The registration of this browser, if one is under way.
///
/// # Errors
/// Only those of the database.
pub async fn find_registration(ctx: &Context, registration: &Token) -> Result<Option<RegistrationView>, Fault> {
    let row = find(ctx, registration).await?;
    Ok(row.map(|row| RegistrationView {
        is_staff: row.application.is_some(),
        proving: proving(&row),
        is_sent: row.codes_sent > 0,
        phone: row.phone,
        email: row.email,
    }))
}

/// As it was written, in plain text.
pub(super) async fn find(ctx: &Context, registration: &Token) -> Result<Option<registration::Model>, Fault> {
    let row = registration::Entity::find_by_id(registration.hash())
        .one(ctx.db().reader())
        .await?;
    Ok(row.map(|row| row.open(ctx.keys())).transpose()?)
}

pub(super) const fn proving(row: &registration::Model) -> Proving {
    match row.email_verified_at {
        None => Proving::Email,
        Some(_) => Proving::Phone,
    }
}

/// Takes one of the tries, before the code is looked at: however many come at once, no more than five are.
pub(super) async fn count_try(
    ctx: &Context,
    registration: &Token,
    what: Proving,
) -> Result<registration::Model, Fault> {
    use registration::Column as C;
    let now = ctx.now();
    let tx = ctx.db().begin().await?;
    let counted = registration::Entity::update_many()
        .col_expr(C::Attempts, Expr::col(C::Attempts).add(1))
        .filter(C::TokenHash.eq(registration.hash()))
        .filter(is_at(what))
        .filter(C::Attempts.lt(TRIES))
        .filter(C::ExpiresAt.gt(now.millis()))
        .exec_with_returning(&*tx)
        .await?;
    if let Some(row) = counted.into_iter().next() {
        tx.commit().await?;
        return Ok(row.open(ctx.keys())?);
    }
    let row = registration::Entity::find_by_id(registration.hash()).one(&*tx).await?;
    Err(match row {
        Some(row) if proving(&row) == what && row.expires_at > now.millis() => until(row.expires_at, now),
        _ => Refusal::WrongCode,
    }
    .into())
}

/// The answer to a wrong code. That the last try was used up is in the audit trail.
pub(super) async fn wrong_code(ctx: &Context, row: &registration::Model) -> Fault {
    if row.attempts >= TRIES {
        let tried = ("tries", Uuid::nil());
        if let Err(fault) = audit::note_refused(ctx, Deed::RefusedTries, tried, "code of a registration").await {
            return fault;
        }
    }
    Refusal::WrongCode.into()
}

pub(super) fn is_at(what: Proving) -> SimpleExpr {
    match what {
        Proving::Email => registration::Column::EmailVerifiedAt.is_null(),
        Proving::Phone => registration::Column::EmailVerifiedAt.is_not_null(),
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
        Some(code) => Message::Code(CodeNotice {
            recipient,
            code: code.into_digits(),
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

/// Texts the code to the number.
pub(super) async fn text(
    ctx: &Context,
    tx: &Tx,
    recipient: &PhoneNumber,
    registration: &Token,
    code: Code,
    number: i64,
) -> Result<(), Fault> {
    let message = Message::PhoneCode {
        recipient: recipient.as_str().to_owned(),
        code: code.into_digits(),
        cause: format!("{}:{number}", registration.hash()),
    };
    notification::enqueue(ctx, tx, message).await
}
