use domain::{
    access::{Action, Relation, Subject},
    booking::{OwnAppointments, Status},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::ExprTrait};
use uuid::Uuid;

use super::view;
use crate::{
    Context, Fault,
    audit::{self, Reading},
    entity::appointment,
};

/// How many past appointments are listed, the latest ones.
const MOST_PAST: usize = 50;
/// How many upcoming ones; nobody has more.
const MOST_UPCOMING: u64 = 200;

/// The appointments of the patient who asks.
///
/// # Errors
/// `SignInFirst`; `Forbidden` for staff.
pub async fn list_own_appointments(ctx: &Context) -> Result<OwnAppointments, Fault> {
    use appointment::Column as C;
    let patient = Uuid::from(ctx.actor().signed_in()?);
    ctx.check(Action::List, Subject::Appointment, Relation::Own)?;
    audit::note_patients(ctx, Reading::OwnList, "", [patient]).await?;
    let db = ctx.db().reader();
    let now = ctx.now().millis();
    let ended = [Status::Cancelled, Status::Rejected, Status::NoShow, Status::Completed].map(Status::name);
    let own = || appointment::Entity::find().filter(C::PatientId.eq(patient));
    let upcoming = own()
        .filter(C::EndsAt.gt(now))
        .filter(C::Status.is_not_in(ended))
        .order_by_asc(C::StartsAt)
        .limit(MOST_UPCOMING)
        .all(db)
        .await?;
    let mut past = own()
        .filter(C::EndsAt.lte(now).or(C::Status.is_in(ended)))
        .order_by_desc(C::StartsAt)
        .limit(MOST_PAST as u64 + 1)
        .all(db)
        .await?;
    let has_older = past.len() > MOST_PAST;
    past.truncate(MOST_PAST);
    Ok(OwnAppointments {
        upcoming: view::load_views(ctx, db, upcoming).await?,
        past: view::load_views(ctx, db, past).await?,
        has_older,
    })
}
