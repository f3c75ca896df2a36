use axum::{http::header, response::IntoResponse};
use backend::booking;
use domain::ids::AppointmentId;

use crate::{
    Ctx,
    pages::{Path, Reply},
};

/// The appointment for a calendar program (RFC 5545).
pub async fn show(ctx: Ctx, Path(id): Path<AppointmentId>) -> Reply {
    let calendar = booking::calendar_file(&ctx, id).await?;
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"appointment.ics\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, calendar).into_response())
}
