//! One row each from the lists.

use domain::{
    account::{AccountState, Role},
    audit::Deed,
    messages::Reminders,
    time::Instant,
};
use uuid::Uuid;

use super::{
    SIGN_INS, SignIn,
    doctors::DoctorData,
    places::Place,
    specialties::{ServiceData, SpecialtyData},
};
use crate::entity::{
    account, appointment, audit_event, doctor, location, room, schedule, service, service_length, specialty,
    weekly_hours,
};

/// How far ahead everything can be booked.
pub(super) const HORIZON_DAYS: i64 = 60;
const CUT_OFF_MINUTES: i64 = 24 * 60;
pub(super) const REQUEST_LAPSE_MINUTES: i64 = 48 * 60;
/// Doctors who see only so many patients on a date, each at one place.
const CAPPED: [(&str, i64); 1] = [("tunde-bakare", 8)];

/// "amina-okafor"; the names of the lists have no other letters than ASCII.
pub(super) fn slug(given_name: &str, family_name: &str) -> String {
    format!("{given_name}-{family_name}").to_lowercase().replace(' ', "-")
}

/// "amina.okafor@example.com"
pub(super) fn email(given_name: &str, family_name: &str) -> String {
    format!("{given_name}.{family_name}@example.com")
        .to_lowercase()
        .replace(' ', "-")
}

pub(super) fn location(id: Uuid, place: Place) -> location::Model {
    let data = place.data();
    location::Model {
        id,
        slug: data.slug.to_owned(),
        name: data.name.to_owned(),
        street: data.street.to_owned(),
        postal_code: data.postal_code.to_owned(),
        city: data.city.to_owned(),
        country: data.country.to_owned(),
        phone: data.phone.to_owned(),
        zone: data.zone.to_owned(),
        version: 1,
    }
}

pub(super) fn room(id: Uuid, location_id: Uuid, (kind, name): (&str, &str)) -> room::Model {
    room::Model {
        id,
        location_id,
        kind: kind.to_owned(),
        name: name.to_owned(),
        is_active: true,
        version: 1,
    }
}

pub(super) fn specialty(id: Uuid, data: &SpecialtyData) -> specialty::Model {
    specialty::Model {
        id,
        slug: data.slug.to_owned(),
        name: data.name.to_owned(),
        summary: data.summary.to_owned(),
        practitioner: data.practitioner.to_owned(),
    }
}

pub(super) fn service(id: Uuid, specialty_id: Uuid, data: &ServiceData, place: Place) -> service::Model {
    service::Model {
        id,
        specialty_id,
        name: data.name.to_owned(),
        duration_minutes: data.minutes,
        step_minutes: data.step,
        buffer_before_minutes: 0,
        buffer_after_minutes: data.buffer_after,
        notice_minutes: data.notice,
        horizon_days: HORIZON_DAYS,
        cut_off_minutes: CUT_OFF_MINUTES,
        restart_after_busy: false,
        price_minor: Some(price(data.price, place)),
        currency: Some(place.data().currency.to_owned()),
        visit_kind: if data.is_video { "video" } else { "in_person" }.to_owned(),
        needs_approval: data.needs_approval,
        request_lapse_minutes: REQUEST_LAPSE_MINUTES,
        cap_per_day: data.cap,
        room_kind: data.room.map(str::to_owned),
        reminders: Reminders::default().to_string(),
        is_active: true,
        version: 1,
    }
}

/// The further lengths of a service.
pub(super) fn lengths(id: Uuid, data: &ServiceData, place: Place) -> Vec<service_length::Model> {
    let row = |&(minutes, pence): &(i64, i64)| service_length::Model {
        service_id: id,
        minutes,
        price_minor: Some(price(pence, place)),
    };
    data.lengths.iter().map(row).collect()
}

/// In whole pounds, euros and dollars, in fives.
pub(super) fn price(pence: i64, place: Place) -> i64 {
    pence * place.data().price_percent / 100 / 500 * 500
}

pub(super) fn doctor(id: Uuid, account: Uuid, specialty_id: Uuid, data: &DoctorData) -> doctor::Model {
    doctor::Model {
        id,
        slug: slug(data.given_name, data.family_name),
        account_id: Some(account),
        title: data.title.to_owned(),
        given_name: data.given_name.to_owned(),
        family_name: data.family_name.to_owned(),
        specialty_id,
        languages: data.languages.to_owned(),
        qualifications: data.qualifications.to_owned(),
        about: data.about.to_owned(),
        is_active: true,
        photo: None,
        cap_per_day: cap(&slug(data.given_name, data.family_name)),
        version: 1,
    }
}

/// How many patients a doctor sees on one date, where there is a limit.
pub(super) fn cap(slug: &str) -> Option<i64> {
    let (_, visits) = CAPPED.into_iter().find(|(capped, _)| *capped == slug)?;
    Some(visits)
}

/// Of somebody of the staff.
fn staff(id: Uuid, role: Role, name: (&str, &str), email: String, now: Instant, password_hash: &str) -> account::Model {
    account::Model {
        id,
        role: role.name().to_owned(),
        email,
        password_hash: password_hash.to_owned(),
        given_name: name.0.to_owned(),
        family_name: name.1.to_owned(),
        birth_date: None,
        email_index: None,
        phone_index: None,
        birth_index: None,
        message_choices: String::new(),
        email_verified_at: Some(now.millis()),
        phone_verified_at: None,
        phone: None,
        state: AccountState::Active.name().to_owned(),
        state_reason: String::new(),
        created_at: now.millis(),
        version: 1,
    }
}

pub(super) fn doctor_account(id: Uuid, data: &DoctorData, now: Instant, password_hash: &str) -> account::Model {
    let name = (data.given_name, data.family_name);
    staff(id, Role::Doctor, name, email(name.0, name.1), now, password_hash)
}

/// Those who sign in and are neither a doctor nor a patient.
pub(super) fn desk_people() -> impl Iterator<Item = SignIn> {
    let is_at_desk = |sign_in: &SignIn| matches!(sign_in.role, Role::Support | Role::Administrator);
    SIGN_INS.into_iter().filter(is_at_desk)
}

pub(super) fn desk_account(id: Uuid, sign_in: SignIn, now: Instant, password_hash: &str) -> account::Model {
    let name = sign_in.name.split_once(' ').unwrap_or_default();
    staff(id, sign_in.role, name, sign_in.email.to_owned(), now, password_hash)
}

pub(super) const fn schedule(id: Uuid, doctor_id: Uuid, location_id: Uuid) -> schedule::Model {
    schedule::Model {
        id,
        doctor_id,
        location_id,
        version: 1,
    }
}

pub(super) fn weekly_hours(id: Uuid, schedule_id: Uuid, hours: (u8, u16, u16)) -> weekly_hours::Model {
    let (weekday, start_minute, end_minute) = hours;
    weekly_hours::Model {
        id,
        schedule_id,
        weekday: weekday.into(),
        start_minute: start_minute.into(),
        end_minute: end_minute.into(),
    }
}

/// What the audit trail says of an appointment that nobody booked.
pub(super) fn seeded(id: Uuid, now: Instant, appointment: &appointment::Model) -> audit_event::Model {
    audit_event::Model {
        id,
        at: now.millis(),
        actor: "system".to_owned(),
        account_id: None,
        action: Deed::Seed.name().to_owned(),
        subject: "appointment".to_owned(),
        subject_id: appointment.id,
        detail: appointment.status.clone(),
        patient_id: appointment.patient_id,
        reason: String::new(),
        origin: "cli".to_owned(),
        request: String::new(),
    }
}
