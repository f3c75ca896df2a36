use domain::ids::AppointmentId;

use super::get_appointment::read;
use crate::{Context, Fault, audit::Reading, notification};

/// An appointment as an iCalendar file (RFC 5545).
///
/// # Errors
/// As [`super::get_appointment`].
pub async fn calendar_file(ctx: &Context, id: AppointmentId) -> Result<String, Fault> {
    let view = read(ctx, id, Reading::CalendarFile).await?;
    Ok(notification::calendar_file(
        &view,
        view.version.number(),
        ctx.settings(),
        ctx.now(),
    ))
}
