use std::sync::Arc;

use domain::{
    access::Actor,
    account::Role,
    ids::{AccountId, DoctorId, LocationId, ScheduleId, ServiceId, SpecialtyId},
};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use crate::{
    Context, Core, Token,
    db::Tx,
    entity::{account, doctor, location, schedule, schedule_service, service, specialty, weekly_hours},
};

/// The password of every account of the [`Clinic`].
pub const PASSWORD: &str = "correct horse battery";
/// Of [`PASSWORD`], argon2id with the least work there is.
const PASSWORD_HASH: &str =
    "$argon2id$v=19$m=8,t=1,p=1$MDEyMzQ1Njc4OWFiY2RlZg$gLHIkr1qgP4r3sH1P/NIg3+PMckaLQ3RkuIiytJhVlY";

/// A small clinic: a dermatologist in London and a cardiologist in New York, Monday to Friday 09:00 to 17:00 by the clock of
/// their place, and three patients. The same at each call, ids too.
#[derive(Clone, Debug)]
pub struct Clinic {
    /// Europe/London
    pub london: LocationId,
    /// America/New_York
    pub new_york: LocationId,
    pub dermatology: SpecialtyId,
    pub cardiology: SpecialtyId,
    /// Dermatology: 30 minutes, no notice, no buffers; as all services up to 60 days ahead, changed until 24 hours before.
    pub consultation: ServiceId,
    /// Dermatology: 30 minutes, 60 minutes of notice, no buffers.
    pub follow_up: ServiceId,
    /// Dermatology: 60 minutes, no notice, buffers of 15 minutes before and after.
    pub procedure: ServiceId,
    /// Cardiology: 30 minutes, no notice, no buffers.
    pub heart_check: ServiceId,
    pub doctors: [TestDoctor; 2],
    pub patients: [TestPatient; 3],
    /// admin@example.com
    pub administrator: AccountId,
}

#[derive(Clone, Debug)]
pub struct TestDoctor {
    pub id: DoctorId,
    pub account: AccountId,
    pub slug: &'static str,
    pub email: &'static str,
    pub schedule: ScheduleId,
    pub location: LocationId,
    /// The first of their services.
    pub service: ServiceId,
}

#[derive(Clone, Debug)]
pub struct TestPatient {
    pub account: AccountId,
    pub email: &'static str,
    /// Of their browser.
    pub visitor: Token,
}

/// Writes the clinic.
pub async fn clinic(core: &Arc<Core>) -> Clinic {
    let clinic = plan();
    let tx = core.db.begin().await.expect("a transaction");
    write(&clinic, &tx, core.clock.now().millis()).await;
    tx.commit().await.expect("the clinic is written");
    clinic
}

/// What the patient with this number (0 to 2) sends, from their own browser.
pub fn patient_context(core: &Arc<Core>, clinic: &Clinic, number: usize) -> Context {
    let patient = &clinic.patients[number];
    let actor = Actor::Person {
        account: patient.account,
        role: Role::Patient,
        doctor: None,
    };
    Context::new(Arc::clone(core), actor, Some(patient.visitor.clone()))
}

/// What the doctor with this number (0 or 1) sends.
pub fn doctor_context(core: &Arc<Core>, clinic: &Clinic, number: usize) -> Context {
    let doctor = &clinic.doctors[number];
    let actor = Actor::Person {
        account: doctor.account,
        role: Role::Doctor,
        doctor: Some(doctor.id),
    };
    Context::new(Arc::clone(core), actor, None)
}

pub fn administrator_context(core: &Arc<Core>, clinic: &Clinic) -> Context {
    let actor = Actor::Person {
        account: clinic.administrator,
        role: Role::Administrator,
        doctor: None,
    };
    Context::new(Arc::clone(core), actor, None)
}

/// Somebody not signed in, in a browser of their own for each number.
pub fn visitor_context(core: &Arc<Core>, number: u8) -> Context {
    Context::new(
        Arc::clone(core),
        Actor::Visitor,
        Some(Token::from_bytes([200_u8.wrapping_add(number); 32])),
    )
}

