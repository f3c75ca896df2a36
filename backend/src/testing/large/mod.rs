//! A big clinic for tests of many doctors and for measurements: the same at each call.

mod crowd;
mod visits;

use domain::{
    account::{AccountState, Role},
    messages::Reminders,
    time::Instant,
};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, Iterable, ModelTrait};
use uuid::Uuid;

use super::clinic::PASSWORD_HASH;
use crate::{
    Core,
    db::Tx,
    entity::{account, appointment, doctor, location, schedule, schedule_service, service, specialty, weekly_hours},
};

pub use crowd::{Member, administrators, crowd};
use visits::Visits;
pub use visits::{large_free, large_zone};

/// How big it is.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    pub doctors: u16,
    /// Visits that are over.
    pub past: u32,
    /// On how many dates from today there are visits to come; full at first, few at the end.
    pub days_ahead: i64,
}

/// The languages that the doctors speak in turn, beside English.
pub const LANGUAGES: [&str; 4] = ["German", "French", "Polish", "Welsh"];

const SPECIALTIES: [(&str, &str); 12] = [
    ("general-practice", "General practice"),
    ("dermatology", "Dermatology"),
    ("cardiology", "Cardiology"),
    ("paediatrics", "Paediatrics"),
    ("gynaecology", "Gynaecology"),
    ("orthopaedics", "Orthopaedics"),
    ("neurology", "Neurology"),
    ("ophthalmology", "Ophthalmology"),
    ("ear-nose-throat", "Ear, nose and throat"),
    ("psychiatry", "Psychiatry"),
    ("physiotherapy", "Physiotherapy"),
    ("dentistry", "Dentistry"),
];
/// How far ahead visits can be booked.
const HORIZON_DAYS: i64 = 60;
const PLACES: [(&str, &str); 4] = [
    ("London", "Europe/London"),
    ("Leeds", "Europe/London"),
    ("Berlin", "Europe/Berlin"),
    ("New York", "America/New_York"),
];

/// Writes it. Doctors have consecutive specialties and then places: the first twelve are all in London.
pub async fn large_clinic(core: &Core, size: Size) {
    let now = core.clock.now();
    let tx = core.db.begin().await.expect("a transaction");
    write_places(&tx).await;
    write_people(&tx, size, now).await;
    write_schedules(&tx, size).await;
    tx.commit().await.expect("the clinic is written");

    let mut rows = Vec::new();
    let mut visits = Visits::new(now, size.doctors);
    for doctor in 0..size.doctors {
        visits.ahead(doctor, size.days_ahead, &mut rows);
        let share = size.past / u32::from(size.doctors.max(1));
        visits.back(doctor, share, &mut rows);
        if rows.len() > 20_000 {
            write_visits(core, std::mem::take(&mut rows)).await;
        }
    }
    write_visits(core, rows).await;
}

async fn write_visits(core: &Core, rows: Vec<appointment::Model>) {
    let tx = core.db.begin().await.expect("a transaction");
    insert(&tx, crate::entity::seal_all(&super::keys(), rows).expect("sealed")).await;
    tx.commit().await.expect("the visits are written");
}

fn id(kind: u128, number: u128) -> Uuid {
    uuid::Builder::from_random_bytes(((0x1a5e << 112) | (kind << 96) | number).to_be_bytes()).into_uuid()
}

/// The services of a specialty: a consultation in person, then a talk by video.
pub fn large_service(specialty: u16, is_video: bool) -> Uuid {
    id(3, u128::from(specialty) * 2 + u128::from(is_video))
}

pub fn large_location(place: u16) -> Uuid {
    id(1, u128::from(place))
}

pub fn large_doctor(number: u16) -> Uuid {
    id(4, u128::from(number))
}

/// Of a doctor at their place.
pub fn large_schedule(doctor: u16) -> Uuid {
    id(5, doctor.into())
}

/// The number of a doctor's specialty.
pub const fn specialty_of(doctor: u16) -> u16 {
    doctor % 12
}

/// The number of a doctor's place.
pub const fn place_of(doctor: u16) -> u16 {
    doctor / 12 % 4
}

async fn write_places(tx: &Tx) {
    let places = (0..).zip(PLACES).map(|(number, (city, zone))| location::Model {
        id: large_location(number),
        slug: city.to_lowercase().replace(' ', "-"),
        name: format!("Large Clinic {city}"),
        street: "1 Long Street".to_owned(),
        postal_code: "10000".to_owned(),
        city: city.to_owned(),
        country: "Somewhere".to_owned(),
        phone: "+442079460100".to_owned(),
        zone: zone.to_owned(),
        version: 1,
    });
    insert(tx, places.collect()).await;
    let specialties = (0..).zip(SPECIALTIES).map(|(number, (slug, name))| specialty::Model {
        id: id(2, number),
        slug: slug.to_owned(),
        name: name.to_owned(),
        summary: format!("All of {}", name.to_lowercase()),
        practitioner: format!("doctor of {}", name.to_lowercase()),
    });
    insert(tx, specialties.collect()).await;
    let mut services = Vec::new();
    for specialty in 0..12 {
        services.push(service(specialty, false));
        services.push(service(specialty, true));
    }
    insert(tx, services).await;
}

