use domain::{access::Action, audit::Deed, ids::ScheduleId, refusal::Refusal, schedule::Week, version::Version};
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::{
    change::{self, Changed, Hours, Outcome},
    stored,
};
use crate::{Context, Fault, booking::Decisions, booking::plus_days, entity::schedule};

/// The whole week of one schedule.
#[derive(Clone, Debug)]
pub struct SetWeeklyHours {
    pub schedule: ScheduleId,
    /// Of the schedule, as the person saw it.
    pub version: Version,
    pub week: Week,
    pub decisions: Decisions,
}

/// Sets the weekly hours of a doctor at a place. What is set already is answered alike and writes nothing.
///
/// # Errors
/// `SignInFirst`; `NotFound` for a stranger's; `Forbidden` for who may only read; `Stale`.
pub async fn set_weekly_hours(ctx: &Context, input: &SetWeeklyHours) -> Result<Outcome, Fault> {
    change::attempt(|| try_set(ctx, input)).await
}

async fn try_set(ctx: &Context, input: &SetWeeklyHours) -> Result<Outcome, Fault> {
    let id = Uuid::from(input.schedule);
    let tx = ctx.db().begin().await?;
    let row = schedule::Entity::find_by_id(id)
        .one(&*tx)
        .await?
        .ok_or(Refusal::NotFound)?;
    change::check(ctx, &*tx, row.doctor_id, Action::Edit).await?;
    change::lock_doctor(&tx, row.doctor_id).await?;
    let mut weekly = stored::weekly_of(&*tx, &[id]).await?;
    let before = weekly.remove(&id).unwrap_or_default();
    if Week::from_hours(before.iter().copied()) == input.week {
        return Ok(Outcome::Done(()));
    }
    change::bump::<schedule::Entity>(
        &tx,
        id,
        input.version,
        (schedule::Column::Id, schedule::Column::Version),
    )
    .await?;
    let zone = change::zone_of(&tx, row.location_id).await?;
    let from = plus_days(zone.date_of(ctx.now()), -3);
    let mut overrides = stored::overrides_of(&*tx, &[id], from).await?;
    let overrides = overrides.remove(&id).unwrap_or_default();
    let after = input.week.hours();
    stored::replace_weekly(ctx, &tx, id, &after).await?;

    let hours = |weekly| Hours {
        weekly,
        overrides: &overrides,
    };
    let visits = change::lock_visits(ctx, &tx, &[id], None).await?;
    let hit = change::left_out(visits, &zone, &hours(&before), &hours(&after));
    let changed = Changed {
        action: Deed::SetWeeklyHours,
        subject: "schedule",
        subject_id: id,
        detail: format!("{} minutes a week", input.week.minutes()),
    };
    change::finish(ctx, tx, hit, &input.decisions, changed, ()).await
}
