//! The server functions of the front desk.

use domain::{
    booking::{DeskDay, FreeWith},
    ids::AppointmentId,
};
use leptos::prelude::*;

use crate::{AppError, codec::Json};

/// POST `/api/desk/list`: one day of a location, its doctors side by side.
///
/// Input: `location`, a slug; `date`, "2026-11-23". Answers the day, without the reasons of visits. For the front desk and
/// administrators.
///
/// # Errors
/// `SignInFirst` (401), `Forbidden` (403), `Invalid` (422) for a date that is none, `NotFound` (404).
#[server(endpoint = "desk/list", input = Json, output = Json)]
pub async fn list_desk_day(location: String, date: String) -> Result<DeskDay, AppError> {
    let ctx = crate::server_context()?;
    Ok(backend::booking::list_desk_day(&ctx, Some(&location), Some(&date)).await?)
}

/// POST `/api/desk/destinations`: when an appointment could be instead on one date, with each doctor of a location who gives
/// its service.
///
/// Input: the appointment; `location`, a slug; `date`, "2026-11-23". For the appointment's doctor, the front desk and
/// administrators.
///
/// # Errors
/// `SignInFirst` (401), `Forbidden` (403), `Invalid` (422) for a date that is none, `NotFound` (404).
#[server(endpoint = "desk/destinations", input = Json, output = Json)]
pub async fn find_destinations(
    appointment: AppointmentId,
    location: String,
    date: String,
) -> Result<Vec<FreeWith>, AppError> {
    let ctx = crate::server_context()?;
    let input = backend::booking::FindDestinations {
        appointment,
        location,
        date,
    };
    Ok(backend::booking::find_destinations(&ctx, &input).await?)
}
