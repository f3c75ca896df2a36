use domain::{account::PhoneNumber, refusal::Refusal};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{
    code::{Code, code_expiry},
    open_account::{Verified, open_account},
    registration::{Proving, count_try, find, is_at, proving, text, wrong_code},
};
use crate::{Broken, Context, Fault, Token, db::retry, entity::registration, session::brake};

/// Takes the code from the mail. Where text messages are sent it texts another one to the phone number; else it makes the account and
/// signs in, unless the account waits for approval.
///
/// # Errors
/// [`Refusal::Invalid`] unless it is six digits, which costs no try. [`Refusal::WrongCode`] when it is wrong, expired, used,
/// or the address has an account. [`Refusal::TooManyTries`] after five wrong ones.
pub async fn verify_email(
    ctx: &Context,
    registration: &Token,
    code: &str,
    user_agent: &str,
) -> Result<Verified, Fault> {
    let code = Code::parse(code)?;
    let row = match retry(async || count_try(ctx, registration, Proving::Email).await).await {
        // Pressed twice, or the page before.
        Err(Fault::Refused(_)) if is_proven(ctx, registration).await? => return Ok(Verified::PhoneNext),
        counted => counted?,
    };
    if !code.has_hash(registration, row.code_hash.as_deref()) {
        return Err(wrong_code(ctx, &row).await);
    }
    if ctx.settings().sends_sms {
        return ask_for_phone(ctx, registration, &row).await;
    }
    retry(async || open_account(ctx, &row, user_agent).await).await
}

async fn is_proven(ctx: &Context, registration: &Token) -> Result<bool, Fault> {
    let row = find(ctx, registration).await?;
    Ok(row.is_some_and(|row| proving(&row) == Proving::Phone))
}

/// A number that had too many text messages gets none now: the page says so, and another number can be given.
async fn ask_for_phone(ctx: &Context, registration: &Token, row: &registration::Model) -> Result<Verified, Fault> {
    use registration::Column as C;
    let number = PhoneNumber::parse(&row.phone).ok_or(Broken::Inconsistent("registration.phone"))?;
    let is_sent = match brake::count_text(ctx, number.as_str()).await {
        Ok(()) => true,
        Err(Fault::Refused(Refusal::TooManyTries { .. })) => false,
        Err(fault) => return Err(fault),
    };
    let asked = retry(async || {
        let tx = ctx.db().begin().await?;
        let (code, now) = (Code::new(ctx), ctx.now());
        let code_hash = is_sent.then(|| code.hash(registration));
        let updated = registration::Entity::update_many()
            .col_expr(C::EmailVerifiedAt, Expr::value(now.millis()))
            .col_expr(C::CodeHash, Expr::value(code_hash))
            .col_expr(C::CodesSent, Expr::value(i64::from(is_sent)))
            .col_expr(C::Attempts, Expr::value(0_i64))
            .col_expr(C::ExpiresAt, Expr::value(code_expiry(now).millis()))
            .filter(C::TokenHash.eq(&row.token_hash))
            .filter(C::CodeHash.eq(row.code_hash.clone()))
            .filter(is_at(Proving::Email))
            .exec(&*tx)
            .await?;
        if updated.rows_affected != 1 {
            return Ok(false);
        }
        if is_sent {
            text(ctx, &tx, &number, registration, code, 1).await?;
        }
        tx.commit().await?;
        Ok(true)
    })
    .await?;
    if asked || is_proven(ctx, registration).await? {
        Ok(Verified::PhoneNext)
    } else {
        Err(Refusal::WrongCode.into())
    }
}
