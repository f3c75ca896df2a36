use domain::{
    directory::{DoctorView, ScheduleView},
    refusal::Refusal,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{
    doctors::{Doctors, languages, service_view},
    lists::{location_view, specialty_view},
};
use crate::{Broken, Context, Fault, booking::doctor_name, entity::doctor};

/// A doctor's public page.
///
/// # Errors
/// `NotFound` for an unknown doctor and for one who cannot be booked.
pub async fn get_doctor(ctx: &Context, slug: &str) -> Result<DoctorView, Fault> {
    let db = ctx.db().reader();
    let row = doctor::Entity::find()
        .filter(doctor::Column::Slug.eq(slug))
        .filter(doctor::Column::IsActive.eq(true))
        .one(db)
        .await?
        .ok_or(Refusal::NotFound)?;
    let mut all = Doctors::load(db, vec![row.clone()]).await?;
    let specialty = all
        .specialties
        .remove(&row.specialty_id)
        .ok_or(Broken::Inconsistent("doctor.specialty_id"))?;
    let schedules = all.schedules.remove(&row.id).unwrap_or_default();
    let mut schedules: Vec<ScheduleView> = schedules
        .iter()
        .filter_map(|schedule| {
            let services = all.services.get(&schedule.id)?;
            let location = all.locations.get(&schedule.location_id)?;
            let services = services
                .iter()
                .map(|given| service_view(&given.service, &given.lengths));
            Some(ScheduleView {
                id: schedule.id.into(),
                location: location_view(location),
                services: services.collect(),
            })
        })
        .collect();
    if schedules.is_empty() {
        return Err(Refusal::NotFound.into());
    }
    schedules.sort_by(|one, other| one.location.place.name.cmp(&other.location.place.name));
    Ok(DoctorView {
        id: row.id.into(),
        name: doctor_name(&row),
        languages: languages(&row),
        photo: row.photo,
        slug: row.slug,
        specialty: specialty_view(specialty),
        qualifications: row.qualifications,
        about: row.about,
        schedules,
    })
}
