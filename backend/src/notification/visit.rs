use domain::{
    booking::{AppointmentView, PlaceView, VisitTime},
    ids::AppointmentId,
    money::Money,
    time::Instant,
};
use serde::{Deserialize, Serialize};

use crate::adapters::mail::one_line;

/// How to come to a visit that has no place.
pub(super) const HOW_TO_JOIN: &str = "The clinic tells you how to join.";

/// The part of an appointment that may be mailed: no reason, no specialty, no service.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Visit {
    pub id: AppointmentId,
    pub patient_name: String,
    pub doctor_name: String,
    pub doctor_slug: String,
    pub time: VisitTime,
    pub place: PlaceView,
    /// Messages that were written before it was said are of a place.
    #[serde(default)]
    pub is_video: bool,
    /// Messages that were written before it was said have none.
    #[serde(default)]
    pub price: Option<Money>,
    /// `None` when it is too late already.
    pub change_until: Option<String>,
    /// The same as an instant, where the message knows it.
    #[serde(default)]
    pub changes_end: Option<Instant>,
}

impl Visit {
    pub fn new(view: &AppointmentView, now: Instant) -> Self {
        Self {
            id: view.id,
            patient_name: view.patient_name.clone(),
            doctor_name: view.doctor_name.clone(),
            doctor_slug: view.doctor_slug.clone(),
            time: view.time.clone(),
            place: view.place.clone(),
            is_video: view.is_video,
            price: view.price.clone(),
            change_until: view.is_open_to_change(now).then(|| view.change_until.clone()),
            changes_end: view
                .is_open_to_change(now)
                .then(|| view.time.start.plus_minutes(-view.cut_off_minutes)),
        }
    }

    /// Does not offer any more what became too late since the message was written.
    pub fn note_time(&mut self, now: Instant) {
        if self.changes_end.is_some_and(|end| end < now) {
            (self.change_until, self.changes_end) = (None, None);
        }
    }

    /// Of several, what one reads about changing them has to be true of: one that cannot be changed online any more, or the first.
    pub fn strictest(visits: &[Self]) -> Option<&Self> {
        let closed = visits.iter().find(|visit| visit.change_until.is_none());
        closed.or(visits.first())
    }

    /// "Quay Road Practice"
    pub fn place_name(&self) -> String {
        if self.is_video {
            "Video visit".to_owned()
        } else {
            one_line(&self.place.name)
        }
    }

    /// "Quay Road Practice, 8 Quay Road, London SE1 2AB"
    pub fn place_line(&self) -> String {
        if self.is_video {
            self.place_name()
        } else {
            format!("{}, {}", self.place_name(), one_line(&self.place.address))
        }
    }
}
