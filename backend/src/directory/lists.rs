use domain::directory::{LocationView, SpecialtyView};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

use crate::{
    Context, Fault,
    booking::{doctor_name, place_view},
    entity::{doctor, location, specialty},
};

/// All specialties, by name.
///
/// # Errors
/// Only when something breaks.
pub async fn list_specialties(ctx: &Context) -> Result<Vec<SpecialtyView>, Fault> {
    let rows = specialty::Entity::find()
        .order_by_asc(specialty::Column::Name)
        .all(ctx.db().reader())
        .await?;
    Ok(rows.into_iter().map(specialty_view).collect())
}

/// All locations, by name.
///
/// # Errors
/// Only when something breaks.
pub async fn list_locations(ctx: &Context) -> Result<Vec<LocationView>, Fault> {
    let rows = location::Entity::find()
        .order_by_asc(location::Column::Name)
        .all(ctx.db().reader())
        .await?;
    Ok(rows.iter().map(location_view).collect())
}

/// A doctor in a list to choose from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoctorName {
    pub slug: String,
    /// "Dr. Amina Okafor"
    pub name: String,
}

/// All doctors by family name, also those who can no longer be booked: their appointments are still there.
///
/// # Errors
/// Only when something breaks.
pub async fn list_doctors(ctx: &Context) -> Result<Vec<DoctorName>, Fault> {
    let by_name = doctor::Entity::find()
        .order_by_asc(doctor::Column::FamilyName)
        .order_by_asc(doctor::Column::GivenName);
    let rows = by_name.all(ctx.db().reader()).await?;
    Ok(rows
        .iter()
        .map(|row| DoctorName {
            slug: row.slug.clone(),
            name: doctor_name(row),
        })
        .collect())
}

/// How many doctors can be booked.
///
/// # Errors
/// Only when something breaks.
pub async fn count_doctors(ctx: &Context) -> Result<u32, Fault> {
    let active = doctor::Entity::find()
        .filter(doctor::Column::IsActive.eq(true))
        .count(ctx.db().reader())
        .await?;
    Ok(u32::try_from(active).unwrap_or(u32::MAX))
}

pub(super) fn specialty_view(row: specialty::Model) -> SpecialtyView {
    SpecialtyView {
        id: row.id.into(),
        slug: row.slug,
        name: row.name,
        summary: row.summary,
        practitioner: row.practitioner,
    }
}

pub(crate) fn location_view(row: &location::Model) -> LocationView {
    LocationView {
        id: row.id.into(),
        slug: row.slug.clone(),
        city: row.city.clone(),
        place: place_view(row),
    }
}
