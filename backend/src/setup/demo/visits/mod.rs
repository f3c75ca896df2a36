//! Appointments, each on a free slot of its schedule.

mod day;
mod visit;

use std::collections::HashSet;

use self::{
    day::{Day, days},
    visit::Visit,
};
use super::{
    absences::Absences,
    dice::Dice,
    patients::{CLARA, Patient},
    places::Place,
    plan::{Practice, Site},
    specialties::ServiceData,
};
use crate::{booking::plus_days, entity::appointment};
use domain::{
    booking::Status,
    time::{Date, Instant, Interval},
};

const DAYS_BACK: i64 = 28;
const DAYS_AHEAD: i64 = 42;
/// The most visits on one day of one doctor.
const MOST_A_DAY: usize = 14;
/// How often a time is looked for before a day counts as full.
const TRIES: usize = 60;

/// What the patient of the demo finds in her list: doctor, days from today, which of the services, reason, how it ended.
const CLARAS: [(&str, i64, usize, &str, Option<Status>); 5] = [
    (
        "amina-okafor",
        -20,
        0,
        "A mole on my shoulder has changed",
        Some(Status::Completed),
    ),
    (
        "jasmine-patel",
        -15,
        0,
        "Check-up, it has been two years",
        Some(Status::Cancelled),
    ),
    (
        "eleanor-hartley",
        -9,
        2,
        "Sore throat and a fever since Sunday",
        Some(Status::Completed),
    ),
    ("amina-okafor", 6, 1, "Second look at the mole we photographed", None),
    (
        "kwame-boateng",
        13,
        0,
        "Neck pain from working at the kitchen table",
        None,
    ),
];

pub(super) fn make(
    dice: &mut Dice,
    now: Instant,
    sites: &[Site; 3],
    practices: &[Practice],
    absences: &Absences,
    patients: &[Patient],
) -> Vec<appointment::Model> {
    let mut book = Book {
        dice,
        now,
        patients,
        by_place: Place::ALL.map(|place| {
            (0..patients.len())
                .filter(|&one| one != CLARA && patients[one].place == place)
                .collect()
        }),
        engaged: HashSet::new(),
        visits: vec![0; patients.len()],
        rows: Vec::new(),
    };
    for practice in practices {
        book.fill(practice, &sites[practice.place.index()], absences);
    }
    book.rows
}

/// What is booked so far.
struct Book<'a> {
    dice: &'a mut Dice,
    now: Instant,
    patients: &'a [Patient],
    /// Those who are drawn, by place.
    by_place: [Vec<usize>; 3],
    /// Nobody has two visits on one date.
    engaged: HashSet<(usize, Date)>,
    /// By patient.
    visits: Vec<u32>,
    rows: Vec<appointment::Model>,
}

