use domain::{
    access::{Action, Relation, Subject},
    account::PasskeyUse,
    audit::Deed,
    refusal::Refusal,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::check::check;
use crate::{Context, Fault, Token, audit, db::retry, entity::session};

/// Takes a passkey instead of password and code; for ten minutes [`Context::recently_verified`] then holds.
///
/// # Errors
/// [`Refusal::SignInFirst`]; [`Refusal::WrongCode`], also for somebody else's.
pub async fn confirm_by_passkey(ctx: &Context, token: Option<&Token>, answer: &str) -> Result<(), Fault> {
    ctx.check(Action::Edit, Subject::SignIn, Relation::Own)?;
    let own = ctx.session().ok_or(Refusal::SignInFirst)?;
    let account = Uuid::from(ctx.actor().signed_in()?);
    let used = check(ctx, PasskeyUse::Confirm, token, answer).await?;
    if used.row.account_id != account {
        return Err(Refusal::WrongCode.into());
    }
    let is_noted = retry(async || {
        let tx = ctx.db().begin().await?;
        if !used.note(ctx, &tx).await? {
            return Ok(false);
        }
        session::Entity::update_many()
            .col_expr(session::Column::VerifiedAt, Expr::value(ctx.now().millis()))
            .col_expr(session::Column::ByPasskey, Expr::value(true))
            .filter(session::Column::Id.eq(own.id))
            .filter(session::Column::AccountId.eq(account))
            .exec(&*tx)
            .await?;
        let event = audit::Event {
            action: Deed::ConfirmIdentity,
            subject: "account",
            subject_id: account,
            detail: "passkey",
            patient: None,
            reason: None,
        };
        audit::record(ctx, &tx, event)?;
        tx.commit().await?;
        Ok(true)
    })
    .await?;
    if is_noted {
        Ok(())
    } else {
        Err(used.refused(ctx).await?.into())
    }
}
