use domain::{account::EmailAddress, refusal::Refusal};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};

use crate::{
    Context, Fault,
    db::{Tx, retry},
    entity::sign_in_tries::{ActiveModel, Column as C, Entity},
};

/// How many passwords may be tried for an address in [`WINDOW_MINUTES`].
const TRIES: i64 = 10;
/// From the first try on.
pub(crate) const WINDOW_MINUTES: i64 = 15;

/// Takes one of the tries of an address, before its password is looked at: however many come at once, no more are.
/// Addresses without an account have as many, so that this tells nothing (ASVS 5.0, 6.3.1).
pub(super) async fn count_try(ctx: &Context, address: &EmailAddress) -> Result<(), Fault> {
    let hash = hash(ctx, address);
    retry(async || {
        let now = ctx.now();
        let tx = ctx.db().begin().await?;
        Entity::delete_many()
            .filter(C::AddressHash.eq(&hash))
            .filter(C::Since.lte(now.plus_minutes(-WINDOW_MINUTES).millis()))
            .exec(&*tx)
            .await?;
        let first = ActiveModel {
            address_hash: Set(hash.clone()),
            tries: Set(0),
            since: Set(now.millis()),
        };
        Entity::insert(first)
            .on_conflict_do_nothing_on([C::AddressHash])
            .exec_without_returning(&*tx)
            .await?;
        let counted = Entity::update_many()
            .col_expr(C::Tries, Expr::col(C::Tries).add(1))
            .filter(C::AddressHash.eq(&hash))
            .filter(C::Tries.lt(TRIES))
            .exec(&*tx)
            .await?;
        if counted.rows_affected == 0 {
            return Err(used_up(ctx, &tx, &hash).await?.into());
        }
        tx.commit().await?;
        Ok(())
    })
    .await
}

/// Gives an address its tries back, once its password was right.
pub(super) async fn release(ctx: &Context, tx: &Tx, address: &EmailAddress) -> Result<(), Fault> {
    Entity::delete_by_id(hash(ctx, address)).exec(&**tx).await?;
    Ok(())
}

async fn used_up(ctx: &Context, tx: &Tx, hash: &str) -> Result<Refusal, Fault> {
    let row = Entity::find_by_id(hash).one(&**tx).await?;
    let since = row.map_or(ctx.now().millis(), |row| row.since);
    let left = since + WINDOW_MINUTES * 60_000 - ctx.now().millis();
    // Rounded up: after as many seconds there are tries again.
    let retry_after_secs = u32::try_from((left + 999) / 1000).unwrap_or(0);
    Ok(Refusal::TooManyTries { retry_after_secs })
}

/// Keyed, so that nobody who has the table finds out an address by trying.
fn hash(ctx: &Context, address: &EmailAddress) -> String {
    ctx.keys().index("sign_in_tries", "address_hash", address.as_str())
}
