//! What a doctor's day and week are made of: read once for all dates, then drawn date by date.

use domain::{
    access::{Action, Subject, is_allowed},
    booking::{
        AppointmentView, BoardMay, DayAway, DayBlock, DayEntry, DeskColumn, DoctorDay, HourLine, Status, VisitTime,
    },
    refusal::Refusal,
    slots::working_time,
    time::{Date, Instant, Interval, TimeLabel, Zone, zone_note},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{Calendar, Offer, calendar::stored_interval, decide::waiting_requests, find_slots::plus_days, view};
use crate::{
    Context, Fault,
    entity::{appointment, doctor, schedule, schedule_service, site_closure, time_off},
    places::{is_at_own_place, relation_to_doctor},
};

/// The hours drawn when nothing happens outside them.
const FIRST_HOUR: u16 = 8;
const LAST_HOUR: u16 = 18;

/// A doctor with the places where they work.
pub(super) struct DoctorBoard {
    now: Instant,
    doctor: doctor::Model,
    /// One of each schedule.
    offers: Vec<Offer>,
    may: BoardMay,
    requests: u32,
}

/// With all that is on some of their dates.
pub(super) struct LoadedBoard {
    board: DoctorBoard,
    calendar: Calendar,
    visits: Vec<AppointmentView>,
    /// Whose visits they are.
    patients: Vec<Uuid>,
    away: Vec<time_off::Model>,
    closed: Vec<site_closure::Model>,
}

impl DoctorBoard {
    /// # Errors
    /// `NotFound` for a doctor who works nowhere.
    pub async fn of(ctx: &Context, db: &impl ConnectionTrait, doctor: doctor::Model) -> Result<Self, Fault> {
        let offers = load_offers(ctx, db, &doctor).await?;
        if offers.is_empty() {
            return Err(Refusal::NotFound.into());
        }
        let relation = relation_to_doctor(ctx, db, doctor.id).await?;
        let may = BoardMay {
            decide: is_allowed(ctx.actor(), Action::Decide, Subject::Appointment, relation),
            block: is_allowed(ctx.actor(), Action::Edit, Subject::Schedule, relation),
        };
        let requests = waiting_requests(ctx, Some(doctor.id)).count(db).await?;
        Ok(Self {
            now: ctx.now(),
            doctor,
            offers,
            may,
            requests: u32::try_from(requests).unwrap_or(u32::MAX),
        })
    }

    /// With dates told at another place where the doctor works; `None` where they do not work there.
    pub fn at(mut self, location: Uuid) -> Option<Self> {
        let place = self.offers.iter().position(|offer| offer.location.id == location)?;
        self.offers.swap(0, place);
        Some(self)
    }

    /// Where dates are told: at the first place where the doctor works.
    fn home(&self) -> &Offer {
        // `of` sees to it that there is one.
        &self.offers[0]
    }

    pub fn zone(&self) -> &Zone {
        &self.home().zone
    }

    pub fn today(&self) -> Date {
        self.zone().date_of(self.now)
    }

    /// Reads what is on the dates `first..=last`, in as many queries as for one date.
    pub async fn load(
        self,
        ctx: &Context,
        db: &impl ConnectionTrait,
        first: Date,
        last: Date,
    ) -> Result<LoadedBoard, Fault> {
        let (start, end) = (self.zone().resolve(first, 0), self.zone().resolve(last, 24 * 60));
        let span = Interval::new(start, end).ok_or(Refusal::NotFound)?;
        let (visits, patients) = load_visits(ctx, db, &self.doctor, span).await?;
        Ok(LoadedBoard {
            calendar: Calendar::load(ctx, db, &self.offers, (first, last), None).await?,
            visits,
            patients,
            away: load_time_off(db, &self.doctor, span).await?,
            closed: load_closures(ctx, db, &self.offers, span).await?,
            board: self,
        })
    }
}

impl LoadedBoard {
    pub fn doctor_name(&self) -> String {
        view::doctor_name(&self.board.doctor)
    }

    pub fn doctor_slug(&self) -> &str {
        &self.board.doctor.slug
    }

    pub fn zone(&self) -> &Zone {
        self.board.zone()
    }

    pub fn city(&self) -> &str {
        &self.board.home().location.city
    }

    /// Who is on it, for the audit trail.
    pub fn patients(&self) -> &[Uuid] {
        &self.patients
    }

    pub const fn requests(&self) -> u32 {
        self.board.requests
    }

    /// One of its dates; `None` for one that the zone left out.
    pub fn day(&self, date: Date) -> Option<DoctorDay> {
        let (board, zone) = (&self.board, self.zone());
        let day = zone.day(date)?;
        let entries = self.entries(day);
        let hours = self.hours(date, day, |_| true);
        let (first_minute, last_minute) = extent(spans(&entries, &hours), day);
        Some(DoctorDay {
            doctor_name: self.doctor_name(),
            doctor_slug: board.doctor.slug.clone(),
            date: date.to_string(),
            label: TimeLabel::new(day.start(), zone).date(),
            previous: plus_days(date, -1).to_string(),
            next: plus_days(date, 1).to_string(),
            today: board.today().to_string(),
            zone_note: zone_note(self.city(), zone, date, date),
            now: board.now,
            start: day.start(),
            now_minute: day.contains(board.now).then(|| minute_of(day, board.now)),
            first_minute,
            last_minute,
            lines: lines(day, zone, first_minute, last_minute),
            hours,
            time_off: self.away.iter().filter_map(|row| away(day, zone, row)).collect(),
            closures: self.closures(day, |_| true),
            entries,
            requests: board.requests,
            may: board.may,
        })
    }

    /// One of its dates at the desk of the place where its dates are told.
    pub fn column(&self, date: Date, specialty: String) -> Option<DeskColumn> {
        let (board, zone) = (&self.board, self.zone());
        let day = zone.day(date)?;
        let here = board.home().location.id;
        let mut entries = self.entries(day);
        for DayEntry { appointment, .. } in &mut entries {
            appointment.reason.clear();
            // Also of a visit elsewhere: one axis has one clock.
            let (start, end) = (appointment.time.start, appointment.time.end);
            appointment.time = VisitTime::new(Interval::new(start, end)?, zone);
        }
        Some(DeskColumn {
            name: self.doctor_name(),
            slug: board.doctor.slug.clone(),
            specialty,
            schedule: board.home().schedule.id.into(),
            hours: self.hours(date, day, |offer| offer.location.id == here),
            elsewhere: self.hours(date, day, |offer| offer.location.id != here),
            time_off: self.away.iter().filter_map(|row| away(day, zone, row)).collect(),
            closures: self.closures(day, |location| location == here),
            entries,
        })
    }

    fn entries(&self, day: Interval) -> Vec<DayEntry> {
        // One that passes midnight stands on both days.
        let entry = |visit: &AppointmentView| {
            let DayBlock {
                start_minute, minutes, ..
            } = block(day, Interval::new(visit.time.start, visit.time.end)?, "")?;
            Some(DayEntry {
                start_minute,
                minutes,
                appointment: visit.clone(),
            })
        };
        self.visits.iter().filter_map(entry).collect()
    }

    fn hours(&self, date: Date, day: Interval, is_asked_for: impl Fn(&Offer) -> bool) -> Vec<DayBlock> {
        let mut blocks = Vec::new();
        for offer in self.board.offers.iter().filter(|offer| is_asked_for(offer)) {
            let known = self.calendar.of(offer);
            let facts = known.facts();
            // Two places can be in two zones, so the neighbouring dates are looked at as well.
            let (first, last) = (plus_days(date, -1), plus_days(date, 1));
            let hours = working_time(&offer.zone, facts.weekly, facts.overrides, first, last);
            blocks.extend(hours.iter().filter_map(|hours| block(day, hours, &offer.location.name)));
        }
        blocks.sort_by_key(|block| block.start_minute);
        blocks
    }

    fn closures(&self, day: Interval, is_asked_for: impl Fn(Uuid) -> bool) -> Vec<DayBlock> {
        let closed = self.closed.iter().filter(|row| is_asked_for(row.location_id));
        let closures = closed.filter_map(|row| {
            let interval = interval(row.starts_at, row.ends_at)?;
            let places = self.board.offers.iter().map(|offer| &offer.location);
            let place = places.into_iter().find(|place| place.id == row.location_id)?;
            block(day, interval, &format!("{}: {}", place.name, row.reason))
        });
        closures.collect()
    }
}

/// One offer for each of the doctor's schedules: their hours do not depend on the service. Where nothing is given any more, what was
/// promised is still to come.
async fn load_offers(ctx: &Context, db: &impl ConnectionTrait, doctor: &doctor::Model) -> Result<Vec<Offer>, Fault> {
    let of_doctor = schedule::Column::DoctorId.eq(doctor.id);
    let schedules = schedule::Entity::find()
        .filter(of_doctor)
        .order_by_asc(schedule::Column::Id)
        .all(db)
        .await?;
    let mut offers = Vec::with_capacity(schedules.len());
    for schedule in schedules {
        let link = schedule_service::Entity::find()
            .filter(schedule_service::Column::ScheduleId.eq(schedule.id))
            .order_by_asc(schedule_service::Column::Rank)
            .one(db)
            .await?;
        let service = match link {
            Some(link) => Some(link.service_id),
            None => last_promised(ctx, db, &schedule).await?,
        };
        let Some(service) = service else { continue };
        let offer = Offer::find(ctx, db, (schedule.id, service)).await?;
        offers.push(Offer::clone(&offer));
    }
    Ok(offers)
}

/// The service of the schedule's last visit, of those that are not long over.
async fn last_promised(
    ctx: &Context,
    db: &impl ConnectionTrait,
    schedule: &schedule::Model,
) -> Result<Option<Uuid>, Fault> {
    use appointment::Column as C;
    let last = appointment::Entity::find()
        .filter(C::DoctorId.eq(schedule.doctor_id))
        .filter(C::ScheduleId.eq(schedule.id))
        .filter(C::StartsAt.gt(ctx.now().plus_minutes(-24 * 60).millis()))
        .order_by_desc(C::StartsAt);
    Ok(last.one(db).await?.map(|row| row.service_id))
}

async fn load_visits(
    ctx: &Context,
    db: &impl ConnectionTrait,
    doctor: &doctor::Model,
    span: Interval,
) -> Result<(Vec<AppointmentView>, Vec<Uuid>), Fault> {
    use appointment::Column as C;
    let not_shown = [Status::Held, Status::Expired, Status::Cancelled, Status::Rejected].map(Status::name);
    let rows = appointment::Entity::find()
        .filter(C::DoctorId.eq(doctor.id))
        .filter(is_at_own_place(ctx, C::LocationId))
        .filter(C::StartsAt.lt(span.end().millis()))
        // No visit is longer than a day (a rule of the schema), so the index bounds both sides.
        .filter(C::StartsAt.gt(span.start().plus_minutes(-24 * 60).millis()))
        .filter(C::EndsAt.gt(span.start().millis()))
        .filter(C::Status.is_not_in(not_shown))
        .order_by_asc(C::StartsAt)
        .order_by_asc(C::Id)
        .all(db)
        .await?;
    let patients = rows.iter().filter_map(|row| row.patient_id).collect();
    Ok((view::load_views(ctx, db, rows).await?, patients))
}

async fn load_time_off(
    db: &impl ConnectionTrait,
    doctor: &doctor::Model,
    span: Interval,
) -> Result<Vec<time_off::Model>, Fault> {
    let rows = time_off::Entity::find()
        .filter(time_off::Column::DoctorId.eq(doctor.id))
        .filter(time_off::Column::StartsAt.lt(span.end().millis()))
        .filter(time_off::Column::EndsAt.gt(span.start().millis()))
        .order_by_asc(time_off::Column::StartsAt)
        .all(db)
        .await?;
    for row in &rows {
        stored_interval(row.starts_at, row.ends_at, "time_off")?;
    }
    Ok(rows)
}

async fn load_closures(
    ctx: &Context,
    db: &impl ConnectionTrait,
    offers: &[Offer],
    span: Interval,
) -> Result<Vec<site_closure::Model>, Fault> {
    let places: Vec<Uuid> = offers.iter().map(|offer| offer.location.id).collect();
    let closed = site_closure::Entity::find()
        .filter(site_closure::Column::LocationId.is_in(places))
        .filter(is_at_own_place(ctx, site_closure::Column::LocationId))
        .filter(site_closure::Column::StartsAt.lt(span.end().millis()))
        .filter(site_closure::Column::EndsAt.gt(span.start().millis()))
        .order_by_asc(site_closure::Column::StartsAt);
    Ok(closed.all(db).await?)
}

fn away(day: Interval, zone: &Zone, row: &time_off::Model) -> Option<DayAway> {
    let whole = interval(row.starts_at, row.ends_at)?;
    let DayBlock {
        start_minute,
        minutes,
        label,
    } = block(day, whole, &row.reason)?;
    let (from, to) = (TimeLabel::new(whole.start(), zone), TimeLabel::new(whole.end(), zone));
    let time = if day.covers(whole) {
        format!("{} to {}", from.time(), to.time())
    } else {
        let long = |label: &TimeLabel| format!("{} {}, {}", label.weekday(), label.short_date(), label.time());
        format!("{} to {}", long(&from), long(&to))
    };
    Some(DayAway {
        id: row.id.into(),
        start_minute,
        minutes,
        reason: label,
        from: whole.start(),
        to: whole.end(),
        time,
    })
}

fn interval(start: i64, end: i64) -> Option<Interval> {
    Interval::new(Instant::from_millis(start), Instant::from_millis(end))
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
pub(super) fn minute_of(day: Interval, instant: Instant) -> u16 {
    u16::try_from(instant.minutes_since(day.start())).unwrap_or(0)
}

/// First and last minutes of what happens.
pub(super) fn spans<'a>(entries: &'a [DayEntry], hours: &'a [DayBlock]) -> impl Iterator<Item = (u16, u16)> + 'a {
    let entries = entries.iter().map(|entry| (entry.start_minute, entry.minutes));
    let all = entries.chain(hours.iter().map(|block| (block.start_minute, block.minutes)));
    all.map(|(start, minutes)| (start, start.saturating_add(minutes)))
}

/// From which to which minute a timeline with these spans is drawn, on full hours.
pub(super) fn extent(spans: impl Iterator<Item = (u16, u16)>, day: Interval) -> (u16, u16) {
    let least = (FIRST_HOUR * 60, LAST_HOUR * 60);
    let (first, last) = spans.fold(least, |all, span| (all.0.min(span.0), all.1.max(span.1)));
    let whole_day = u16::try_from(day.minutes()).unwrap_or(u16::MAX);
    (first / 60 * 60, last.div_ceil(60).saturating_mul(60).min(whole_day))
}

/// One line an elapsed hour.
pub(super) fn lines(day: Interval, zone: &Zone, first: u16, last: u16) -> Vec<HourLine> {
    let minutes = (first..=last).step_by(60);
    let line = |minute: u16| {
        let label = TimeLabel::new(day.start().plus_minutes(i64::from(minute)), zone).time();
        HourLine { minute, label }
    };
    minutes.map(line).collect()
}
