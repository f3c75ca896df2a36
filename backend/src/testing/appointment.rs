use domain::{
    audit::Deed,
    time::{TimeLabel, Zone},
};
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use super::{World, instant};
use crate::{
    Context, Fault, audit,
    entity::{Sealed, appointment, appointment_event, location},
};

/// An appointment to write past all use cases, with its row in the audit trail. Times are minutes from Monday 23 November
/// 2026, 10:00 in London.
///
/// [`new`](Self::new) is a confirmed visit of the first patient to the first doctor, 30 minutes without buffers.
#[derive(Clone, Copy, Debug)]
pub struct AppointmentRow {
    number: u128,
    doctor: usize,
    patient: Option<usize>,
    status: &'static str,
    visit: (i64, i64),
    buffers: (i64, i64),
}

impl AppointmentRow {
    /// The number is its id.
    pub const fn new(number: u128) -> Self {
        Self {
            number,
            doctor: 0,
            patient: Some(0),
            status: "confirmed",
            visit: (0, 30),
            buffers: (0, 0),
        }
    }

    pub const fn id(self) -> Uuid {
        Uuid::from_u128(self.number)
    }

    pub const fn doctor(self, doctor: usize) -> Self {
        Self { doctor, ..self }
    }

    pub const fn patient(self, patient: usize) -> Self {
        Self {
            patient: Some(patient),
            ..self
        }
    }

    pub const fn nobody(self) -> Self {
        Self { patient: None, ..self }
    }

    pub const fn status(self, status: &'static str) -> Self {
        Self { status, ..self }
    }

    pub const fn from_to(self, from: i64, to: i64) -> Self {
        Self {
            visit: (from, to),
            ..self
        }
    }

    pub const fn buffers(self, before: i64, after: i64) -> Self {
        Self {
            buffers: (before, after),
            ..self
        }
    }

    /// # Errors
    /// What a use case would get from the same write.
    pub async fn insert(self, world: &World) -> Result<(), Fault> {
        let ten = instant("2026-11-23T10:00:00Z");
        let (start, end) = (ten.plus_minutes(self.visit.0), ten.plus_minutes(self.visit.1));
        let doctor = &world.clinic.doctors[self.doctor];
        let patient = self.patient.map(|number| world.clinic.patients[number].account);
        let is_held = self.status == "held";

        let tx = world.core.db.begin().await?;
        let location = location::Entity::find_by_id(Uuid::from(doctor.location));
        let zone = location.one(&*tx).await?.expect("the doctor's place").zone;
        let label = TimeLabel::new(start, &Zone::parse(&zone).expect("a time zone"));
        let row = appointment::Model {
            id: self.id(),
            version: 1,
            status: self.status.to_owned(),
            patient_id: patient.map(Uuid::from),
            doctor_id: doctor.id.into(),
            schedule_id: doctor.schedule.into(),
            location_id: doctor.location.into(),
            service_id: doctor.service.into(),
            starts_at: start.millis(),
            ends_at: end.millis(),
            blocked_from: start.plus_minutes(-self.buffers.0).millis(),
            blocked_to: end.plus_minutes(self.buffers.1).millis(),
            local_start: format!("{}T{}", label.iso_date(), label.time()),
            zone,
            hold_expires_at: is_held.then(|| end.millis()),
            holder_hash: is_held.then(|| "hash".to_owned()),
            reason: patient.map(|_| "A mole has changed".to_owned()),
            cancel_reason: None,
            cancel_code: None,
            idempotency_key: None,
            room_id: None,
            overbook_reason: None,
            request_lapses_at: (self.status == "requested").then(|| start.plus_minutes(30 * 24 * 60).millis()),
            price_minor: Some(9000),
            currency: Some("GBP".to_owned()),
            created_at: 0,
            updated_at: 0,
            remind_at: None,
            attendance_confirmed_at: None,
        };
        let insert = appointment::Entity::insert(row.seal(world.core.settings.keys.as_ref())?.into_active_model());
        insert.exec_without_returning(&*tx).await?;
        if !is_held && self.status != "expired" {
            let history = appointment_event::ActiveModel {
                id: Set(self.id()),
                appointment_id: Set(self.id()),
                version: Set(1),
                at: Set(0),
                kind: Set("confirm".to_owned()),
                actor: Set("system".to_owned()),
                account_id: Set(None),
                status: Set(self.status.to_owned()),
                starts_at: Set(start.millis()),
                moved_from: Set(None),
                reason: Set(None),
            };
            appointment_event::Entity::insert(history)
                .exec_without_returning(&*tx)
                .await?;
        }
        let event = audit::Event {
            action: Deed::Import,
            subject: "appointment",
            subject_id: self.id(),
            detail: self.status,
            patient: None,
            reason: None,
        };
        audit::record(&Context::system(world.core.clone()), &tx, event)?;
        Ok(tx.commit().await?)
    }
}
