use domain::{
    ids::{ScheduleId, ServiceId},
    refusal::Refusal,
    slots::{Caps, ServiceRules},
    time::{Interval, Zone},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{
    calendar::stored_interval,
    length::{Given, Length, further_lengths, in_length},
    record,
};
use crate::{
    Broken, Fault,
    db::Tx,
    entity::{appointment, doctor, location, room, schedule, schedule_service, service},
};

/// A service that can be booked with a doctor at a location, in one of its lengths.
#[derive(Clone)]
pub(crate) struct Offer {
    pub schedule: schedule::Model,
    pub doctor: doctor::Model,
    pub location: location::Model,
    /// In the length that is asked about.
    pub service: service::Model,
    /// To choose from; the first is booked where none is chosen.
    pub lengths: Vec<Length>,
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
        Given { service, lengths }: Given,
    ) -> Result<Self, Fault> {
        let zone = Zone::parse(&location.zone).map_err(|_| Broken::Inconsistent("location.zone"))?;
        let rules = rules(&service, &doctor).ok_or(Broken::Inconsistent("service"))?;
        Ok(Self {
            schedule,
            doctor,
            location,
            service,
            lengths,
            zone,
            rules,
        })
    }

    /// In another of its lengths, or in the first where none is wished; `None` for one that is not offered.
    pub fn in_length(&self, minutes: Option<u16>) -> Option<Self> {
        let is_wished = |length: &&Length| minutes.is_none_or(|minutes| i64::from(minutes) == length.minutes);
        let length = self.lengths.iter().find(is_wished)?;
        let mut offer = self.clone();
        offer.rules.duration_minutes = u16::try_from(length.minutes).ok()?;
        offer.service = in_length(offer.service, *length);
        Some(offer)
    }

    /// In the length of a visit that is promised, whatever is offered by now.
    pub fn lasting_as(mut self, visit: &appointment::Model) -> Result<Self, Fault> {
        let minutes = stored_interval(visit.starts_at, visit.ends_at, "appointment")?.minutes();
        self.rules.duration_minutes = u16::try_from(minutes).map_err(|_| Broken::Inconsistent("appointment"))?;
        Ok(self)
    }

    /// Reads it, in the length of `minutes`, or in the first where none is wished.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when there is no such schedule or service, the one does not offer the other, or not in this
    /// length, or the doctor is not active.
    pub async fn load(
        db: &impl ConnectionTrait,
        schedule: ScheduleId,
        service: ServiceId,
        minutes: Option<u16>,
    ) -> Result<Self, Fault> {
        let row = schedule::Entity::find_by_id(Uuid::from(schedule)).one(db).await?;
        let offer = Self::complete(db, row, service, Standing::Offered).await?;
        Ok(offer.in_length(minutes).ok_or(Refusal::NotFound)?)
    }

    /// Reads what was promised to somebody, also where it can be booked no more: the service may be retired since, or given
    /// by others.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when there is no such schedule or service.
    pub async fn load_promised(db: &impl ConnectionTrait, visit: &appointment::Model) -> Result<Self, Fault> {
        let row = schedule::Entity::find_by_id(visit.schedule_id).one(db).await?;
        let offer = Self::complete(db, row, visit.service_id.into(), Standing::Promised).await?;
        offer.lasting_as(visit)
    }

    /// Reads it for a write: its hours do not change until the transaction ends (a change of hours takes the schedule's row
    /// for itself; bookings share it). On SQLite the one writer sees to that.
    ///
    /// # Errors
    /// As [`Offer::load`].
    pub async fn load_for_write(
        tx: &Tx,
        schedule: ScheduleId,
        service: ServiceId,
        minutes: Option<u16>,
    ) -> Result<Self, Fault> {
        let row = schedule::Entity::find_by_id(Uuid::from(schedule))
            .lock_shared()
            .one(&**tx)
            .await?;
        let offer = Self::complete(&**tx, row, service, Standing::Offered).await?;
        let offer = offer.in_length(minutes).ok_or(Refusal::NotFound)?;
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
        let further = further_lengths(db, [service.id]).await?;
        let given = Given::new(service, link.as_ref(), &further);
        let location = location.ok_or(Broken::Inconsistent("schedule.location_id"))?;
        Self::new(schedule, doctor, location, given)
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
