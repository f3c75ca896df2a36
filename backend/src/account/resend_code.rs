use domain::{account::EmailAddress, refusal::Refusal, time::Instant};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::registration::{CODES, Code, announce, code_expiry};
use crate::{Broken, Context, Fault, Token, db::retry, entity::registration};

/// Sends a fresh code, with fresh tries and ten fresh minutes; the code before it is worth nothing any more.
///
/// # Errors
/// [`Refusal::NotFound`] when no registration is under way, [`Refusal::TooManyTries`] after three.
pub async fn resend_code(ctx: &Context, registration: &Token) -> Result<(), Fault> {
    retry(async || resend(ctx, registration).await).await
}

async fn resend(ctx: &Context, registration: &Token) -> Result<(), Fault> {
    let tx = ctx.db().begin().await?;
    let row = registration::Entity::find_by_id(registration.hash())
        .one(&*tx)
        .await?
        .ok_or(Refusal::NotFound)?
        .open(ctx.keys())?;
    if row.codes_sent >= CODES {
        return Err(too_many(&row, ctx.now()).into());
    }
    let code = Code::new(ctx);
    let code_hash = row.code_hash.is_some().then(|| code.hash(registration));
    let number = row.codes_sent + 1;
    let updated = registration::Entity::update_many()
        .col_expr(registration::Column::CodeHash, Expr::value(code_hash.clone()))
        .col_expr(registration::Column::CodesSent, Expr::value(number))
        .col_expr(registration::Column::Attempts, Expr::value(0_i64))
        .col_expr(
            registration::Column::ExpiresAt,
            Expr::value(code_expiry(ctx.now()).millis()),
        )
        .filter(registration::Column::TokenHash.eq(&row.token_hash))
        .filter(registration::Column::CodesSent.eq(row.codes_sent))
        .exec(&*tx)
        .await?;
    if updated.rows_affected == 0 {
        // A double click: the other one sends it.
        return Ok(());
    }
    let recipient = EmailAddress::parse(&row.email).ok_or(Broken::Inconsistent("registration.email"))?;
    announce(ctx, &tx, recipient, registration, code_hash.map(|_| code), number).await?;
    tx.commit().await?;
    Ok(())
}

/// Until the code at hand expires.
pub(super) fn too_many(row: &registration::Model, now: Instant) -> Refusal {
    let millis = row.expires_at.saturating_sub(now.millis());
    Refusal::TooManyTries {
        retry_after_secs: u32::try_from(millis.max(0) / 1000).unwrap_or(u32::MAX),
    }
}
