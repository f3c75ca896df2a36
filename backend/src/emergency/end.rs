use domain::{audit::Deed, ids::EmergencyId};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::grant::{self, load_own};
use crate::{Context, Fault, db::retry, entity::emergency_access};

/// Ends one's own access before its time. One that is over stays as it was.
///
/// # Errors
/// `SignInFirst`; `NotFound` alike for somebody else's and for an absent one.
pub async fn end_emergency(ctx: &Context, id: EmergencyId) -> Result<(), Fault> {
    use emergency_access::Column as C;
    retry(async || {
        let tx = ctx.db().begin().await?;
        let grant = load_own(ctx, &*tx, id).await?;
        let now = ctx.now();
        let ended = emergency_access::Entity::update_many()
            .col_expr(C::EndedAt, Expr::value(now.millis()))
            .filter(C::Id.eq(grant.id))
            .filter(C::EndedAt.is_null())
            .filter(C::EndsAt.gt(now.millis()))
            .exec(&*tx)
            .await?;
        if ended.rows_affected > 0 {
            grant::record(ctx, &tx, &grant, Deed::EmergencyEnd)?;
        }
        tx.commit().await?;
        Ok(())
    })
    .await
}
