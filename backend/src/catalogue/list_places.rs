use std::collections::{BTreeSet, HashMap};

use domain::{access::Action, directory::LocationView, ids::RoomId, refusal::Refusal, version::Version};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::ground;
use crate::{
    Context, Fault,
    directory::location_view,
    entity::{appointment, location, room, schedule, schedule_service, service},
};

/// A location in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceLine {
    pub location: LocationView,
    /// Rooms in use.
    pub rooms: usize,
    /// Doctors who work there.
    pub doctors: usize,
}

/// A location with its rooms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceDetail {
    pub location: LocationView,
    /// By kind and name, those in use first.
    pub rooms: Vec<RoomLine>,
    /// Kinds of rooms that services given here need and that no room in use is of, with the service's name.
    pub missing: Vec<(String, String)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoomLine {
    pub id: RoomId,
    pub version: Version,
    pub kind: String,
    pub name: String,
    pub is_active: bool,
    pub upcoming: u64,
}

/// All locations, by name.
///
/// # Errors
/// `SignInFirst`, `Forbidden`.
pub async fn list_places(ctx: &Context) -> Result<Vec<PlaceLine>, Fault> {
    ground::check(ctx, Action::Read)?;
    let db = ctx.db().reader();
    let locations = location::Entity::find()
        .order_by_asc(location::Column::Name)
        .all(db)
        .await?;
    let active = room::Column::IsActive.eq(true);
    let rooms = room::Entity::find().filter(active).all(db).await?;
    let schedules = schedule::Entity::find().all(db).await?;
    let line = |row: location::Model| PlaceLine {
        rooms: rooms.iter().filter(|room| room.location_id == row.id).count(),
        doctors: schedules
            .iter()
            .filter(|schedule| schedule.location_id == row.id)
            .count(),
        location: location_view(&row),
    };
    Ok(locations.into_iter().map(line).collect())
}

/// One location.
///
/// # Errors
/// `SignInFirst`, `Forbidden`, `NotFound`.
pub async fn get_place(ctx: &Context, slug: &str) -> Result<PlaceDetail, Fault> {
    ground::check(ctx, Action::Read)?;
    let db = ctx.db().reader();
    let row = location::Entity::find()
        .filter(location::Column::Slug.eq(slug))
        .one(db)
        .await?;
    let row = row.ok_or(Refusal::NotFound)?;
    let mut rooms = room::Entity::find()
        .filter(room::Column::LocationId.eq(row.id))
        .all(db)
        .await?;
    rooms.sort_by_key(|room| (!room.is_active, room.kind.to_lowercase(), room.name.to_lowercase()));
    let upcoming: Vec<Uuid> = appointment::Entity::find()
        .select_only()
        .column(appointment::Column::RoomId)
        .filter(appointment::Column::RoomId.is_in(rooms.iter().map(|room| room.id)))
        .filter(ground::upcoming(ctx))
        .into_tuple()
        .all(db)
        .await?;
    let mut counts: HashMap<Uuid, u64> = HashMap::new();
    for room in upcoming {
        *counts.entry(room).or_default() += 1;
    }

    let schedules = schedule::Entity::find()
        .filter(schedule::Column::LocationId.eq(row.id))
        .all(db)
        .await?;
    let links = schedule_service::Entity::find()
        .filter(schedule_service::Column::ScheduleId.is_in(schedules.iter().map(|row| row.id)))
        .all(db)
        .await?;
    let services = service::Entity::find()
        .filter(service::Column::Id.is_in(links.iter().map(|link| link.service_id)))
        .filter(service::Column::IsActive.eq(true))
        .filter(service::Column::RoomKind.is_not_null())
        .all(db)
        .await?;
    let has = |kind: &str| rooms.iter().any(|room| room.is_active && room.kind == kind);
    let missing: BTreeSet<(String, String)> = services
        .into_iter()
        .filter_map(|service| Some((service.room_kind?, service.name)))
        .filter(|(kind, _)| !has(kind))
        .collect();
    let line = |room: room::Model| RoomLine {
        upcoming: counts.get(&room.id).copied().unwrap_or_default(),
        ..room_line(room)
    };
    Ok(PlaceDetail {
        location: location_view(&row),
        missing: missing.into_iter().collect(),
        rooms: rooms.into_iter().map(line).collect(),
    })
}

/// One room, with the location it is in.
///
/// # Errors
/// `SignInFirst`, `Forbidden`, `NotFound`.
pub async fn get_room(ctx: &Context, id: RoomId) -> Result<(RoomLine, LocationView), Fault> {
    ground::check(ctx, Action::Read)?;
    let db = ctx.db().reader();
    let row = room::Entity::find_by_id(Uuid::from(id)).one(db).await?;
    let row = row.ok_or(Refusal::NotFound)?;
    let location = location::Entity::find_by_id(row.location_id).one(db).await?;
    let location = location.ok_or(Refusal::NotFound)?;
    let in_it = sea_orm::Condition::all().add(appointment::Column::RoomId.eq(row.id));
    let upcoming = ground::count_upcoming(ctx, db, in_it).await?;
    let line = RoomLine {
        upcoming,
        ..room_line(row)
    };
    Ok((line, location_view(&location)))
}

/// The kinds that rooms in use are of and that services need, by name.
///
/// # Errors
/// `SignInFirst`, `Forbidden`.
pub async fn list_room_kinds(ctx: &Context) -> Result<Vec<String>, Fault> {
    ground::check(ctx, Action::Read)?;
    let db = ctx.db().reader();
    let rooms = room::Entity::find()
        .filter(room::Column::IsActive.eq(true))
        .all(db)
        .await?;
    let services = service::Entity::find()
        .filter(service::Column::RoomKind.is_not_null())
        .all(db)
        .await?;
    let kinds = rooms.into_iter().map(|room| room.kind);
    let kinds: BTreeSet<String> = kinds
        .chain(services.into_iter().filter_map(|row| row.room_kind))
        .collect();
    Ok(kinds.into_iter().collect())
}

fn room_line(row: room::Model) -> RoomLine {
    RoomLine {
        id: row.id.into(),
        version: Version::new(row.version),
        kind: row.kind,
        name: row.name,
        is_active: row.is_active,
        upcoming: 0,
    }
}
