use domain::{access::Action, audit::Deed, ids::ServiceId, refusal::Refusal, version::Version};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::ground;
use crate::{
    Context, Fault,
    db::{Tx, retry},
    entity::{appointment, service},
};

/// Takes a service out of what can be booked.
#[derive(Clone, Debug)]
pub struct RetireService {
    pub service: ServiceId,
    pub version: Version,
    /// How many appointments to come the person was told of: they stand.
    pub upcoming_seen: u64,
}

/// Puts it back.
#[derive(Clone, Debug)]
pub struct RestoreService {
    pub service: ServiceId,
    pub version: Version,
}

/// Nobody can book it any more; its appointments stand, and so do the doctors who give it, for when it comes back.
///
/// # Errors
/// `SignInFirst`, `Forbidden`, `NotFound`; `Stale` when it changed, or when there are more or fewer appointments than the
/// person was told.
pub async fn retire_service(ctx: &Context, input: &RetireService) -> Result<(), Fault> {
    ground::check(ctx, Action::Edit)?;
    retry(async || {
        let tx = ctx.db().begin().await?;
        let id = Uuid::from(input.service);
        ground::lock_schedules_of(&tx, id).await?;
        let of_service = Condition::all().add(appointment::Column::ServiceId.eq(id));
        let upcoming = ground::count_upcoming(ctx, &*tx, of_service).await?;
        if upcoming != input.upcoming_seen {
            return Err(Refusal::Stale.into());
        }
        set_active(&tx, id, input.version, false).await?;
        let detail = format!("{upcoming} appointments stand");
        ground::record(ctx, &tx, Deed::Retire, ("service", id), &detail).await?;
        Ok(tx.commit().await?)
    })
    .await
}

/// It can be booked again with the doctors who gave it.
///
/// # Errors
/// `SignInFirst`, `Forbidden`, `NotFound`, `Stale`.
pub async fn restore_service(ctx: &Context, input: &RestoreService) -> Result<(), Fault> {
    ground::check(ctx, Action::Edit)?;
    retry(async || {
        let tx = ctx.db().begin().await?;
        let id = Uuid::from(input.service);
        set_active(&tx, id, input.version, true).await?;
        ground::record(ctx, &tx, Deed::Restore, ("service", id), "").await?;
        Ok(tx.commit().await?)
    })
    .await
}

async fn set_active(tx: &Tx, id: Uuid, seen: Version, is_active: bool) -> Result<(), Fault> {
    use service::Column as C;
    let row = service::Entity::find_by_id(id).one(&**tx).await?;
    let row = row.ok_or(Refusal::NotFound)?;
    ground::check_version(seen, row.version)?;
    if row.is_active == is_active {
        return Err(Refusal::Stale.into());
    }
    let touched = service::Entity::update_many()
        .col_expr(C::IsActive, Expr::value(is_active))
        .col_expr(C::Version, Expr::col(C::Version).add(1))
        .filter(C::Id.eq(id))
        .filter(C::Version.eq(seen.number()))
        .exec(&**tx)
        .await?;
    ground::one_row(touched.rows_affected)
}
