//! Whose appointments were written since it was looked, whatever process wrote them. What changed of all that is planned, the
//! plan's version tells ([`PlanVersion`](super::PlanVersion)).

use std::collections::HashMap;

use domain::time::Instant;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::{Fault, entity::appointment};

/// An appointment is seen this long after the time it says that it was written: the longest that a write takes, and what the
/// clocks of two servers may differ.
const LATE_MINUTES: i64 = 1;

/// What was found written, for what is kept in memory to be compared with.
#[derive(Default)]
pub(crate) struct Freshness {
    /// When it was last asked what changed.
    asked_at: Option<Instant>,
    /// Versions of the appointments that were written lately and are taken into account.
    seen: HashMap<Uuid, i64>,
    /// Rises each time that it is asked what changed.
    epoch: u64,
    /// The epoch in which somebody's appointments were last found written: of a doctor, and at a location (for its rooms).
    doctors: HashMap<Uuid, u64>,
    locations: HashMap<Uuid, u64>,
}

/// An appointment that was written.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub(crate) struct Written {
    pub id: Uuid,
    pub version: i64,
    pub doctor_id: Uuid,
    pub location_id: Uuid,
}

impl Freshness {
    /// From when on [`list_written`] is to be asked.
    pub fn since(&self, now: Instant) -> Instant {
        self.asked_at.unwrap_or(now).min(now).plus_minutes(-LATE_MINUTES)
    }

    /// Marks whose appointments were written, as asked at `now`. What is read from here on has them in it.
    pub fn take_in(&mut self, written: Vec<Written>, now: Instant) {
        self.epoch += 1;
        let mut seen = HashMap::with_capacity(written.len());
        for row in written {
            if self.seen.get(&row.id) != Some(&row.version) {
                self.doctors.insert(row.doctor_id, self.epoch);
                self.locations.insert(row.location_id, self.epoch);
            }
            seen.insert(row.id, row.version);
        }
        self.seen = seen;
        self.asked_at = Some(now);
    }

    pub fn epoch(&self) -> u64 {
        self.epoch
    }

    /// Begins another, for something else that changed.
    pub fn next_epoch(&mut self) -> u64 {
        self.epoch += 1;
        self.epoch
    }

    /// Whether appointments of the doctor, or in the rooms of the location, were written after `epoch`.
    pub fn is_written(&self, epoch: u64, doctor: Uuid, rooms_of: Option<Uuid>) -> bool {
        let is_after = |of: Option<&u64>| of.is_some_and(|written| *written > epoch);
        is_after(self.doctors.get(&doctor)) || rooms_of.is_some_and(|location| is_after(self.locations.get(&location)))
    }
}

/// The appointments written at `since` or later; `most` of them.
pub(crate) async fn list_written(
    db: &impl ConnectionTrait,
    since: Instant,
    most: Option<u64>,
) -> Result<Vec<Written>, Fault> {
    use appointment::Column as C;
    let written = appointment::Entity::find()
        .select_only()
        .columns([C::Id, C::Version, C::DoctorId, C::LocationId])
        .filter(C::UpdatedAt.gte(since.millis()))
        .limit(most);
    Ok(written.into_model().all(db).await?)
}
