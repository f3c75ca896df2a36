//! One doctor's day as a clinic with one clerk would keep it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use todc_utils::specifications::Specification;

/// Half hours from 09:00 to 17:00.
pub const SLOTS: usize = 16;

/// Of a kept time and of the appointment that it becomes, made by the test.
pub type Id = u32;

/// What a client did, with the answer that it got.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Act {
    Hold {
        id: Id,
        slot: usize,
        won: bool,
    },
    Book {
        id: Id,
        won: bool,
    },
    Release {
        id: Id,
        won: bool,
    },
    /// Of a version as seen.
    Cancel {
        id: Id,
        seen: i64,
        won: bool,
    },
    Move {
        id: Id,
        seen: i64,
        to: usize,
        answer: Moved,
    },
    /// A request is accepted or rejected.
    Decide {
        id: Id,
        seen: i64,
        accept: bool,
        won: bool,
    },
    /// The clock goes on until every hold has run out.
    Expire,
    /// The free times, a bit each.
    Read {
        free: u16,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Moved {
    Won,
    /// Somebody has the time.
    Taken,
    /// It was changed or ended before.
    Lost,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Slot {
    Free,
    Held(Id),
    Taken { id: Id, version: i64, is_request: bool },
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Day {
    slots: [Slot; SLOTS],
    /// Cancelled, and the version that was: the same cancellation again is answered alike.
    cancelled: BTreeSet<(Id, i64)>,
}

impl Day {
    fn place_of(&self, wanted: Id) -> Option<(usize, i64, bool)> {
        self.slots.iter().enumerate().find_map(|(place, slot)| match *slot {
            Slot::Taken {
                id,
                version,
                is_request,
            } if id == wanted => Some((place, version, is_request)),
            _ => None,
        })
    }

    fn held(&self, id: Id) -> Option<usize> {
        self.slots.iter().position(|slot| *slot == Slot::Held(id))
    }

    fn with(&self, place: usize, slot: Slot) -> Self {
        let mut next = self.clone();
        next.slots[place] = slot;
        next
    }
}

/// Visits of a service whose requests must be accepted, if `APPROVAL`.
pub struct Clerk<const APPROVAL: bool>;

impl<const APPROVAL: bool> Specification for Clerk<APPROVAL> {
    type State = Day;
    type Operation = Act;

    fn init() -> Day {
        Day {
            slots: [Slot::Free; SLOTS],
            cancelled: BTreeSet::new(),
        }
    }

    /// Whether the answer is right in this state, and the state afterwards.
    fn apply(act: &Act, day: &Day) -> (bool, Day) {
        let after = match *act {
            Act::Hold { id, slot, won } => match (day.slots[slot] == Slot::Free, won) {
                (true, true) => Some(day.with(slot, Slot::Held(id))),
                (false, false) => Some(day.clone()),
                _ => None,
            },
            Act::Book { id, won } => match (day.held(id), won) {
                (Some(place), true) => {
                    let slot = Slot::Taken {
                        id,
                        version: 2,
                        is_request: APPROVAL,
                    };
                    Some(day.with(place, slot))
                }
                (None, false) => Some(day.clone()),
                _ => None,
            },
            Act::Release { id, won } => match (day.held(id), won) {
                (Some(place), true) => Some(day.with(place, Slot::Free)),
                (None, _) => Some(day.clone()),
                (Some(_), false) => None,
            },
            Act::Cancel { id, seen, won } => match (day.place_of(id), won) {
                (Some((place, version, _)), true) if version == seen => {
                    let mut next = day.with(place, Slot::Free);
                    next.cancelled.insert((id, seen));
                    Some(next)
                }
                (_, true) => day.cancelled.contains(&(id, seen)).then(|| day.clone()),
                (Some((_, version, _)), false) if version == seen => None,
                (_, false) => (!day.cancelled.contains(&(id, seen))).then(|| day.clone()),
            },
            Act::Move { id, seen, to, answer } => moved::<APPROVAL>(day, id, seen, to, answer),
            Act::Decide { id, seen, accept, won } => match (day.place_of(id), won) {
                (Some((place, version, true)), true) if version == seen => {
                    let slot = if accept {
                        Slot::Taken {
                            id,
                            version: version + 1,
                            is_request: false,
                        }
                    } else {
                        Slot::Free
                    };
                    Some(day.with(place, slot))
                }
                (Some((_, version, true)), false) if version == seen => None,
                (_, won) => (!won).then(|| day.clone()),
            },
            Act::Expire => {
                let mut next = day.clone();
                for slot in &mut next.slots {
                    if matches!(slot, Slot::Held(_)) {
                        *slot = Slot::Free;
                    }
                }
                Some(next)
            }
            Act::Read { free } => (free_mask(&day.slots) == free).then(|| day.clone()),
        };
        match after {
            Some(after) => (true, after),
            None => (false, day.clone()),
        }
    }
}

fn moved<const APPROVAL: bool>(day: &Day, id: Id, seen: i64, to: usize, answer: Moved) -> Option<Day> {
    let place = day.place_of(id);
    match (answer, place) {
        (Moved::Won, Some((from, version, _))) if version == seen => {
            let is_open = from == to || day.slots[to] == Slot::Free;
            let slot = Slot::Taken {
                id,
                version: version + 1,
                is_request: APPROVAL,
            };
            is_open.then(|| day.with(from, Slot::Free).with(to, slot))
        }
        // The same move again is answered alike.
        (Moved::Won, Some((from, version, _))) => (version == seen + 1 && from == to).then(|| day.clone()),
        (Moved::Won, None) => None,
        (Moved::Taken, place) => {
            let is_own = place.is_some_and(|(from, ..)| from == to);
            (!is_own && day.slots[to] != Slot::Free).then(|| day.clone())
        }
        (Moved::Lost, Some((_, version, _))) => (version != seen).then(|| day.clone()),
        (Moved::Lost, None) => Some(day.clone()),
    }
}

pub fn free_mask(slots: &[Slot; SLOTS]) -> u16 {
    let free = slots.iter().enumerate().filter(|(_, slot)| **slot == Slot::Free);
    free.fold(0, |mask, (place, _)| mask | 1 << place)
}
