use domain::{
    access::{Action, Relation, Subject},
    audit::Deed,
    ids::ClosureId,
    refusal::{Fault as FieldFault, Field, FieldError, Refusal},
    schedule::{Away, parse_closure_reason},
    time::IntervalSet,
    version::Version,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{
    change::{self, Changed, Outcome},
    stored,
};
use crate::{
    Context, Fault,
    booking::{Decisions, stored_interval},
    entity::{location, schedule, site_closure},
};

/// When a place is closed.
#[derive(Clone, Debug)]
pub struct AddClosure {
    /// The slug of the place.
    pub location: String,
    /// Of the place, as the person saw it.
    pub version: Version,
    /// By the clock of the place.
    pub away: Away,
    /// 1 to 200 characters.
    pub reason: String,
    pub decisions: Decisions,
}

/// Closes a place for all its doctors. The same again, after a lost answer, is answered alike.
///
/// # Errors
/// `SignInFirst`; `Forbidden` for all but administrators; `NotFound`; `Invalid` for the reason and for time that is over; `Stale`.
pub async fn add_closure(ctx: &Context, input: &AddClosure) -> Result<Outcome<ClosureId>, Fault> {
    ctx.actor().signed_in()?;
    ctx.check(Action::Edit, Subject::Catalogue, Relation::Stranger)?;
    change::attempt(|| try_add(ctx, input)).await
}

async fn try_add(ctx: &Context, input: &AddClosure) -> Result<Outcome<ClosureId>, Fault> {
    let reason = parse_closure_reason(&input.reason)?;
    let tx = ctx.db().begin().await?;
    let place = location::Entity::find()
        .filter(location::Column::Slug.eq(input.location.as_str()))
        .one(&*tx)
        .await?
        .ok_or(Refusal::NotFound)?;
    let zone = change::zone_of(&tx, place.id).await?;
    let malformed = || FieldError::alone(Field::ToTime, FieldFault::BeforeStart);
    let closed = input.away.interval(&zone).ok_or_else(malformed)?;
    if closed.end() <= ctx.now() {
        return Err(FieldError::alone(Field::FirstDay, FieldFault::TooOld).into());
    }
    // Visits that are moved may be moved beside those of other places of the same doctors.
    let here = schedule::Entity::find()
        .filter(schedule::Column::LocationId.eq(place.id))
        .all(&*tx)
        .await?;
    let doctors = here.iter().map(|row| row.doctor_id);
    let schedules = change::lock_schedules(
        &tx,
        Condition::any()
            .add(schedule::Column::LocationId.eq(place.id))
            .add(schedule::Column::DoctorId.is_in(doctors)),
    )
    .await?;
    let rows = site_closure::Entity::find()
        .filter(site_closure::Column::LocationId.eq(place.id))
        .filter(site_closure::Column::EndsAt.gt(ctx.now().millis()))
        .all(&*tx)
        .await?;
    let is_same = |row: &&site_closure::Model| {
        row.starts_at == closed.start().millis() && row.ends_at == closed.end().millis() && row.reason == reason
    };
    if let Some(row) = rows.iter().find(is_same) {
        return Ok(Outcome::Done(row.id.into()));
    }
    let columns = (location::Column::Id, location::Column::Version);
    change::bump::<location::Entity>(&tx, place.id, input.version, columns).await?;
    let before = rows
        .iter()
        .map(|row| stored_interval(row.starts_at, row.ends_at, "site_closure"));
    let before: IntervalSet = before.collect::<Result<Vec<_>, _>>()?.into_iter().collect();
    let id = ctx.new_id();
    let row = site_closure::Model {
        id,
        location_id: place.id,
        starts_at: closed.start().millis(),
        ends_at: closed.end().millis(),
        reason,
    };
    stored::insert::<site_closure::Entity, _>(&tx, row).await?;

    let ids = schedules
        .iter()
        .filter(|row| row.location_id == place.id)
        .map(|row| row.id);
    let ids: Vec<Uuid> = ids.collect();
    let visits = change::lock_visits(ctx, &tx, &ids, Some(closed)).await?;
    // What lay in a closure before was left there knowingly.
    let hit = visits.into_iter().filter(|(_, visit)| !before.overlaps(*visit));
    let changed = Changed {
        action: Deed::AddClosure,
        subject: "location",
        subject_id: place.id,
        detail: format!("{} to {}", closed.start(), closed.end()),
    };
    let hit = hit.map(|(row, _)| row).collect();
    change::finish(ctx, tx, hit, &input.decisions, changed, id.into()).await
}
