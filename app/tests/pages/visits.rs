//! Appointments for tests, made by the use cases themselves.

use std::sync::Arc;

use axum::http::StatusCode;
use backend::{
    booking::{self, Book, HoldSlot},
    testing::{instant, patient_context},
};
use domain::booking::AppointmentView;

use super::support::{Answer, Browser, Clinic};

pub const PIA: &str = "pia.lund@example.com";
pub const OMAR: &str = "omar.haddad@example.com";
pub const ADA: &str = "ada.moreno@example.com";
pub const BEN: &str = "ben.achterberg@example.com";
pub const ADMIN: &str = "admin@example.com";

pub const HOSTILE: &str = "\"'></textarea><script>alert(1)</script>";

/// An id that nothing has.
pub const ABSENT: &str = "0193a5c0-0000-7000-8000-000000000001";

/// A visit of the patient with this number to the dermatologist in London.
pub async fn book(clinic: &Clinic, patient: usize, start: &str, reason: &str) -> AppointmentView {
    let world = &clinic.world;
    let ctx = patient_context(&world.core, &world.clinic, patient);
    let doctor = &world.clinic.doctors[0];
    let wish = HoldSlot {
        schedule: doctor.schedule,
        service: doctor.service,
        minutes: None,
        start: instant(start),
    };
    let held = booking::hold(&ctx, &wish).await.expect("a hold");
    let wish = Book {
        hold: held.view.id,
        version: held.view.version,
        reason: reason.to_owned(),
        idempotency_key: format!("{patient}-{}", start.to_lowercase().replace(':', "-")),
    };
    booking::book(&ctx, &wish).await.expect("an appointment")
}

pub async fn signed_in(clinic: &Clinic, email: &str) -> Browser {
    let mut browser = clinic.browser();
    clinic.sign_in(&mut browser, email).await;
    browser
}

/// Somebody else changes the appointment, so that what was seen before is old.
pub async fn touch(clinic: &Clinic, appointment: &AppointmentView) {
    let sql = "UPDATE appointment SET version = version + 1 WHERE id = {0}";
    let touched = clinic
        .world
        .db
        .execute(sql, &[appointment.id.into()])
        .await
        .expect("an update");
    assert_eq!(touched, 1);
}

pub async fn status(clinic: &Clinic, appointment: &AppointmentView) -> String {
    let ctx = backend::Context::system(Arc::clone(&clinic.world.core));
    let view = booking::get_appointment(&ctx, appointment.id)
        .await
        .expect("the appointment");
    view.status.name().to_owned()
}

/// A page without what differs between two answers anyway: nonces, and the address itself.
pub fn same(answer: &Answer, id: &str) -> (StatusCode, String) {
    let mut html = answer.html.replace(id, "ID");
    while let Some((before, rest)) = html.split_once(" nonce=\"") {
        let (_, after) = rest.split_once('"').expect("the end of the nonce");
        html = format!("{before}{after}");
    }
    (answer.status, html)
}
