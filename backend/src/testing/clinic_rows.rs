//! The rows of the test clinic.

use domain::{
    account::{AccountState, Role},
    ids::ServiceId,
    messages::Reminders,
};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, ModelTrait};
use uuid::Uuid;

use super::clinic::{Clinic, PASSWORD_HASH, TestDoctor};
use crate::{
    db::Tx,
    entity::{Sealed, account, doctor, location, schedule, schedule_service, service, specialty, weekly_hours},
};

pub(super) async fn write(clinic: &Clinic, tx: &Tx, now: i64) {
    write_places(clinic, tx).await;
    write_specialties(clinic, tx).await;
    write_people(clinic, tx, now).await;
    for doctor in &clinic.doctors {
        write_schedule(clinic, doctor, tx).await;
    }
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
                visit_kind: "in_person".into(),
                needs_approval: false,
                request_lapse_minutes: 48 * 60,
                cap_per_day: None,
                room_kind: None,
                reminders: Reminders::default().to_string(),
                is_active: true,
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
        (clinic.support, Role::Support, "support@example.com", "Tomas", "Brandt"),
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
                email_index: None,
                phone_index: None,
                birth_index: None,
                message_choices: String::new(),
                email_verified_at: Some(now),
                phone_verified_at: is_patient.then_some(now),
                phone: is_patient.then(|| "+442079460123".into()),
                state: AccountState::Active.name().to_owned(),
                state_reason: String::new(),
                created_at: now,
                version: 1,
            }
            .seal(&super::keys())
            .expect("sealed"),
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
                photo: None,
                cap_per_day: None,
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
                duration_minutes: None,
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

async fn insert<M>(tx: &Tx, row: M)
where
    M: IntoActiveModel<<M::Entity as EntityTrait>::ActiveModel> + ModelTrait,
    <M::Entity as EntityTrait>::ActiveModel: ActiveModelTrait<Entity = M::Entity> + Send,
{
    let row = row.into_active_model();
    <M::Entity as EntityTrait>::insert(row)
        .exec_without_returning(&**tx)
        .await
        .expect("a row of the test clinic");
}
