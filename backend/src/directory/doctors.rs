//! Doctors with all that belongs to them, read for many at once.

use std::collections::HashMap;

use domain::directory::{LengthView, ServiceView, VisitKind};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::{
    Fault,
    booking::{Given, Length, further_lengths, money},
    entity::{doctor, location, schedule, schedule_service, service, specialty},
};

/// Doctors, and what they refer to by identifier.
pub(super) struct Doctors {
    pub doctors: Vec<doctor::Model>,
    pub specialties: HashMap<Uuid, specialty::Model>,
    pub locations: HashMap<Uuid, location::Model>,
    /// By doctor.
    pub schedules: HashMap<Uuid, Vec<schedule::Model>>,
    /// By schedule, in the order they are shown.
    pub services: HashMap<Uuid, Vec<Given>>,
}

impl Doctors {
    pub async fn load(db: &impl ConnectionTrait, doctors: Vec<doctor::Model>) -> Result<Self, Fault> {
        let ids = doctors.iter().map(|row| row.id);
        let rows = schedule::Entity::find()
            .filter(schedule::Column::DoctorId.is_in(ids))
            .all(db)
            .await?;
        let links = schedule_service::Entity::find()
            .filter(schedule_service::Column::ScheduleId.is_in(rows.iter().map(|row| row.id)))
            .order_by_asc(schedule_service::Column::Rank)
            .all(db)
            .await?;
        let specialties = doctors.iter().map(|row| row.specialty_id);
        let specialties = specialty::Entity::find()
            .filter(specialty::Column::Id.is_in(specialties))
            .all(db)
            .await?;
        let all_services = service::Entity::find()
            .filter(service::Column::SpecialtyId.is_in(specialties.iter().map(|row| row.id)))
            .filter(service::Column::IsActive.eq(true))
            .all(db)
            .await?;
        let further = further_lengths(db, all_services.iter().map(|row| row.id)).await?;
        let locations = location::Entity::find().all(db).await?;

        let by_id: HashMap<Uuid, service::Model> = all_services.into_iter().map(|row| (row.id, row)).collect();
        let mut services: HashMap<Uuid, Vec<Given>> = HashMap::new();
        for link in links {
            if let Some(service) = by_id.get(&link.service_id) {
                let given = Given::new(service.clone(), Some(&link), &further);
                services.entry(link.schedule_id).or_default().push(given);
            }
        }
        let mut schedules: HashMap<Uuid, Vec<schedule::Model>> = HashMap::new();
        for row in rows {
            schedules.entry(row.doctor_id).or_default().push(row);
        }
        Ok(Self {
            doctors,
            specialties: specialties.into_iter().map(|row| (row.id, row)).collect(),
            locations: locations.into_iter().map(|row| (row.id, row)).collect(),
            schedules,
            services,
        })
    }
}

/// With all of its lengths, whichever the row has.
pub(super) fn service_view(row: &service::Model, lengths: &[Length]) -> ServiceView {
    let view = |length: &Length| LengthView {
        minutes: u16::try_from(length.minutes).unwrap_or(u16::MAX),
        price: money(length.price_minor, row.currency.as_deref()),
    };
    let mut lengths = lengths.iter().map(view);
    let first = lengths.next().unwrap_or(LengthView {
        minutes: u16::try_from(row.duration_minutes).unwrap_or(u16::MAX),
        price: money(row.price_minor, row.currency.as_deref()),
    });
    ServiceView {
        id: row.id.into(),
        name: row.name.clone(),
        kind: visit_kind(row),
        needs_approval: row.needs_approval,
        duration_minutes: first.minutes,
        price: first.price,
        further: lengths.collect(),
    }
}

pub(super) fn visit_kind(row: &service::Model) -> VisitKind {
    VisitKind::from_name(&row.visit_kind).unwrap_or(VisitKind::InPerson)
}

/// Stored comma-separated.
pub(super) fn languages(row: &doctor::Model) -> Vec<String> {
    row.languages
        .split(',')
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}
