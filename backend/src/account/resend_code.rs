use domain::{
    account::{EmailAddress, PhoneNumber},
    refusal::Refusal,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{
    code::{CODES, Code, code_expiry, until},
    parse_phone,
    registration::{Proving, announce, find, is_at, proving, text},
};
use crate::{
    Broken, Context, Fault, Token,
    db::{Tx, retry},
    entity::registration,
    session::brake,
};

/// Sends a fresh code to the contact that is proved now, with fresh tries and ten fresh minutes; the code before it is worth nothing
/// any more.
///
/// # Errors
/// [`Refusal::NotFound`] when no registration is under way, [`Refusal::TooManyTries`] after three, or when the number had too many
/// text messages.
pub async fn resend_code(ctx: &Context, registration: &Token) -> Result<(), Fault> {
    let row = find(ctx, registration).await?.ok_or(Refusal::NotFound)?;
    if proving(&row) == Proving::Phone {
        let number = PhoneNumber::parse(&row.phone).ok_or(Broken::Inconsistent("registration.phone"))?;
        return text_again(ctx, registration, &row, &number).await;
    }
    check_codes(ctx, &row)?;
    retry(async || {
        let tx = ctx.db().begin().await?;
        let code = Code::new(ctx);
        let code_hash = row.code_hash.is_some().then(|| code.hash(registration));
        if renew(ctx, &tx, &row, code_hash.clone(), None).await? {
            let recipient = EmailAddress::parse(&row.email).ok_or(Broken::Inconsistent("registration.email"))?;
            let code = code_hash.map(|_| code);
            announce(ctx, &tx, recipient, registration, code, row.codes_sent + 1).await?;
        }
        tx.commit().await?;
        Ok(())
    })
    .await
}

/// Another phone number, as typed, once the e-mail address is proved; its code goes there.
///
/// # Errors
/// As [`resend_code`]; [`Refusal::Invalid`] for what is no number.
pub async fn correct_phone(ctx: &Context, registration: &Token, phone: &str) -> Result<(), Fault> {
    let row = find(ctx, registration).await?;
    let row = row
        .filter(|row| proving(row) == Proving::Phone)
        .ok_or(Refusal::NotFound)?;
    let number = parse_phone(phone).map_err(|fault| Refusal::Invalid(vec![fault]))?;
    text_again(ctx, registration, &row, &number).await
}

async fn text_again(
    ctx: &Context,
    registration: &Token,
    row: &registration::Model,
    number: &PhoneNumber,
) -> Result<(), Fault> {
    check_codes(ctx, row)?;
    brake::count_text(ctx, number.as_str()).await?;
    retry(async || {
        let tx = ctx.db().begin().await?;
        let code = Code::new(ctx);
        if renew(ctx, &tx, row, Some(code.hash(registration)), Some(number)).await? {
            text(ctx, &tx, number, registration, code, row.codes_sent + 1).await?;
        }
        tx.commit().await?;
        Ok(())
    })
    .await
}

fn check_codes(ctx: &Context, row: &registration::Model) -> Result<(), Refusal> {
    if row.codes_sent >= CODES {
        return Err(until(row.expires_at, ctx.now()));
    }
    Ok(())
}

/// Puts another code in the place of the one at hand. Not for a double click, where the other one did.
async fn renew(
    ctx: &Context,
    tx: &Tx,
    row: &registration::Model,
    code_hash: Option<String>,
    number: Option<&PhoneNumber>,
) -> Result<bool, Fault> {
    use registration::Column as C;
    let mut update = registration::Entity::update_many()
        .col_expr(C::CodeHash, Expr::value(code_hash))
        .col_expr(C::CodesSent, Expr::value(row.codes_sent + 1))
        .col_expr(C::Attempts, Expr::value(0_i64))
        .col_expr(C::ExpiresAt, Expr::value(code_expiry(ctx.now()).millis()))
        .filter(C::TokenHash.eq(&row.token_hash))
        .filter(is_at(proving(row)))
        .filter(C::CodesSent.eq(row.codes_sent));
    if let Some(number) = number {
        let sealed = registration::sealed_phone(ctx.keys(), &row.token_hash, number.as_str())?;
        update = update.col_expr(C::Phone, Expr::value(sealed));
    }
    Ok(update.exec(&**tx).await?.rows_affected == 1)
}
