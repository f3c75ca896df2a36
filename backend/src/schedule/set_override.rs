use domain::{
    access::Action,
    audit::Deed,
    ids::ScheduleId,
    refusal::{Fault as FieldFault, Field, FieldError, Refusal},
    schedule::DateHours,
    slots::DateOverride,
    time::{Date, Interval},
    version::Version,
};
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::{
    change::{self, Changed, Hours, Outcome},
    stored,
};
use crate::{Context, Fault, booking::Decisions, booking::plus_days, entity::schedule};

/// The hours of one date of one schedule.
#[derive(Clone, Debug)]
pub struct SetOverride {
    pub schedule: ScheduleId,
    /// Of the schedule, as the person saw it.
    pub version: Version,
    pub date: Date,
    pub hours: DateHours,
    pub decisions: Decisions,
}

/// How far ahead a date can be given hours of its own.
const MOST_DAYS_AHEAD: i64 = 3 * 366;

/// Gives one date other hours, closes it, or takes it back to the weekly hours. What is set already is answered alike and
/// writes nothing.
///
/// # Errors
/// `SignInFirst`; `NotFound` for a stranger's; `Forbidden` for who may only read; `Invalid` for a date that is over or too
/// far ahead; `Stale`.
pub async fn set_override(ctx: &Context, input: &SetOverride) -> Result<Outcome, Fault> {
    change::attempt(|| try_set(ctx, input)).await
}

async fn try_set(ctx: &Context, input: &SetOverride) -> Result<Outcome, Fault> {
    let (id, date) = (Uuid::from(input.schedule), input.date);
    let tx = ctx.db().begin().await?;
    let row = schedule::Entity::find_by_id(id)
        .one(&*tx)
        .await?
        .ok_or(Refusal::NotFound)?;
    change::check(ctx, &*tx, row.doctor_id, Action::Edit).await?;
    change::lock_doctor(&tx, row.doctor_id).await?;
    let zone = change::zone_of(&tx, row.location_id).await?;
    let today = zone.date_of(ctx.now());
    if date < today {
        return Err(FieldError::alone(Field::Date, FieldFault::TooOld).into());
    }
    if date > plus_days(today, MOST_DAYS_AHEAD) {
        return Err(FieldError::alone(Field::Date, FieldFault::TooFar).into());
    }
    let mut overrides = stored::overrides_of(&*tx, &[id], plus_days(date, -4)).await?;
    let before = overrides.remove(&id).unwrap_or_default();
    let windows = match &input.hours {
        DateHours::Weekly => None,
        DateHours::Closed => Some([].as_slice()),
        DateHours::Windows(windows) => Some(windows.as_slice()),
    };
    let known = before.iter().find(|one| one.date == date);
    if known.map(|one| one.windows.as_slice()) == windows {
        return Ok(Outcome::Done(()));
    }
    change::bump::<schedule::Entity>(
        &tx,
        id,
        input.version,
        (schedule::Column::Id, schedule::Column::Version),
    )
    .await?;
    stored::replace_override(ctx, &tx, id, date, windows).await?;

    let mut after: Vec<DateOverride> = before.iter().filter(|one| one.date != date).cloned().collect();
    after.extend(windows.map(|windows| DateOverride {
        date,
        windows: windows.to_vec(),
    }));
    let mut weekly = stored::weekly_of(&*tx, &[id]).await?;
    let weekly = weekly.remove(&id).unwrap_or_default();
    let hours = |overrides| Hours {
        weekly: &weekly,
        overrides,
    };
    // A window of the date reaches at most over the next one.
    let span = Interval::new(zone.resolve(date, 0), zone.resolve(plus_days(date, 2), 0));
    let visits = change::lock_visits(ctx, &tx, &[id], span).await?;
    let hit = change::left_out(visits, &zone, &hours(&before), &hours(&after));
    let changed = Changed {
        action: Deed::SetOverride,
        subject: "schedule",
        subject_id: id,
        detail: match &input.hours {
            DateHours::Weekly => format!("{date}: weekly hours"),
            DateHours::Closed => format!("{date}: closed"),
            DateHours::Windows(windows) => format!("{date}: {} windows", windows.len()),
        },
    };
    change::finish(ctx, tx, hit, &input.decisions, changed, ()).await
}
