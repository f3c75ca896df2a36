//! Doctors with all that belongs to them, read for many at once.

use std::collections::HashMap;

use domain::directory::{ServiceView, VisitKind};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::{
    Fault,
    booking::{as_given, price},
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
    pub services: HashMap<Uuid, Vec<service::Model>>,
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
        let locations = location::Entity::find().all(db).await?;

        let by_id: HashMap<Uuid, service::Model> = all_services.into_iter().map(|row| (row.id, row)).collect();
        let mut services: HashMap<Uuid, Vec<service::Model>> = HashMap::new();
        for link in links {
            if let Some(service) = by_id.get(&link.service_id) {
                let service = as_given(service.clone(), &link);
                services.entry(link.schedule_id).or_default().push(service);
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

pub(super) fn service_view(row: &service::Model) -> ServiceView {
    ServiceView {
        id: row.id.into(),
        name: row.name.clone(),
        kind: visit_kind(row),
        needs_approval: row.needs_approval,
        duration_minutes: u16::try_from(row.duration_minutes).unwrap_or(u16::MAX),
        price: price(row),
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
