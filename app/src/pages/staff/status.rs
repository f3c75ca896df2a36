use axum::response::IntoResponse;
use backend::{
    Fault,
    booking::{self, ChangeStatus},
};
use domain::{booking::Step, ids::AppointmentId, refusal::Refusal, version::Version};
use serde::Deserialize;

use super::back::Back;
use crate::{
    Ctx,
    islands::day::Open,
    pages::{Form, Path, Reply, patient, see_other},
    routes,
};

#[derive(Deserialize)]
pub struct Fields {
    version: Version,
    step: Step,
    /// The day to come back to; none for the page of the appointment.
    #[serde(flatten)]
    back: Back,
}

/// Notes what happened to a visit and comes back to where it was noted.
pub async fn submit(ctx: Ctx, Path(id): Path<AppointmentId>, Form(fields): Form<Fields>) -> Reply {
    let input = ChangeStatus {
        appointment: id,
        version: fields.version,
        step: fields.step,
    };
    let back = fields.back.day();
    match booking::change_status(&ctx, &input).await {
        Ok(_) => {
            let path = back.map_or_else(|| routes::appointment(id), |day| day.path(id));
            Ok(see_other(path).into_response())
        }
        Err(Fault::Refused(
            refusal @ (Refusal::Stale | Refusal::InvalidChange(_) | Refusal::SlotTaken(_) | Refusal::PatientBusy),
        )) => {
            // The same page again, as it stands now, with why nothing was noted.
            let page = match back {
                Some(day) => day.refused(&ctx, Open::Visit(id), refusal, String::new()).await?,
                None => patient::refused_step(&ctx, id, refusal).await?,
            };
            Ok(page.into_response())
        }
        Err(fault) => Err(fault.into()),
    }
}
