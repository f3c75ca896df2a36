use axum::response::IntoResponse;
use backend::{
    Fault,
    booking::{self, ChangeStatus},
};
use domain::{booking::Step, ids::AppointmentId, refusal::Refusal, version::Version};
use serde::Deserialize;

use super::day::{self, View};
use crate::{
    Ctx,
    islands::day::{Answer, Open, Whose, anchor},
    pages::{Form, Page, PageError, Path, Reply, patient, see_other},
    routes,
};

#[derive(Deserialize)]
pub struct Fields {
    version: Version,
    step: Step,
    /// The day to come back to; empty for the page of the appointment.
    #[serde(default)]
    date: String,
    /// Whose day it is; empty for one's own.
    #[serde(default)]
    doctor: String,
}

/// Notes what happened to a visit and comes back to where it was noted.
pub async fn submit(ctx: Ctx, Path(id): Path<AppointmentId>, Form(fields): Form<Fields>) -> Reply {
    let input = ChangeStatus {
        appointment: id,
        version: fields.version,
        step: fields.step,
    };
    let back = Back::of(fields);
    match booking::change_status(&ctx, &input).await {
        Ok(_) => Ok(see_other(back.path(id)).into_response()),
        Err(Fault::Refused(
            refusal @ (Refusal::Stale | Refusal::InvalidChange(_) | Refusal::SlotTaken(_) | Refusal::PatientBusy),
        )) => Ok(back.page(&ctx, id, refusal).await?.into_response()),
        Err(fault) => Err(fault.into()),
    }
}

/// Where the form was.
enum Back {
    Appointment,
    Day { whose: Whose, date: String },
}

impl Back {
    fn of(fields: Fields) -> Self {
        let Fields { date, doctor, .. } = fields;
        if date.is_empty() {
            Self::Appointment
        } else {
            let whose = Whose::of(doctor);
            Self::Day { whose, date }
        }
    }

    fn path(&self, id: AppointmentId) -> String {
        match self {
            Self::Appointment => routes::appointment(id),
            Self::Day { whose, date } => format!("{}#{}", whose.path(date, Some(id)), anchor(id)),
        }
    }

    /// The same page again, as it stands now, with why nothing was noted.
    async fn page(self, ctx: &Ctx, id: AppointmentId, refusal: Refusal) -> Result<Page, PageError> {
        match self {
            Self::Appointment => patient::refused_step(ctx, id, refusal).await,
            Self::Day { whose, date } => {
                let view = View {
                    date,
                    open: Open::Visit(id),
                    answer: Answer::Refused(refusal),
                    ..View::default()
                };
                day::page(ctx, whose, view).await
            }
        }
    }
}
