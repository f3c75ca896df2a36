use std::collections::{BTreeMap, BTreeSet};

use domain::{ids::DoctorId, refusal::Refusal};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect, sea_query::Query};
use uuid::Uuid;

use crate::{
    Context, Fault,
    entity::{doctor, location, schedule},
};

/// How many doctors, or locations, somebody may watch by name.
pub const MOST_WATCHED: usize = 50;

/// Whose days somebody wants to be told of, by slugs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Watch {
    Doctors(Vec<String>),
    /// All who see patients at one of these locations.
    Locations(Vec<String>),
}

/// The doctors of `watch`, each with the slug: of those who can be booked, as their free times are public.
///
/// # Errors
/// `NotFound` when one of them is unknown or cannot be booked, for an unknown location, and for nothing at all.
pub async fn watched_doctors(ctx: &Context, watch: &Watch) -> Result<BTreeMap<DoctorId, String>, Fault> {
    let db = ctx.db().reader();
    let mut query = doctor::Entity::find().filter(doctor::Column::IsActive.eq(true));
    let mut expected = 0;
    match watch {
        Watch::Doctors(slugs) => {
            let mut slugs = slugs.clone();
            slugs.sort();
            slugs.dedup();
            expected = slugs.len().max(1);
            query = query.filter(doctor::Column::Slug.is_in(slugs));
        }
        Watch::Locations(slugs) => {
            let slugs: BTreeSet<&str> = slugs.iter().map(String::as_str).collect();
            let named = location::Entity::find().filter(location::Column::Slug.is_in(slugs.iter().copied()));
            let locations: Vec<Uuid> = named.all(db).await?.into_iter().map(|row| row.id).collect();
            if slugs.is_empty() || locations.len() < slugs.len() {
                return Err(Refusal::NotFound.into());
            }
            let mut there = Query::select();
            there.column(schedule::Column::DoctorId).from(schedule::Entity);
            there.and_where(schedule::Column::LocationId.is_in(locations));
            query = query.filter(doctor::Column::Id.in_subquery(there));
        }
    }
    let columns = query.select_only().columns([doctor::Column::Id, doctor::Column::Slug]);
    let rows: Vec<(Uuid, String)> = columns.into_tuple().all(db).await?;
    if rows.len() < expected {
        return Err(Refusal::NotFound.into());
    }
    Ok(rows.into_iter().map(|(id, slug)| (id.into(), slug)).collect())
}
