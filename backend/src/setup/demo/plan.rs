use std::collections::HashSet;

use domain::time::{Instant, Zone};
use uuid::Uuid;

use super::{
    absences::Absences,
    dice::Dice,
    history::history,
    hours::Week,
    patients,
    places::Place,
    profiles, rows,
    specialties::{SPECIALTIES, ServiceData, SpecialtyData},
    visits, waiting,
};
use crate::{
    Broken, Fault,
    entity::{
        account, appointment, appointment_event, audit_event, doctor, hours_override, location, profile, room,
        schedule, schedule_service, service, service_length, site_closure, specialty, staff_application, time_off,
        weekly_hours,
    },
};

const SEED: u64 = 20_261_121;

/// The rows of the demo clinic.
#[derive(Default)]
pub(super) struct Plan {
    pub locations: Vec<location::Model>,
    pub rooms: Vec<room::Model>,
    pub specialties: Vec<specialty::Model>,
    pub services: Vec<service::Model>,
    pub lengths: Vec<service_length::Model>,
    pub accounts: Vec<account::Model>,
    pub applications: Vec<staff_application::Model>,
    pub doctors: Vec<doctor::Model>,
    pub profiles: Vec<profile::Model>,
    pub schedules: Vec<schedule::Model>,
    pub schedule_services: Vec<schedule_service::Model>,
    pub weekly_hours: Vec<weekly_hours::Model>,
    pub overrides: Vec<hours_override::Model>,
    pub time_off: Vec<time_off::Model>,
    pub closures: Vec<site_closure::Model>,
    pub appointments: Vec<appointment::Model>,
    pub events: Vec<appointment_event::Model>,
    pub audit_events: Vec<audit_event::Model>,
}

/// One of the places, as planned.
pub(super) struct Site {
    pub id: Uuid,
    pub zone: Zone,
    /// With their kinds.
    pub rooms: Vec<(Uuid, &'static str)>,
}

/// A doctor at a place, as planned.
pub(super) struct Practice {
    pub schedule: Uuid,
    pub doctor: Uuid,
    /// Of the doctor.
    pub slug: String,
    /// The most visits on a date.
    pub cap: Option<i64>,
    pub place: Place,
    pub week: Week,
    pub specialty: &'static SpecialtyData,
    pub services: Vec<(Uuid, &'static ServiceData)>,
}

impl Plan {
    /// The clinic as of now.
    pub fn new(now: Instant, password_hash: &str) -> Result<Self, Fault> {
        let mut plan = Self::default();
        let mut dice = Dice::new(SEED);
        let sites = plan.add_sites(&mut dice, now)?;
        let mut practices = Vec::new();
        for specialty in &SPECIALTIES {
            practices.extend(plan.add_specialty(&mut dice, now, &sites, specialty, password_hash));
        }
        for sign_in in rows::desk_people() {
            let person = rows::desk_account(dice.id(now), sign_in, now, password_hash);
            plan.accounts.push(person);
        }
        let patients = patients::make(&mut dice, now, password_hash, &plan.accounts);
        plan.accounts
            .extend(patients.iter().map(|patient| patient.account.clone()));

        let absences = Absences::new(&mut dice, now, &sites, &practices);
        let on_request: HashSet<Uuid> = plan
            .services
            .iter()
            .filter(|row| row.needs_approval)
            .map(|row| row.id)
            .collect();
        for visit in visits::make(&mut dice, now, &sites, &practices, &absences, &patients) {
            plan.events
                .extend(history(&visit, on_request.contains(&visit.service_id)));
            plan.audit_events.push(rows::seeded(dice.id(now), now, &visit));
            plan.appointments.push(visit);
        }
        plan.overrides = absences.overrides;
        plan.time_off = absences.time_off;
        plan.closures = absences.closures;
        plan.add_waiting(&mut dice, now, password_hash);
        plan.add_profile(patients[patients::CLARA].account.id);
        Ok(plan)
    }

    fn add_profile(&mut self, clara: Uuid) {
        let location = self.locations.first().map(|row| row.id);
        let doctor = self
            .doctors
            .iter()
            .find(|row| row.slug == "amina-okafor")
            .map(|row| row.id);
        self.profiles.push(profiles::clara(clara, location, doctor));
    }

    fn add_waiting(&mut self, dice: &mut Dice, now: Instant, password_hash: &str) {
        let (Some(specialty), Some(location)) = (self.specialties.first(), self.locations.first()) else {
            return;
        };
        let works = (specialty.id, location.id);
        let (doctor, application) = waiting::doctor(dice.id(now), works, now, password_hash);
        let patient = waiting::patient(dice.id(now), now, password_hash);
        self.accounts.extend([doctor, patient]);
        self.applications.push(application);
    }

    fn add_sites(&mut self, dice: &mut Dice, now: Instant) -> Result<[Site; 3], Fault> {
        let mut site = |place: Place| {
            let id = dice.id(now);
            self.locations.push(rows::location(id, place));
            let mut rooms = Vec::new();
            for &room in place.data().rooms {
                let row = rows::room(dice.id(now), id, room);
                rooms.push((row.id, room.0));
                self.rooms.push(row);
            }
            let zone = Zone::parse(place.data().zone).map_err(|_| Broken::Inconsistent("the demo's time zones"))?;
            Ok::<Site, Fault>(Site { id, zone, rooms })
        };
        let [london, berlin, new_york] = Place::ALL;
        Ok([site(london)?, site(berlin)?, site(new_york)?])
    }

    fn add_specialty(
        &mut self,
        dice: &mut Dice,
        now: Instant,
        sites: &[Site; 3],
        specialty: &'static SpecialtyData,
        password_hash: &str,
    ) -> Vec<Practice> {
        let specialty_id = dice.id(now);
        self.specialties.push(rows::specialty(specialty_id, specialty));
        // Prices are in the currency of the place, so each place has services of its own.
        let services = Place::ALL.map(|place| {
            let service = |service: &'static ServiceData| {
                let id = dice.id(now);
                self.services.push(rows::service(id, specialty_id, service, place));
                self.lengths.extend(rows::lengths(id, service, place));
                (id, service)
            };
            specialty.services.iter().map(service).collect::<Vec<_>>()
        });

        let mut practices = Vec::new();
        for data in specialty.doctors {
            let (doctor, account) = (dice.id(now), dice.id(now));
            let slug = rows::slug(data.given_name, data.family_name);
            self.accounts
                .push(rows::doctor_account(account, data, now, password_hash));
            self.doctors.push(rows::doctor(doctor, account, specialty_id, data));
            for &(place, week) in data.at {
                let practice = Practice {
                    schedule: dice.id(now),
                    doctor,
                    slug: slug.clone(),
                    cap: rows::cap(&slug),
                    place,
                    week,
                    specialty,
                    services: services[place.index()].clone(),
                };
                self.add_practice(dice, now, &sites[place.index()], &practice);
                practices.push(practice);
            }
        }
        practices
    }

    fn add_practice(&mut self, dice: &mut Dice, now: Instant, site: &Site, practice: &Practice) {
        let Practice { schedule, doctor, .. } = *practice;
        self.schedules.push(rows::schedule(schedule, doctor, site.id));
        for (rank, (service_id, _)) in (0..).zip(&practice.services) {
            self.schedule_services.push(schedule_service::Model {
                schedule_id: schedule,
                service_id: *service_id,
                rank,
                duration_minutes: None,
            });
        }
        for &hours in practice.week {
            self.weekly_hours
                .push(rows::weekly_hours(dice.id(now), schedule, hours));
        }
    }
}
