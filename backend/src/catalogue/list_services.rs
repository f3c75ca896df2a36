use std::collections::{BTreeSet, HashMap};

use domain::{access::Action, directory::VisitKind, ids::ServiceId, money::Money};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::ground;
use crate::{
    Context, Fault,
    booking::{Given, Length, further_lengths, money},
    directory::contains,
    entity::{location, schedule, schedule_service, service, specialty},
};

/// Which services are listed.
#[derive(Clone, Debug, Default)]
pub struct ServiceFilter {
    /// A slug; all where empty or unknown.
    pub specialty: String,
    pub state: ServiceState,
    /// Part of the name.
    pub words: String,
    /// From 1.
    pub page: u16,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ServiceState {
    #[default]
    Active,
    Retired,
    All,
}

/// A page of services, by specialty and name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceList {
    pub total: usize,
    pub page: u16,
    pub pages: u16,
    pub rows: Vec<ServiceLine>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceLine {
    pub id: ServiceId,
    pub name: String,
    pub specialty: String,
    /// In minutes; the first is booked where none is chosen.
    pub lengths: Vec<i64>,
    pub visit_kind: Option<VisitKind>,
    pub needs_approval: bool,
    pub price: Option<Money>,
    pub is_active: bool,
    /// How many doctors give it; one at two places counts twice.
    pub doctors: usize,
    /// The names of the places where it is given, in order.
    pub places: Vec<String>,
}

const PER_PAGE: usize = 25;
const MOST_WORDS: usize = 5;

/// The services that fit.
///
/// # Errors
/// `SignInFirst`, `Forbidden`.
pub async fn list_services(ctx: &Context, filter: &ServiceFilter) -> Result<ServiceList, Fault> {
    ground::check(ctx, Action::Read)?;
    let db = ctx.db().reader();
    let specialties = specialty::Entity::find().all(db).await?;
    let chosen = specialties.iter().find(|row| row.slug == filter.specialty);
    let mut query = service::Entity::find();
    if let Some(chosen) = chosen {
        query = query.filter(service::Column::SpecialtyId.eq(chosen.id));
    }
    match filter.state {
        ServiceState::Active => query = query.filter(service::Column::IsActive.eq(true)),
        ServiceState::Retired => query = query.filter(service::Column::IsActive.eq(false)),
        ServiceState::All => {}
    }
    for word in filter.words.split_whitespace().take(MOST_WORDS) {
        query = query.filter(contains(service::Column::Name, word));
    }
    let names: HashMap<Uuid, String> = specialties.into_iter().map(|row| (row.id, row.name)).collect();
    // A clinic has some hundreds at most, which are sorted here by a name of another table.
    let mut all = query.all(db).await?;
    all.sort_by(|one, other| {
        let key = |row: &service::Model| (names.get(&row.specialty_id).cloned(), row.name.to_lowercase(), row.id);
        key(one).cmp(&key(other))
    });
    let total = all.len();
    let pages = total.div_ceil(PER_PAGE).max(1);
    let page = usize::from(filter.page).clamp(1, pages);
    let rows: Vec<service::Model> = all.into_iter().skip((page - 1) * PER_PAGE).take(PER_PAGE).collect();

    let ids = rows.iter().map(|row| row.id);
    let links = schedule_service::Entity::find()
        .filter(schedule_service::Column::ServiceId.is_in(ids))
        .all(db)
        .await?;
    let schedules = schedule::Entity::find()
        .filter(schedule::Column::Id.is_in(links.iter().map(|link| link.schedule_id)))
        .all(db)
        .await?;
    let locations = location::Entity::find().all(db).await?;
    let cities: HashMap<Uuid, String> = locations.into_iter().map(|row| (row.id, row.name)).collect();
    let places: HashMap<Uuid, &String> = schedules
        .iter()
        .filter_map(|row| Some((row.id, cities.get(&row.location_id)?)))
        .collect();
    let further = further_lengths(db, rows.iter().map(|row| row.id)).await?;
    let line = |row: service::Model| {
        let lengths = Given::new(row.clone(), None, &further).lengths;
        let given = links.iter().filter(|link| link.service_id == row.id);
        let at: BTreeSet<&String> = given
            .clone()
            .filter_map(|link| places.get(&link.schedule_id).copied())
            .collect();
        ServiceLine {
            id: row.id.into(),
            specialty: names.get(&row.specialty_id).cloned().unwrap_or_default(),
            lengths: lengths.iter().map(|length: &Length| length.minutes).collect(),
            visit_kind: VisitKind::from_name(&row.visit_kind),
            needs_approval: row.needs_approval,
            price: money(row.price_minor, row.currency.as_deref()),
            is_active: row.is_active,
            doctors: given.count(),
            places: at.into_iter().cloned().collect(),
            name: row.name,
        }
    };
    Ok(ServiceList {
        total,
        page: u16::try_from(page).unwrap_or(u16::MAX),
        pages: u16::try_from(pages).unwrap_or(u16::MAX),
        rows: rows.into_iter().map(line).collect(),
    })
}
