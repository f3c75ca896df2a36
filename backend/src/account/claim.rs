//! Accounts that the clinic made for a patient, by phone or from another system: nobody signs in to one before the patient
//! registers with the same address and birth date.

use domain::{
    account::{AccountState, Role},
    audit::Deed,
    ids::AccountId,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};

use super::{NO_PASSWORD, NewAccount};
use crate::{Context, Fault, audit, db::Tx, entity::account};

/// The account that waits for whoever has this address and was born on this date ("1984-03-27"). The date keeps a mistyped
/// address from opening somebody's record to a stranger.
pub(super) async fn find_waiting(
    ctx: &Context,
    db: &impl ConnectionTrait,
    email: &str,
    birth_date: &str,
) -> Result<Option<account::Model>, Fault> {
    use account::Column as C;
    let waiting = account::Entity::find()
        .filter(account::with_email(ctx.keys(), email))
        .filter(C::Role.eq(Role::Patient.name()))
        .filter(C::PasswordHash.eq(NO_PASSWORD))
        .filter(C::State.eq(AccountState::Active.name()));
    let Some(waiting) = waiting.one(db).await? else {
        return Ok(None);
    };
    let is_born = waiting.birth_date(ctx.keys())?.as_deref() == Some(birth_date);
    Ok(is_born.then_some(waiting))
}

/// Gives it to its patient, who has proved the address. What the clinic wrote about them stays, but for a number when another one is
/// proved.
pub(super) async fn claim(
    ctx: &Context,
    tx: &Tx,
    waiting: &account::Model,
    patient: &NewAccount,
) -> Result<Option<AccountId>, Fault> {
    use account::Column as C;
    let now = ctx.now().millis();
    let mut claim = account::Entity::update_many()
        .col_expr(C::PasswordHash, Expr::value(patient.password_hash.as_str()))
        .col_expr(C::EmailVerifiedAt, Expr::value(now))
        .col_expr(C::Version, Expr::col(C::Version).add(1))
        .filter(C::Id.eq(waiting.id))
        .filter(C::PasswordHash.eq(NO_PASSWORD));
    if let (true, Some(phone)) = (patient.proven.phone(), &patient.phone) {
        let phone = Some(phone.as_str());
        claim = claim
            .col_expr(
                C::Phone,
                Expr::value(account::sealed_phone(ctx.keys(), &waiting.id, phone)?),
            )
            .col_expr(C::PhoneIndex, Expr::value(account::phone_index(ctx.keys(), phone)))
            .col_expr(C::PhoneVerifiedAt, Expr::value(now));
    }
    let claimed = claim.exec(&**tx).await?;
    if claimed.rows_affected != 1 {
        return Ok(None);
    }
    let event = audit::Event {
        action: Deed::ClaimAccount,
        subject: "account",
        subject_id: waiting.id,
        detail: "",
        patient: Some(waiting.id),
        reason: None,
    };
    audit::record(ctx, tx, event)?;
    Ok(Some(waiting.id.into()))
}
