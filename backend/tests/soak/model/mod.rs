//! Two doctors' day as a clinic with one clerk would keep it, and what the clerk would answer.

mod act;
mod plan;
mod state;

use std::collections::BTreeSet;

use todc_utils::specifications::Specification;

pub use act::{Act, Answer, Choice, Chosen, Planned, Removed};
pub use state::{Buffer, Clinic, Doctor, Hours, IDS_PER_CLIENT, Id, Place, Rules, SLOTS, Slot, Span, Why, patient_of};

/// What the clerk knows.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Diary {
    clinic: Clinic,
    /// Cancelled, and the version that was: the same cancellation again is answered alike.
    cancelled: BTreeSet<(Id, i64)>,
}

impl Diary {
    /// An appointment: its place, version, and whether it is a request.
    fn visit(&self, wanted: Id) -> Option<(Place, Slot, i64)> {
        let is_it = |slot| matches!(slot, Slot::Taken { id, .. } if id == wanted);
        let place = self.clinic.find(is_it)?;
        match self.clinic.at(place) {
            slot @ Slot::Taken { version, .. } => Some((place, slot, version)),
            _ => None,
        }
    }

    fn held(&self, wanted: Id) -> Option<(Place, Buffer)> {
        let place = self
            .clinic
            .find(|slot| matches!(slot, Slot::Held(id, _) if id == wanted))?;
        match self.clinic.at(place) {
            Slot::Held(_, buffer) => Some((place, buffer)),
            _ => None,
        }
    }

    fn with(&self, place: Place, slot: Slot) -> Self {
        let mut next = self.clone();
        next.clinic.put(place, slot);
        next
    }

    fn same_if(&self, is_right: bool) -> Option<Self> {
        is_right.then(|| self.clone())
    }
}

/// Answers one after the other. Where several reasons for a no are true, each is right.
pub struct Clerk;

impl Specification for Clerk {
    /// Nothing before [`Act::Begin`].
    type State = Option<Diary>;
    type Operation = Act;

    fn init() -> Self::State {
        None
    }

    fn apply(act: &Act, state: &Self::State) -> (bool, Self::State) {
        let after = match (act, state) {
            (Act::Begin(clinic), None) => Some(Diary {
                clinic: clinic.clone(),
                cancelled: BTreeSet::new(),
            }),
            (Act::Begin(_), Some(_)) | (_, None) => None,
            (act, Some(diary)) => after(act, diary),
        };
        (after.is_some(), after.or_else(|| state.clone()))
    }
}

/// The diary after an act, if its answer is right.
fn after(act: &Act, diary: &Diary) -> Option<Diary> {
    match *act {
        Act::Hold { id, place, answer } => hold(diary, id, place, answer),
        Act::Book { id, answer } => book(diary, id, answer),
        Act::Release { id, won } => match (diary.held(id), won) {
            (Some((place, _)), true) => Some(diary.with(place, Slot::Free)),
            (Some(_), false) => None,
            (None, _) => Some(diary.clone()),
        },
        Act::Cancel { id, seen, won } => cancel(diary, id, seen, won),
        Act::Move { id, seen, to, answer } => reschedule(diary, id, seen, to, answer),
        Act::Decide { id, seen, accept, won } => decide(diary, (id, seen), accept, won),
        Act::Expire => {
            let mut next = diary.clone();
            for slot in next.clinic.doctors.iter_mut().flat_map(|doctor| &mut doctor.slots) {
                if matches!(slot, Slot::Held(..)) {
                    *slot = Slot::Free;
                }
            }
            Some(next)
        }
        Act::Read { free } => diary.same_if(diary.clinic.free(0) == free),
        Act::End(ref clinic) => diary.same_if(diary.clinic == *clinic),
        Act::Begin(_) => None,
        ref change => plan::after(change, diary),
    }
}

