use std::sync::Arc;

use domain::{
    ids::{ScheduleId, ServiceId},
    refusal::Refusal,
    slots::{Caps, ServiceRules},
    time::{Interval, Zone},
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{Hours, PatientLimits, PlanVersion, record};
use crate::{
    Broken, Context, Fault,
    db::Tx,
    entity::{doctor, location, room, schedule, schedule_service, service, specialty},
};

/// A service that can be booked with a doctor at a location.
#[derive(Clone)]
pub(crate) struct Offer {
    pub schedule: schedule::Model,
    pub doctor: doctor::Model,
    pub location: location::Model,
    pub service: service::Model,
    /// The name of the doctor's.
    pub specialty: String,
    pub zone: Zone,
    pub rules: ServiceRules,
    /// Whether it can be booked; it could, once.
    is_offered: bool,
    /// Where it was read with it: otherwise a calendar reads it.
    pub hours: Option<Arc<Hours>>,
}

impl Offer {
    /// One that can be booked.
    pub fn new(
        schedule: schedule::Model,
        doctor: doctor::Model,
        location: location::Model,
        service: service::Model,
        specialty: String,
    ) -> Result<Self, Fault> {
        let zone = Zone::parse(&location.zone).map_err(|_| Broken::Inconsistent("location.zone"))?;
        let rules = rules(&service, &doctor).ok_or(Broken::Inconsistent("service"))?;
        Ok(Self {
            schedule,
            doctor,
            location,
            service,
            specialty,
            zone,
            rules,
            is_offered: true,
            hours: None,
        })
    }

    /// Reads it, and keeps it in memory with its hours (see [`plan`](super::plan)).
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when there is no such schedule or service, the one does not offer the other, or the doctor is
    /// not active.
    pub async fn load(ctx: &Context, schedule: ScheduleId, service: ServiceId) -> Result<Self, Fault> {
        let (db, key) = (ctx.db().reader(), (schedule.into(), service.into()));
        let version = PlanVersion::read(db).await?;
        if let Some(kept) = ctx.plan().find_offer(version, key) {
            return Self::clone(&kept).offered();
        }
        let mut offer = Self::read(db, key).await?;
        offer.hours = Some(Arc::new(Hours::read(db, &offer).await?));
        let limits = PatientLimits::load(db).await?;
        if PlanVersion::read(db).await? == version {
            ctx.plan().keep(version, key, Arc::new(offer.clone()), limits);
        }
        offer.offered()
    }

    /// What was promised to somebody, also where it can be booked no more: the service may be retired since, or given by
    /// others.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when there is no such schedule or service.
    pub async fn load_promised(
        ctx: &Context,
        db: &impl ConnectionTrait,
        schedule: ScheduleId,
        service: ServiceId,
    ) -> Result<Self, Fault> {
        let key = (schedule.into(), service.into());
        let version = PlanVersion::read(db).await?;
        match ctx.plan().find_offer(version, key) {
            Some(kept) => Ok(Self::clone(&kept)),
            None => Self::read(db, key).await,
        }
    }

    /// Reads it for a write: its hours do not change until the transaction ends (a change of hours takes the schedule's row
    /// for itself; bookings share it). On SQLite the one writer sees to that.
    ///
    /// # Errors
    /// As [`Offer::load`].
    pub async fn load_for_write(
        ctx: &Context,
        tx: &Tx,
        schedule: ScheduleId,
        service: ServiceId,
    ) -> Result<Self, Fault> {
        if tx.get_database_backend() == DbBackend::Postgres {
            let row = schedule::Entity::find_by_id(Uuid::from(schedule))
                .lock_shared()
                .one(&**tx)
                .await?
                .ok_or(Refusal::NotFound)?;
            record::lock_diary(tx, row.doctor_id).await?;
        }
        let offer = Self::load_promised(ctx, &**tx, schedule, service).await?.offered()?;
        offer.lock_shared(tx).await?;
        Ok(offer)
    }

    fn offered(self) -> Result<Self, Fault> {
        if self.is_offered {
            Ok(self)
        } else {
            Err(Refusal::NotFound.into())
        }
    }

    /// Caps and rooms are shared by bookings of different times, which the schema does not compare: one counts and takes at a
    /// time. Locks are taken in this order everywhere: schedule, doctor, rooms by id, patient.
    async fn lock_shared(&self, tx: &Tx) -> Result<(), Fault> {
        if tx.get_database_backend() != DbBackend::Postgres {
            return Ok(());
        }
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

    async fn read(db: &impl ConnectionTrait, (schedule, service): (Uuid, Uuid)) -> Result<Self, Fault> {
        let schedule = schedule::Entity::find_by_id(schedule)
            .one(db)
            .await?
            .ok_or(Refusal::NotFound)?;
        let link = schedule_service::Entity::find_by_id((schedule.id, service))
            .one(db)
            .await?;
        let service = service::Entity::find_by_id(service).one(db).await?;
        let doctor = doctor::Entity::find_by_id(schedule.doctor_id).one(db).await?;
        let location = location::Entity::find_by_id(schedule.location_id).one(db).await?;
        let (service, doctor) = (service.ok_or(Refusal::NotFound)?, doctor.ok_or(Refusal::NotFound)?);
        let specialty = specialty::Entity::find_by_id(doctor.specialty_id).one(db).await?;
        let specialty = specialty.ok_or(Broken::Inconsistent("doctor.specialty_id"))?;
        let is_offered = link.is_some() && service.is_active && doctor.is_active;
        let service = match link {
            Some(link) => as_given(service, &link),
            None => service,
        };
        let location = location.ok_or(Broken::Inconsistent("schedule.location_id"))?;
        Ok(Self {
            is_offered,
            ..Self::new(schedule, doctor, location, service, specialty.name)?
        })
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
