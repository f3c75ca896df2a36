use domain::{
    access::{Action, Relation, Subject},
    audit::Deed,
    ids::ClosureId,
    refusal::Refusal,
    version::Version,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait};
use uuid::Uuid;

use super::{
    change::{self, Changed, Outcome},
    view::{self, Absence},
};
use crate::{
    Context, Fault,
    booking::Decisions,
    db::retry,
    entity::{location, schedule, site_closure},
};

/// Which closure is taken back.
#[derive(Clone, Debug)]
pub struct RemoveClosure {
    pub closure: ClosureId,
    /// Of the place, as the person saw it.
    pub version: Version,
}

/// Takes a closure back: the hours in it can be booked again at once. Answers what it was.
///
/// # Errors
/// `SignInFirst`; `Forbidden` for all but administrators; `NotFound` for one that is gone; `Stale`.
pub async fn remove_closure(ctx: &Context, input: &RemoveClosure) -> Result<Absence, Fault> {
    ctx.actor().signed_in()?;
    ctx.check(Action::Edit, Subject::Catalogue, Relation::Stranger)?;
    retry(|| try_remove(ctx, input)).await
}

async fn try_remove(ctx: &Context, input: &RemoveClosure) -> Result<Absence, Fault> {
    let tx = ctx.db().begin().await?;
    let row = site_closure::Entity::find_by_id(Uuid::from(input.closure))
        .one(&*tx)
        .await?;
    let row = row.ok_or(Refusal::NotFound)?;
    let here = Condition::all().add(schedule::Column::LocationId.eq(row.location_id));
    change::lock_schedules(&tx, here).await?;
    let zone = change::zone_of(&tx, row.location_id).await?;
    let columns = (location::Column::Id, location::Column::Version);
    change::bump::<location::Entity>(&tx, row.location_id, input.version, columns).await?;
    site_closure::Entity::delete_by_id(row.id).exec(&*tx).await?;
    let absence = view::absence(row.id, row.starts_at, row.ends_at, &row.reason, &zone)?;
    let changed = Changed {
        action: Deed::RemoveClosure,
        subject: "location",
        subject_id: row.location_id,
        detail: format!("{} to {}", absence.interval.start(), absence.interval.end()),
    };
    let decisions = Decisions::default();
    match change::finish(ctx, tx, Vec::new(), &decisions, changed, absence).await? {
        Outcome::Done(absence) => Ok(absence),
        Outcome::Undecided(_) => Err(Refusal::Stale.into()),
    }
}
