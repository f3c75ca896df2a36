use std::collections::HashMap;

use domain::{
    access::Action,
    ids::{ScheduleId, ServiceId},
    refusal::Refusal,
    version::Version,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::ground;
use crate::{
    Broken, Context, Fault,
    booking::{Given, doctor_name, further_lengths},
    entity::{doctor, location, schedule, schedule_service, service, specialty},
};

/// What a doctor offers, place by place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoctorOffers {
    pub slug: String,
    pub name: String,
    /// Of the doctor.
    pub version: Version,
    pub specialty: String,
    pub is_active: bool,
    pub cap_per_day: Option<i64>,
    pub schedules: Vec<ScheduleOffers>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScheduleOffers {
    pub schedule: ScheduleId,
    pub version: Version,
    pub place: String,
    /// In the order in which patients see them.
    pub services: Vec<OfferLine>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferLine {
    pub service: ServiceId,
    pub name: String,
    /// In minutes, as this doctor gives it.
    pub lengths: Vec<i64>,
    pub has_own_duration: bool,
    pub is_active: bool,
}

/// One doctor's.
///
/// # Errors
/// `SignInFirst`, `Forbidden`, `NotFound`.
pub async fn get_doctor_offers(ctx: &Context, slug: &str) -> Result<DoctorOffers, Fault> {
    ground::check(ctx, Action::Read)?;
    let db = ctx.db().reader();
    let row = doctor::Entity::find()
        .filter(doctor::Column::Slug.eq(slug))
        .one(db)
        .await?;
    let row = row.ok_or(Refusal::NotFound)?;
    let specialty = specialty::Entity::find_by_id(row.specialty_id).one(db).await?;
    let schedules = schedule::Entity::find()
        .filter(schedule::Column::DoctorId.eq(row.id))
        .all(db)
        .await?;
    let links = schedule_service::Entity::find()
        .filter(schedule_service::Column::ScheduleId.is_in(schedules.iter().map(|row| row.id)))
        .order_by_asc(schedule_service::Column::Rank)
        .order_by_asc(schedule_service::Column::ServiceId)
        .all(db)
        .await?;
    let services = service::Entity::find()
        .filter(service::Column::Id.is_in(links.iter().map(|link| link.service_id)))
        .all(db)
        .await?;
    let services: HashMap<Uuid, service::Model> = services.into_iter().map(|row| (row.id, row)).collect();
    let further = further_lengths(db, services.keys().copied()).await?;
    let locations = location::Entity::find().all(db).await?;
    let locations: HashMap<Uuid, String> = locations.into_iter().map(|row| (row.id, row.name)).collect();

    let mut offers: Vec<ScheduleOffers> = Vec::with_capacity(schedules.len());
    for schedule in schedules {
        let own = links.iter().filter(|link| link.schedule_id == schedule.id);
        let line = |link: &schedule_service::Model| {
            let service = services.get(&link.service_id)?;
            let lengths = Given::new(service.clone(), Some(link), &further).lengths;
            Some(OfferLine {
                service: service.id.into(),
                name: service.name.clone(),
                lengths: lengths.iter().map(|length| length.minutes).collect(),
                has_own_duration: link.duration_minutes.is_some(),
                is_active: service.is_active,
            })
        };
        offers.push(ScheduleOffers {
            schedule: schedule.id.into(),
            version: Version::new(schedule.version),
            place: locations
                .get(&schedule.location_id)
                .cloned()
                .ok_or(Broken::Inconsistent("schedule.location_id"))?,
            services: own.filter_map(line).collect(),
        });
    }
    offers.sort_by(|one, other| one.place.cmp(&other.place));
    Ok(DoctorOffers {
        name: doctor_name(&row),
        version: Version::new(row.version),
        specialty: specialty.map(|row| row.name).unwrap_or_default(),
        is_active: row.is_active,
        cap_per_day: row.cap_per_day,
        slug: row.slug,
        schedules: offers,
    })
}
