//! The server functions of booking: parse, find out who is asking, one use case each. All are POST with JSON and answer
//! JSON; a refusal is an [`AppError`] with its HTTP status; arguments that are none get 400.

use std::sync::Arc;

use domain::{
    booking::{AppointmentView, CancelCode, KeptTime, SlotsView, Step},
    ids::{AppointmentId, ScheduleId, ServiceId},
    shared::Shared,
    time::Instant,
    version::Version,
};
use leptos::prelude::*;

use crate::{
    AppError,
    codec::{Json, SharedJson},
};

/// How many days are shown at a time.
pub const DAYS_SHOWN: u8 = 7;

/// POST `/api/slots/list`: the free times of some days.
///
/// Input: the schedule and service; `minutes`, one of its lengths (the first when absent); `from`, the first date ("2026-11-23"; today when absent or past);
/// `days`, how many, 1 to 31 (seven when absent); `moving`, the appointment whose own time counts as free. Answers the days with their times or the reasons why there is none. For
/// everyone; `moving` for its patient.
///
/// # Errors
/// `NotFound` (404) for an unknown offer or length and for somebody else's appointment, `Invalid` (422) for a date that is none.
#[server(endpoint = "slots/list", input = Json, output = SharedJson)]
pub async fn list_slots(
    schedule: ScheduleId,
    service: ServiceId,
    minutes: Option<u16>,
    from: Option<String>,
    days: Option<u8>,
    moving: Option<AppointmentId>,
) -> Result<Arc<Shared<SlotsView>>, AppError> {
    let ctx = crate::server_context()?;
    let input = backend::booking::FindSlots {
        schedule,
        service,
        minutes,
        from,
        days: days.unwrap_or(DAYS_SHOWN),
        moving,
    };
    Ok(backend::booking::find_shared_slots(&ctx, &input).await?)
}

/// POST `/api/booking/hold`: keeps a free time for ten minutes, and gives up the one that this browser kept before.
///
/// Input: the schedule, service and start (epoch milliseconds); `minutes`, one of its lengths (the first when absent). Answers the hold; sets the visitor cookie. For everyone.
///
/// # Errors
/// `SlotTaken` (409) with the nearest free times, `NotOffered` (422), `PatientBusy` (409), `NotFound` (404).
#[server(endpoint = "booking/hold", input = Json, output = Json)]
pub async fn hold(
    schedule: ScheduleId,
    service: ServiceId,
    minutes: Option<u16>,
    start: Instant,
) -> Result<KeptTime, AppError> {
    let ctx = crate::server_context()?;
    let input = backend::booking::HoldSlot {
        schedule,
        service,
        minutes,
        start,
    };
    let held = backend::booking::hold(&ctx, &input).await?;
    ctx.keep(crate::session::Secret::Visitor, &held.visitor).add_to_answer();
    Ok(KeptTime::from(&held.view))
}

/// POST `/api/booking/get_hold`: whether a time is still kept.
///
/// Input: the hold. Answers it with the seconds that remain. For the browser that keeps it.
///
/// # Errors
/// `HoldExpired` (409) with the nearest free times, `InvalidChange` (409) when it has been booked, `NotFound` (404).
#[server(endpoint = "booking/get_hold", input = Json, output = Json)]
pub async fn get_hold(hold: AppointmentId) -> Result<KeptTime, AppError> {
    let ctx = crate::server_context()?;
    Ok(KeptTime::from(&backend::booking::get_hold(&ctx, hold).await?))
}

/// POST `/api/booking/release`: gives a kept time back.
///
/// Input: the hold. Answers nothing, also when it had run out. For the browser that keeps it.
///
/// # Errors
/// `NotFound` (404).
#[server(endpoint = "booking/release", input = Json, output = Json)]
pub async fn release(hold: AppointmentId) -> Result<(), AppError> {
    let ctx = crate::server_context()?;
    Ok(backend::booking::release_hold(&ctx, hold).await?)
}

