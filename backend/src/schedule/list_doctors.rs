use std::collections::HashMap;

use domain::{
    access::{Action, Places, Relation, Subject},
    schedule::Week,
};
use sea_orm::{EntityTrait, QueryOrder};
use uuid::Uuid;

use super::{stored, view::DoctorLine};
use crate::{
    Context, Fault,
    booking::doctor_name,
    entity::{doctor, location, schedule, specialty},
};

/// All doctors by family name, with where and how much they work, for the front desk those at its places; also those who can no longer
/// be booked.
///
/// # Errors
/// `SignInFirst`; `Forbidden` for who may not see the hours of all.
pub async fn list_doctors(ctx: &Context) -> Result<Vec<DoctorLine>, Fault> {
    ctx.actor().signed_in()?;
    ctx.check(Action::Read, Subject::Schedule, Relation::SameLocation)?;
    let db = ctx.db().reader();
    let doctors = doctor::Entity::find()
        .order_by_asc(doctor::Column::FamilyName)
        .order_by_asc(doctor::Column::GivenName)
        .all(db)
        .await?;
    let specialties = specialty::Entity::find().all(db).await?;
    let specialties: HashMap<Uuid, String> = specialties.into_iter().map(|row| (row.id, row.name)).collect();
    let places = location::Entity::find().all(db).await?;
    let places: HashMap<Uuid, String> = places.into_iter().map(|row| (row.id, row.name)).collect();
    let schedules = schedule::Entity::find().all(db).await?;
    let ids: Vec<Uuid> = schedules.iter().map(|row| row.id).collect();
    let weekly = stored::weekly_of(db, &ids).await?;
    let line = |row: &doctor::Model| {
        let own: Vec<&schedule::Model> = schedules.iter().filter(|one| one.doctor_id == row.id).collect();
        let mut locations: Vec<String> = own
            .iter()
            .filter_map(|one| places.get(&one.location_id).cloned())
            .collect();
        locations.sort();
        let weeks = own.iter().filter_map(|one| weekly.get(&one.id));
        DoctorLine {
            slug: row.slug.clone(),
            name: doctor_name(row),
            specialty: specialties.get(&row.specialty_id).cloned().unwrap_or_default(),
            locations,
            weekly_minutes: weeks
                .map(|hours| Week::from_hours(hours.iter().copied()).minutes())
                .sum(),
            is_active: row.is_active,
        }
    };
    let is_at_own_place = |row: &&doctor::Model| {
        let own = ctx.actor().places();
        let works_at_one = |one: &schedule::Model| one.doctor_id == row.id && own.have(one.location_id.into());
        *own == Places::All || schedules.iter().any(works_at_one)
    };
    Ok(doctors.iter().filter(is_at_own_place).map(line).collect())
}
