use domain::{
    access::{Actor, Places},
    account::Role,
    audit::Deed,
    refusal::Refusal,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::{GivenCode, recovery, totp, vault};
use crate::{
    Broken, Context, Fault,
    account::tell,
    audit,
    db::{Tx, retry},
    entity::{
        account, recovery_code,
        second_factor::{Column as C, Entity},
    },
    notification::SecurityChange,
    session::brake,
};

/// Whether a code is right; it is used up by that. Counts a try before it looks.
///
/// # Errors
/// [`Refusal::WrongCode`], also for a code that was used and an account without a factor; [`Refusal::TooManyTries`] after
/// five wrong ones in a quarter of an hour.
pub(crate) async fn check(ctx: &Context, account: &account::Model, code: &GivenCode) -> Result<(), Fault> {
    let of_account = || brake::CODES.of(ctx, &account.id.to_string());
    brake::count(ctx, [of_account()]).await?;
    let is_right = retry(async || {
        let tx = ctx.db().begin().await?;
        let is_right = match code {
            GivenCode::App(code) => use_app_code(ctx, &tx, account.id, code).await?,
            GivenCode::Recovery(code) => use_recovery_code(ctx, &tx, account, code).await?,
        };
        if is_right {
            brake::release(&tx, &of_account()).await?;
            tx.commit().await?;
        }
        Ok(is_right)
    })
    .await?;
    if is_right {
        return Ok(());
    }
    let refused = match ctx.actor() {
        Actor::Visitor => Deed::RefusedSignIn,
        Actor::Person { .. } | Actor::System => Deed::RefusedProof,
    };
    audit::note_refused(ctx, refused, ("account", account.id), "wrong code").await?;
    Err(Refusal::WrongCode.into())
}

async fn use_app_code(ctx: &Context, tx: &Tx, account: Uuid, code: &str) -> Result<bool, Fault> {
    let factor = Entity::find_by_id(account)
        .filter(C::ConfirmedAt.is_not_null())
        .one(&**tx)
        .await?;
    let Some(factor) = factor else {
        return Ok(false);
    };
    let secret = vault::open(ctx, account, &factor.secret)?;
    let Some(step) = totp::matching_step(&secret, code, ctx.now()) else {
        return Ok(false);
    };
    // Once: of those who come with it at the same time one passes, and none comes later (RFC 6238, section 5.2).
    let used = Entity::update_many()
        .col_expr(C::LastStep, Expr::value(step))
        .filter(C::AccountId.eq(account))
        .filter(C::Secret.eq(factor.secret))
        .filter(C::LastStep.lt(step))
        .exec(&**tx)
        .await?;
    Ok(used.rows_affected == 1)
}

async fn use_recovery_code(ctx: &Context, tx: &Tx, account: &account::Model, code: &str) -> Result<bool, Fault> {
    let used = recovery_code::Entity::delete_many()
        .filter(recovery_code::Column::CodeHash.eq(recovery::hash(account.id, code)))
        .filter(recovery_code::Column::AccountId.eq(account.id))
        .exec(&**tx)
        .await?;
    if used.rows_affected != 1 {
        return Ok(false);
    }
    let event = audit::Event {
        action: Deed::UseRecoveryCode,
        subject: "account",
        subject_id: account.id,
        detail: "",
        patient: None,
        reason: None,
    };
    audit::record(&of_person(ctx, account)?, tx, event)?;
    tell(ctx, tx, account, SecurityChange::RecoveryCodeUsed).await?;
    Ok(true)
}

/// The request may come from nobody yet; who has the code is the person.
fn of_person(ctx: &Context, account: &account::Model) -> Result<Context, Broken> {
    let role = Role::from_name(&account.role).ok_or(Broken::Inconsistent("account.role"))?;
    Ok(ctx.as_actor(Actor::Person {
        account: account.id.into(),
        role,
        doctor: None,
        places: Places::All,
    }))
}
