use domain::{booking::AppointmentView, ids::AppointmentId};

use super::{record, view};
use crate::{Context, Fault};

/// One appointment: for its patient, its doctor and administrators.
///
/// # Errors
/// `SignInFirst`; `NotFound` alike for a stranger's and for none.
pub async fn get_appointment(ctx: &Context, id: AppointmentId) -> Result<AppointmentView, Fault> {
    let db = ctx.db().reader();
    view::load_view(ctx, db, record::load_visible(ctx, db, id).await?).await
}
