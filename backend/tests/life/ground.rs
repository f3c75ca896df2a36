//! What the tests beside this share.

use backend::{
    Context, Fault, Token,
    booking::{Book, FindSlots, HoldSlot, book, find_slots, hold},
    testing::{World, instant, patient_context},
};
use domain::{
    booking::{AppointmentView, HoldView, SlotDay},
    refusal::Refusal,
};
use futures::future::join_all;
use uuid::Uuid;

pub use backend::testing::second_doctor_in_london;

pub const KEY: &str = "0123456789abcdef";
/// Thursday, more than a day ahead; the test clinic opens at 09:00.
pub const TEN: &str = "2026-11-26T10:00:00Z";
pub const ELEVEN: &str = "2026-11-26T11:00:00Z";

pub fn slot(world: &World, start: &str) -> HoldSlot {
    let doctor = &world.clinic.doctors[0];
    HoldSlot {
        schedule: doctor.schedule,
        service: doctor.service,
        minutes: None,
        start: instant(start),
    }
}

pub fn confirmation(hold: &HoldView, key: &str) -> Book {
    Book {
        hold: hold.id,
        version: hold.version,
        reason: "A mole has changed.".into(),
        idempotency_key: key.into(),
    }
}

/// Holds and books.
pub async fn take(ctx: &Context, slot: &HoldSlot, key: &str) -> Result<AppointmentView, Fault> {
    let held = hold(ctx, slot).await?;
    book(ctx, &confirmation(&held.view, key)).await
}

/// The first patient has this time.
pub async fn booked(world: &World, start: &str) -> AppointmentView {
    let patient = patient_context(&world.core, &world.clinic, 0);
    take(&patient, &slot(world, start), KEY).await.unwrap()
}

/// The patient with this number, in a browser of their own for each `browser`.
pub fn in_browser(world: &World, patient: usize, browser: u8) -> Context {
    let patient = patient_context(&world.core, &world.clinic, patient);
    let visitor = Token::from_bytes([browser; 32]);
    Context::new(world.core.clone(), patient.actor().clone(), Some(visitor))
}

/// A day of the first doctor's first service.
pub async fn day(ctx: &Context, world: &World, date: &str) -> SlotDay {
    let doctor = &world.clinic.doctors[0];
    let question = FindSlots {
        schedule: doctor.schedule,
        service: doctor.service,
        minutes: None,
        from: Some(date.to_owned()),
        days: 1,
        moving: None,
    };
    find_slots(ctx, &question).await.unwrap().days.remove(0)
}

pub async fn is_free(ctx: &Context, world: &World, start: &str) -> bool {
    let day = day(ctx, world, &start[..10]).await;
    day.slots.iter().any(|free| free.start == instant(start))
}

pub fn refusal<T: std::fmt::Debug>(result: Result<T, Fault>) -> Refusal {
    match result.unwrap_err() {
        Fault::Refused(refusal) => refusal,
        fault => panic!("not a refusal: {fault:?}"),
    }
}

/// Sets columns of the first doctor's first service.
pub async fn set_service(world: &World, columns: &str) {
    let sql = format!("UPDATE service SET {columns} WHERE id = {{0}}");
    world
        .db
        .execute(&sql, &[world.clinic.consultation.into()])
        .await
        .unwrap();
}

/// Adds an ultrasound room to London.
pub async fn add_room(world: &World, number: u128) -> Uuid {
    let room = Uuid::from_u128(0x00_7000 + number);
    let sql = format!(
        "INSERT INTO room (id, location_id, kind, name, is_active) VALUES ({{0}}, {{1}}, 'Ultrasound', 'Room {number}', TRUE)"
    );
    world
        .db
        .execute(&sql, &[room, world.clinic.london.into()])
        .await
        .unwrap();
    room
}

/// Runs each on the runtime's threads, so that they truly meet.
pub async fn at_once<T: Send + 'static>(
    work: impl Iterator<Item = impl Future<Output = T> + Send + 'static>,
) -> Vec<T> {
    let running: Vec<_> = work.map(tokio::spawn).collect();
    join_all(running).await.into_iter().map(Result::unwrap).collect()
}

macro_rules! on_both_databases {
    ($(async fn $name:ident($world:ident: World) $body:block)+) => {$(
        #[rstest::rstest]
        #[case::sqlite(backend::testing::Kind::Sqlite)]
        #[case::postgres(backend::testing::Kind::Postgres)]
        #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
        async fn $name(#[case] kind: backend::testing::Kind) {
            let $world = backend::testing::world(kind).await;
            $body
        }
    )+};
}
pub(crate) use on_both_databases;
