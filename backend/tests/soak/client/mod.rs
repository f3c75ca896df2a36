//! One client: does something random, waits for the answer, goes on.

mod plans;
mod rules;
mod visits;

use std::sync::Arc;

use backend::Fault;
use domain::{refusal::Refusal, slots::NotOffered};
use rand::{RngExt, SeedableRng, rngs::StdRng};

use super::{
    ground::{Ground, Theme},
    model::{Act, IDS_PER_CLIENT, Id, Place, SLOTS, Why},
    rows,
};

pub struct Client {
    ground: Arc<Ground>,
    /// Its own among the clients of all processes.
    number: usize,
    dice: StdRng,
    next_id: Id,
}

/// Runs one client.
pub async fn run(ground: Arc<Ground>, number: usize, acts: usize, seed: u64) {
    let dice = StdRng::seed_from_u64(seed ^ (number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let mut client = Client {
        ground,
        number,
        dice,
        next_id: u32::try_from(number).unwrap() * IDS_PER_CLIENT,
    };
    for _ in 0..acts {
        client.act().await;
    }
}

impl Client {
    async fn act(&mut self) {
        let theme = self.ground.theme;
        match self.dice.random_range(0..100) {
            0..4 if self.ground.clock.is_some() => self.expire().await,
            0..12 if theme == Theme::Reads => self.read().await,
            0..26 if theme == Theme::Plans => self.change_plan().await,
            26..60 => self.change_visit().await,
            _ => self.take().await,
        }
    }

    fn called(&self, act: Act) {
        self.ground.recorder.called(self.number, act);
    }

    fn answered(&self, act: Act) {
        self.ground.recorder.answered(self.number, act);
    }

    fn new_id(&mut self) -> Id {
        self.next_id += 1;
        self.next_id
    }

    fn any_doctor(&mut self) -> usize {
        self.dice.random_range(0..self.ground.theme.doctors())
    }

    fn any_place(&mut self) -> Place {
        Place {
            doctor: self.any_doctor(),
            slot: self.dice.random_range(0..SLOTS),
        }
    }

    /// A version as somebody saw it: mostly the one that is there, sometimes the one before.
    fn seen(&mut self, version: i64) -> i64 {
        version - i64::from(self.dice.random_range(0..6) == 0)
    }

    async fn expire(&self) {
        let _moment = self.ground.moment.write().await;
        self.called(Act::Expire);
        if let Some(clock) = &self.ground.clock {
            clock.advance_minutes(domain::booking::HOLD_MINUTES);
        }
        self.answered(Act::Expire);
    }

    /// Somebody's appointment, mostly one that still stands.
    async fn any_visit(&mut self) -> Option<(usize, rows::Visit)> {
        let doctor = self.any_doctor();
        let visits = rows::visits(self.ground.db(), self.ground.doctor(doctor), self.ground.date).await;
        let is_over_too = self.dice.random_range(0..4) == 0;
        let mut booked: Vec<rows::Visit> = visits
            .into_iter()
            .filter(|visit| visit.booked_by().is_some() && (visit.is_active() || is_over_too))
            .collect();
        if booked.is_empty() {
            return None;
        }
        Some((doctor, booked.swap_remove(self.dice.random_range(0..booked.len()))))
    }
}

/// Why a time is refused. What no clerk would say is a failure.
fn why(fault: Fault) -> Result<Why, Fault> {
    match fault {
        Fault::Refused(Refusal::SlotTaken(_)) => Ok(Why::Taken),
        Fault::Refused(Refusal::PatientBusy) => Ok(Why::OwnVisit),
        Fault::Refused(Refusal::NotOffered(NotOffered::OffHours)) => Ok(Why::OffHours),
        Fault::Refused(Refusal::NotOffered(NotOffered::TimeOff)) => Ok(Why::TimeOff),
        Fault::Refused(Refusal::NotOffered(NotOffered::Cap)) => Ok(Why::Cap),
        Fault::Refused(Refusal::NotOffered(NotOffered::OffGrid)) => Ok(Why::OffGrid),
        fault => Err(fault),
    }
}
