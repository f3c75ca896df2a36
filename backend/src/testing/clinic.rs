use std::sync::Arc;

use domain::{
    access::{Actor, Places},
    account::Role,
    ids::{AccountId, DoctorId, LocationId, ScheduleId, ServiceId, SpecialtyId},
};
use uuid::Uuid;

use super::clinic_rows::write;
use crate::{Context, Core, OwnSession, Token};

/// The password of every account of the [`Clinic`].
pub const PASSWORD: &str = "correct horse battery";
/// Of [`PASSWORD`], argon2id with the least work there is.
pub(super) const PASSWORD_HASH: &str =
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
    /// support@example.com
    pub support: AccountId,
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
    let clinic = clinic_plan();
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
        places: Places::All,
    };
    Context::new(Arc::clone(core), actor, Some(patient.visitor.clone())).in_session(just_verified(core))
}

/// What the doctor with this number (0 or 1) sends.
pub fn doctor_context(core: &Arc<Core>, clinic: &Clinic, number: usize) -> Context {
    let doctor = &clinic.doctors[number];
    let actor = Actor::Person {
        account: doctor.account,
        role: Role::Doctor,
        doctor: Some(doctor.id),
        places: Places::All,
    };
    Context::new(Arc::clone(core), actor, None).in_session(just_verified(core))
}

pub fn administrator_context(core: &Arc<Core>, clinic: &Clinic) -> Context {
    staff_context(core, clinic.administrator, Role::Administrator, Places::All)
}

/// Somebody at the front desk.
pub fn support_context(core: &Arc<Core>, clinic: &Clinic) -> Context {
    staff_context(core, clinic.support, Role::Support, Places::All)
}

/// Somebody at the front desk who is bound to a place; no row says so.
pub fn support_context_at(core: &Arc<Core>, clinic: &Clinic, location: LocationId) -> Context {
    staff_context(core, clinic.support, Role::Support, Places::of([location]))
}

fn staff_context(core: &Arc<Core>, account: AccountId, role: Role, places: Places) -> Context {
    let actor = Actor::Person {
        account,
        role,
        doctor: None,
        places,
    };
    Context::new(Arc::clone(core), actor, None).in_session(just_verified(core))
}

/// A session without a row, whose password was given now.
fn just_verified(core: &Core) -> Option<OwnSession> {
    let now = core.clock.now();
    Some(OwnSession {
        id: Uuid::nil(),
        verified_at: now,
        ends_at: now.plus_minutes(15),
    })
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

/// The ids of the clinic that [`clinic`] writes: for another process on the same database.
pub fn clinic_plan() -> Clinic {
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
        support: id(6, 21),
    }
}
