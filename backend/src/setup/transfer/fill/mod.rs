//! From the file to rows: everything is checked, and every fault is named with its place.

mod appointments;
mod catalogue;
mod checks;
mod doctors;
mod patients;

use std::collections::{HashMap, HashSet};

use domain::time::Zone;
use uuid::Uuid;

use super::{
    file::{self, ClinicFile},
    place::Place,
};
use crate::{
    Context,
    entity::{
        account, appointment, appointment_event, audit_event, doctor, hours_override, location, photo, profile, room,
        schedule, schedule_service, service, service_length, site_closure, specialty, time_off, weekly_hours,
    },
};

/// What is to be written, in the order of its references.
#[derive(Default)]
pub(super) struct Rows {
    pub locations: Vec<location::Model>,
    pub rooms: Vec<room::Model>,
    pub closures: Vec<site_closure::Model>,
    pub specialties: Vec<specialty::Model>,
    pub services: Vec<service::Model>,
    pub lengths: Vec<service_length::Model>,
    pub accounts: Vec<account::Model>,
    pub doctors: Vec<doctor::Model>,
    pub photos: Vec<photo::Model>,
    pub profiles: Vec<profile::Model>,
    pub time_off: Vec<time_off::Model>,
    pub schedules: Vec<schedule::Model>,
    pub schedule_services: Vec<schedule_service::Model>,
    pub weekly_hours: Vec<weekly_hours::Model>,
    pub overrides: Vec<hours_override::Model>,
    pub appointments: Vec<appointment::Model>,
    pub events: Vec<appointment_event::Model>,
    pub audit_events: Vec<audit_event::Model>,
}

/// What things of the file are called by others.
#[derive(Default)]
struct Names {
    locations: HashMap<String, (Uuid, Zone)>,
    rooms: HashMap<(Uuid, String), Uuid>,
    specialties: HashMap<String, Uuid>,
    services: HashMap<String, Uuid>,
    doctors: HashMap<String, Uuid>,
    schedules: HashMap<(Uuid, Uuid), Uuid>,
    patients: HashMap<String, Uuid>,
    emails: HashSet<String>,
}

pub(super) struct Fill<'a> {
    ctx: &'a Context,
    names: Names,
    rows: Rows,
}

impl<'a> Fill<'a> {
    pub fn new(ctx: &'a Context) -> Self {
        Self {
            ctx,
            names: Names::default(),
            rows: Rows::default(),
        }
    }

    pub fn rows(mut self, file: &ClinicFile, root: &mut Place<'_>) -> Rows {
        if file.format != file::FORMAT {
            root.field("format").fail(format!("must be \"{}\"", file::FORMAT));
        }
        if file.version != file::VERSION {
            root.field("version").fail(format!("must be {}", file::VERSION));
        }
        for (index, one) in file.locations.iter().enumerate() {
            self.location(one, &mut root.item("locations", index));
        }
        for (index, one) in file.specialties.iter().enumerate() {
            self.specialty(one, &mut root.item("specialties", index));
        }
        for (index, one) in file.services.iter().enumerate() {
            self.service(one, &mut root.item("services", index));
        }
        for (index, one) in file.doctors.iter().enumerate() {
            self.doctor(one, &mut root.item("doctors", index));
        }
        for (index, one) in file.patients.iter().enumerate() {
            self.patient(one, &mut root.item("patients", index));
        }
        for (index, one) in file.appointments.iter().enumerate() {
            self.appointment(one, &mut root.item("appointments", index));
        }
        self.rows
    }

    /// The file's own identifier where it is a UUID, else a new one.
    fn id(&self, text: &str) -> Uuid {
        text.parse().unwrap_or_else(|_| self.ctx.new_id())
    }
}
