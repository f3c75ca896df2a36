use domain::{
    access::{Action, Relation, Subject},
    audit::Deed,
    refusal::Refusal,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::recovery;
use crate::{
    Context, Fault,
    account::{own_account, tell},
    audit,
    db::retry,
    entity::second_factor::{Column as C, Entity},
    notification::SecurityChange,
};

/// Takes one's own second factor away, with its recovery codes.
///
/// # Errors
/// [`Refusal::ConfirmFirst`]; [`Refusal::NotFound`] when there is none.
pub async fn remove_factor(ctx: &Context) -> Result<(), Fault> {
    ctx.check(Action::Edit, Subject::SignIn, Relation::Own)?;
    ctx.recently_verified()?;
    let account = own_account(ctx).await?;
    retry(async || {
        let tx = ctx.db().begin().await?;
        let removed = Entity::delete_many()
            .filter(C::AccountId.eq(account.id))
            .filter(C::ConfirmedAt.is_not_null())
            .exec(&*tx)
            .await?;
        if removed.rows_affected != 1 {
            return Err(Refusal::NotFound.into());
        }
        recovery::delete_all(&tx, account.id).await?;
        let event = audit::Event {
            action: Deed::RemoveSecondFactor,
            subject: "account",
            subject_id: account.id,
            detail: "",
            patient: None,
            reason: None,
        };
        audit::record(ctx, &tx, event)?;
        tell(ctx, &tx, &account, SecurityChange::FactorRemoved).await?;
        tx.commit().await?;
        Ok(())
    })
    .await
}
