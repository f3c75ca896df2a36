use domain::{
    ids::{ScheduleId, ServiceId},
    refusal::Refusal,
    slots::{Caps, ServiceRules},
    time::{Interval, Zone},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::record;
use crate::{
    Broken, Fault,
    db::Tx,
    entity::{doctor, location, room, schedule, schedule_service, service},
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

/// What is asked of an offer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// It can be booked.
    Offered,
    /// It could, once.
    Promised,
}

impl Offer {
    pub fn new(
        schedule: schedule::Model,
        doctor: doctor::Model,
        location: location::Model,
        service: service::Model,
    ) -> Result<Self, Fault> {
        let zone = Zone::parse(&location.zone).map_err(|_| Broken::Inconsistent("location.zone"))?;
        let rules = rules(&service, &doctor).ok_or(Broken::Inconsistent("service"))?;
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
        Self::complete(db, row, service, Standing::Offered).await
    }

    /// Reads what was promised to somebody, also where it can be booked no more: the service may be retired since, or given
    /// by others.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when there is no such schedule or service.
    pub async fn load_promised(
        db: &impl ConnectionTrait,
        schedule: ScheduleId,
        service: ServiceId,
    ) -> Result<Self, Fault> {
        let row = schedule::Entity::find_by_id(Uuid::from(schedule)).one(db).await?;
        Self::complete(db, row, service, Standing::Promised).await
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
        let offer = Self::complete(&**tx, row, service, Standing::Offered).await?;
        record::lock_diary(tx, offer.doctor.id).await?;
        offer.lock_shared(tx).await?;
        Ok(offer)
    }

    /// Caps and rooms are shared by bookings of different times, which the schema does not compare: one counts and takes at a
    /// time. Locks are taken in this order everywhere: schedule, doctor, rooms by id, patient.
    async fn lock_shared(&self, tx: &Tx) -> Result<(), Fault> {
        if !self.rules.caps.is_none() {
            doctor::Entity::find_by_id(self.doctor.id)
                .lock_exclusive()
                .one(&**tx)
                .await?;
        }
        if let Some(kind) = &self.service.room_kind {
            room::Entity::find()
                .filter(room::Column::LocationId.eq(self.location.id))
                .filter(room::Column::Kind.eq(kind.as_str()))
                .order_by_asc(room::Column::Id)
                .lock_exclusive()
                .all(&**tx)
                .await?;
        }
        Ok(())
    }

    async fn complete(
        db: &impl ConnectionTrait,
        schedule: Option<schedule::Model>,
        service: ServiceId,
        standing: Standing,
    ) -> Result<Self, Fault> {
        let schedule = schedule.ok_or(Refusal::NotFound)?;
        let service = Uuid::from(service);
        let link = schedule_service::Entity::find_by_id((schedule.id, service))
            .one(db)
            .await?;
        let service = service::Entity::find_by_id(service).one(db).await?;
        let doctor = doctor::Entity::find_by_id(schedule.doctor_id).one(db).await?;
        let location = location::Entity::find_by_id(schedule.location_id).one(db).await?;
        let (service, doctor) = (service.ok_or(Refusal::NotFound)?, doctor.ok_or(Refusal::NotFound)?);
        let is_offered = link.is_some() && service.is_active && doctor.is_active;
        if standing == Standing::Offered && !is_offered {
            return Err(Refusal::NotFound.into());
        }
        let service = match link {
            Some(link) => as_given(service, &link),
            None => service,
        };
        let location = location.ok_or(Broken::Inconsistent("schedule.location_id"))?;
        Self::new(schedule, doctor, location, service)
    }

    /// Whether a booking must know how many others there are, or which rooms they have.
    pub fn is_shared(&self) -> bool {
        !self.rules.caps.is_none() || self.service.room_kind.is_some()
    }

    /// The visit with its buffers.
    pub fn blocked(&self, visit: Interval) -> Interval {
        let from = visit.start().plus_minutes(-i64::from(self.rules.buffer_before_minutes));
        let to = visit.end().plus_minutes(i64::from(self.rules.buffer_after_minutes));
        Interval::new(from, to).unwrap_or(visit)
    }
}

/// The service as this schedule gives it: some doctors need another length.
pub(crate) fn as_given(service: service::Model, link: &schedule_service::Model) -> service::Model {
    service::Model {
        duration_minutes: link.duration_minutes.unwrap_or(service.duration_minutes),
        ..service
    }
}

fn rules(service: &service::Model, doctor: &doctor::Model) -> Option<ServiceRules> {
    let cap = |cap: Option<i64>| cap.map(u16::try_from).transpose().ok();
    Some(ServiceRules {
        duration_minutes: u16::try_from(service.duration_minutes).ok()?,
        step_minutes: service.step_minutes.map(u16::try_from).transpose().ok()?,
        buffer_before_minutes: u16::try_from(service.buffer_before_minutes).ok()?,
        buffer_after_minutes: u16::try_from(service.buffer_after_minutes).ok()?,
        notice_minutes: u32::try_from(service.notice_minutes).ok()?,
        horizon_days: u16::try_from(service.horizon_days).ok()?,
        restart_after_busy: service.restart_after_busy,
        caps: Caps {
            of_doctor: cap(doctor.cap_per_day)?,
            of_service: cap(service.cap_per_day)?,
        },
    })
}
