use std::collections::HashMap;

use domain::{
    access::Action,
    ids::ScheduleId,
    refusal::Refusal,
    schedule::Week,
    time::{Zone, zone_note},
    version::Version,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{
    change, stored,
    view::{self, Absence, DoctorSchedules, OwnSchedule, ServiceName},
};
use crate::{
    Broken, Context, Fault,
    booking::{Given, doctor_name, plus_days},
    directory::location_view,
    entity::{doctor, location, schedule, schedule_service, service, site_closure, time_off},
    places::check_own_place,
};

/// How long what is over is still shown, in days.
const DAYS_BACK: i64 = 62;

/// The hours of a doctor at all their places, for the front desk at its own: of the one who asks, or of `doctor_slug`.
///
/// # Errors
/// `SignInFirst`; `NotFound` for an unknown doctor, for one without a place, and for those whose hours one may not see.
pub async fn list_schedules(ctx: &Context, doctor_slug: Option<&str>) -> Result<DoctorSchedules, Fault> {
    let db = ctx.db().reader();
    let doctor = change::find_doctor(ctx, db, doctor_slug, Action::Read).await?;
    load(ctx, db, doctor).await
}

/// One of them, with its doctor.
///
/// # Errors
/// As [`list_schedules`].
pub async fn get_schedule(ctx: &Context, id: ScheduleId) -> Result<(DoctorSchedules, OwnSchedule), Fault> {
    let db = ctx.db().reader();
    let row = schedule::Entity::find_by_id(Uuid::from(id)).one(db).await?;
    let row = row.ok_or(Refusal::NotFound)?;
    change::check(ctx, db, row.doctor_id, Action::Read).await?;
    let doctor = doctor::Entity::find_by_id(row.doctor_id).one(db).await?;
    let all = load(ctx, db, doctor.ok_or(Refusal::NotFound)?).await?;
    let one = all.schedules.iter().find(|one| one.id == id).cloned();
    Ok((all, one.ok_or(Refusal::NotFound)?))
}

async fn load(ctx: &Context, db: &impl ConnectionTrait, doctor: doctor::Model) -> Result<DoctorSchedules, Fault> {
    let rows = schedule::Entity::find()
        .filter(schedule::Column::DoctorId.eq(doctor.id))
        .order_by_asc(schedule::Column::Id)
        .all(db)
        .await?;
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id).collect();
    let places = location::Entity::find()
        .filter(location::Column::Id.is_in(rows.iter().map(|row| row.location_id)))
        .all(db)
        .await?;
    let places: HashMap<Uuid, location::Model> = places.into_iter().map(|row| (row.id, row)).collect();
    let since = ctx.now().plus_minutes(-DAYS_BACK * 24 * 60);
    let mut weekly = stored::weekly_of(db, &ids).await?;
    let mut services = services_of(db, &ids).await?;

    let mut schedules = Vec::with_capacity(rows.len());
    for row in &rows {
        let place = places
            .get(&row.location_id)
            .ok_or(Broken::Inconsistent("schedule.location_id"))?;
        let zone = Zone::parse(&place.zone).map_err(|_| Broken::Inconsistent("location.zone"))?;
        let first = plus_days(zone.date_of(ctx.now()), -DAYS_BACK);
        let mut overrides = stored::overrides_of(db, &[row.id], first).await?;
        let mut changed = view::last_changes(db, &[(row.id, &zone)], ["set_weekly_hours", "set_override"]).await?;
        schedules.push(OwnSchedule {
            id: row.id.into(),
            version: Version::new(row.version),
            location: location_view(place),
            today: zone.date_of(ctx.now()),
            week: Week::from_hours(weekly.remove(&row.id).unwrap_or_default()),
            overrides: overrides.remove(&row.id).unwrap_or_default(),
            closures: closures_of(db, place.id, since.millis(), &zone).await?,
            services: services.remove(&row.id).unwrap_or_default(),
            changed: changed.remove(&row.id),
            zone,
        });
    }
    let home = schedules.first().ok_or(Refusal::NotFound)?;
    let (zone, today) = (home.zone.clone(), home.today);
    let note = zone_note(&home.location.city, &zone, today, today);
    let mut changed = view::last_changes(db, &[(doctor.id, &zone)], ["add_time_off", "remove_time_off"]).await?;
    schedules.retain(|one| check_own_place(ctx, one.location.id.into()).is_ok());
    schedules.sort_by(|one, other| one.location.place.name.cmp(&other.location.place.name));
    Ok(DoctorSchedules {
        name: doctor_name(&doctor),
        version: Version::new(doctor.version),
        cap_per_day: doctor.cap_per_day.and_then(|cap| u16::try_from(cap).ok()),
        may_edit: change::check(ctx, db, doctor.id, Action::Edit).await.is_ok(),
        time_off: time_off_of(db, doctor.id, since.millis(), &zone).await?,
        zone_note: note,
        changed: changed.remove(&doctor.id),
        slug: doctor.slug,
        schedules,
        zone,
    })
}

async fn time_off_of(db: &impl ConnectionTrait, doctor: Uuid, since: i64, zone: &Zone) -> Result<Vec<Absence>, Fault> {
    let rows = time_off::Entity::find()
        .filter(time_off::Column::DoctorId.eq(doctor))
        .filter(time_off::Column::EndsAt.gt(since))
        .order_by_asc(time_off::Column::StartsAt)
        .all(db)
        .await?;
    rows.iter()
        .map(|row| view::absence(row.id, row.starts_at, row.ends_at, &row.reason, zone))
        .collect()
}

pub(super) async fn closures_of(
    db: &impl ConnectionTrait,
    place: Uuid,
    since: i64,
    zone: &Zone,
) -> Result<Vec<Absence>, Fault> {
    let rows = site_closure::Entity::find()
        .filter(site_closure::Column::LocationId.eq(place))
        .filter(site_closure::Column::EndsAt.gt(since))
        .order_by_asc(site_closure::Column::StartsAt)
        .all(db)
        .await?;
    rows.iter()
        .map(|row| view::absence(row.id, row.starts_at, row.ends_at, &row.reason, zone))
        .collect()
}

async fn services_of(db: &impl ConnectionTrait, schedules: &[Uuid]) -> Result<HashMap<Uuid, Vec<ServiceName>>, Fault> {
    let links = schedule_service::Entity::find()
        .filter(schedule_service::Column::ScheduleId.is_in(schedules.iter().copied()))
        .order_by_asc(schedule_service::Column::Rank)
        .all(db)
        .await?;
    let rows = service::Entity::find()
        .filter(service::Column::Id.is_in(links.iter().map(|link| link.service_id)))
        .filter(service::Column::IsActive.eq(true))
        .all(db)
        .await?;
    let mut all: HashMap<Uuid, Vec<ServiceName>> = HashMap::new();
    for link in links {
        let Some(row) = rows.iter().find(|row| row.id == link.service_id) else {
            continue;
        };
        let given = Given::new(row.clone(), Some(&link), &[]).service;
        all.entry(link.schedule_id).or_default().push(ServiceName {
            id: given.id.into(),
            name: given.name,
            duration_minutes: given.duration_minutes,
        });
    }
    Ok(all)
}
