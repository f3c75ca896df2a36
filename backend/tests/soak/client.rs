//! One client: does something random, waits for the answer, goes on.

use std::sync::{Arc, Mutex};

use backend::{
    Context, Core, Fault, Token,
    booking::{
        Book, Cancel, Decide, Decision, FindSlots, HoldSlot, Reschedule, book, cancel, decide, find_slots, hold,
        release_hold, reschedule,
    },
    testing::{Clinic, TestClock, doctor_context, patient_context},
};
use domain::{
    access::Actor,
    ids::AppointmentId,
    refusal::Refusal,
    time::{Date, Instant, Interval, Zone},
    version::Version,
};
use rand::{RngExt, SeedableRng, rngs::StdRng};
use tokio::sync::RwLock;

use super::{
    history::Recorder,
    model::{Act, Id, Moved, SLOTS},
};

/// Where the clients of a process meet.
pub struct Ground {
    pub core: Arc<Core>,
    pub clinic: Clinic,
    /// The first doctor's.
    pub date: Date,
    pub recorder: Recorder,
    /// Set where holds run out.
    pub clock: Option<TestClock>,
    /// Whether strangers read the free times; not together with a clock that moves, which a reader looks at earlier than at the
    /// rows.
    pub reads: bool,
    /// Held while the clock is moved: an act reads it more than once, and each time must be the same.
    pub moment: RwLock<()>,
    /// Appointments that somebody may change, as last seen.
    pub known: Mutex<Vec<Known>>,
}

#[derive(Clone, Copy)]
pub struct Known {
    pub id: Id,
    pub appointment: AppointmentId,
    pub version: Version,
}

/// Half of the day's slots, so that clients meet.
const HOT: usize = SLOTS / 2;

/// How many clients of all processes have an id of their own.
const MOST_ACTS: u32 = 10_000;

