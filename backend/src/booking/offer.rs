use domain::{
    ids::{ScheduleId, ServiceId},
    refusal::Refusal,
    slots::ServiceRules,
    time::{Interval, Zone},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use crate::{
    Broken, Fault,
    db::Tx,
    entity::{doctor, location, schedule, schedule_service, service},
};

/// A service that can be booked with a doctor at a location.
#[derive(Clone)]
pub(crate) struct Offer {
    pub schedule: schedule::Model,
    pub doctor: doctor::Model,
    pub location: location::Model,
    pub service: service::Model,
    pub zone: Zone,
    pub rules: ServiceRules,
}

impl Offer {
    pub fn new(
        schedule: schedule::Model,
        doctor: doctor::Model,
        location: location::Model,
        service: service::Model,
    ) -> Result<Self, Fault> {
        let zone = Zone::parse(&location.zone).map_err(|_| Broken::Inconsistent("location.zone"))?;
        let rules = rules(&service).ok_or(Broken::Inconsistent("service"))?;
        Ok(Self {
            schedule,
            doctor,
            location,
            service,
            zone,
            rules,
        })
    }

    /// Reads it.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when there is no such schedule or service, the one does not offer the other, or the doctor is
    /// not active.
    pub async fn load(db: &impl ConnectionTrait, schedule: ScheduleId, service: ServiceId) -> Result<Self, Fault> {
        let row = schedule::Entity::find_by_id(Uuid::from(schedule)).one(db).await?;
        Self::complete(db, row, service).await
    }

    /// Reads it for a write: its hours do not change until the transaction ends (a change of hours takes the schedule's row
    /// for itself; bookings share it). On SQLite the one writer sees to that.
    ///
    /// # Errors
    /// As [`Offer::load`].
    pub async fn load_for_write(tx: &Tx, schedule: ScheduleId, service: ServiceId) -> Result<Self, Fault> {
        let row = schedule::Entity::find_by_id(Uuid::from(schedule))
            .lock_shared()
            .one(&**tx)
            .await?;
        Self::complete(&**tx, row, service).await
    }

    async fn complete(
        db: &impl ConnectionTrait,
        schedule: Option<schedule::Model>,
        service: ServiceId,
    ) -> Result<Self, Fault> {
        let schedule = schedule.ok_or(Refusal::NotFound)?;
        let service = Uuid::from(service);
        let is_offered = schedule_service::Entity::find_by_id((schedule.id, service))
            .one(db)
            .await?
            .is_some();
        if !is_offered {
            return Err(Refusal::NotFound.into());
        }
        let service = service::Entity::find_by_id(service)
            .one(db)
            .await?
            .ok_or(Refusal::NotFound)?;
        let is_active = doctor::Column::IsActive.eq(true);
        let doctor = doctor::Entity::find_by_id(schedule.doctor_id)
            .filter(is_active)
            .one(db)
            .await?;
        let location = location::Entity::find_by_id(schedule.location_id).one(db).await?;
        Self::new(
            schedule,
            doctor.ok_or(Refusal::NotFound)?,
            location.ok_or(Broken::Inconsistent("schedule.location_id"))?,
            service,
        )
    }

    /// The visit with its buffers.
    pub fn blocked(&self, visit: Interval) -> Interval {
        let from = visit.start().plus_minutes(-i64::from(self.rules.buffer_before_minutes));
        let to = visit.end().plus_minutes(i64::from(self.rules.buffer_after_minutes));
        Interval::new(from, to).unwrap_or(visit)
    }
}

fn rules(service: &service::Model) -> Option<ServiceRules> {
    Some(ServiceRules {
        duration_minutes: u16::try_from(service.duration_minutes).ok()?,
        step_minutes: service.step_minutes.map(u16::try_from).transpose().ok()?,
        buffer_before_minutes: u16::try_from(service.buffer_before_minutes).ok()?,
        buffer_after_minutes: u16::try_from(service.buffer_after_minutes).ok()?,
        notice_minutes: u32::try_from(service.notice_minutes).ok()?,
        horizon_days: u16::try_from(service.horizon_days).ok()?,
        restart_after_busy: service.restart_after_busy,
    })
}
