use domain::{
    access::{Action, Relation, Subject},
    audit::Deed,
    ids::PasskeyId,
    refusal::Refusal,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    Context, Fault,
    account::{own_account, tell},
    audit,
    db::{Tx, retry},
    entity::passkey::{Column as C, Entity},
    notification::SecurityChange,
};

/// Takes one of one's own passkeys away: nobody signs in with it any more.
///
/// # Errors
/// [`Refusal::SignInFirst`], [`Refusal::ConfirmFirst`]; [`Refusal::NotFound`] for somebody else's.
pub async fn remove_passkey(ctx: &Context, id: PasskeyId) -> Result<(), Fault> {
    ctx.check(Action::Edit, Subject::SignIn, Relation::Own)?;
    ctx.recently_verified()?;
    let account = own_account(ctx).await?;
    retry(async || {
        let tx = ctx.db().begin().await?;
        let removed = Entity::delete_many()
            .filter(C::Id.eq(Uuid::from(id)))
            .filter(C::AccountId.eq(account.id))
            .exec(&*tx)
            .await?;
        if removed.rows_affected != 1 {
            return Err(Refusal::NotFound.into());
        }
        let event = audit::Event {
            action: Deed::RemovePasskey,
            subject: "account",
            subject_id: account.id,
            detail: "",
            patient: None,
            reason: None,
        };
        audit::record(ctx, &tx, event)?;
        tell(ctx, &tx, &account, SecurityChange::PasskeyRemoved).await?;
        tx.commit().await?;
        Ok(())
    })
    .await
}

/// How many were removed.
pub(crate) async fn delete_all(tx: &Tx, account: Uuid) -> Result<u64, Fault> {
    let removed = Entity::delete_many()
        .filter(C::AccountId.eq(account))
        .exec(&**tx)
        .await?;
    Ok(removed.rows_affected)
}
