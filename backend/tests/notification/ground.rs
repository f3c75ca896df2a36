//! What these tests share.

use std::sync::Arc;

use backend::{
    Context,
    account::set_message_choices,
    adapters::{
        Carriers,
        mail::{MailAddress, OutgoingMail, RecordingMailer},
    },
    booking::{Book, HoldSlot, book, hold},
    jobs::deliver_due,
    notification::{AppointmentNotice, NoticeKind, Parties, tell_of_appointment},
    testing::{World, doctor_context, instant, patient_context},
};
use domain::{
    booking::AppointmentView,
    messages::{Channel, Choices, Topic},
};
use uuid::Uuid;

pub const REASON: &str = "An itching mole";

pub fn patient(world: &World) -> Context {
    patient_context(&world.core, &world.clinic, 0)
}

pub fn system(world: &World) -> Context {
    Context::system(Arc::clone(&world.core))
}

/// Thursday 26 November 2026, 14:00 in London. The doctor wants no mail of it, so that there is the patient's alone.
pub async fn booked(world: &World) -> AppointmentView {
    let mut choices = Choices::default();
    choices.choose(Topic::Schedule, Channel::Email, false);
    set_message_choices(&doctor_context(&world.core, &world.clinic, 0), &choices)
        .await
        .unwrap();
    let ctx = patient(world);
    let doctor = &world.clinic.doctors[0];
    let slot = HoldSlot {
        schedule: doctor.schedule,
        service: doctor.service,
        minutes: None,
        start: instant("2026-11-26T14:00:00Z"),
    };
    let held = hold(&ctx, &slot).await.unwrap().view;
    let form = Book {
        hold: held.id,
        version: held.version,
        reason: REASON.into(),
        idempotency_key: Uuid::from_u128(1).to_string(),
    };
    book(&ctx, &form).await.unwrap()
}

/// Sets columns of the service that [`booked`] books.
pub async fn set_service(world: &World, columns: &str) {
    let sql = format!("UPDATE service SET {columns} WHERE id = {{0}}");
    let service = Uuid::from(world.clinic.doctors[0].service);
    world.db.execute(&sql, &[service]).await.unwrap();
}

/// Queues a notice as the clinic's.
pub async fn notify(world: &World, kind: NoticeKind, view: &AppointmentView, sequence: i64) {
    let ctx = system(world);
    let tx = ctx.db().begin().await.unwrap();
    let notice = AppointmentNotice {
        kind,
        view: view.clone(),
        sequence,
    };
    let parties = Parties {
        patient: world.clinic.patients[0].account,
        doctor: world.clinic.doctors[0].id,
    };
    tell_of_appointment(&ctx, &tx, parties, &notice).await.unwrap();
    tx.commit().await.unwrap();
}

/// What is sent now.
pub async fn mails(world: &World) -> Vec<OutgoingMail> {
    let mailer = RecordingMailer::default();
    while deliver_due(&system(world), Carriers::mail_only(&mailer))
        .await
        .unwrap()
        .leased
        > 0
    {}
    mailer.sent()
}

/// The only mail that is sent now.
pub async fn mail(world: &World) -> OutgoingMail {
    let mut mails = mails(world).await;
    assert_eq!(mails.len(), 1);
    mails.remove(0)
}

/// A mail of no clinic.
pub fn plain_mail() -> OutgoingMail {
    OutgoingMail {
        id: Uuid::from_u128(7),
        message_id: "<7@clinic.example>".into(),
        date: instant("2026-11-23T08:00:00Z"),
        from: MailAddress {
            name: Some("Test Clinic".into()),
            address: "appointments@clinic.example".into(),
        },
        to: MailAddress {
            name: Some("Pia Lund".into()),
            address: "pia.lund@example.com".into(),
        },
        subject: "Grüße".into(),
        text: "One.\n.\nTwo.".into(),
        html: "<p>One.</p>".into(),
        calendar: None,
    }
}
