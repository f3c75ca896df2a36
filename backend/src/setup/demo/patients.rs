//! People who come to the clinic.

use std::collections::HashSet;

use domain::{
    account::{AccountState, Role},
    time::{Date, Instant},
};
use jiff::ToSpan;

use super::{
    SIGN_INS,
    dice::Dice,
    names::{self, NameGroup},
    places::Place,
    rows::email,
    specialties::Patients,
};
use crate::entity::account;

pub(super) struct Patient {
    pub account: account::Model,
    pub place: Place,
    is_woman: bool,
    is_child: bool,
}

/// The patient of the demo comes first.
pub(super) const CLARA: usize = 0;

/// How many live near each place. So many that nobody's list of visits is longer than is believable.
const COUNTS: [(Place, &[NameGroup], usize); 3] = [
    (Place::London, &names::LONDON, 280),
    (Place::Berlin, &names::BERLIN, 200),
    (Place::NewYork, &names::NEW_YORK, 190),
];
const CHILDREN_PERCENT: u32 = 15;

impl Patient {
    /// Whether a specialty is for them.
    pub fn fits(&self, patients: Patients) -> bool {
        match patients {
            Patients::Adults => !self.is_child,
            Patients::Women => !self.is_child && self.is_woman,
            Patients::Children => self.is_child,
        }
    }
}

pub(super) fn make(dice: &mut Dice, now: Instant, password_hash: &str, staff: &[account::Model]) -> Vec<Patient> {
    let today = jiff::tz::TimeZone::UTC
        .to_datetime(jiff::Timestamp::try_from(now).unwrap_or_default())
        .date();
    let mut taken: HashSet<String> = staff.iter().map(|account| account.email.clone()).collect();
    let mut patients = vec![clara(dice, now, password_hash)];
    taken.insert(SIGN_INS[CLARA].email.to_owned());
    for (place, groups, count) in COUNTS {
        let mut number = 0; // Clara's
        // Names that are taken are drawn in vain.
        for _ in 0..count * 10 {
            let Some(name) = pick_name(dice, groups).filter(|_| number < count) else {
                break;
            };
            let email = email(name.given, name.family);
            if !taken.insert(email.clone()) {
                continue;
            }
            number += 1;
            let is_child = dice.happens(CHILDREN_PERCENT);
            let years = if is_child {
                dice.between(1, 15)
            } else {
                dice.between(19, 86)
            };
            let birth_date = born(dice, today, years);
            let account = account::Model {
                id: dice.id(now),
                email,
                given_name: name.given.to_owned(),
                family_name: name.family.to_owned(),
                birth_date: Some(birth_date.to_string()),
                email_index: None,
                phone_index: None,
                birth_index: None,
                message_choices: String::new(),
                phone: Some(place.mobile(number)),
                ..template(now, password_hash)
            };
            patients.push(Patient {
                account,
                place,
                is_woman: name.is_woman,
                is_child,
            });
        }
    }
    patients
}

fn clara(dice: &mut Dice, now: Instant, password_hash: &str) -> Patient {
    let sign_in = SIGN_INS[CLARA];
    let (given_name, family_name) = sign_in.name.split_once(' ').unwrap_or_default();
    let account = account::Model {
        id: dice.id(now),
        email: sign_in.email.to_owned(),
        given_name: given_name.to_owned(),
        family_name: family_name.to_owned(),
        birth_date: Some("1987-05-14".to_owned()),
        email_index: None,
        phone_index: None,
        birth_index: None,
        message_choices: String::new(),
        phone: Some(Place::London.mobile(0)),
        ..template(now, password_hash)
    };
    Patient {
        account,
        place: Place::London,
        is_woman: true,
        is_child: false,
    }
}

/// What all have in common.
pub(super) fn template(now: Instant, password_hash: &str) -> account::Model {
    account::Model {
        id: uuid::Uuid::nil(),
        role: Role::Patient.name().to_owned(),
        email: String::new(),
        password_hash: password_hash.to_owned(),
        given_name: String::new(),
        family_name: String::new(),
        birth_date: None,
        email_index: None,
        phone_index: None,
        birth_index: None,
        message_choices: String::new(),
        email_verified_at: Some(now.millis()),
        phone_verified_at: Some(now.millis()),
        phone: None,
        state: AccountState::Active.name().to_owned(),
        state_reason: String::new(),
        created_at: now.millis(),
        version: 1,
    }
}

struct Name {
    given: &'static str,
    family: &'static str,
    is_woman: bool,
}

fn pick_name(dice: &mut Dice, groups: &'static [NameGroup]) -> Option<Name> {
    let combinations = |group: &NameGroup| group.families.len() * (group.women.len() + group.men.len());
    let share = |group: &NameGroup| u32::try_from(combinations(group)).unwrap_or(1);
    let group = dice.pick_by(groups, share)?;
    let is_woman = dice.happens(54);
    let given = dice.pick(if is_woman { group.women } else { group.men })?;
    let family = dice.pick(group.families)?;
    Some(Name {
        given,
        family,
        is_woman,
    })
}

/// Somebody who is as many years old, on some day of the year.
fn born(dice: &mut Dice, today: Date, years: i64) -> Date {
    let days = dice.between(0, 364);
    today.checked_sub(years.years().days(days)).unwrap_or(today)
}