/// Version 4 in form, so that it reads as any other id.
fn id<T: From<Uuid>>(kind: u64, number: u64) -> T {
    T::from(Uuid::from_u64_pair(
        0x0000_0000_0000_4000 | (kind << 32),
        0x8000_0000_0000_0000 | number,
    ))
}

fn plan() -> Clinic {
    let (london, new_york) = (id(1, 1), id(1, 2));
    let (consultation, heart_check) = (id(3, 1), id(3, 4));
    let doctor = |number, slug, email, location, service| TestDoctor {
        id: id(4, number),
        account: id(6, 10 + number),
        slug,
        email,
        schedule: id(5, number),
        location,
        service,
    };
    let patient = |number: u8, email| TestPatient {
        account: id(6, u64::from(number)),
        email,
        visitor: Token::from_bytes([number; 32]),
    };
    Clinic {
        london,
        new_york,
        dermatology: id(2, 1),
        cardiology: id(2, 2),
        consultation,
        follow_up: id(3, 2),
        procedure: id(3, 3),
        heart_check,
        doctors: [
            doctor(1, "ada-moreno", "ada.moreno@example.com", london, consultation),
            doctor(2, "ben-achterberg", "ben.achterberg@example.com", new_york, heart_check),
        ],
        patients: [
            patient(1, "pia.lund@example.com"),
            patient(2, "omar.haddad@example.com"),
            patient(3, "mei.tanaka@example.com"),
        ],
        administrator: id(6, 20),
    }
}

async fn write(clinic: &Clinic, tx: &Tx, now: i64) {
    write_places(clinic, tx).await;
    write_specialties(clinic, tx).await;
    write_people(clinic, tx, now).await;
    for doctor in &clinic.doctors {
        write_schedule(clinic, doctor, tx).await;
    }
}

async fn insert<M>(tx: &Tx, row: M)
where
    M: IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel> + sea_orm::ModelTrait,
    <M::Entity as EntityTrait>::ActiveModel: ActiveModelTrait<Entity = M::Entity> + Send,
{
    let row = row.into_active_model();
    <M::Entity as EntityTrait>::insert(row)
        .exec_without_returning(&**tx)
        .await
        .expect("a row of the test clinic");
}

async fn write_places(clinic: &Clinic, tx: &Tx) {
    let places = [
        (
            clinic.london,
            "london",
            "London",
            "8 Quay Road",
            "SE1 2AB",
            "United Kingdom",
            "+442079460958",
            "Europe/London",
        ),
        (
            clinic.new_york,
            "new-york",
            "New York",
            "40 Water Street",
            "10004",
            "United States",
            "+12125550142",
            "America/New_York",
        ),
    ];
    for (id, slug, city, street, postal_code, country, phone, zone) in places {
        insert(
            tx,
            location::Model {
                id: id.into(),
                slug: slug.into(),
                name: format!("Test Clinic {city}"),
                street: street.into(),
                postal_code: postal_code.into(),
                city: city.into(),
                country: country.into(),
                phone: phone.into(),
                zone: zone.into(),
                version: 1,
            },
        )
        .await;
    }
}

