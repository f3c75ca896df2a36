use backend::directory::get_doctor;
use domain::booking::VisitTime;
use domain::{
    directory::{DoctorView, LengthView, ScheduleView, ServiceView},
    ids::{AccountId, ScheduleId, ServiceId},
    refusal::Refusal,
    time::{Instant, Interval, Zone},
};
use serde::Deserialize;

use crate::{Ctx, pages::PageError, routes};

/// What is being booked so far, as addresses and forms carry it from step to step: identifiers only.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wish {
    /// A doctor's slug.
    pub doctor: String,
    pub schedule: String,
    pub service: String,
    /// How long the visit is to be; the first of the service's lengths where empty or not offered.
    pub minutes: String,
    /// The first date to show, "2026-11-23".
    pub from: String,
    /// Epoch milliseconds.
    pub start: String,
    /// "1" where it stands beside another visit or outside the hours, knowingly.
    pub overbook: String,
    pub patient: String,
}

/// The doctor, place and service of a wish.
pub(super) struct Offered {
    pub doctor: DoctorView,
    pub schedule: ScheduleView,
    pub service: ServiceView,
    pub length: LengthView,
}

impl Wish {
    /// The address of the step that comes next.
    pub fn path(&self) -> String {
        routes::with_query(routes::DESK_BOOK, &self.pairs())
    }

    pub fn new_patient_path(&self) -> String {
        routes::with_query(routes::DESK_NEW_PATIENT, &self.pairs())
    }

    /// For hidden fields.
    pub fn pairs(&self) -> [(&'static str, &str); 8] {
        [
            ("doctor", &self.doctor),
            ("schedule", &self.schedule),
            ("service", &self.service),
            ("minutes", &self.minutes),
            ("from", &self.from),
            ("start", &self.start),
            ("overbook", &self.overbook),
            ("patient", &self.patient),
        ]
    }

    pub fn start(&self) -> Option<Instant> {
        self.start.parse().ok().map(Instant::from_millis)
    }

    pub fn patient(&self) -> Option<AccountId> {
        self.patient.parse().ok()
    }

    pub fn is_beyond_rules(&self) -> bool {
        self.overbook == "1"
    }

    /// What it is about, at the places of who asks; the doctor's first place and service where nothing is said.
    pub async fn offered(&self, ctx: &Ctx) -> Result<Offered, PageError> {
        let mut doctor = get_doctor(ctx, &self.doctor).await?;
        let places = ctx.actor().places();
        doctor.schedules.retain(|schedule| places.have(schedule.location.id));
        let wanted: Option<ScheduleId> = self.schedule.parse().ok();
        let schedule = match wanted {
            Some(id) => doctor.schedules.iter().find(|schedule| schedule.id == id),
            None => doctor.schedules.first(),
        };
        let schedule = schedule.cloned().ok_or(Refusal::NotFound)?;
        let wanted: Option<ServiceId> = self.service.parse().ok();
        let service = match wanted {
            Some(id) => schedule.services.iter().find(|service| service.id == id),
            None => schedule.services.first(),
        };
        let service = service.cloned().ok_or(Refusal::NotFound)?;
        let length = service.length_or_first(self.minutes.parse().ok());
        Ok(Offered {
            doctor,
            schedule,
            service,
            length,
        })
    }
}

impl Offered {
    pub fn zone(&self) -> Option<Zone> {
        Zone::parse(&self.schedule.location.place.zone).ok()
    }

    /// Whether it has the length that was wished: it may have been taken out since.
    pub fn is_as_wished(&self, wish: &Wish) -> bool {
        wish.minutes.is_empty() || wish.minutes == self.length.minutes.to_string()
    }

    /// The visit from `start` on, by the clock of the place.
    pub fn time(&self, start: Instant) -> Option<VisitTime> {
        let visit = Interval::lasting(start, i64::from(self.length.minutes))?;
        Some(VisitTime::new(visit, &self.zone()?))
    }
}
