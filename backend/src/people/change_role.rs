use domain::{
    access::Action,
    account::Role,
    audit::Deed,
    ids::AccountId,
    refusal::{Fault as Wrong, Field, FieldError},
    version::Version,
};
use sea_orm::sea_query::Expr;

use super::ground::{self, Administrators};
use crate::{Context, Fault, db::retry, entity::account};

/// Another role for somebody.
#[derive(Clone, Copy, Debug)]
pub struct ChangeRole {
    pub account: AccountId,
    /// As the administrator saw it.
    pub version: Version,
    pub role: Role,
}

/// Gives an account another role, and ends its sessions: the person signs in anew with other rights.
///
/// A doctor's role comes and goes with a calendar, so it is neither given nor taken here.
///
/// # Errors
/// `SignInFirst`, `Forbidden` also for one's own account; `NotFound`; `Invalid` for a doctor's role; `LastAdministrator`;
/// `AppointmentsToCome` when a patient who has some would be none any more; `Stale` when it changed since it was seen.
pub async fn change_role(ctx: &Context, input: ChangeRole) -> Result<(), Fault> {
    ground::check(ctx, Action::Bar, input.account)?;
    ctx.recently_verified()?;
    retry(async || {
        let tx = ctx.db().begin().await?;
        let administrators = Administrators::take(ctx, &tx).await?;
        let row = ground::take(&tx, input.account, input.version).await?;
        let role = ground::role(&row)?;
        if role == Role::Doctor || input.role == Role::Doctor {
            return Err(FieldError::alone(Field::Role, Wrong::Malformed).into());
        }
        if role == input.role {
            return Ok(());
        }
        administrators.check_another(row.id)?;
        ground::check_nothing_to_come(ctx, &tx, row.id, None).await?;
        let update = ground::update(&row).col_expr(account::Column::Role, Expr::value(input.role.name()));
        ground::write(&tx, update).await?;
        ground::end_sessions(&tx, row.id).await?;
        let detail = format!("{} to {}", role.name(), input.role.name());
        ground::record(ctx, &tx, Deed::ChangeRole, row.id, &detail)?;
        Ok(tx.commit().await?)
    })
    .await
}