fn hold(diary: &Diary, id: Id, place: Place, answer: Answer) -> Option<Diary> {
    let (clinic, patient) = (&diary.clinic, patient_of(id));
    match answer {
        Answer::Won => {
            let slot = Slot::Held(id, clinic.doctors[place.doctor].rules.buffer);
            clinic.is_free(place, patient, None).then(|| diary.with(place, slot))
        }
        Answer::Refused(why) => diary.same_if(clinic.is_true(why, place, patient, None)),
        Answer::Lost => None,
    }
}

fn book(diary: &Diary, id: Id, answer: Answer) -> Option<Diary> {
    let held = diary.held(id);
    let is_elsewhere = |place| diary.clinic.is_true(Why::OwnVisit, place, patient_of(id), None);
    match (held, answer) {
        (Some((place, buffer)), Answer::Won) => {
            let slot = Slot::Taken {
                id,
                version: 2,
                is_request: diary.clinic.doctors[place.doctor].rules.needs_approval,
                buffer,
            };
            (!is_elsewhere(place)).then(|| diary.with(place, slot))
        }
        (Some((place, _)), Answer::Refused(Why::OwnVisit)) => diary.same_if(is_elsewhere(place)),
        (None, Answer::Lost) => Some(diary.clone()),
        _ => None,
    }
}

fn cancel(diary: &Diary, id: Id, seen: i64, won: bool) -> Option<Diary> {
    let was_cancelled = diary.cancelled.contains(&(id, seen));
    match (diary.visit(id), won) {
        (Some((place, _, version)), true) if version == seen => {
            let mut next = diary.with(place, Slot::Free);
            next.cancelled.insert((id, seen));
            Some(next)
        }
        (_, true) => diary.same_if(was_cancelled),
        (Some((_, _, version)), false) if version == seen => None,
        (_, false) => diary.same_if(!was_cancelled),
    }
}

fn reschedule(diary: &Diary, id: Id, seen: i64, to: Place, answer: Answer) -> Option<Diary> {
    let (visit, clinic) = (diary.visit(id), &diary.clinic);
    match (answer, visit) {
        (Answer::Won, Some((from, slot, version))) if version == seen => {
            let is_free = clinic.is_free(to, patient_of(id), Some(id));
            is_free.then(|| moved(diary, (from, slot), to, clinic.doctors[to.doctor].rules.needs_approval))
        }
        // The same move again is answered alike.
        (Answer::Won, Some((from, _, version))) => diary.same_if(version == seen + 1 && from == to),
        (Answer::Won, None) => None,
        (Answer::Refused(why), _) => diary.same_if(clinic.is_true(why, to, patient_of(id), Some(id))),
        (Answer::Lost, visit) => diary.same_if(visit.is_none_or(|(.., version)| version != seen)),
    }
}

/// In its next version at another place, by the rules as they are.
fn moved(diary: &Diary, (from, slot): (Place, Slot), to: Place, becomes_request: bool) -> Diary {
    let Slot::Taken {
        id,
        version,
        is_request,
        ..
    } = slot
    else {
        return diary.clone();
    };
    let slot = Slot::Taken {
        id,
        version: version + 1,
        is_request: is_request || becomes_request,
        buffer: diary.clinic.doctors[to.doctor].rules.buffer,
    };
    diary.with(from, Slot::Free).with(to, slot)
}

fn decide(diary: &Diary, (id, seen): (Id, i64), accept: bool, won: bool) -> Option<Diary> {
    let Some((place, slot, version)) = diary.visit(id) else {
        return diary.same_if(!won);
    };
    let Slot::Taken {
        is_request: true,
        buffer,
        ..
    } = slot
    else {
        return diary.same_if(!won);
    };
    match (won, accept) {
        (won, _) if version != seen => diary.same_if(!won),
        (false, _) => None,
        (true, true) => {
            let slot = Slot::Taken {
                id,
                version: version + 1,
                is_request: false,
                buffer,
            };
            Some(diary.with(place, slot))
        }
        (true, false) => Some(diary.with(place, Slot::Free)),
    }
}
