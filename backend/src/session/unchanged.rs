use domain::account::AccountState;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::{
    Fault,
    db::Tx,
    entity::account::{Column as C, Entity, Model},
};

/// Whether an account may sign in; until `tx` ends nobody changes that.
pub(crate) async fn is_active(tx: &Tx, account: Uuid) -> Result<bool, Fault> {
    let row = Entity::find_by_id(account).lock_shared().one(&**tx).await?;
    Ok(row.is_some_and(|row| row.state == AccountState::Active.name()))
}

/// Whether an account still has the password that was looked at, and may sign in; until `tx` ends nobody changes that. So no
/// session starts by a password that is just being replaced.
pub(super) async fn is_unchanged(tx: &Tx, account: &Model) -> Result<bool, Fault> {
    let row = Entity::find_by_id(account.id)
        .filter(C::PasswordHash.eq(&account.password_hash))
        .lock_shared()
        .one(&**tx)
        .await?;
    Ok(row.is_some_and(|row| row.state == AccountState::Active.name()))
}
