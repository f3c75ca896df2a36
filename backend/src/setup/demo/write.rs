use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, Iterable, ModelTrait};

use super::plan::Plan;
use crate::{Fault, db::Tx};

/// SQLite takes 32,766 values in a statement, PostgreSQL twice as many.
const MOST_VALUES: usize = 32_000;

/// Writes the plan, tables that others refer to first.
pub(super) async fn write(tx: &Tx, plan: Plan) -> Result<(), Fault> {
    insert(tx, plan.locations).await?;
    insert(tx, plan.rooms).await?;
    insert(tx, plan.specialties).await?;
    insert(tx, plan.services).await?;
    insert(tx, plan.accounts).await?;
    insert(tx, plan.doctors).await?;
    insert(tx, plan.schedules).await?;
    insert(tx, plan.schedule_services).await?;
    insert(tx, plan.weekly_hours).await?;
    insert(tx, plan.overrides).await?;
    insert(tx, plan.time_off).await?;
    insert(tx, plan.closures).await?;
    insert(tx, plan.appointments).await?;
    insert(tx, plan.events).await?;
    insert(tx, plan.audit_events).await
}

async fn insert<M>(tx: &Tx, rows: Vec<M>) -> Result<(), Fault>
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
