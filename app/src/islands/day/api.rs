//! The server functions of the day.

use domain::booking::DoctorDay;
use leptos::prelude::*;

use super::Whose;
use crate::{AppError, codec::Json};

/// POST `/api/day/list`: one day of a doctor with its appointments.
///
/// Input: `whose`, `"Own"` or `{"Of": SLUG}`; `date`, "2026-11-23". Answers the day. For the doctor, their own; for
/// administrators, each.
///
/// # Errors
/// `SignInFirst` (401), `Invalid` (422) for a date that is none, `NotFound` (404).
#[server(endpoint = "day/list", input = Json, output = Json)]
pub async fn list_day(whose: Whose, date: String) -> Result<DoctorDay, AppError> {
    let ctx = crate::server_context()?;
    let slug = Some(whose.slug()).filter(|slug| !slug.is_empty());
    Ok(backend::booking::list_doctor_day(&ctx, slug, Some(&date)).await?)
}
