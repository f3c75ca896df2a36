use super::plan::Plan;
use crate::{Fault, crypto::Keys, db::Tx, entity::seal_all, setup::insert::insert};

/// Writes the plan, tables that others refer to first.
pub(super) async fn write(tx: &Tx, keys: &Keys, plan: Plan) -> Result<(), Fault> {
    insert(tx, plan.locations).await?;
    insert(tx, plan.rooms).await?;
    insert(tx, plan.specialties).await?;
    insert(tx, plan.services).await?;
    insert(tx, plan.lengths).await?;
    insert(tx, seal_all(keys, plan.accounts)?).await?;
    insert(tx, plan.applications).await?;
    insert(tx, plan.doctors).await?;
    insert(tx, seal_all(keys, plan.profiles)?).await?;
    insert(tx, plan.schedules).await?;
    insert(tx, plan.schedule_services).await?;
    insert(tx, plan.weekly_hours).await?;
    insert(tx, plan.overrides).await?;
    insert(tx, plan.time_off).await?;
    insert(tx, plan.closures).await?;
    insert(tx, seal_all(keys, plan.appointments)?).await?;
    insert(tx, seal_all(keys, plan.events)?).await?;
    insert(tx, plan.audit_events).await
}
