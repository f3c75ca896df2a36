use domain::{
    access::{Action, Relation, Subject},
    audit::Deed,
    refusal::{Fault as Wrong, Field, FieldError, Refusal},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::{GivenCode, is_on, recovery, totp, vault};
use crate::{
    Context, Fault,
    account::{own_account, tell},
    audit,
    db::retry,
    entity::second_factor::{ActiveModel, Column as C, Entity},
    notification::SecurityChange,
};

/// Makes a secret for an app. It counts for nothing before [`confirm_factor`]; one that was begun before is replaced.
///
/// # Errors
/// [`Refusal::ConfirmFirst`]; [`Refusal::Stale`] when there is a second factor already.
pub async fn begin_factor(ctx: &Context) -> Result<(), Fault> {
    ctx.check(Action::Edit, Subject::SignIn, Relation::Own)?;
    ctx.recently_verified()?;
    let account = Uuid::from(ctx.actor().signed_in()?);
    let secret = vault::seal(ctx, account, &ctx.random::<{ totp::SECRET_BYTES }>())?;
    retry(async || {
        let tx = ctx.db().begin().await?;
        Entity::delete_many()
            .filter(C::AccountId.eq(account))
            .filter(C::ConfirmedAt.is_null())
            .exec(&*tx)
            .await?;
        let row = ActiveModel {
            account_id: Set(account),
            secret: Set(secret.clone()),
            created_at: Set(ctx.now().millis()),
            confirmed_at: Set(None),
            last_step: Set(0),
        };
        if is_on(&*tx, account).await? {
            return Err(Refusal::Stale.into());
        }
        Entity::insert(row)
            // Somebody pressed twice.
            .on_conflict_do_nothing_on([C::AccountId])
            .exec_without_returning(&*tx)
            .await?;
        tx.commit().await?;
        Ok(())
    })
    .await
}

/// Forgets what [`begin_factor`] began.
///
/// # Errors
/// [`Refusal::SignInFirst`].
pub async fn drop_pending_factor(ctx: &Context) -> Result<(), Fault> {
    ctx.check(Action::Edit, Subject::SignIn, Relation::Own)?;
    let account = Uuid::from(ctx.actor().signed_in()?);
    retry(async || {
        let tx = ctx.db().begin().await?;
        Entity::delete_many()
            .filter(C::AccountId.eq(account))
            .filter(C::ConfirmedAt.is_null())
            .exec(&*tx)
            .await?;
        tx.commit().await?;
        Ok(())
    })
    .await
}

/// Takes the app's first code: from now on signing in asks for one. Answers ten recovery codes, shown this once.
///
/// # Errors
/// [`Refusal::ConfirmFirst`]; [`Refusal::Invalid`] for a code that is none of the app's; [`Refusal::Stale`] when nothing was
/// begun.
pub async fn confirm_factor(ctx: &Context, code: &str) -> Result<Vec<String>, Fault> {
    ctx.check(Action::Edit, Subject::SignIn, Relation::Own)?;
    ctx.recently_verified()?;
    let wrong = || FieldError::alone(Field::FactorCode, Wrong::Wrong);
    let GivenCode::App(code) = GivenCode::parse(code)? else {
        return Err(wrong().into());
    };
    let account = own_account(ctx).await?;
    retry(async || {
        let tx = ctx.db().begin().await?;
        let pending = Entity::find_by_id(account.id)
            .filter(C::ConfirmedAt.is_null())
            .one(&*tx)
            .await?
            .ok_or(Refusal::Stale)?;
        let secret = vault::open(ctx, account.id, &pending.secret)?;
        let step = totp::matching_step(&secret, &code, ctx.now()).ok_or_else(wrong)?;
        let confirmed = Entity::update_many()
            .col_expr(C::ConfirmedAt, Expr::value(ctx.now().millis()))
            .col_expr(C::LastStep, Expr::value(step))
            .filter(C::AccountId.eq(account.id))
            .filter(C::Secret.eq(&pending.secret))
            .filter(C::ConfirmedAt.is_null())
            .exec(&*tx)
            .await?;
        if confirmed.rows_affected != 1 {
            return Err(Refusal::Stale.into());
        }
        let codes = recovery::replace(ctx, &tx, account.id).await?;
        let event = audit::Event {
            action: Deed::AddSecondFactor,
            subject: "account",
            subject_id: account.id,
            detail: "",
            patient: None,
            reason: None,
        };
        audit::record(ctx, &tx, event)?;
        tell(ctx, &tx, &account, SecurityChange::FactorAdded).await?;
        tx.commit().await?;
        Ok(codes)
    })
    .await
}
