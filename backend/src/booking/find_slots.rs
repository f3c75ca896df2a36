use std::sync::Arc;

use domain::{
    access::{Action, Relation, Subject},
    booking::{FreeTime, MAX_SLOT_DAYS, SlotDay, SlotsView},
    ids::{AppointmentId, ScheduleId, ServiceId},
    refusal::{Fault as FieldFault, Field, FieldError},
    shared::Shared,
    slots::{self, Day},
    time::{Date, Instant, TimeLabel, zone_note},
};
use jiff::ToSpan;

use super::{Calendar, Offer, public_slots::Answer, record};
use crate::{Context, Fault};

/// Which free times are asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FindSlots {
    pub schedule: ScheduleId,
    pub service: ServiceId,
    /// Of a visit; the first of the offered lengths when absent. A visit that is moved keeps its own.
    pub minutes: Option<u16>,
    /// The first date, "2026-11-23"; today at the location when absent or past.
    pub from: Option<String>,
    /// How many dates, 1 to [`MAX_SLOT_DAYS`].
    pub days: u8,
    /// The appointment that is to be moved: its own time is free for it.
    pub moving: Option<AppointmentId>,
}

/// The free times of some days, and where to go on when there is none.
///
/// # Errors
/// `NotFound` for an unknown offer, for a length that is not offered and for somebody else's appointment, `Invalid` for a date that is none.
pub async fn find_slots(ctx: &Context, input: &FindSlots) -> Result<SlotsView, Fault> {
    find_shared_slots(ctx, input).await.map(Shared::take)
}

/// As [`find_slots`], for the front desk, which the service's notice does not bind.
///
/// # Errors
/// `SignInFirst`, `Forbidden`; those of [`find_slots`].
pub async fn find_desk_slots(ctx: &Context, input: &FindSlots) -> Result<SlotsView, Fault> {
    let relation = Relation::SameLocation;
    ctx.check(Action::Book, Subject::Appointment, relation)?;
    let answer = Box::pin(answer(ctx, input, relation)).await?;
    Ok(Shared::take(answer.view))
}

/// As [`find_slots`]: what is remembered is not copied, nor made ready to be sent again.
///
/// # Errors
/// Those of [`find_slots`].
pub async fn find_shared_slots(ctx: &Context, input: &FindSlots) -> Result<Arc<Shared<SlotsView>>, Fault> {
    let is_public = ctx.actor().account().is_none() && ctx.visitor().is_none() && input.moving.is_none();
    if !is_public {
        return Ok(Box::pin(answer(ctx, input, Relation::Own)).await?.view);
    }
    // Nothing is remembered of what is no question.
    input
        .from
        .as_deref()
        .filter(|text| !text.is_empty())
        .map(parse_date)
        .transpose()?;
    let slots = &ctx.core().public_slots;
    slots.get(ctx, input, || answer(ctx, input, Relation::Own)).await
}

/// How long an answer is true at most: the reasons of a day without a time change with the clock.
const TRUE_FOR_MINUTES: i64 = 1;

