use domain::{
    access::{Action, Relation, Subject},
    booking::{DayBlock, DayEntry, DoctorDay, HourLine, Status},
    refusal::Refusal,
    slots::working_time,
    time::{Date, Instant, Interval, TimeLabel, Zone, zone_note},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{
    Calendar, Offer,
    calendar::stored_interval,
    find_slots::{parse_date, plus_days},
    view,
};
use crate::{
    Broken, Context, Fault,
    entity::{appointment, doctor, location, schedule, schedule_service, service, time_off},
};

/// The hours drawn when nothing happens outside them.
const FIRST_HOUR: u16 = 8;
const LAST_HOUR: u16 = 18;

/// One day of a doctor: of the one who asks, or of `doctor_slug` for administrators. `date` is "2026-11-23", today when
/// absent.
///
/// # Errors
/// `SignInFirst`; `NotFound` for an unknown doctor and for those whose day one may not see; `Invalid` for a date that is none.
pub async fn list_doctor_day(ctx: &Context, doctor_slug: Option<&str>, date: Option<&str>) -> Result<DoctorDay, Fault> {
    ctx.actor().signed_in()?;
    let db = ctx.db().reader();
    let doctor = find_doctor(ctx, db, doctor_slug).await?.ok_or(Refusal::NotFound)?;
    let is_own = ctx.actor().doctor().map(Uuid::from) == Some(doctor.id);
    let relation = if is_own { Relation::Treating } else { Relation::Stranger };
    ctx.check(Action::Read, Subject::DoctorDay, relation)
        .map_err(|_| Refusal::NotFound)?;

    let offers = load_offers(db, &doctor).await?;
    let home = offers.first().ok_or(Refusal::NotFound)?;
    let zone = home.zone.clone();
    let today = zone.date_of(ctx.now());
    let date = match date {
        Some(text) if !text.is_empty() => parse_date(text)?,
        _ => today,
    };
    let day = zone.day(date).ok_or(Refusal::NotFound)?;
    let entries = load_entries(ctx, db, &doctor, day).await?;
    let hours = load_hours(ctx, db, &offers, date, day).await?;
    let time_off = load_time_off(db, &doctor, day).await?;
    let (first_minute, last_minute) = extent(&entries, &hours, day);
    Ok(DoctorDay {
        doctor_name: view::doctor_name(&doctor),
        doctor_slug: doctor.slug,
        date: date.to_string(),
        label: TimeLabel::new(day.start(), &zone).date(),
        previous: plus_days(date, -1).to_string(),
        next: plus_days(date, 1).to_string(),
        today: today.to_string(),
        zone_note: zone_note(&home.location.city, &zone, date, date),
        now_minute: day.contains(ctx.now()).then(|| minute_of(day, ctx.now())),
        first_minute,
        last_minute,
        lines: lines(day, &zone, first_minute, last_minute),
        hours,
        time_off,
        entries,
    })
}

async fn find_doctor(
    ctx: &Context,
    db: &impl ConnectionTrait,
    slug: Option<&str>,
) -> Result<Option<doctor::Model>, Fault> {
    let query = match (slug, ctx.actor().doctor()) {
        (Some(slug), _) => doctor::Entity::find().filter(doctor::Column::Slug.eq(slug)),
        (None, Some(own)) => doctor::Entity::find_by_id(Uuid::from(own)),
        (None, None) => return Ok(None),
    };
    Ok(query.one(db).await?)
}

/// One offer for each of the doctor's schedules: their hours do not depend on the service.
async fn load_offers(db: &impl ConnectionTrait, doctor: &doctor::Model) -> Result<Vec<Offer>, Fault> {
    let of_doctor = schedule::Column::DoctorId.eq(doctor.id);
    let schedules = schedule::Entity::find()
        .filter(of_doctor)
        .order_by_asc(schedule::Column::Id)
        .all(db)
        .await?;
    let mut offers = Vec::with_capacity(schedules.len());
    for schedule in schedules {
        let location = location::Entity::find_by_id(schedule.location_id).one(db).await?;
        let location = location.ok_or(Broken::Inconsistent("schedule.location_id"))?;
        let link = schedule_service::Entity::find()
            .filter(schedule_service::Column::ScheduleId.eq(schedule.id))
            .order_by_asc(schedule_service::Column::Rank)
            .one(db)
            .await?;
        let Some(link) = link else { continue };
        let service = service::Entity::find_by_id(link.service_id).one(db).await?;
        let service = service.ok_or(Broken::Inconsistent("schedule_service.service_id"))?;
        offers.push(Offer::new(schedule, doctor.clone(), location, service)?);
    }
    Ok(offers)
}

async fn load_entries(
    ctx: &Context,
    db: &impl ConnectionTrait,
    doctor: &doctor::Model,
    day: Interval,
) -> Result<Vec<DayEntry>, Fault> {
    use appointment::Column as C;
    let not_shown = [Status::Held, Status::Expired, Status::Cancelled, Status::Rejected].map(Status::name);
    let rows = appointment::Entity::find()
        .filter(C::DoctorId.eq(doctor.id))
        .filter(C::StartsAt.gte(day.start().millis()))
        .filter(C::StartsAt.lt(day.end().millis()))
        .filter(C::Status.is_not_in(not_shown))
        .order_by_asc(C::StartsAt)
        .all(db)
        .await?;
    let views = view::load_views(ctx, db, rows).await?;
    let entries = views.into_iter().map(|appointment| {
        let (start, end) = (appointment.time.start, appointment.time.end);
        let minutes = u16::try_from(end.minutes_since(start)).unwrap_or(u16::MAX);
        DayEntry {
            start_minute: minute_of(day, start),
            minutes,
            appointment,
        }
    });
    Ok(entries.collect())
}

async fn load_hours(
    ctx: &Context,
    db: &impl ConnectionTrait,
    offers: &[Offer],
    date: Date,
    day: Interval,
) -> Result<Vec<DayBlock>, Fault> {
    let calendar = Calendar::load(ctx, db, offers, (date, date), None).await?;
    let mut blocks = Vec::new();
    for offer in offers {
        let known = calendar.of(offer);
        let facts = known.facts();
        // Two places can be in two zones, so the neighbouring dates are looked at as well.
        let (first, last) = (plus_days(date, -1), plus_days(date, 1));
        let hours = working_time(&offer.zone, facts.weekly, facts.overrides, first, last);
        blocks.extend(hours.iter().filter_map(|hours| block(day, hours, &offer.location.name)));
    }
    blocks.sort_by_key(|block| block.start_minute);
    Ok(blocks)
}

async fn load_time_off(
    db: &impl ConnectionTrait,
    doctor: &doctor::Model,
    day: Interval,
) -> Result<Vec<DayBlock>, Fault> {
    let rows = time_off::Entity::find()
        .filter(time_off::Column::DoctorId.eq(doctor.id))
        .filter(time_off::Column::StartsAt.lt(day.end().millis()))
        .filter(time_off::Column::EndsAt.gt(day.start().millis()))
        .order_by_asc(time_off::Column::StartsAt)
        .all(db)
        .await?;
    let blocks = rows.iter().map(|row| {
        let away = stored_interval(row.starts_at, row.ends_at, "time_off")?;
        Ok(block(day, away, &row.reason))
    });
    blocks.filter_map(Result::transpose).collect()
}

/// The part of `interval` that is in the day.
fn block(day: Interval, interval: Interval, label: &str) -> Option<DayBlock> {
    let part = Interval::new(interval.start().max(day.start()), interval.end().min(day.end()))?;
    let minutes = u16::try_from(part.minutes()).unwrap_or(u16::MAX);
    Some(DayBlock {
        start_minute: minute_of(day, part.start()),
        minutes,
        label: label.to_owned(),
    })
}

/// Elapsed minutes from the start of the day.
fn minute_of(day: Interval, instant: Instant) -> u16 {
    u16::try_from(instant.minutes_since(day.start())).unwrap_or(0)
}

/// From which to which minute the timeline is drawn, on full hours.
fn extent(entries: &[DayEntry], hours: &[DayBlock], day: Interval) -> (u16, u16) {
    let spans = entries.iter().map(|entry| (entry.start_minute, entry.minutes));
    let spans: Vec<(u16, u16)> = spans
        .chain(hours.iter().map(|block| (block.start_minute, block.minutes)))
        .collect();
    let first = spans
        .iter()
        .map(|span| span.0)
        .min()
        .unwrap_or(u16::MAX)
        .min(FIRST_HOUR * 60);
    let last = spans
        .iter()
        .map(|span| span.0.saturating_add(span.1))
        .max()
        .unwrap_or(0)
        .max(LAST_HOUR * 60);
    let whole_day = u16::try_from(day.minutes()).unwrap_or(u16::MAX);
    (first / 60 * 60, last.div_ceil(60).saturating_mul(60).min(whole_day))
}

/// One line an elapsed hour.
fn lines(day: Interval, zone: &Zone, first: u16, last: u16) -> Vec<HourLine> {
    let minutes = (first..=last).step_by(60);
    let line = |minute: u16| {
        let label = TimeLabel::new(day.start().plus_minutes(i64::from(minute)), zone).time();
        HourLine { minute, label }
    };
    minutes.map(line).collect()
}
