use std::sync::Arc;

use domain::{
    access::Relation,
    ids::{ScheduleId, ServiceId},
    refusal::Refusal,
    slots::{Caps, ServiceRules},
    time::{Interval, Zone},
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{
    Hours, PatientLimits, PlanVersion,
    calendar::stored_interval,
    length::{Given, Length, further_lengths, in_length},
    record,
};
use crate::{
    Broken, Context, Fault,
    db::Tx,
    entity::{appointment, doctor, location, room, schedule, schedule_service, service, specialty},
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
    /// The name of the doctor's.
    pub specialty: String,
    pub zone: Zone,
    pub rules: ServiceRules,
    /// Whether it can be booked; it could, once.
    is_offered: bool,
    /// Where it was read with it: otherwise a calendar reads it.
    pub hours: Option<Arc<Hours>>,
    /// The clinic's for each patient; likewise.
    pub limits: Option<PatientLimits>,
}

impl Offer {
    /// One that can be booked.
    pub fn new(
        schedule: schedule::Model,
        doctor: doctor::Model,
        location: location::Model,
        Given { service, lengths }: Given,
        specialty: String,
    ) -> Result<Self, Fault> {
        let zone = Zone::parse(&location.zone).map_err(|_| Broken::Inconsistent("location.zone"))?;
        let rules = rules(&service, &doctor).ok_or(Broken::Inconsistent("service"))?;
        Ok(Self {
            schedule,
            doctor,
            location,
            service,
            lengths,
            specialty,
            zone,
            rules,
            is_offered: true,
            hours: None,
            limits: None,
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

    /// As it is booked by somebody with this tie to the patient: the notice binds who books for themselves, not the staff, who
    /// know what the day still holds.
    pub fn booked_by(mut self, relation: Relation) -> Self {
        if relation != Relation::Own {
            self.rules.notice_minutes = 0;
        }
        self
    }

    /// Reads it, and keeps it in memory with its hours (see [`plan`](super::plan)); in the length of `minutes`, or in the
    /// first where none is wished.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when there is no such schedule or service, the one does not offer the other, or not in this
    /// length, or the doctor is not active.
    pub async fn load(
        ctx: &Context,
        schedule: ScheduleId,
        service: ServiceId,
        minutes: Option<u16>,
    ) -> Result<Self, Fault> {
        let (db, key) = (ctx.db().reader(), (schedule.into(), service.into()));
        let version = PlanVersion::read(db).await?;
        if let Some(kept) = ctx.plan().find_offer(version, key) {
            return kept.offered(minutes);
        }
        let mut offer = Self::read(db, key).await?;
        offer.hours = Some(Arc::new(Hours::read(db, &offer).await?));
        offer.limits = Some(PatientLimits::load(db).await?);
        let offer = Arc::new(offer);
        if PlanVersion::read(db).await? == version {
            ctx.plan().keep(version, key, Arc::clone(&offer));
        }
        offer.offered(minutes)
    }

    /// What was promised to somebody, also where it can be booked no more: the service may be retired since, or given by
    /// others.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when there is no such schedule or service.
    pub async fn load_promised(
        ctx: &Context,
        db: &impl ConnectionTrait,
        visit: &appointment::Model,
    ) -> Result<Self, Fault> {
        let offer = Self::find(ctx, db, (visit.schedule_id, visit.service_id)).await?;
        Self::clone(&offer).lasting_as(visit)
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
        minutes: Option<u16>,
    ) -> Result<Self, Fault> {
        if tx.get_database_backend() == DbBackend::Postgres {
            let row = schedule::Entity::find_by_id(Uuid::from(schedule))
                .lock_shared()
                .one(&**tx)
                .await?
                .ok_or(Refusal::NotFound)?;
            record::lock_diary(tx, row.doctor_id).await?;
        }
        let offer = Self::find(ctx, &**tx, (schedule.into(), service.into())).await?;
        let offer = offer.offered(minutes)?;
        offer.lock_shared(tx).await?;
        Ok(offer)
    }

    /// As it is kept, or read; in the first of its lengths, also where it can be booked no more.
    ///
    /// # Errors
    /// [`Refusal::NotFound`] when there is no such schedule or service.
    pub(super) async fn find(ctx: &Context, db: &impl ConnectionTrait, key: (Uuid, Uuid)) -> Result<Arc<Self>, Fault> {
        let version = PlanVersion::read(db).await?;
        match ctx.plan().find_offer(version, key) {
            Some(kept) => Ok(kept),
            None => Self::read(db, key).await.map(Arc::new),
        }
    }

    /// In one of its lengths, if it can be booked.
    fn offered(&self, minutes: Option<u16>) -> Result<Self, Fault> {
        let offer = self.in_length(minutes).filter(|_| self.is_offered);
        offer.ok_or_else(|| Refusal::NotFound.into())
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
        let further = further_lengths(db, [service.id]).await?;
        let given = Given::new(service, link.as_ref(), &further);
        let location = location.ok_or(Broken::Inconsistent("schedule.location_id"))?;
        Ok(Self {
            is_offered,
            ..Self::new(schedule, doctor, location, given, specialty.name)?
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
