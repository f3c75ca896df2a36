use std::collections::HashMap;

use domain::{
    access::Actor,
    account::{AccountState, Role},
    booking::Status,
    messages::Reminders,
    refusal::Refusal,
    time::{Instant, TimeLabel, Zone},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{
    file::{self, ClinicFile},
    photos, profiles,
};
use crate::{
    Broken, Context, Fault,
    audit::{self, Reading, Seen},
    booking::VIDEO,
    crypto::Keys,
    entity::{
        account, appointment, doctor, hours_override, location, room, schedule, schedule_service, service,
        service_length, site_closure, specialty, time_off, weekly_hours,
    },
};

/// The whole clinic without passwords, sessions, holds and trails; only the command line can. The order is by slug, name and
/// time, so that two exports of the same clinic are the same.
///
/// # Errors
/// `Forbidden` for anybody but the system.
pub async fn export_clinic(ctx: &Context) -> Result<ClinicFile, Fault> {
    if *ctx.actor() != Actor::System {
        return Err(Refusal::Forbidden.into());
    }
    // One transaction, so that all of it is of one moment.
    let tx = ctx.db().begin().await?;
    let names = Names::load(&*tx).await?;
    let file = ClinicFile {
        format: file::FORMAT.to_owned(),
        version: file::VERSION,
        locations: locations(&*tx, &names).await?,
        specialties: names.specialties.values().map(specialty).collect(),
        services: services(&names)?,
        doctors: doctors(ctx.keys(), &*tx, &names).await?,
        patients: patients(ctx.keys(), &*tx, &names).await?,
        appointments: appointments(ctx.keys(), &*tx, &names).await?,
    };
    drop(tx);
    let patients = account::Entity::find()
        .filter(account::Column::Role.eq(Role::Patient.name()))
        .select_only()
        .column(account::Column::Id)
        .into_tuple::<Uuid>()
        .all(ctx.db().reader())
        .await?;
    audit::note_always(ctx, Reading::Export, "", patients.into_iter().map(Seen::patient)).await?;
    let mut file = file;
    file.specialties.sort_by(|one, other| one.slug.cmp(&other.slug));
    Ok(file)
}

/// What others are called by.
struct Names {
    locations: HashMap<Uuid, location::Model>,
    zones: HashMap<Uuid, Zone>,
    rooms: HashMap<Uuid, room::Model>,
    specialties: HashMap<Uuid, specialty::Model>,
    services: HashMap<Uuid, service::Model>,
    /// Of any services, shortest first.
    lengths: Vec<service_length::Model>,
    doctors: HashMap<Uuid, doctor::Model>,
}

impl Names {
    async fn load(db: &impl ConnectionTrait) -> Result<Self, Fault> {
        let locations = location::Entity::find().all(db).await?;
        let mut zones = HashMap::new();
        for row in &locations {
            let zone = Zone::parse(&row.zone).map_err(|_| Broken::Inconsistent("location.zone"))?;
            zones.insert(row.id, zone);
        }
        let rooms = room::Entity::find().all(db).await?;
        let specialties = specialty::Entity::find().all(db).await?;
        let services = service::Entity::find().all(db).await?;
        let lengths = service_length::Entity::find()
            .order_by_asc(service_length::Column::Minutes)
            .all(db)
            .await?;
        let doctors = doctor::Entity::find().all(db).await?;
        Ok(Self {
            locations: locations.into_iter().map(|row| (row.id, row)).collect(),
            zones,
            rooms: rooms.into_iter().map(|row| (row.id, row)).collect(),
            specialties: specialties.into_iter().map(|row| (row.id, row)).collect(),
            services: services.into_iter().map(|row| (row.id, row)).collect(),
            lengths,
            doctors: doctors.into_iter().map(|row| (row.id, row)).collect(),
        })
    }

    fn location(&self, id: Uuid) -> Result<(&location::Model, &Zone), Fault> {
        let found = self.locations.get(&id).zip(self.zones.get(&id));
        found.ok_or_else(|| Broken::Inconsistent("location").into())
    }

    fn specialty(&self, id: Uuid) -> Result<String, Fault> {
        let found = self.specialties.get(&id).map(|row| row.slug.clone());
        found.ok_or_else(|| Broken::Inconsistent("specialty").into())
    }
}

async fn locations(db: &impl ConnectionTrait, names: &Names) -> Result<Vec<file::Location>, Fault> {
    let closures = site_closure::Entity::find()
        .order_by_asc(site_closure::Column::StartsAt)
        .all(db)
        .await?;
    let mut locations = Vec::new();
    for row in names.locations.values() {
        let (_, zone) = names.location(row.id)?;
        let mut rooms: Vec<file::Room> = names
            .rooms
            .values()
            .filter(|room| room.location_id == row.id)
            .map(|room| file::Room {
                name: room.name.clone(),
                kind: room.kind.clone(),
                is_active: room.is_active,
            })
            .collect();
        rooms.sort_by(|one, other| one.name.cmp(&other.name));
        let closures = closures.iter().filter(|closure| closure.location_id == row.id);
        locations.push(file::Location {
            slug: row.slug.clone(),
            name: row.name.clone(),
            street: row.street.clone(),
            postal_code: row.postal_code.clone(),
            city: row.city.clone(),
            country: row.country.clone(),
            phone: row.phone.clone(),
            zone: row.zone.clone(),
            rooms,
            closures: closures
                .map(|closure| absence(closure.starts_at, closure.ends_at, &closure.reason, zone))
                .collect(),
        });
    }
    locations.sort_by(|one, other| one.slug.cmp(&other.slug));
    Ok(locations)
}

fn specialty(row: &specialty::Model) -> file::Specialty {
    file::Specialty {
        slug: row.slug.clone(),
        name: row.name.clone(),
        summary: row.summary.clone(),
        practitioner: row.practitioner.clone(),
    }
}

fn services(names: &Names) -> Result<Vec<file::Service>, Fault> {
    let service = |row: &service::Model| {
        let lengths = names.lengths.iter().filter(|length| length.service_id == row.id);
        let lengths = lengths.map(|length| file::Length {
            duration_minutes: length.minutes,
            price_minor: length.price_minor,
        });
        Ok(file::Service {
            id: row.id.to_string(),
            specialty: names.specialty(row.specialty_id)?,
            name: row.name.clone(),
            duration_minutes: row.duration_minutes,
            lengths: lengths.collect(),
            step_minutes: row.step_minutes,
            buffer_before_minutes: row.buffer_before_minutes,
            buffer_after_minutes: row.buffer_after_minutes,
            notice_minutes: row.notice_minutes,
            horizon_days: row.horizon_days,
            cut_off_minutes: row.cut_off_minutes,
            restart_after_busy: row.restart_after_busy,
            price: price(row.price_minor, row.currency.clone()),
            is_video: row.visit_kind == VIDEO,
            needs_approval: row.needs_approval,
            request_lapse_minutes: row.request_lapse_minutes,
            cap_per_day: row.cap_per_day,
            room_kind: row.room_kind.clone(),
            reminders: Some(reminders(row)?),
            is_active: row.is_active,
        })
    };
    let mut services = names
        .services
        .values()
        .map(service)
        .collect::<Result<Vec<_>, Fault>>()?;
    services
        .sort_by(|one, other| (&one.specialty, &one.name, &one.id).cmp(&(&other.specialty, &other.name, &other.id)));
    Ok(services)
}

async fn doctors(keys: &Keys, db: &impl ConnectionTrait, names: &Names) -> Result<Vec<file::Doctor>, Fault> {
    let accounts: HashMap<Uuid, String> = account::Entity::find()
        .filter(account::Column::Role.eq(Role::Doctor.name()))
        .all(db)
        .await?
        .into_iter()
        .map(|row| Ok((row.id, row.email(keys)?)))
        .collect::<Result<_, Fault>>()?;
    let mut photos = photos::load(keys, db).await?;
    let mut schedules = schedules(db, names).await?;
    let time_off = time_off::Entity::find()
        .order_by_asc(time_off::Column::StartsAt)
        .all(db)
        .await?;
    let utc = Zone::parse("UTC").map_err(|_| Broken::Inconsistent("UTC"))?;
    let mut doctors = Vec::new();
    for row in names.doctors.values() {
        let away = time_off.iter().filter(|away| away.doctor_id == row.id);
        doctors.push(file::Doctor {
            slug: row.slug.clone(),
            title: row.title.clone(),
            given_name: row.given_name.clone(),
            family_name: row.family_name.clone(),
            specialty: names.specialty(row.specialty_id)?,
            languages: row
                .languages
                .split(',')
                .map(str::trim)
                .filter(|name| !name.is_empty())
                .map(str::to_owned)
                .collect(),
            qualifications: row.qualifications.clone(),
            about: row.about.clone(),
            is_active: row.is_active,
            cap_per_day: row.cap_per_day,
            email: row.account_id.and_then(|id| accounts.get(&id).cloned()),
            photo: row.account_id.and_then(|id| photos.remove(&id)),
            time_off: away
                .map(|away| absence(away.starts_at, away.ends_at, &away.reason, &utc))
                .collect(),
            schedules: schedules.remove(&row.id).unwrap_or_default(),
        });
    }
    doctors.sort_by(|one, other| one.slug.cmp(&other.slug));
    Ok(doctors)
}

/// By doctor.
async fn schedules(db: &impl ConnectionTrait, names: &Names) -> Result<HashMap<Uuid, Vec<file::Schedule>>, Fault> {
    let links = schedule_service::Entity::find()
        .order_by_asc(schedule_service::Column::Rank)
        .order_by_asc(schedule_service::Column::ServiceId)
        .all(db)
        .await?;
    let hours = weekly_hours::Entity::find()
        .order_by_asc(weekly_hours::Column::Weekday)
        .order_by_asc(weekly_hours::Column::StartMinute)
        .all(db)
        .await?;
    let overrides = hours_override::Entity::find()
        .order_by_asc(hours_override::Column::Date)
        .order_by_asc(hours_override::Column::StartMinute)
        .all(db)
        .await?;
    let mut by_doctor: HashMap<Uuid, Vec<file::Schedule>> = HashMap::new();
    for row in schedule::Entity::find().all(db).await? {
        let of_schedule = links.iter().filter(|link| link.schedule_id == row.id);
        let mut days: Vec<file::Override> = Vec::new();
        for one in overrides.iter().filter(|one| one.schedule_id == row.id) {
            if days.last().is_none_or(|last| last.date != one.date) {
                days.push(file::Override {
                    date: one.date.clone(),
                    windows: Vec::new(),
                });
            }
            if let (Some(last), Some((start, end))) = (days.last_mut(), one.start_minute.zip(one.end_minute)) {
                last.windows.push(window(start, end));
            }
        }
        let schedule = file::Schedule {
            location: names.location(row.location_id)?.0.slug.clone(),
            services: of_schedule
                .map(|link| file::Given {
                    service: link.service_id.to_string(),
                    duration_minutes: link.duration_minutes,
                })
                .collect(),
            hours: hours
                .iter()
                .filter(|hours| hours.schedule_id == row.id)
                .map(|hours| {
                    let file::Window { from, to } = window(hours.start_minute, hours.end_minute);
                    let weekday = u8::try_from(hours.weekday).unwrap_or(0);
                    file::Hours { weekday, from, to }
                })
                .collect(),
            overrides: days,
        };
        by_doctor.entry(row.doctor_id).or_default().push(schedule);
    }
    for schedules in by_doctor.values_mut() {
        schedules.sort_by(|one, other| one.location.cmp(&other.location));
    }
    Ok(by_doctor)
}

async fn patients(keys: &Keys, db: &impl ConnectionTrait, names: &Names) -> Result<Vec<file::Patient>, Fault> {
    let mut profiles = profiles::load(keys, db, &names.locations, &names.doctors).await?;
    let rows = account::Entity::find()
        .filter(account::Column::Role.eq(Role::Patient.name()))
        .order_by_asc(account::Column::Id)
        .all(db)
        .await?;
    let patient = |row: account::Model| {
        Ok(file::Patient {
            profile: profiles.remove(&row.id),
            email: row.email(keys)?,
            birth_date: row.birth_date(keys)?,
            phone: row.phone(keys)?,
            id: row.id.to_string(),
            given_name: row.given_name,
            family_name: row.family_name,
            state: Some(row.state).filter(|state| state != AccountState::Active.name()),
            state_reason: Some(row.state_reason).filter(|reason| !reason.is_empty()),
        })
    };
    rows.into_iter().map(patient).collect()
}

async fn appointments(keys: &Keys, db: &impl ConnectionTrait, names: &Names) -> Result<Vec<file::Appointment>, Fault> {
    use appointment::Column as C;
    let not_holds = [Status::Held, Status::Expired].map(Status::name);
    let rows = appointment::Entity::find()
        .filter(C::Status.is_not_in(not_holds))
        .order_by_asc(C::StartsAt)
        .order_by_asc(C::Id)
        .all(db)
        .await?;
    let missing = || Fault::from(Broken::Inconsistent("appointment"));
    let appointment = |row: appointment::Model| {
        let row = row.open(keys)?;
        let (location, zone) = names.location(row.location_id)?;
        let doctor = names.doctors.get(&row.doctor_id).ok_or_else(missing)?;
        Ok(file::Appointment {
            id: row.id.to_string(),
            patient: row.patient_id.ok_or_else(missing)?.to_string(),
            doctor: doctor.slug.clone(),
            location: location.slug.clone(),
            service: row.service_id.to_string(),
            start: rfc3339(row.starts_at, zone),
            duration_minutes: (row.ends_at - row.starts_at) / 60_000,
            buffer_before_minutes: (row.starts_at - row.blocked_from) / 60_000,
            buffer_after_minutes: (row.blocked_to - row.ends_at) / 60_000,
            status: row.status,
            reason: row.reason.unwrap_or_default(),
            cancel_reason: row.cancel_reason,
            cancel_code: row.cancel_code,
            overbook_reason: row.overbook_reason,
            price: price(row.price_minor, row.currency),
            room: row
                .room_id
                .and_then(|id| names.rooms.get(&id))
                .map(|room| room.name.clone()),
            request_lapses_at: row.request_lapses_at.map(|at| exact(at, zone)),
            attendance_confirmed_at: row.attendance_confirmed_at.map(|at| exact(at, zone)),
            created_at: exact(row.created_at, zone),
        })
    };
    rows.into_iter().map(appointment).collect()
}

fn price(minor: Option<i64>, currency: Option<String>) -> Option<file::Price> {
    minor
        .zip(currency)
        .map(|(minor, currency)| file::Price { minor, currency })
}

fn absence(start: i64, end: i64, reason: &str, zone: &Zone) -> file::Absence {
    file::Absence {
        from: exact(start, zone),
        to: exact(end, zone),
        reason: reason.to_owned(),
    }
}

fn window(start: i64, end: i64) -> file::Window {
    let clock = |minute: i64| format!("{:02}:{:02}", minute / 60, minute % 60);
    file::Window {
        from: clock(start),
        to: clock(if end == 0 { 24 * 60 } else { end }),
    }
}

/// To the second, as appointments start.
fn rfc3339(millis: i64, zone: &Zone) -> String {
    TimeLabel::new(Instant::from_millis(millis), zone).rfc3339()
}

/// With its fraction of a second, where there is one.
fn exact(millis: i64, zone: &Zone) -> String {
    if millis % 1000 == 0 {
        rfc3339(millis, zone)
    } else {
        Instant::from_millis(millis).to_string()
    }
}

fn reminders(row: &service::Model) -> Result<Vec<file::Reminder>, Fault> {
    let reminders: Reminders = row
        .reminders
        .parse()
        .map_err(|_| Broken::Inconsistent("service.reminders"))?;
    let listed = reminders.iter().map(|one| file::Reminder {
        channel: one.channel.name().to_owned(),
        hours_before: one.hours_before,
    });
    Ok(listed.collect())
}
