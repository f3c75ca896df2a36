use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, Iterable, ModelTrait};

use crate::{Fault, db::Tx};

/// SQLite takes 32,766 values in a statement, PostgreSQL twice as many.
const MOST_VALUES: usize = 32_000;

/// Writes many rows with few statements.
pub(super) async fn insert<M>(tx: &Tx, rows: Vec<M>) -> Result<(), Fault>
where
    M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    <M::Entity as EntityTrait>::ActiveModel: ActiveModelTrait<Entity = M::Entity> + Send,
{
    let columns = <M::Entity as EntityTrait>::Column::iter().count();
    let mut rows = rows.into_iter().map(IntoActiveModel::into_active_model).peekable();
    while rows.peek().is_some() {
        let chunk: Vec<_> = rows.by_ref().take(MOST_VALUES / columns).collect();
        M::Entity::insert_many(chunk).exec_without_returning(&**tx).await?;
    }
    Ok(())
}
