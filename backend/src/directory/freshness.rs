//! Finds out what changed in the database since it was looked at, whatever process changed it.
//!
//! Nothing is told: two short questions are asked before each search. One is about all that is planned and seldom changed;
//! a different answer means that anything may have changed. The other lists the appointments that were written lately.

use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, Statement};
use uuid::Uuid;

use crate::{Fault, entity::appointment};

/// How things stand that are planned: numbers of rows and of changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stamp(Vec<(i64, i64)>);

/// An appointment that was written.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub(super) struct Written {
    pub id: Uuid,
    pub version: i64,
    pub doctor_id: Uuid,
    pub location_id: Uuid,
}

/// Every change of a row raises its version; where rows have none, they are only added and removed, and their content is
/// summed up.
const STAMP: &str = "
SELECT 1 AS part, COUNT(*) AS rows_there, CAST(COALESCE(SUM(version), 0) AS BIGINT) AS sum_there FROM doctor
UNION ALL SELECT 2, COUNT(*), CAST(COALESCE(SUM(version), 0) AS BIGINT) FROM schedule
UNION ALL SELECT 3, COUNT(*), CAST(COALESCE(SUM(version), 0) AS BIGINT) FROM service
UNION ALL SELECT 4, COUNT(*), CAST(COALESCE(SUM(version), 0) AS BIGINT) FROM location
UNION ALL SELECT 5, COUNT(*), CAST(COALESCE(SUM(version), 0) AS BIGINT) FROM room
UNION ALL SELECT 6, COUNT(*), CAST(COALESCE(SUM(rank + 97 * COALESCE(duration_minutes, 0)), 0) AS BIGINT) FROM schedule_service
UNION ALL SELECT 7, COUNT(*), CAST(COALESCE(SUM(ends_at + 3 * (starts_at % 86400000)), 0) AS BIGINT) FROM time_off
UNION ALL SELECT 8, COUNT(*), CAST(COALESCE(SUM(ends_at + 3 * (starts_at % 86400000)), 0) AS BIGINT) FROM site_closure
UNION ALL SELECT 9, COUNT(*), CAST(COALESCE(SUM(end_minute + 3 * start_minute), 0) AS BIGINT) FROM hours_override
UNION ALL SELECT 10, COUNT(*), CAST(COALESCE(SUM(LENGTH(name) + LENGTH(summary)), 0) AS BIGINT) FROM specialty
UNION ALL SELECT 11, COUNT(*), CAST(COALESCE(SUM(minutes + 97 * COALESCE(price_minor, -1)), 0) AS BIGINT) FROM service_length
ORDER BY part";

impl Stamp {
    pub async fn read(db: &impl ConnectionTrait) -> Result<Self, Fault> {
        let rows = db
            .query_all_raw(Statement::from_string(db.get_database_backend(), STAMP))
            .await?;
        let parts = rows
            .into_iter()
            .map(|row| Ok((row.try_get("", "rows_there")?, row.try_get("", "sum_there")?)));
        Ok(Self(parts.collect::<Result<_, sea_orm::DbErr>>()?))
    }
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
