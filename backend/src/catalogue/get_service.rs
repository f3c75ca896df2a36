use std::collections::HashMap;

use domain::{
    access::Action,
    catalogue::ServiceSettings,
    ids::{ScheduleId, ServiceId},
    refusal::Refusal,
    version::Version,
};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::ground;
use crate::{
    Context, Fault,
    booking::{doctor_name, further_lengths},
    entity::{appointment, doctor, location, room, schedule, schedule_service, service},
};

/// A service as administrators see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceDetail {
    pub id: ServiceId,
    pub version: Version,
    pub settings: ServiceSettings,
    pub is_active: bool,
    /// Appointments to come, holds among them.
    pub upcoming: u64,
    /// Who gives it, by name.
    pub givers: Vec<Giver>,
    /// Who could: active doctors of its specialty, at each of their places.
    pub candidates: Vec<Candidate>,
}

/// A doctor at a place who gives a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Giver {
    pub schedule: ScheduleId,
    /// Of the schedule.
    pub version: Version,
    pub doctor_name: String,
    pub doctor_slug: String,
    pub place: String,
    /// In minutes, where it is not the service's.
    pub own_duration: Option<i64>,
    /// The service needs a kind of room that the place does not have, so nothing can be booked.
    pub lacks_room: bool,
    pub upcoming: u64,
}

/// A doctor at a place who could give a service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    pub schedule: ScheduleId,
    pub version: Version,
    pub doctor_name: String,
    pub place: String,
}

/// All about a service.
///
/// # Errors
/// `SignInFirst`, `Forbidden`, `NotFound`.
pub async fn get_service(ctx: &Context, id: ServiceId) -> Result<ServiceDetail, Fault> {
    ground::check(ctx, Action::Read)?;
    let db = ctx.db().reader();
    let row = service::Entity::find_by_id(Uuid::from(id)).one(db).await?;
    let row = row.ok_or(Refusal::NotFound)?;
    let links = schedule_service::Entity::find()
        .filter(schedule_service::Column::ServiceId.eq(row.id))
        .all(db)
        .await?;
    let places: HashMap<Uuid, String> = location::Entity::find()
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, row.name))
        .collect();
    // Whoever gives it, and whoever has its specialty.
    let doctors = doctor::Entity::find()
        .filter(doctor::Column::SpecialtyId.eq(row.specialty_id))
        .all(db)
        .await?;
    let schedules = schedule::Entity::find()
        .filter(schedule::Column::DoctorId.is_in(doctors.iter().map(|row| row.id)))
        .all(db)
        .await?;
    let doctors: HashMap<Uuid, doctor::Model> = doctors.into_iter().map(|row| (row.id, row)).collect();
    let equipped = equipped(db, &row).await?;
    let upcoming = upcoming_by_schedule(ctx, db, row.id).await?;

    let (mut givers, mut candidates) = (Vec::new(), Vec::new());
    for schedule in schedules {
        let (Some(doctor), Some(place)) = (doctors.get(&schedule.doctor_id), places.get(&schedule.location_id)) else {
            continue;
        };
        let (id, version) = (schedule.id.into(), Version::new(schedule.version));
        let (doctor_name, place) = (doctor_name(doctor), place.clone());
        match links.iter().find(|link| link.schedule_id == schedule.id) {
            Some(link) => givers.push(Giver {
                schedule: id,
                version,
                doctor_name,
                doctor_slug: doctor.slug.clone(),
                place,
                own_duration: link.duration_minutes,
                lacks_room: row.room_kind.is_some() && !equipped.contains(&schedule.location_id),
                upcoming: upcoming.get(&schedule.id).copied().unwrap_or_default(),
            }),
            None if doctor.is_active => candidates.push(Candidate {
                schedule: id,
                version,
                doctor_name,
                place,
            }),
            None => {}
        }
    }
    givers.sort_by(|one, other| (&one.doctor_name, &one.place).cmp(&(&other.doctor_name, &other.place)));
    candidates.sort_by(|one, other| (&one.doctor_name, &one.place).cmp(&(&other.doctor_name, &other.place)));
    Ok(ServiceDetail {
        id: row.id.into(),
        version: Version::new(row.version),
        settings: ground::settings_of(&row, &further_lengths(db, [row.id]).await?)?,
        is_active: row.is_active,
        upcoming: upcoming.values().sum(),
        givers,
        candidates,
    })
}

/// The places with a room of the kind that the service needs.
async fn equipped(db: &impl ConnectionTrait, row: &service::Model) -> Result<Vec<Uuid>, Fault> {
    let Some(kind) = &row.room_kind else {
        return Ok(Vec::new());
    };
    let rooms = room::Entity::find()
        .filter(room::Column::Kind.eq(kind.as_str()))
        .filter(room::Column::IsActive.eq(true))
        .all(db)
        .await?;
    Ok(rooms.into_iter().map(|room| room.location_id).collect())
}

/// Also in schedules that do not give it any more.
async fn upcoming_by_schedule(
    ctx: &Context,
    db: &impl ConnectionTrait,
    service: Uuid,
) -> Result<HashMap<Uuid, u64>, Fault> {
    use appointment::Column as C;
    let schedules: Vec<Uuid> = appointment::Entity::find()
        .select_only()
        .column(C::ScheduleId)
        .filter(ground::upcoming(ctx))
        .filter(Condition::all().add(C::ServiceId.eq(service)))
        .into_tuple()
        .all(db)
        .await?;
    let mut counts = HashMap::new();
    for schedule in schedules {
        *counts.entry(schedule).or_default() += 1;
    }
    Ok(counts)
}
