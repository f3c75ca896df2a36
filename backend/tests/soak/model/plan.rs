//! Changes of time off, hours and rules.

use super::{
    Diary,
    act::{Act, Choice, Chosen, Planned, Removed},
    moved,
    state::{Id, Place, SLOTS, Slot, patient_of},
};

/// The diary after a change, if its answer is right.
pub(super) fn after(act: &Act, diary: &Diary) -> Option<Diary> {
    let mut next = diary.clone();
    match *act {
        Act::AddTimeOff {
            doctor,
            id,
            span,
            seen,
            ref choices,
            ref answer,
        } => {
            let known = &mut next.clinic.doctors[doctor];
            // The same again is answered alike.
            if known.time_off.contains_key(&id) {
                return diary.same_if(*answer == Planned::Done);
            }
            if known.version != seen {
                return diary.same_if(*answer == Planned::Stale);
            }
            // What lies in time off already was left there knowingly.
            let is_hit = |slot: usize| span.contains(slot) && !diary.clinic.doctors[doctor].is_away(slot);
            known.time_off.insert(id, span);
            known.version += 1;
            settled(diary, next, doctor, is_hit, choices, answer)
        }
        Act::SetHours {
            doctor,
            hours,
            seen,
            ref choices,
            ref answer,
        } => {
            let known = &mut next.clinic.doctors[doctor];
            let before = known.hours;
            if before == hours {
                return diary.same_if(*answer == Planned::Done);
            }
            if known.schedule_version != seen {
                return diary.same_if(*answer == Planned::Stale);
            }
            known.hours = hours;
            known.schedule_version += 1;
            let is_hit = |slot: usize| before.covers(slot) && !hours.covers(slot);
            settled(diary, next, doctor, is_hit, choices, answer)
        }
        Act::RemoveTimeOff {
            doctor,
            id,
            seen,
            answer,
        } => {
            let known = &mut next.clinic.doctors[doctor];
            let (was_there, is_seen) = (known.time_off.remove(&id).is_some(), known.version == seen);
            known.version += 1;
            match answer {
                Removed::Done => (was_there && is_seen).then_some(next),
                Removed::Stale => diary.same_if(!is_seen),
                Removed::Gone => diary.same_if(!was_there),
            }
        }
        Act::Block {
            doctor,
            id,
            span,
            in_the_way,
        } => {
            let known = &mut next.clinic.doctors[doctor];
            let is_right = known.count(span) == in_the_way;
            if in_the_way == 0 {
                known.time_off.insert(id, span);
                known.version += 1;
            }
            is_right.then_some(next)
        }
        Act::Unblock { doctor, id, won } => {
            let known = &mut next.clinic.doctors[doctor];
            let was_there = known.time_off.remove(&id).is_some();
            known.version += i64::from(was_there);
            (was_there == won).then_some(next)
        }
        Act::SetRules {
            doctor,
            rules,
            seen,
            won,
        } => {
            let known = &mut next.clinic.doctors[doctor];
            let (is_seen, is_same) = (known.service_version == seen, known.rules == rules);
            if !won || is_same {
                return diary.same_if(won == is_seen);
            }
            known.rules = rules;
            known.service_version += 1;
            is_seen.then_some(next)
        }
        Act::SetCap { doctor, cap, seen, won } => {
            let known = &mut next.clinic.doctors[doctor];
            let is_seen = known.version == seen;
            if !won {
                return diary.same_if(!is_seen);
            }
            known.cap_per_day = cap;
            known.version += 1;
            is_seen.then_some(next)
        }
        _ => None,
    }
}

/// The end of a change that is made in `next`: holds in its way are let go, and appointments that it hits are treated as
/// chosen, or listed, and then nothing is changed.
fn settled(
    before: &Diary,
    mut next: Diary,
    doctor: usize,
    is_hit: impl Fn(usize) -> bool,
    choices: &[Chosen],
    answer: &Planned,
) -> Option<Diary> {
    let mut hits = Vec::new();
    for slot in (0..SLOTS).filter(|slot| is_hit(*slot)) {
        let place = Place { doctor, slot };
        match next.clinic.at(place) {
            Slot::Free => {}
            Slot::Held(..) => next.clinic.put(place, Slot::Free),
            Slot::Taken { id, version, .. } => hits.push((id, version)),
        }
    }
    match (chosen(next, doctor, &hits, choices), answer) {
        (Some(next), Planned::Done) => Some(next),
        (None, Planned::Undecided(listed)) => before.same_if(*listed == hits),
        _ => None,
    }
}

/// The diary with all choices made; `None` where something is undecided or cannot be done.
fn chosen(mut next: Diary, doctor: usize, hits: &[(Id, i64)], choices: &[Chosen]) -> Option<Diary> {
    if hits.is_empty() {
        return Some(next);
    }
    let choice = |&(id, version): &(Id, i64)| {
        let found = choices
            .iter()
            .find(|chosen| (chosen.id, chosen.version) == (id, version));
        found.map(|chosen| (id, version, chosen.choice))
    };
    let all: Vec<(Id, i64, Choice)> = hits.iter().filter_map(choice).collect();
    if all.len() != hits.len() || choices.len() != hits.len() {
        return None;
    }
    // First what becomes free, then what looks for a time.
    for &(id, version, _) in all.iter().filter(|(.., choice)| *choice == Choice::Cancel) {
        let (place, ..) = next.visit(id)?;
        next.clinic.put(place, Slot::Free);
        next.cancelled.insert((id, version));
    }
    for (id, _, choice) in all {
        let Choice::MoveTo(slot) = choice else { continue };
        let (from, visit, _) = next.visit(id)?;
        let to = Place { doctor, slot };
        if !next.clinic.is_free(to, patient_of(id), Some(id)) {
            return None;
        }
        next = moved(&next, (from, visit), to, false);
    }
    Some(next)
}
