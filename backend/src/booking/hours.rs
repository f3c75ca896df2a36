use domain::{
    slots::{Busy, BusyKind, DateOverride, WeeklyHours, Window},
    time::{Date, Weekday},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::{Offer, calendar::stored_interval};
use crate::{
    Broken, Fault,
    entity::{hours_override, site_closure, time_off, weekly_hours},
};

/// The working time of a schedule with what goes before it, of all dates.
pub(crate) struct Hours {
    pub weekly: Vec<WeeklyHours>,
    pub overrides: Vec<DateOverride>,
    /// Time off of the doctor.
    pub away: Vec<Busy>,
    /// Closures of the location.
    pub closed: Vec<Busy>,
}

impl Hours {
    pub async fn read(db: &impl ConnectionTrait, offer: &Offer) -> Result<Self, Fault> {
        let rows = weekly_hours::Entity::find()
            .filter(weekly_hours::Column::ScheduleId.eq(offer.schedule.id))
            .all(db)
            .await?;
        let weekly = rows
            .iter()
            .map(|row| weekly(row).ok_or(Broken::Inconsistent("weekly_hours")));
        let weekly = weekly.collect::<Result<_, _>>()?;
        let rows = hours_override::Entity::find()
            .filter(hours_override::Column::ScheduleId.eq(offer.schedule.id))
            .all(db)
            .await?;
        let mut overrides = Vec::new();
        for row in &rows {
            add_override(&mut overrides, row)?;
        }
        let away = time_off::Entity::find()
            .filter(time_off::Column::DoctorId.eq(offer.doctor.id))
            .all(db)
            .await?;
        let away = away
            .into_iter()
            .map(|row| absence(row.starts_at, row.ends_at, BusyKind::TimeOff, "time_off"));
        let closed = site_closure::Entity::find()
            .filter(site_closure::Column::LocationId.eq(offer.location.id))
            .all(db)
            .await?;
        let closed = closed
            .into_iter()
            .map(|row| absence(row.starts_at, row.ends_at, BusyKind::Closure, "site_closure"));
        Ok(Self {
            weekly,
            overrides,
            away: away.collect::<Result<_, _>>()?,
            closed: closed.collect::<Result<_, _>>()?,
        })
    }
}

pub(super) fn add_override(overrides: &mut Vec<DateOverride>, row: &hours_override::Model) -> Result<(), Fault> {
    let date: Date = row
        .date
        .parse()
        .map_err(|_| Broken::Inconsistent("hours_override.date"))?;
    let window = window(row.start_minute, row.end_minute);
    match overrides.iter_mut().find(|known| known.date == date) {
        Some(known) => known.windows.extend(window),
        None => overrides.push(DateOverride {
            date,
            windows: window.into_iter().collect(),
        }),
    }
    Ok(())
}

pub(crate) fn weekly(row: &weekly_hours::Model) -> Option<WeeklyHours> {
    let weekday = Weekday::from_monday_one_offset(i8::try_from(row.weekday).ok()?).ok()?;
    Some(WeeklyHours {
        weekday,
        window: window(Some(row.start_minute), Some(row.end_minute))?,
    })
}

pub(crate) fn window(start: Option<i64>, end: Option<i64>) -> Option<Window> {
    Window::new(u16::try_from(start?).ok()?, u16::try_from(end?).ok()?)
}

pub(super) fn absence(start: i64, end: i64, kind: BusyKind, table: &'static str) -> Result<Busy, Fault> {
    let interval = stored_interval(start, end, table)?;
    Ok(Busy {
        interval,
        kind,
        buffer_before_minutes: 0,
        buffer_after_minutes: 0,
    })
}
