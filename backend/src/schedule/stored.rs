//! Hours as they are stored.

use std::collections::HashMap;

use domain::{
    slots::{DateOverride, WeeklyHours, Window},
    time::Date,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::{
    Broken, Context, Fault,
    booking::{weekly, window},
    db::Tx,
    entity::{hours_override, weekly_hours},
};

/// The weekly hours of some schedules.
pub(super) async fn weekly_of(
    db: &impl ConnectionTrait,
    schedules: &[Uuid],
) -> Result<HashMap<Uuid, Vec<WeeklyHours>>, Fault> {
    let rows = weekly_hours::Entity::find()
        .filter(weekly_hours::Column::ScheduleId.is_in(schedules.iter().copied()))
        .all(db)
        .await?;
    let mut all: HashMap<Uuid, Vec<WeeklyHours>> = HashMap::new();
    for row in rows {
        let hours = weekly(&row).ok_or(Broken::Inconsistent("weekly_hours"))?;
        all.entry(row.schedule_id).or_default().push(hours);
    }
    Ok(all)
}

/// The overrides of some schedules from a date on, in the order of their dates.
pub(super) async fn overrides_of(
    db: &impl ConnectionTrait,
    schedules: &[Uuid],
    from: Date,
) -> Result<HashMap<Uuid, Vec<DateOverride>>, Fault> {
    let rows = hours_override::Entity::find()
        .filter(hours_override::Column::ScheduleId.is_in(schedules.iter().copied()))
        .filter(hours_override::Column::Date.gte(from.to_string()))
        .order_by_asc(hours_override::Column::Date)
        .order_by_asc(hours_override::Column::StartMinute)
        .all(db)
        .await?;
    let mut all: HashMap<Uuid, Vec<DateOverride>> = HashMap::new();
    for row in rows {
        let date = row.date.parse();
        let date: Date = date.map_err(|_| Broken::Inconsistent("hours_override.date"))?;
        let window = window(row.start_minute, row.end_minute);
        let of_schedule = all.entry(row.schedule_id).or_default();
        match of_schedule.last_mut().filter(|known| known.date == date) {
            Some(known) => known.windows.extend(window),
            None => of_schedule.push(DateOverride {
                date,
                windows: window.into_iter().collect(),
            }),
        }
    }
    Ok(all)
}

/// Puts `hours` in the place of all weekly hours of a schedule.
pub(super) async fn replace_weekly(ctx: &Context, tx: &Tx, schedule: Uuid, hours: &[WeeklyHours]) -> Result<(), Fault> {
    weekly_hours::Entity::delete_many()
        .filter(weekly_hours::Column::ScheduleId.eq(schedule))
        .exec(&**tx)
        .await?;
    for WeeklyHours { weekday, window } in hours {
        let row = weekly_hours::Model {
            id: ctx.new_id(),
            schedule_id: schedule,
            weekday: weekday.to_monday_one_offset().into(),
            start_minute: window.start().into(),
            end_minute: window.end().into(),
        };
        insert::<weekly_hours::Entity, _>(tx, row).await?;
    }
    Ok(())
}

/// Puts `windows` in the place of whatever a date has: `None` for the weekly hours, none at all to close it.
pub(super) async fn replace_override(
    ctx: &Context,
    tx: &Tx,
    schedule: Uuid,
    date: Date,
    windows: Option<&[Window]>,
) -> Result<(), Fault> {
    hours_override::Entity::delete_many()
        .filter(hours_override::Column::ScheduleId.eq(schedule))
        .filter(hours_override::Column::Date.eq(date.to_string()))
        .exec(&**tx)
        .await?;
    let Some(windows) = windows else {
        return Ok(());
    };
    let row = |window: Option<&Window>| hours_override::Model {
        id: ctx.new_id(),
        schedule_id: schedule,
        date: date.to_string(),
        start_minute: window.map(|window| window.start().into()),
        end_minute: window.map(|window| window.end().into()),
    };
    if windows.is_empty() {
        insert::<hours_override::Entity, _>(tx, row(None)).await?;
    }
    for window in windows {
        insert::<hours_override::Entity, _>(tx, row(Some(window))).await?;
    }
    Ok(())
}

pub(super) async fn insert<E, M>(tx: &Tx, row: M) -> Result<(), Fault>
where
    E: EntityTrait<Model = M>,
    M: sea_orm::IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: sea_orm::ActiveModelTrait<Entity = E> + Send,
{
    E::insert(row.into_active_model()).exec_without_returning(&**tx).await?;
    Ok(())
}
