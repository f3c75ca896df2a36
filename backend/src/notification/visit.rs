use domain::{
    booking::{AppointmentView, PlaceView, VisitTime},
    ids::AppointmentId,
    money::Money,
    time::Instant,
};
use serde::{Deserialize, Serialize};

/// The part of an appointment that may be mailed: no reason, no specialty, no service.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Visit {
    pub id: AppointmentId,
    pub patient_name: String,
    pub doctor_name: String,
    pub doctor_slug: String,
    pub time: VisitTime,
    pub place: PlaceView,
    /// Messages that were written before it was said have none.
    #[serde(default)]
    pub price: Option<Money>,
    /// `None` when it is too late already.
    pub change_until: Option<String>,
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
            price: view.price.clone(),
            change_until: view.is_open_to_change(now).then(|| view.change_until.clone()),
        }
    }
}
