use domain::ids::AppointmentId;

use super::get_appointment;
use crate::{Context, Fault, notification};

/// An appointment as an iCalendar file (RFC 5545).
///
/// # Errors
/// As [`get_appointment`].
pub async fn calendar_file(ctx: &Context, id: AppointmentId) -> Result<String, Fault> {
    let view = get_appointment(ctx, id).await?;
    Ok(notification::calendar_file(
        &view,
        view.version.number(),
        ctx.settings(),
        ctx.now(),
    ))
}
