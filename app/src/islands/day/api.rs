//! The server functions of the day.

use domain::{
    booking::{AppointmentView, DoctorDay, VisitMore},
    ids::AppointmentId,
    version::Version,
};
use leptos::prelude::*;

use super::Whose;
use crate::{AppError, codec::Json};

/// POST `/api/day/list`: one day of a doctor with its appointments.
///
/// Input: `whose`, `"Own"` or `{"Of": SLUG}`; `date`, "2026-11-23". Answers the day. For the doctor, their own; for the front
/// desk (without the reasons of visits) and administrators, each.
///
/// # Errors
/// `SignInFirst` (401), `Invalid` (422) for a date that is none, `NotFound` (404).
#[server(endpoint = "day/list", input = Json, output = Json)]
pub async fn list_day(whose: Whose, date: String) -> Result<DoctorDay, AppError> {
    let ctx = crate::server_context()?;
    Ok(backend::booking::list_doctor_day(&ctx, whose.doctor(), Some(&date)).await?)
}

/// POST `/api/day/visit`: what the panel of a visit shows beside it: a number to call, its history, earlier visits.
///
/// Input: the appointment. For its doctor, the front desk and administrators.
///
/// # Errors
/// `SignInFirst` (401), `NotFound` (404).
#[server(endpoint = "day/visit", input = Json, output = Json)]
pub async fn load_more(appointment: AppointmentId) -> Result<VisitMore, AppError> {
    let ctx = crate::server_context()?;
    Ok(backend::booking::get_visit_more(&ctx, appointment).await?)
}

/// POST `/api/day/decide`: accepts a request, or rejects it with a reason that the patient reads.
///
/// Input: the appointment, its version as seen, `reject`: the reason (1 to 1,000 characters), or absent to accept. Answers the
/// appointment. For its doctor and administrators.
///
/// # Errors
/// `SignInFirst` (401), `Forbidden` (403), `Invalid` (422), `Stale` (409), `InvalidChange` (409), `NotFound` (404).
#[server(endpoint = "day/decide", input = Json, output = Json)]
pub async fn decide(
    appointment: AppointmentId,
    version: Version,
    reject: Option<String>,
) -> Result<AppointmentView, AppError> {
    use backend::booking::{Decide, Decision};
    let ctx = crate::server_context()?;
    let decision = match reject {
        Some(reason) => Decision::Reject { reason },
        None => Decision::Accept,
    };
    let input = Decide {
        appointment,
        version,
        decision,
    };
    Ok(backend::booking::decide(&ctx, &input).await?)
}