/// Runs one client. `number` is its own among the clients of all processes.
pub async fn run(ground: Arc<Ground>, number: usize, acts: usize, seed: u64) -> usize {
    let mut dice = StdRng::seed_from_u64(seed ^ (number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let mut next_id = u32::try_from(number).unwrap() * MOST_ACTS;
    let mut done = 0;
    while done < acts {
        next_id += 1;
        done += 1;
        let roll = dice.random_range(0..100);
        let known = pick(&ground, &mut dice);
        if roll < 4 && ground.clock.is_some() {
            let _moment = ground.moment.write().await;
            expire(&ground, number);
            continue;
        }
        match known {
            Some(known) if roll >= 50 => {
                let known_of_two = dice.random_range(0..4);
                match known_of_two {
                    0 => cancel_one(&ground, number, known).await,
                    1 => decide_one(&ground, number, known, dice.random_range(0..4) > 0).await,
                    _ => move_one(&ground, number, known, dice.random_range(0..HOT)).await,
                }
            }
            _ if roll < 10 && ground.reads => read(&ground, number).await,
            _ => {
                let release = dice.random_range(0..6) == 0;
                done += take(&ground, number, next_id, dice.random_range(0..HOT), release).await;
            }
        }
    }
    done
}

fn pick(ground: &Ground, dice: &mut StdRng) -> Option<Known> {
    let known = ground.known.lock().unwrap();
    (!known.is_empty()).then(|| known[dice.random_range(0..known.len())])
}

fn seen(ground: &Ground, known: Known) {
    let mut all = ground.known.lock().unwrap();
    match all.iter_mut().find(|one| one.id == known.id) {
        Some(one) => *one = known,
        None => all.push(known),
    }
}

/// Another visit at a slot: which half hour from 09:00 it is.
pub fn slot_of(date: Date, start: Instant) -> usize {
    usize::try_from(start.minutes_since(first_start(date)) / 30).unwrap()
}

fn first_start(date: Date) -> Instant {
    Zone::parse("Europe/London").unwrap().resolve(date, 9 * 60)
}

fn start(ground: &Ground, slot: usize) -> Instant {
    let slot = i64::try_from(slot).unwrap();
    first_start(ground.date).plus_minutes(30 * slot)
}

/// The browser of one kept time: picking another in it would give the first one up. Told by date and id, so that an
/// unanswered hold can be found.
pub fn browser(date: Date, id: Id) -> Token {
    let mut bytes = [7; 32];
    bytes[..4].copy_from_slice(&id.to_be_bytes());
    bytes[4..6].copy_from_slice(&date.day_of_year().to_be_bytes());
    Token::from_bytes(bytes)
}

/// Of one confirmation.
pub fn key(date: Date, id: Id) -> String {
    format!("soak-of-many-clients-{date}-{id}")
}

/// Keeps a time and books it, or gives it back. Answers how many acts more than one these were.
async fn take(ground: &Ground, client: usize, id: Id, slot: usize, release: bool) -> usize {
    let patient = patient_context(&ground.core, &ground.clinic, client % 3);
    let ctx = Context::new(ground.core.clone(), *patient.actor(), Some(browser(ground.date, id)));
    let doctor = &ground.clinic.doctors[0];
    let wish = HoldSlot {
        schedule: doctor.schedule,
        service: doctor.service,
        minutes: None,
        start: start(ground, slot),
    };
    let act = |won| Act::Hold { id, slot, won };
    let moment = ground.moment.read().await;
    ground.recorder.called(client, act(false));
    let held = match hold(&ctx, &wish).await {
        Ok(held) => held.view,
        Err(Fault::Refused(Refusal::SlotTaken(_) | Refusal::PatientBusy)) => {
            ground.recorder.answered(client, act(false));
            return 0;
        }
        Err(fault) => panic!("hold: {fault:?}"),
    };
    ground.recorder.answered(client, act(true));
    // The clock may go on here.
    drop(moment);
    let _moment = ground.moment.read().await;
    if release {
        let act = |won| Act::Release { id, won };
        ground.recorder.called(client, act(false));
        let won = release_hold(&ctx, held.id).await.is_ok();
        ground.recorder.answered(client, act(won));
        return 1;
    }
    let act = |won| Act::Book { id, won };
    let input = Book {
        hold: held.id,
        version: held.version,
        reason: "Soak".into(),
        idempotency_key: key(ground.date, id),
    };
    ground.recorder.called(client, act(false));
    let booked = book(&ctx, &input).await;
    match booked {
        Ok(view) => {
            ground.recorder.answered(client, act(true));
            let (appointment, version) = (view.id, view.version);
            seen(
                ground,
                Known {
                    id,
                    appointment,
                    version,
                },
            );
        }
        Err(Fault::Refused(Refusal::HoldExpired(_) | Refusal::Stale)) => ground.recorder.answered(client, act(false)),
        Err(fault) => panic!("book: {fault:?}"),
    }
    1
}

/// The patient whose appointment it is: the one of the client that took it.
fn owner(ground: &Ground, id: Id) -> Context {
    let client = usize::try_from(id / MOST_ACTS).unwrap();
    patient_context(&ground.core, &ground.clinic, client % 3)
}

async fn cancel_one(ground: &Ground, client: usize, known: Known) {
    let Known { id, version, .. } = known;
    let act = |won| Act::Cancel {
        id,
        seen: version.number(),
        won,
    };
    let input = Cancel {
        appointment: known.appointment,
        version,
        reason: String::new(),
    };
    let _moment = ground.moment.read().await;
    ground.recorder.called(client, act(false));
    let won = match cancel(&owner(ground, id), &input).await {
        Ok(_) => true,
        Err(Fault::Refused(Refusal::Stale | Refusal::InvalidChange(_))) => false,
        Err(fault) => panic!("cancel: {fault:?}"),
    };
    ground.recorder.answered(client, act(won));
}

async fn decide_one(ground: &Ground, client: usize, known: Known, accept: bool) {
    let Known { id, version, .. } = known;
    let act = |won| Act::Decide {
        id,
        seen: version.number(),
        accept,
        won,
    };
    let reject = || Decision::Reject { reason: "Soak".into() };
    let input = Decide {
        appointment: known.appointment,
        version,
        decision: if accept { Decision::Accept } else { reject() },
    };
    let _moment = ground.moment.read().await;
    ground.recorder.called(client, act(false));
    let doctor = doctor_context(&ground.core, &ground.clinic, 0);
    let won = match decide(&doctor, &input).await {
        Ok(view) => {
            seen(
                ground,
                Known {
                    version: view.version,
                    ..known
                },
            );
            true
        }
        Err(Fault::Refused(Refusal::Stale | Refusal::InvalidChange(_))) => false,
        Err(fault) => panic!("decide: {fault:?}"),
    };
    ground.recorder.answered(client, act(won));
}

async fn move_one(ground: &Ground, client: usize, known: Known, to: usize) {
    let Known { id, version, .. } = known;
    let act = |answer| Act::Move {
        id,
        seen: version.number(),
        to,
        answer,
    };
    let input = Reschedule::to(known.appointment, version, start(ground, to));
    let _moment = ground.moment.read().await;
    ground.recorder.called(client, act(Moved::Lost));
    let answer = match reschedule(&owner(ground, id), &input).await {
        Ok(view) => {
            seen(
                ground,
                Known {
                    version: view.version,
                    ..known
                },
            );
            Moved::Won
        }
        Err(Fault::Refused(Refusal::SlotTaken(_) | Refusal::PatientBusy)) => Moved::Taken,
        Err(Fault::Refused(Refusal::Stale | Refusal::InvalidChange(_))) => Moved::Lost,
        Err(fault) => panic!("reschedule: {fault:?}"),
    };
    ground.recorder.answered(client, act(answer));
}

fn expire(ground: &Ground, client: usize) {
    ground.recorder.called(client, Act::Expire);
    if let Some(clock) = &ground.clock {
        clock.advance_minutes(domain::booking::HOLD_MINUTES);
    }
    ground.recorder.answered(client, Act::Expire);
}

async fn read(ground: &Ground, client: usize) {
    let stranger = Context::new(ground.core.clone(), Actor::Visitor, None);
    let doctor = &ground.clinic.doctors[0];
    let question = FindSlots {
        schedule: doctor.schedule,
        service: doctor.service,
        minutes: None,
        from: Some(ground.date.to_string()),
        days: 1,
        moving: None,
    };
    let _moment = ground.moment.read().await;
    ground.recorder.called(client, Act::Read { free: 0 });
    let found = find_slots(&stranger, &question).await.unwrap();
    let starts = found.days[0].slots.iter().map(|free| slot_of(ground.date, free.start));
    let free = starts.fold(0, |mask, slot| mask | 1 << slot);
    ground.recorder.answered(client, Act::Read { free });
}

/// The visit of a slot, for the rows.
pub fn visit(date: Date, slot: usize) -> Interval {
    let slot = i64::try_from(slot).unwrap();
    Interval::lasting(first_start(date).plus_minutes(30 * slot), 30).unwrap()
}
