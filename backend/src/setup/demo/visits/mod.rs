//! Appointments, each on a free slot of its schedule.

mod day;
mod demand;
mod rooms;
mod visit;

use std::collections::HashSet;

use self::{
    day::{Day, days},
    demand::{demo_percent, percent},
    rooms::Rooms,
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
/// What needs an answer and starts later was answered, what starts sooner waits for it.
const REQUESTED_MINUTES: i64 = 9 * 24 * 60;
/// On how many days something waits for the doctor of the demo.
const REQUESTS: usize = 3;
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
        rooms: Rooms::default(),
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
    rooms: Rooms,
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
        if is_demo {
            self.add_requests(practice, site, &mut days, today);
        }
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
        let most = practice.cap.map_or(MOST_A_DAY, |cap| usize::try_from(cap).unwrap_or(0));
        for _ in 0..TRIES {
            // On quiet days some have a visit and some have none.
            let is_enough = minutes + self.dice.between(1, 30) > wanted;
            if is_enough || day.taken.len() >= most {
                break;
            }
            let services: Vec<_> = practice.services.iter().enumerate().collect();
            let Some(&(index, _)) = self.dice.pick_by(&services, |(_, (_, data))| data.share) else {
                break;
            };
            minutes += self.add_visit(practice, site, day, index, &mut heard).unwrap_or(0);
        }
    }

    /// Books some time for one of the services, where the first that is drawn is free; the minutes that it takes.
    fn add_visit(
        &mut self,
        practice: &Practice,
        site: &Site,
        day: &mut Day,
        index: usize,
        heard: &mut HashSet<&'static str>,
    ) -> Option<i64> {
        let (service, data) = practice.services[index];
        let time = *self.dice.pick(&day.slots[index])?;
        let blocked = day.free(time, data).filter(|_| !day.is_at_cap(service, data))?;
        let room = self.rooms.find(site, data, time)?;
        let patient = self.pick_patient(practice, day.date)?;
        let reason = self.pick_reason(practice, data, heard)?;
        let status = self.status(time, data);
        let takes_place = status != Status::Cancelled;
        if takes_place {
            day.take(blocked, service);
            self.rooms.take(room, time);
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
            room,
            needs_approval: data.needs_approval,
            price: data.price,
        };
        self.rows.push(visit.into_row(self.dice, self.now, practice, site));
        Some(if takes_place { blocked.minutes() } else { 0 })
    }

    /// What waits for the doctor's answer.
    fn add_requests(&mut self, practice: &Practice, site: &Site, days: &mut [Day], today: Date) {
        let Some(index) = practice.services.iter().position(|(_, data)| data.needs_approval) else {
            return;
        };
        let is_soon = |day: &&mut Day| day.date >= plus_days(today, 2) && !day.slots[index].is_empty();
        for day in days.iter_mut().filter(is_soon).take(REQUESTS) {
            let mut heard = HashSet::new();
            let mut tries = (0..TRIES).map(|_| self.add_visit(practice, site, day, index, &mut heard));
            tries.find(Option::is_some);
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
        let Some(room) = self.rooms.find(site, data, time) else {
            return;
        };
        let status = ended.unwrap_or(Status::Confirmed);
        if status != Status::Cancelled {
            day.take(blocked, id);
            self.rooms.take(room, time);
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
            room,
            needs_approval: data.needs_approval,
            price: data.price,
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
    fn status(&mut self, time: Interval, service: &ServiceData) -> Status {
        let is_over = time.end() <= self.now;
        let is_near = time.start() <= self.now.plus_minutes(10);
        let could_cancel = time.start() > self.now.plus_minutes(24 * 60);
        let chance = self.dice.below(100);
        let waits = service.needs_approval && could_cancel && time.start() < self.now.plus_minutes(REQUESTED_MINUTES);
        match chance {
            _ if waits => Status::Requested,
            0..6 if is_over || could_cancel => Status::Cancelled,
            6..11 if is_over => Status::NoShow,
            _ if is_over => Status::Completed,
            _ if is_near => Status::Arrived,
            _ => Status::Confirmed,
        }
    }
}