/// POST `/api/booking/book`: makes a kept time an appointment, by compare-and-set on its version.
///
/// Input: the hold and its version as seen; the reason, 1 to 1,000 characters; the idempotency key of the form, 16 to 64
/// letters, digits and hyphens: the same key twice is one appointment with one answer. Answers the appointment's id. For
/// signed-in patients, in the browser that keeps the time.
///
/// # Errors
/// `SignInFirst` (401), `Forbidden` (403), `Invalid` (422), `HoldExpired` (409) with the nearest free times, `Stale` (409),
/// `PatientBusy` (409), `InvalidChange` (409) when it has been booked by another confirmation, `NotFound` (404).
#[server(endpoint = "booking/book", input = Json, output = Json)]
pub async fn book(
    hold: AppointmentId,
    version: Version,
    reason: String,
    idempotency_key: String,
) -> Result<AppointmentId, AppError> {
    let ctx = crate::server_context()?;
    let input = backend::booking::Book {
        hold,
        version,
        reason,
        idempotency_key,
    };
    Ok(backend::booking::book(&ctx, &input).await?.id)
}

/// POST `/api/booking/reschedule`: moves an appointment to another time of the same doctor, place and service. When it
/// fails, the old appointment stands.
///
/// Input: the appointment, its version as seen, the new start (epoch milliseconds). Answers the appointment. For its patient.
///
/// # Errors
/// `SignInFirst` (401), `PastCutOff` (409), `Stale` (409), `SlotTaken` (409) with the nearest free times, `NotOffered` (422),
/// `PatientBusy` (409), `InvalidChange` (409), `NotFound` (404).
#[server(endpoint = "booking/reschedule", input = Json, output = Json)]
pub async fn reschedule(
    appointment: AppointmentId,
    version: Version,
    start: Instant,
) -> Result<AppointmentView, AppError> {
    let ctx = crate::server_context()?;
    let input = backend::booking::Reschedule::to(appointment, version, start);
    Ok(backend::booking::reschedule(&ctx, &input).await?)
}

/// POST `/api/booking/cancel`: cancels an appointment; its time is free again at once.
///
/// Input: the appointment, its version as seen, a reason of at most 1,000 characters or "", and, from the clinic, what the patient is
/// told as a reason, which may be left out. Answers the appointment. For its patient until the cut-off, for its doctor and
/// administrators always.
///
/// # Errors
/// `SignInFirst` (401), `PastCutOff` (409), `Stale` (409), `InvalidChange` (409), `Invalid` (422), `NotFound` (404).
#[server(endpoint = "booking/cancel", input = Json, output = Json)]
pub async fn cancel(
    appointment: AppointmentId,
    version: Version,
    reason: String,
    code: Option<CancelCode>,
) -> Result<AppointmentView, AppError> {
    let ctx = crate::server_context()?;
    let input = backend::booking::Cancel {
        appointment,
        version,
        reason,
        code,
    };
    Ok(backend::booking::cancel(&ctx, &input).await?)
}

/// POST `/api/booking/change_status`: notes what happened to an appointment on its day, or takes it back.
///
/// Input: the appointment, its version as seen, and `arrive`, `complete`, `mark_no_show` or `reopen`. Answers the
/// appointment. For its doctor and administrators.
///
/// # Errors
/// `SignInFirst` (401), `Forbidden` (403), `Stale` (409), `InvalidChange` (409), `SlotTaken` (409) when the time of a reopened
/// one has been given away, `NotFound` (404).
#[server(endpoint = "booking/change_status", input = Json, output = Json)]
pub async fn change_status(
    appointment: AppointmentId,
    version: Version,
    step: Step,
) -> Result<AppointmentView, AppError> {
    let ctx = crate::server_context()?;
    let input = backend::booking::ChangeStatus {
        appointment,
        version,
        step,
    };
    Ok(backend::booking::change_status(&ctx, &input).await?)
}
