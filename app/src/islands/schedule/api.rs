//! The server functions of the editor of hours.

use domain::{
    booking::SlotDay,
    ids::{ScheduleId, ServiceId},
    schedule::HoursText,
};
use leptos::prelude::*;

use crate::{AppError, codec::Json};

/// POST `/api/schedule/preview`: the free times that hours which are not set yet would give.
///
/// Input: `schedule`, `service`, `from` ("2026-11-23", today when empty), `days`: seven lists of windows, Monday first. Answers
/// seven days. For the doctor, their own; for administrators and support, each.
///
/// # Errors
/// `SignInFirst` (401), `Invalid` (422) for windows that are none, `NotFound` (404).
#[server(endpoint = "schedule/preview", input = Json, output = Json)]
pub async fn preview_week(
    schedule: ScheduleId,
    service: ServiceId,
    from: String,
    days: Vec<Vec<HoursText>>,
) -> Result<Vec<SlotDay>, AppError> {
    use domain::{
        refusal::{Fault, Field, FieldError},
        schedule::Week,
    };
    let ctx = crate::server_context()?;
    let malformed = || FieldError::alone(Field::FromTime, Fault::Malformed);
    let days = days.try_into().map_err(|_| AppError::from(malformed()))?;
    let week = Week::parse(&days).map_err(|_| AppError::from(malformed()))?;
    let input = backend::schedule::Preview {
        schedule,
        service,
        from: from.parse().ok(),
        days: 7,
        week: Some(week),
        date: None,
    };
    Ok(backend::schedule::preview(&ctx, &input).await?)
}
