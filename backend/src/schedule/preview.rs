use domain::{
    access::Action,
    booking::SlotDay,
    ids::{ScheduleId, ServiceId},
    schedule::{DateHours, Week},
    slots::{self, DateOverride, Facts},
    time::Date,
};

use super::change;
use crate::{
    Context, Fault,
    booking::{Calendar, Offer, plus_days, slot_day},
    places::check_own_place,
};

/// Which free times would result from hours that are not set yet.
#[derive(Clone, Debug)]
pub struct Preview {
    pub schedule: ScheduleId,
    pub service: ServiceId,
    /// The first of the dates; today at the place when absent or past.
    pub from: Option<Date>,
    /// How many, 1 to 7.
    pub days: u8,
    /// Instead of the weekly hours.
    pub week: Option<Week>,
    /// Instead of what one date has.
    pub date: Option<(Date, DateHours)>,
}

/// The free times as patients would see them, by the same rules, or why there are none. Writes nothing.
///
/// # Errors
/// `SignInFirst`; `NotFound` for a stranger's schedule and for a service that it does not give.
pub async fn preview(ctx: &Context, input: &Preview) -> Result<Vec<SlotDay>, Fault> {
    ctx.actor().signed_in()?;
    let db = ctx.db().reader();
    let offer = Offer::load(ctx, input.schedule, input.service, None).await?;
    change::check(ctx, db, offer.doctor.id, Action::Read).await?;
    check_own_place(ctx, offer.location.id)?;
    let today = offer.zone.date_of(ctx.now());
    let first = input.from.unwrap_or(today).max(today);
    let last = plus_days(first, i64::from(input.days.clamp(1, 7)) - 1);
    let calendar = Calendar::load(ctx, db, std::slice::from_ref(&offer), (first, last), None).await?;
    let known = calendar.of(&offer);
    let stored = known.facts();
    let weekly = input.week.as_ref().map(Week::hours);
    let overrides = input
        .date
        .as_ref()
        .map(|(date, hours)| with(stored.overrides, *date, hours));
    let facts = Facts {
        weekly: weekly.as_deref().unwrap_or(stored.weekly),
        overrides: overrides.as_deref().unwrap_or(stored.overrides),
        patient_busy: &[],
        ..stored
    };
    let days = slots::find_slots(&facts, first, last);
    Ok(days.into_iter().map(|day| slot_day(day, &offer)).collect())
}

fn with(overrides: &[DateOverride], date: Date, hours: &DateHours) -> Vec<DateOverride> {
    let mut all: Vec<DateOverride> = overrides.iter().filter(|one| one.date != date).cloned().collect();
    let windows = match hours {
        DateHours::Weekly => return all,
        DateHours::Closed => Vec::new(),
        DateHours::Windows(windows) => windows.clone(),
    };
    all.push(DateOverride { date, windows });
    all
}
