use domain::{
    booking::{AppointmentView, PlaceView, VisitTime},
    ids::AppointmentId,
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
    pub change_until: String,
}

impl From<&AppointmentView> for Visit {
    fn from(view: &AppointmentView) -> Self {
        Self {
            id: view.id,
            patient_name: view.patient_name.clone(),
            doctor_name: view.doctor_name.clone(),
            doctor_slug: view.doctor_slug.clone(),
            time: view.time.clone(),
            place: view.place.clone(),
            change_until: view.change_until.clone(),
        }
    }
}