fn service(specialty: u16, is_video: bool) -> service::Model {
    service::Model {
        id: large_service(specialty, is_video),
        specialty_id: id(2, specialty.into()),
        name: if is_video { "Talk" } else { "Consultation" }.to_owned(),
        duration_minutes: 30,
        step_minutes: None,
        buffer_before_minutes: 0,
        buffer_after_minutes: 0,
        notice_minutes: 60,
        horizon_days: HORIZON_DAYS,
        cut_off_minutes: 24 * 60,
        restart_after_busy: false,
        price_minor: None,
        currency: None,
        visit_kind: if is_video { "video" } else { "in_person" }.to_owned(),
        needs_approval: false,
        request_lapse_minutes: 48 * 60,
        cap_per_day: None,
        room_kind: None,
        reminders: Reminders::default().to_string(),
        is_active: true,
        version: 1,
    }
}

async fn write_people(tx: &Tx, size: Size, now: Instant) {
    let patients = (0..u128::from(size.doctors)).map(|number| account::Model {
        id: id(6, number),
        role: Role::Patient.name().to_owned(),
        email: format!("patient{number}@example.com"),
        password_hash: PASSWORD_HASH.to_owned(),
        given_name: "Patient".to_owned(),
        family_name: format!("Number {number}"),
        birth_date: Some("1980-01-01".to_owned()),
        email_index: None,
        phone_index: None,
        birth_index: None,
        message_choices: String::new(),
        email_verified_at: Some(now.millis()),
        phone_verified_at: Some(now.millis()),
        phone: Some("+442079460100".to_owned()),
        state: AccountState::Active.name().to_owned(),
        state_reason: String::new(),
        created_at: now.millis(),
        version: 1,
    });
    insert(
        tx,
        crate::entity::seal_all(&super::keys(), patients.collect()).expect("sealed"),
    )
    .await;
    let doctors = (0..size.doctors).map(|number| doctor::Model {
        id: large_doctor(number),
        slug: format!("doctor-{number}"),
        account_id: None,
        title: "Dr.".to_owned(),
        given_name: format!("Given{}", number % 37),
        family_name: format!("Family{number}"),
        specialty_id: id(2, specialty_of(number).into()),
        languages: format!("English, {}", LANGUAGES[usize::from(number) / 12 % LANGUAGES.len()]),
        qualifications: "MD".to_owned(),
        about: "A doctor of the large clinic. ".repeat(12),
        is_active: true,
        photo: None,
        cap_per_day: None,
        version: 1,
    });
    insert(tx, doctors.collect()).await;
}

async fn write_schedules(tx: &Tx, size: Size) {
    let (mut schedules, mut links, mut hours) = (Vec::new(), Vec::new(), Vec::new());
    for number in 0..size.doctors {
        let schedule_id = large_schedule(number);
        schedules.push(schedule::Model {
            id: schedule_id,
            doctor_id: large_doctor(number),
            location_id: large_location(place_of(number)),
            version: 1,
        });
        for (rank, is_video) in [(0, false), (1, true)] {
            links.push(schedule_service::Model {
                schedule_id,
                service_id: large_service(specialty_of(number), is_video),
                rank,
                duration_minutes: None,
            });
        }
        for weekday in 1_u8..=5 {
            for (half, start_minute, end_minute) in [(0, 540, 750), (1, 810, 1020)] {
                hours.push(weekly_hours::Model {
                    id: id(7, u128::from(number) * 10 + u128::from(weekday - 1) * 2 + half),
                    schedule_id,
                    weekday: i64::from(weekday),
                    start_minute,
                    end_minute,
                });
            }
        }
    }
    insert(tx, schedules).await;
    insert(tx, links).await;
    insert(tx, hours).await;
}

/// Of the values that both databases take in a statement.
const MOST_VALUES: usize = 32_000;

pub(super) async fn insert<M>(tx: &Tx, rows: Vec<M>)
where
    M: ModelTrait + IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel>,
    <M::Entity as EntityTrait>::ActiveModel: ActiveModelTrait<Entity = M::Entity> + Send,
{
    let columns = <M::Entity as EntityTrait>::Column::iter().count();
    let mut rows = rows.into_iter().map(IntoActiveModel::into_active_model).peekable();
    while rows.peek().is_some() {
        let chunk: Vec<_> = rows.by_ref().take(MOST_VALUES / columns).collect();
        let insert = M::Entity::insert_many(chunk).exec_without_returning(&**tx);
        insert.await.expect("the rows are written");
    }
}
