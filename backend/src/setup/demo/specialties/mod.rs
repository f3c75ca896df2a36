//! What the clinic offers: twelve specialties, what can be booked in each, and what patients come for.

mod family;
mod inner;
mod moving;
mod senses;

use super::doctors::DoctorData;

pub(super) struct SpecialtyData {
    pub slug: &'static str,
    pub name: &'static str,
    pub summary: &'static str,
    pub practitioner: &'static str,
    pub services: &'static [ServiceData],
    pub doctors: &'static [DoctorData],
    /// Said at a first visit and in a short consultation.
    pub new_reasons: &'static [&'static str],
    /// Said at all other visits.
    pub known_reasons: &'static [&'static str],
    pub patients: Patients,
}

/// Who comes here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Patients {
    Adults,
    Women,
    Children,
}

pub(super) struct ServiceData {
    pub name: &'static str,
    pub minutes: i64,
    /// From start to start, where it is not the length.
    pub step: Option<i64>,
    /// To tidy up, or to write down.
    pub buffer_after: i64,
    pub notice: i64,
    /// In pence.
    pub price: i64,
    /// What can be chosen instead, in minutes, each with its price.
    pub lengths: &'static [(i64, i64)],
    /// Of so many visits, how many are of this kind.
    pub share: u32,
    /// Whether it is for what the doctor does not know yet.
    pub is_new: bool,
    pub is_video: bool,
    /// Whether the doctor accepts each one.
    pub needs_approval: bool,
    /// With one doctor on one date.
    pub cap: Option<i64>,
    /// The kind of room it is done in, where not any room does.
    pub room: Option<&'static str>,
    /// What patients come for, where it is not one of the specialty's reasons.
    pub reasons: &'static [&'static str],
}

const fn service(name: &'static str, minutes: i64, price: i64, share: u32) -> ServiceData {
    ServiceData {
        name,
        minutes,
        step: None,
        buffer_after: 0,
        notice: 60,
        price,
        lengths: &[],
        share,
        is_new: false,
        is_video: false,
        needs_approval: false,
        cap: None,
        room: None,
        reasons: &[],
    }
}

impl ServiceData {
    const fn new_patients(self) -> Self {
        Self { is_new: true, ..self }
    }

    const fn by_video(self) -> Self {
        Self { is_video: true, ..self }
    }

    const fn on_request(self) -> Self {
        Self {
            needs_approval: true,
            ..self
        }
    }

    const fn at_most(self, visits: i64) -> Self {
        Self {
            cap: Some(visits),
            ..self
        }
    }

    const fn in_room(self, kind: &'static str) -> Self {
        Self {
            room: Some(kind),
            ..self
        }
    }

    const fn or_for(self, lengths: &'static [(i64, i64)]) -> Self {
        Self { lengths, ..self }
    }

    const fn about(self, reasons: &'static [&'static str]) -> Self {
        Self { reasons, ..self }
    }

    const fn every(self, minutes: i64) -> Self {
        Self {
            step: Some(minutes),
            ..self
        }
    }

    const fn buffer(self, minutes: i64) -> Self {
        Self {
            buffer_after: minutes,
            ..self
        }
    }

    const fn notice(self, minutes: i64) -> Self {
        Self {
            notice: minutes,
            ..self
        }
    }
}

pub(super) const SPECIALTIES: [SpecialtyData; 12] = [
    family::GENERAL_PRACTICE,
    senses::DERMATOLOGY,
    inner::CARDIOLOGY,
    family::PAEDIATRICS,
    family::GYNAECOLOGY,
    moving::ORTHOPAEDICS,
    inner::NEUROLOGY,
    senses::OPHTHALMOLOGY,
    senses::EAR_NOSE_THROAT,
    inner::PSYCHIATRY,
    moving::PHYSIOTHERAPY,
    moving::DENTISTRY,
];

/// Why people do not come.
pub(super) const CANCEL_REASONS: [&str; 7] = [
    "I have to travel for work",
    "It is better now, thank you",
    "I caught a cold",
    "Our child is ill",
    "The train strike",
    "I found an earlier time",
    "",
];
