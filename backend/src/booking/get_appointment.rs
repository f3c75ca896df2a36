use domain::{booking::AppointmentView, ids::AppointmentId};

use super::{record, view};
use crate::{
    Context, Fault,
    audit::{self, Reading},
};

/// One appointment: for its patient, its doctor and administrators. Goes into the audit trail.
///
/// # Errors
/// `SignInFirst`; `NotFound` alike for a stranger's and for none.
pub async fn get_appointment(ctx: &Context, id: AppointmentId) -> Result<AppointmentView, Fault> {
    read(ctx, id, Reading::Appointment).await
}

pub(super) async fn read(ctx: &Context, id: AppointmentId, reading: Reading) -> Result<AppointmentView, Fault> {
    let db = ctx.db().reader();
    let row = record::load_visible(ctx, db, id).await?;
    audit::note(ctx, reading, "", [record::seen(&row)]).await?;
    view::load_view(ctx, db, row).await
}
