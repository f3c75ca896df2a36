use domain::{access::Action, audit::Deed, ids::AccountId, refusal::Refusal, version::Version};

use super::ground;
use crate::{Context, Fault, account::tell, db::retry, notification::SecurityChange, passkey, session};

/// Removes all passkeys of somebody who has lost them, and signs the person out everywhere. They sign in with their password, and
/// their app where there is one; staff who need two factors set one up then.
///
/// # Errors
/// `SignInFirst`, `Forbidden` also for one's own account, `ConfirmFirst`; `NotFound`; `Stale` when the account changed since it was
/// seen, or has none.
pub async fn remove_passkeys(ctx: &Context, id: AccountId, version: Version) -> Result<(), Fault> {
    ground::check(ctx, Action::Bar, id)?;
    ctx.recently_verified()?;
    retry(async || {
        let tx = ctx.db().begin().await?;
        let row = ground::take(&tx, id, version).await?;
        if passkey::delete_all(&tx, row.id).await? == 0 {
            return Err(Refusal::Stale.into());
        }
        session::end_sessions(&tx, row.id, None).await?;
        tell(ctx, &tx, &row.clone().open(ctx.keys())?, SecurityChange::PasskeyRemoved).await?;
        ground::record(ctx, &tx, Deed::RemovePasskeys, row.id, "")?;
        Ok(tx.commit().await?)
    })
    .await
}
