use domain::{access::Action, audit::Deed, ids::TimeOffId, refusal::Refusal, version::Version};
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::{
    change::{self, Changed, Outcome},
    view::{self, Absence},
};
use crate::{
    Context, Fault,
    booking::Decisions,
    db::retry,
    directory::check_slug,
    entity::{doctor, time_off},
};

/// Which time off is taken back.
#[derive(Clone, Debug)]
pub struct RemoveTimeOff {
    /// Whose it is, by slug, where the person named somebody.
    pub doctor: Option<String>,
    pub time_off: TimeOffId,
    /// Of the doctor, as the person saw it; absent where their page shows none.
    pub version: Option<Version>,
}

/// Takes time off back: the hours in it can be booked again at once. Answers what it was.
///
/// # Errors
/// `SignInFirst`; `NotFound` for a stranger's, for another doctor's than was named and for one that is gone; `Forbidden` for who may only read; `Stale`.
pub async fn remove_time_off(ctx: &Context, input: &RemoveTimeOff) -> Result<Absence, Fault> {
    retry(|| try_remove(ctx, input)).await
}

async fn try_remove(ctx: &Context, input: &RemoveTimeOff) -> Result<Absence, Fault> {
    let tx = ctx.db().begin().await?;
    let row = time_off::Entity::find_by_id(Uuid::from(input.time_off))
        .one(&*tx)
        .await?;
    let row = row.ok_or(Refusal::NotFound)?;
    change::check(ctx, &*tx, row.doctor_id, Action::Edit).await?;
    if let Some(slug) = &input.doctor {
        check_slug(&*tx, row.doctor_id, slug).await?;
    }
    let schedules = change::lock_doctor(&tx, row.doctor_id).await?;
    let home = schedules.first().ok_or(Refusal::NotFound)?;
    let zone = change::zone_of(&tx, home.location_id).await?;
    let columns = (doctor::Column::Id, doctor::Column::Version);
    change::bump::<doctor::Entity>(&tx, row.doctor_id, input.version, columns).await?;
    // It was read before its turn came: the board may have taken it away meanwhile.
    if time_off::Entity::delete_by_id(row.id).exec(&*tx).await?.rows_affected == 0 {
        return Err(Refusal::NotFound.into());
    }
    let absence = view::absence(row.id, row.starts_at, row.ends_at, &row.reason, &zone)?;
    let changed = Changed {
        action: Deed::RemoveTimeOff,
        subject: "doctor",
        subject_id: row.doctor_id,
        detail: format!("{} to {}", absence.interval.start(), absence.interval.end()),
    };
    let decisions = Decisions::default();
    match change::finish(ctx, tx, Vec::new(), &decisions, changed, absence).await? {
        Outcome::Done(absence) => Ok(absence),
        Outcome::Undecided(_) => Err(Refusal::Stale.into()),
    }
}
