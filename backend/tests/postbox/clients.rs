//! Those who book and cancel while messages are sent.

use std::{sync::Arc, time::Duration};

use backend::{
    Core, Fault,
    booking::{Book, Cancel, HoldSlot, book, cancel, get_appointment, hold},
    testing::{Clinic, instant, patient_context},
};
use domain::{booking::Status, ids::AppointmentId, refusal::Refusal};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Each second one, so that nobody has too many.
const CANCELLED: usize = 2;

/// What somebody was told to be done.
#[derive(Serialize, Deserialize)]
pub struct Made {
    pub number: usize,
    pub appointment: AppointmentId,
    pub is_cancelled: bool,
}

pub struct Clients {
    pub core: Arc<Core>,
    pub clinic: Clinic,
    pub made: Vec<Made>,
    /// Of the next booking.
    pub number: usize,
    pub slowest: Duration,
}

impl Clients {
    pub const fn new(core: Arc<Core>, clinic: Clinic) -> Self {
        Self {
            core,
            clinic,
            made: Vec::new(),
            number: 0,
            slowest: Duration::ZERO,
        }
    }

    pub async fn book(&mut self, count: usize) {
        for _ in 0..count {
            let started = std::time::Instant::now();
            let made = self.book_next().await;
            self.slowest = self.slowest.max(started.elapsed());
            self.made.push(made);
        }
    }

    pub async fn book_next(&mut self) -> Made {
        let number = self.number;
        self.number += 1;
        let ctx = patient_context(&self.core, &self.clinic, number % self.clinic.patients.len());
        let doctor = &self.clinic.doctors[0];
        let slot = HoldSlot {
            schedule: doctor.schedule,
            service: doctor.service,
            minutes: None,
            start: start(number),
        };
        let held = until_told(async || hold(&ctx, &slot).await).await.unwrap().view;
        let form = Book {
            hold: held.id,
            version: held.version,
            reason: "An itching mole".into(),
            // Asked twice, it is done once.
            idempotency_key: Uuid::from_u128(number as u128 + 1).to_string(),
        };
        let booked = until_told(async || book(&ctx, &form).await).await.unwrap();
        let is_cancelled = number.is_multiple_of(CANCELLED);
        if is_cancelled {
            let input = Cancel {
                appointment: booked.id,
                version: booked.version,
                reason: String::new(),
                code: None,
            };
            let told = until_told(async || cancel(&ctx, &input).await).await;
            if told.is_err() {
                // It was done, and nobody heard of it.
                let found = until_told(async || get_appointment(&ctx, booked.id).await).await;
                assert_eq!(found.unwrap().status, Status::Cancelled);
            }
        }
        Made {
            number,
            appointment: booked.id,
            is_cancelled,
        }
    }
}

/// One half hour after the other, 16 a day, from Monday of the next week on.
fn start(number: usize) -> domain::time::Instant {
    let (day, half_hour) = (number / 16, number % 16);
    let days = day / 5 * 7 + day % 5;
    let minutes = days * 24 * 60 + half_hour * 30;
    instant("2026-11-30T09:00:00Z").plus_minutes(i64::try_from(minutes).unwrap())
}

/// Asks again while the database is away.
async fn until_told<T>(ask: impl AsyncFn() -> Result<T, Fault>) -> Result<T, Refusal> {
    loop {
        match ask().await {
            Ok(told) => return Ok(told),
            Err(Fault::Refused(refusal)) => return Err(refusal),
            Err(Fault::Broken(_) | Fault::Contended(_)) => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    }
}
