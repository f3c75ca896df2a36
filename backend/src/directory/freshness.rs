//! Finds out which appointments were written since it was looked, whatever process wrote them. What changed of all that is
//! planned, the plan's version tells ([`PlanVersion`](crate::booking::PlanVersion)).

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::{Fault, entity::appointment};

/// An appointment that was written.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub(super) struct Written {
    pub id: Uuid,
    pub version: i64,
    pub doctor_id: Uuid,
    pub location_id: Uuid,
}

/// The appointments written at `since` or later, in epoch milliseconds.
pub(super) async fn list_written(db: &impl ConnectionTrait, since: i64) -> Result<Vec<Written>, Fault> {
    use appointment::Column as C;
    let written = appointment::Entity::find()
        .select_only()
        .columns([C::Id, C::Version, C::DoctorId, C::LocationId])
        .filter(C::UpdatedAt.gte(since));
    Ok(written.into_model().all(db).await?)
}
