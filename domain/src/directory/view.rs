use serde::{Deserialize, Serialize};

use crate::{
    booking::{FreeTime, PlaceView, SlotsView},
    ids::{DoctorId, LocationId, ScheduleId, ServiceId, SpecialtyId},
    money::Money,
    slots::Reason,
};

use super::VisitKind;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpecialtyView {
    pub id: SpecialtyId,
    pub slug: String,
    /// "Dermatology"
    pub name: String,
    /// In plain words: "Skin, hair and nails".
    pub summary: String,
    /// "dermatologist"
    pub practitioner: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocationView {
    pub id: LocationId,
    pub slug: String,
    pub city: String,
    pub place: PlaceView,
}

/// A length of a visit, and what it costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LengthView {
    pub minutes: u16,
    pub price: Option<Money>,
}

/// What can be booked with a doctor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceView {
    pub id: ServiceId,
    pub name: String,
    pub kind: VisitKind,
    /// Of a visit for which no other length is chosen.
    pub duration_minutes: u16,
    /// As `duration_minutes`.
    pub price: Option<Money>,
    /// Other lengths to choose from, shortest first.
    pub further: Vec<LengthView>,
    /// What is booked is a request until the clinic accepts it.
    pub needs_approval: bool,
}

impl ServiceView {
    /// All lengths to choose from; the first is booked where none is chosen.
    pub fn lengths(&self) -> Vec<LengthView> {
        let first = LengthView {
            minutes: self.duration_minutes,
            price: self.price.clone(),
        };
        std::iter::once(first).chain(self.further.iter().cloned()).collect()
    }

    /// The length that was wished; the first where it is not offered, or none was wished.
    pub fn length_or_first(&self, wished: Option<u16>) -> LengthView {
        let mut lengths = self.lengths();
        let index = lengths.iter().position(|length| Some(length.minutes) == wished);
        lengths.swap_remove(index.unwrap_or_default())
    }
}

/// A doctor at one location, with what can be booked there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScheduleView {
    pub id: ScheduleId,
    pub location: LocationView,
    pub services: Vec<ServiceView>,
}

/// A doctor as patients may see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoctorView {
    pub id: DoctorId,
    pub slug: String,
    /// "Dr. Amina Okafor"
    pub name: String,
    /// Version of the picture, where there is one.
    pub photo: Option<String>,
    pub specialty: SpecialtyView,
    pub languages: Vec<String>,
    pub qualifications: String,
    pub about: String,
    /// At least one, by location name.
    pub schedules: Vec<ScheduleView>,
}

/// One doctor at one location in a list of results.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoctorCard {
    pub doctor_slug: String,
    pub doctor_name: String,
    /// Version of the picture, where there is one.
    pub photo: Option<String>,
    pub specialty: String,
    pub languages: Vec<String>,
    pub location: LocationView,
    pub service: ServiceView,
    /// Of the first dates that were asked for, with the times that fit.
    pub slots: SlotsView,
    /// Whether the first of the days is today.
    pub starts_today: bool,
    /// The first time that fits.
    pub first_free: Option<FreeTime>,
}

/// A page of results, sorted by first free time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SearchView {
    /// Cards of all pages.
    pub total: u32,
    /// Doctors of all pages; one who works at two places has two cards.
    pub doctors: u32,
    pub page: u16,
    pub pages: u16,
    pub cards: Vec<DoctorCard>,
    /// The specialty that the search came down to, where it is one.
    pub specialty: Option<SpecialtyView>,
    /// Why there is no time at all, where there are such doctors: each reason once.
    pub reasons: Vec<Reason>,
    /// There is no time only because of the part of the day that was asked for: other parts have some.
    pub is_free_in_other_parts: bool,
    /// What is nearest, where there is no time at all.
    pub nearby: Vec<Nearby>,
    /// What was meant, where the words are nearly the name of somebody or something.
    pub meant: Option<String>,
    /// The slugs of those whose times decide what is shown, as far as a page can watch them.
    pub watched: Vec<String>,
}

/// What there is instead, by giving up one wish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nearby {
    pub kind: NearbyKind,
    pub doctor_slug: String,
    pub doctor_name: String,
    pub location: LocationView,
    pub free: FreeTime,
    /// The local date of the time, "2026-11-23".
    pub date: String,
}

/// Which wish is given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NearbyKind {
    OtherTime,
    OtherPlace,
    OtherDoctor,
    /// In person instead of by video, or the other way.
    OtherKind,
}