impl Book<'_> {
    fn fill(&mut self, practice: &Practice, site: &Site, absences: &Absences) {
        let today = site.zone.date_of(self.now);
        let mut days = days(practice, site, absences, today);
        for clara in CLARAS.iter().filter(|clara| clara.0 == practice.slug) {
            self.add_claras(practice, site, &mut days, plus_days(today, clara.1), clara);
        }
        let is_demo = practice.slug == CLARAS[0].0;
        let popularity = if is_demo { 100 } else { self.dice.between(45, 95) };
        for day in &mut days {
            let days_ahead = i64::from((day.date - today).get_days());
            let percent = if is_demo {
                demo_percent(days_ahead)
            } else {
                percent(days_ahead)
            };
            self.fill_day(practice, site, day, percent * popularity / 100);
        }
    }

    /// Books until so many percent of the working time are taken.
    fn fill_day(&mut self, practice: &Practice, site: &Site, day: &mut Day, percent: i64) {
        let wanted = day.working_minutes(practice) * percent / 100;
        let mut minutes: i64 = day.taken_minutes();
        let mut heard = HashSet::new();
        for _ in 0..TRIES {
            // On quiet days some have a visit and some have none.
            let is_enough = minutes + self.dice.between(1, 30) > wanted;
            if is_enough || day.taken.len() >= MOST_A_DAY {
                break;
            }
            let services: Vec<_> = practice.services.iter().enumerate().collect();
            let Some(&(index, &(service, data))) = self.dice.pick_by(&services, |(_, (_, data))| data.share) else {
                break;
            };
            let Some(&time) = self.dice.pick(&day.slots[index]) else {
                continue;
            };
            let Some(blocked) = day.free(time, data) else { continue };
            let Some(patient) = self.pick_patient(practice, day.date) else {
                continue;
            };
            let Some(reason) = self.pick_reason(practice, data, &mut heard) else {
                break;
            };
            let status = self.status(time);
            if status != Status::Cancelled {
                day.taken.push(blocked);
                minutes += blocked.minutes();
            }
            self.engaged.insert((patient, day.date));
            self.visits[patient] += 1;
            let visit = Visit {
                time,
                blocked,
                service,
                reason,
                patient: self.patients[patient].account.id,
                status,
            };
            self.rows.push(visit.into_row(self.dice, self.now, practice, site));
        }
    }

    fn add_claras(
        &mut self,
        practice: &Practice,
        site: &Site,
        days: &mut [Day],
        from: Date,
        &(_, _, service, reason, ended): &(&str, i64, usize, &'static str, Option<Status>),
    ) {
        let (id, data) = practice.services[service];
        let Some(day) = days
            .iter_mut()
            .find(|day| day.date >= from && !day.slots[service].is_empty())
        else {
            return;
        };
        // Late in the morning, as a rule.
        let time = day.slots[service][day.slots[service].len() / 3];
        let Some(blocked) = day.free(time, data) else { return };
        let status = ended.unwrap_or(Status::Confirmed);
        if status != Status::Cancelled {
            day.taken.push(blocked);
        }
        self.engaged.insert((CLARA, day.date));
        let (service, patient) = (id, CLARA);
        let visit = Visit {
            time,
            blocked,
            service,
            reason,
            patient: self.patients[patient].account.id,
            status,
        };
        self.rows.push(visit.into_row(self.dice, self.now, practice, site));
    }

    /// Of three who could come, the one with the fewest visits.
    fn pick_patient(&mut self, practice: &Practice, date: Date) -> Option<usize> {
        let neighbours = &self.by_place[practice.place.index()];
        let could_come =
            |&one: &usize| self.patients[one].fits(practice.specialty.patients) && !self.engaged.contains(&(one, date));
        let drawn = [(); 9].map(|()| self.dice.pick(neighbours).copied());
        drawn
            .into_iter()
            .flatten()
            .filter(could_come)
            .take(3)
            .min_by_key(|&one| self.visits[one])
    }

    /// One that was not heard yet on that day, where there is one.
    fn pick_reason(
        &mut self,
        practice: &Practice,
        service: &ServiceData,
        heard: &mut HashSet<&'static str>,
    ) -> Option<&'static str> {
        let reasons = match (service.reasons, service.is_new) {
            ([], true) => practice.specialty.new_reasons,
            ([], false) => practice.specialty.known_reasons,
            (reasons, _) => reasons,
        };
        let fresh: Vec<&'static str> = reasons
            .iter()
            .copied()
            .filter(|reason| !heard.contains(reason))
            .collect();
        let reason = *self.dice.pick(if fresh.is_empty() { reasons } else { &fresh })?;
        heard.insert(reason);
        Some(reason)
    }

    /// How a visit stands by now.
    fn status(&mut self, time: Interval) -> Status {
        let is_over = time.end() <= self.now;
        let is_near = time.start() <= self.now.plus_minutes(10);
        let could_cancel = time.start() > self.now.plus_minutes(24 * 60);
        match self.dice.below(100) {
            0..6 if is_over || could_cancel => Status::Cancelled,
            6..11 if is_over => Status::NoShow,
            _ if is_over => Status::Completed,
            _ if is_near => Status::Arrived,
            _ => Status::Confirmed,
        }
    }
}

/// How much of the working time is taken, in percent, so many days from today: full days now, open ones later.
const fn percent(days_ahead: i64) -> i64 {
    match days_ahead {
        ..=-8 => 9,
        -7..=-1 => 40,
        0..=2 => 70,
        3..=6 => 40,
        7..=13 => 18,
        _ => 6,
    }
}

/// As [`percent`], for the doctor of the demo.
const fn demo_percent(days_ahead: i64) -> i64 {
    match days_ahead {
        ..=6 => 72,
        7..=13 => 58,
        _ => 30,
    }
}