/// `relation` of who books to the patient, where no appointment tells it.
async fn answer(ctx: &Context, input: &FindSlots, relation: Relation) -> Result<Answer, Fault> {
    let db = ctx.db().reader();
    let offer = match input.moving {
        Some(moving) => {
            let visit = record::load_visible(ctx, db, moving).await?;
            let offer = Offer::load(ctx, input.schedule, input.service, None).await?;
            let relation = record::relation(ctx.actor(), &visit);
            offer.lasting_as(&visit)?.booked_by(relation)
        }
        None => {
            let offer = Offer::load(ctx, input.schedule, input.service, input.minutes).await?;
            offer.booked_by(relation)
        }
    };
    let today = offer.zone.date_of(ctx.now());
    let first = match input.from.as_deref() {
        Some(text) if !text.is_empty() => parse_date(text)?.max(today),
        _ => today,
    };
    let last = plus_days(first, i64::from(input.days.clamp(1, MAX_SLOT_DAYS)) - 1);
    let horizon = plus_days(today, i64::from(offer.rules.horizon_days));
    let last_to_look = plus_days(first, LOOK_AHEAD_DAYS).max(last).min(horizon.max(last));
    let calendar = Calendar::load(
        ctx,
        db,
        std::slice::from_ref(&offer),
        (first, last_to_look),
        input.moving,
    )
    .await?;
    let view = slots_view(&calendar, &offer, today, (first, last, last_to_look));
    let first_start = view
        .days
        .iter()
        .flat_map(|day| &day.slots)
        .map(|free| free.start)
        .next();
    let too_late = first_start.map(|start| start.plus_minutes(-i64::from(offer.rules.notice_minutes)));
    let midnight = offer.zone.resolve(plus_days(today, 1), 0);
    let until = [calendar.of(&offer).changes_at(), too_late, Some(midnight)]
        .into_iter()
        .flatten();
    Ok(Answer {
        view: Arc::new(Shared::new(view)),
        until: until.fold(ctx.now().plus_minutes(TRUE_FOR_MINUTES), Instant::min),
        doctor: offer.doctor.id,
        rooms_of: offer.service.room_kind.is_some().then_some(offer.location.id),
    })
}

/// How far beyond the days shown the next free time is looked for.
pub(crate) const LOOK_AHEAD_DAYS: i64 = 90;

/// The days `first..=last` of an offer and, when these have no free time, the first one up to `last_to_look`.
pub(crate) fn slots_view(
    calendar: &Calendar,
    offer: &Offer,
    today: Date,
    (first, last, last_to_look): (Date, Date, Date),
) -> SlotsView {
    let known = calendar.of(offer);
    let facts = known.facts();
    let days: Vec<SlotDay> = slots::find_slots(&facts, first, last)
        .into_iter()
        .map(|day| slot_day(day, offer))
        .collect();
    let nothing_here = days.iter().all(|day| day.slots.is_empty());
    let next_start = if nothing_here && last < last_to_look {
        let later = slots::find_slots(&facts, plus_days(last, 1), last_to_look);
        later.iter().find_map(|day| day.slots.first()).map(|slot| slot.start())
    } else {
        None
    };
    let shown = i64::from(last.since(first).map_or(0, |span| span.get_days())) + 1;
    let horizon = plus_days(today, i64::from(offer.rules.horizon_days));
    let after = plus_days(last, 1);
    SlotsView {
        schedule: offer.schedule.id.into(),
        service: offer.service.id.into(),
        minutes: offer.rules.duration_minutes,
        days,
        zone_note: zone_note(&offer.location.city, &offer.zone, first, last),
        earlier: (first > today).then(|| plus_days(first, -shown).max(today).to_string()),
        later: (after <= horizon).then(|| after.to_string()),
        next_free: next_start.map(|start| FreeTime::new(start, &offer.zone)),
        next_free_date: next_start.map(|start| offer.zone.date_of(start).to_string()),
    }
}

pub(crate) fn slot_day(day: Day, offer: &Offer) -> SlotDay {
    let label = TimeLabel::new(offer.zone.resolve(day.date, 12 * 60), &offer.zone);
    let slots = day.slots.iter().map(|slot| FreeTime::new(slot.start(), &offer.zone));
    SlotDay {
        date: day.date.to_string(),
        weekday: label.weekday().to_string(),
        day: label.short_date(),
        slots: slots.collect(),
        reasons: day.reasons,
    }
}

/// A date as a form gives it.
pub(crate) fn parse_date(text: &str) -> Result<Date, Fault> {
    let is_plain = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let date = if is_plain { text.parse().ok() } else { None };
    date.ok_or_else(|| FieldError::alone(Field::Date, FieldFault::Malformed).into())
}

/// Stops at the ends of the calendar.
pub(crate) fn plus_days(date: Date, days: i64) -> Date {
    date.saturating_add(days.days())
}
