//! What two doctors' day is at an instant.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Half hours of a doctor's day that are fought for; the same instants for all doctors.
pub const SLOTS: usize = 6;
pub const DOCTORS: usize = 2;

/// Of a kept time and of the appointment that it becomes, or of time off; made by the client.
pub type Id = u32;

/// How many ids each client has.
pub const IDS_PER_CLIENT: u32 = 10_000;
pub const PATIENTS: u32 = 3;

/// The patient for whom a client acts, and so the one of its appointments.
pub const fn patient_of(id: Id) -> u32 {
    (id / IDS_PER_CLIENT) % PATIENTS
}

/// A half hour of a doctor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub doctor: usize,
    pub slot: usize,
}

/// Half hours `from..to`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Span {
    pub from: usize,
    pub to: usize,
}

impl Span {
    pub fn contains(self, slot: usize) -> bool {
        (self.from..self.to).contains(&slot)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Slot {
    Free,
    Held(Id, Buffer),
    Taken {
        id: Id,
        version: i64,
        is_request: bool,
        buffer: Buffer,
    },
}

/// After a visit, by the rules when its time was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Buffer {
    None,
    Minutes15,
}

impl Slot {
    pub const fn id(self) -> Option<Id> {
        match self {
            Self::Free => None,
            Self::Held(id, _) | Self::Taken { id, .. } => Some(id),
        }
    }

    fn has_buffer(self) -> bool {
        matches!(
            self,
            Self::Held(_, Buffer::Minutes15)
                | Self::Taken {
                    buffer: Buffer::Minutes15,
                    ..
                }
        )
    }
}

/// Of the date.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Hours {
    /// All the half hours, and some around them.
    Weekly,
    Closed,
    Window(Span),
}

impl Hours {
    pub fn covers(self, slot: usize) -> bool {
        match self {
            Self::Weekly => true,
            Self::Closed => false,
            Self::Window(span) => span.contains(slot),
        }
    }

    /// Where the grid of starts begins.
    fn first(self) -> usize {
        match self {
            Self::Window(span) => span.from,
            Self::Weekly | Self::Closed => 0,
        }
    }
}

/// Of the doctor's service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Rules {
    pub needs_approval: bool,
    pub cap_per_day: Option<usize>,
    pub buffer: Buffer,
    /// From one start to the next, in half hours: 1 or 2.
    pub step: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Doctor {
    pub slots: [Slot; SLOTS],
    pub time_off: BTreeMap<Id, Span>,
    pub hours: Hours,
    pub rules: Rules,
    /// In any service.
    pub cap_per_day: Option<usize>,
    /// Rises with time off and the cap.
    pub version: i64,
    /// Rises with hours.
    pub schedule_version: i64,
    /// Rises with rules.
    pub service_version: i64,
}

/// Why a time is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Why {
    OffHours,
    TimeOff,
    /// The patient is elsewhere, or here, then.
    OwnVisit,
    Taken,
    Cap,
    OffGrid,
}

impl Why {
    pub const ALL: [Self; 6] = [
        Self::OffHours,
        Self::TimeOff,
        Self::OwnVisit,
        Self::Taken,
        Self::Cap,
        Self::OffGrid,
    ];
}

/// All that is compared with the rows in the end.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Clinic {
    pub doctors: [Doctor; DOCTORS],
}

impl Doctor {
    pub fn is_away(&self, slot: usize) -> bool {
        self.time_off.values().any(|span| span.contains(slot))
    }

    /// How many holds and visits are in a span.
    pub fn count(&self, span: Span) -> usize {
        let slots = &self.slots[span.from..span.to];
        slots.iter().filter(|slot| **slot != Slot::Free).count()
    }

    fn is_true(&self, why: Why, slot: usize, except: Option<Id>) -> bool {
        let is_others = |slot: &Slot| slot.id().is_some_and(|id| Some(id) != except);
        let at = |slot: usize| self.slots.get(slot).filter(|slot| is_others(slot));
        match why {
            Why::OffHours => !self.hours.covers(slot),
            Why::TimeOff => self.is_away(slot),
            Why::OwnVisit => false,
            Why::Taken => {
                let before = slot.checked_sub(1).and_then(at).is_some_and(|slot| slot.has_buffer());
                let after = self.rules.buffer == Buffer::Minutes15 && at(slot + 1).is_some();
                at(slot).is_some() || before || after
            }
            Why::Cap => {
                let others = self.slots.iter().filter(|slot| is_others(slot)).count();
                let caps = self.rules.cap_per_day.into_iter().chain(self.cap_per_day);
                caps.min().is_some_and(|cap| others >= cap)
            }
            Why::OffGrid => !slot.abs_diff(self.hours.first()).is_multiple_of(self.rules.step),
        }
    }
}

impl Clinic {
    pub fn at(&self, place: Place) -> Slot {
        self.doctors[place.doctor].slots[place.slot]
    }

    pub fn put(&mut self, place: Place, slot: Slot) {
        self.doctors[place.doctor].slots[place.slot] = slot;
    }

    pub fn find(&self, is_it: impl Fn(Slot) -> bool) -> Option<Place> {
        let places = (0..DOCTORS).flat_map(|doctor| (0..SLOTS).map(move |slot| Place { doctor, slot }));
        places.into_iter().find(|place| is_it(self.at(*place)))
    }

    /// Whether this stands in the way of a visit of the patient, apart from the one that is moved. Where several things do, any
    /// may be named.
    pub fn is_true(&self, why: Why, place: Place, patient: u32, except: Option<Id>) -> bool {
        if why != Why::OwnVisit {
            return self.doctors[place.doctor].is_true(why, place.slot, except);
        }
        let is_own =
            |slot: Slot| matches!(slot, Slot::Taken { id, .. } if patient_of(id) == patient && Some(id) != except);
        self.doctors.iter().any(|doctor| is_own(doctor.slots[place.slot]))
    }

    pub fn is_free(&self, place: Place, patient: u32, except: Option<Id>) -> bool {
        !Why::ALL.iter().any(|why| self.is_true(*why, place, patient, except))
    }

    /// A bit for each half hour that a stranger could take.
    pub fn free(&self, doctor: usize) -> u8 {
        let is_free = |slot: &usize| self.is_free(Place { doctor, slot: *slot }, PATIENTS, None);
        (0..SLOTS).filter(is_free).fold(0, |mask, slot| mask | 1 << slot)
    }
}