async fn write_specialties(clinic: &Clinic, tx: &Tx) {
    for (id, slug, name, summary, practitioner) in [
        (
            clinic.dermatology,
            "dermatology",
            "Dermatology",
            "Skin, hair and nails",
            "dermatologist",
        ),
        (
            clinic.cardiology,
            "cardiology",
            "Cardiology",
            "Heart and circulation",
            "cardiologist",
        ),
    ] {
        insert(
            tx,
            specialty::Model {
                id: id.into(),
                slug: slug.into(),
                name: name.into(),
                summary: summary.into(),
                practitioner: practitioner.into(),
            },
        )
        .await;
    }
    for (id, specialty, name, minutes, buffer, notice) in [
        (clinic.consultation, clinic.dermatology, "Consultation", 30, 0, 0),
        (clinic.follow_up, clinic.dermatology, "Follow-up", 30, 0, 60),
        (clinic.procedure, clinic.dermatology, "Procedure", 60, 15, 0),
        (clinic.heart_check, clinic.cardiology, "Heart check", 30, 0, 0),
    ] {
        insert(
            tx,
            service::Model {
                id: id.into(),
                specialty_id: specialty.into(),
                name: name.into(),
                duration_minutes: minutes,
                step_minutes: None,
                buffer_before_minutes: buffer,
                buffer_after_minutes: buffer,
                notice_minutes: notice,
                horizon_days: 60,
                cut_off_minutes: 24 * 60,
                restart_after_busy: false,
                price_minor: Some(9000),
                currency: Some("GBP".into()),
                version: 1,
            },
        )
        .await;
    }
}

async fn write_people(clinic: &Clinic, tx: &Tx, now: i64) {
    let [ada, ben] = &clinic.doctors;
    let [pia, omar, mei] = &clinic.patients;
    for (id, role, email, given_name, family_name) in [
        (pia.account, Role::Patient, pia.email, "Pia", "Lund"),
        (omar.account, Role::Patient, omar.email, "Omar", "Haddad"),
        (mei.account, Role::Patient, mei.email, "Mei", "Tanaka"),
        (ada.account, Role::Doctor, ada.email, "Ada", "Moreno"),
        (ben.account, Role::Doctor, ben.email, "Ben", "Achterberg"),
        (
            clinic.administrator,
            Role::Administrator,
            "admin@example.com",
            "Ines",
            "Correia",
        ),
    ] {
        let is_patient = role == Role::Patient;
        insert(
            tx,
            account::Model {
                id: id.into(),
                role: role.name().into(),
                email: email.into(),
                password_hash: PASSWORD_HASH.into(),
                given_name: given_name.into(),
                family_name: family_name.into(),
                birth_date: is_patient.then(|| "1984-03-27".into()),
                phone: is_patient.then(|| "+442079460123".into()),
                is_suspended: false,
                created_at: now,
                version: 1,
            },
        )
        .await;
    }
    for (person, given_name, family_name, specialty) in [
        (ada, "Ada", "Moreno", clinic.dermatology),
        (ben, "Ben", "Achterberg", clinic.cardiology),
    ] {
        insert(
            tx,
            doctor::Model {
                id: person.id.into(),
                slug: person.slug.into(),
                account_id: Some(person.account.into()),
                title: "Dr.".into(),
                given_name: given_name.into(),
                family_name: family_name.into(),
                specialty_id: specialty.into(),
                languages: "English, Spanish".into(),
                qualifications: "MD".into(),
                about: "Sees adults and children.".into(),
                is_active: true,
                version: 1,
            },
        )
        .await;
    }
}

async fn write_schedule(clinic: &Clinic, doctor: &TestDoctor, tx: &Tx) {
    let schedule_id: Uuid = doctor.schedule.into();
    insert(
        tx,
        schedule::Model {
            id: schedule_id,
            doctor_id: doctor.id.into(),
            location_id: doctor.location.into(),
            version: 1,
        },
    )
    .await;
    let services: &[ServiceId] = if doctor.service == clinic.heart_check {
        &[clinic.heart_check]
    } else {
        &[clinic.consultation, clinic.follow_up, clinic.procedure]
    };
    for (rank, &service) in (0..).zip(services) {
        insert(
            tx,
            schedule_service::Model {
                schedule_id,
                service_id: service.into(),
                rank,
            },
        )
        .await;
    }
    for weekday in 1..=5_u8 {
        insert(
            tx,
            weekly_hours::Model {
                id: Uuid::from_u128(schedule_id.as_u128() ^ (u128::from(weekday) << 16)),
                schedule_id,
                weekday: weekday.into(),
                start_minute: 9 * 60,
                end_minute: 17 * 60,
            },
        )
        .await;
    }
}
