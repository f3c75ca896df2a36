use domain::{
    access::{Action, Relation, Subject, is_allowed},
    booking::{FreeTime, Status},
    ids::{AppointmentId, ScheduleId, ServiceId},
    refusal::Refusal,
    slots::{Caps, Counted, Facts, Reason, find_slots, list_starts},
    time::{Date, Instant, Interval, TimeLabel},
};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use crate::{
    Context, Fault,
    booking::{Calendar, LOOK_AHEAD_DAYS, Offer, is_active, parse_date, plus_days},
    entity::{appointment, room, site_closure, time_off},
    places::check_own_place,
};

/// Which day is to be explained.
#[derive(Clone, Debug)]
pub struct ExplainDay {
    /// Of the doctor.
    pub slug: String,
    pub schedule: ScheduleId,
    pub service: ServiceId,
    /// Of a visit; the first of the offered lengths when absent.
    pub minutes: Option<u16>,
    /// "2026-11-23"
    pub date: String,
}

/// Why a day has the free times that it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayExplained {
    /// "Monday 23 November 2026"
    pub day: String,
    pub service: String,
    /// Of a visit.
    pub minutes: u16,
    pub place: String,
    /// Why there is no time; empty when there are some.
    pub reasons: Vec<Reason>,
    pub free: Vec<FreeTime>,
    /// The first time after this day.
    pub next_free: Option<FreeTime>,
    pub next_free_date: Option<String>,
    /// For the staff only: each start of the day.
    pub starts: Option<Vec<StartExplained>>,
    /// For the staff only: the limits of visits on a day, of the doctor and of the service.
    pub caps: Vec<CapExplained>,
}

/// A limit of visits on a day, and how far it is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CapExplained {
    /// Whether only visits of this service count; otherwise all of the doctor's.
    pub is_of_service: bool,
    pub most: u16,
    /// How many there are.
    pub there: usize,
}

/// A start, and what is in its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartExplained {
    /// "14:20"
    pub time: String,
    /// `None` when it can be booked.
    pub reason: Option<Reason>,
    pub in_the_way: Vec<InTheWay>,
}

/// Something in the way of a visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InTheWay {
    /// "Visit 14:00 to 14:30", "Annual leave"
    pub what: String,
    /// The appointment, where the person may read it.
    pub appointment: Option<AppointmentId>,
}

/// Explains a day: plainly to everybody, by each start to the doctor and to those who run the clinic.
///
/// # Errors
/// `NotFound` for an unknown offer, for a length that is not offered and for an offer of another doctor, `Invalid` for a date that is none;
/// `TooManyTries` as for a search.
pub async fn explain_day(ctx: &Context, input: &ExplainDay) -> Result<DayExplained, Fault> {
    ctx.core().searches.take(ctx)?;
    let db = ctx.db().reader();
    let date = parse_date(&input.date)?;
    let offer = Offer::load(ctx, input.schedule, input.service, input.minutes).await?;
    if offer.doctor.slug != input.slug {
        return Err(Refusal::NotFound.into());
    }
    let today = offer.zone.date_of(ctx.now());
    // Of a date that is over it is enough to know that.
    let first = date.max(today);
    let last = plus_days(first, LOOK_AHEAD_DAYS);
    let calendar = Calendar::load(ctx, db, std::slice::from_ref(&offer), (first, last), None).await?;
    let known = calendar.of(&offer);
    let facts = known.facts();
    let day = find_slots(&facts, date, date).into_iter().next();
    let (slots, reasons) = day.map_or_else(Default::default, |day| (day.slots, day.reasons));
    let later = find_slots(&facts, plus_days(date, 1).max(today), last);
    let next = later.iter().find_map(|day| day.slots.first()).map(|slot| slot.start());
    let label = |start: Instant| FreeTime::new(start, &offer.zone);

    let is_staff = may_see_all(ctx, &offer);
    let mut starts = None;
    let mut caps = Vec::new();
    if is_staff {
        let obstacles = Obstacles::load(ctx, db, &offer, date).await?;
        let explained = list_starts(&facts, date)
            .into_iter()
            .map(|(start, reason)| StartExplained {
                time: TimeLabel::new(start, &offer.zone).time(),
                reason,
                in_the_way: reason.map_or_else(Vec::new, |reason| obstacles.of(ctx, &offer, start, reason)),
            });
        starts = Some(explained.collect());
        caps = explain_caps(&facts, date);
    }
    Ok(DayExplained {
        day: TimeLabel::new(offer.zone.resolve(date, 12 * 60), &offer.zone).date(),
        service: offer.service.name.clone(),
        minutes: offer.rules.duration_minutes,
        place: offer.location.name.clone(),
        reasons,
        free: slots.iter().map(|slot| label(slot.start())).collect(),
        next_free: next.map(label),
        next_free_date: next.map(|start| offer.zone.date_of(start).to_string()),
        starts,
        caps,
    })
}

/// The limits that there are on a date, the doctor's first.
fn explain_caps(facts: &Facts<'_>, date: Date) -> Vec<CapExplained> {
    let Caps { of_doctor, of_service } = facts.rules.caps;
    let explain = |(is_of_service, most): (bool, Option<u16>)| {
        let is_on_date = |visit: &&Counted| facts.zone.date_of(visit.start) == date;
        let of_date = facts.counted.iter().filter(is_on_date);
        let there = of_date.filter(|visit| visit.is_same_service || !is_of_service).count();
        Some(CapExplained {
            is_of_service,
            most: most?,
            there,
        })
    };
    let caps = [(false, of_doctor), (true, of_service)];
    caps.into_iter().filter_map(explain).collect()
}

/// The doctor, the front desk and administrators.
fn may_see_all(ctx: &Context, offer: &Offer) -> bool {
    let relation = match ctx.actor().doctor().map(Uuid::from) {
        Some(own) if own == offer.doctor.id => Relation::Treating,
        _ => ctx.actor().relation_at(offer.location.id.into()),
    };
    is_allowed(ctx.actor(), Action::Read, Subject::DoctorDay, relation)
}

/// What can be in the way of visits on a day, with its words.
struct Obstacles {
    visits: Vec<appointment::Model>,
    away: Vec<(Interval, String)>,
    closed: Vec<(Interval, String)>,
    rooms: Vec<room::Model>,
    in_rooms: Vec<appointment::Model>,
}

impl Obstacles {
    async fn load(ctx: &Context, db: &impl ConnectionTrait, offer: &Offer, date: Date) -> Result<Self, Fault> {
        use appointment::Column as C;
        let from = offer.zone.resolve(date, 0).plus_minutes(-24 * 60).millis();
        let to = offer.zone.resolve(plus_days(date, 2), 0).millis();
        let is_live = Condition::any()
            .add(C::Status.ne(Status::Held.name()))
            .add(C::HoldExpiresAt.gt(ctx.now().millis()));
        let active = || {
            appointment::Entity::find()
                .filter(is_active())
                .filter(is_live.clone())
                .filter(C::StartsAt.between(from, to))
                .order_by_asc(C::StartsAt)
        };
        let visits = active().filter(C::DoctorId.eq(offer.doctor.id)).all(db).await?;
        let (mut rooms, mut in_rooms) = (Vec::new(), Vec::new());
        if let Some(kind) = &offer.service.room_kind {
            rooms = room::Entity::find()
                .filter(room::Column::LocationId.eq(offer.location.id))
                .filter(room::Column::Kind.eq(kind.as_str()))
                .filter(room::Column::IsActive.eq(true))
                .all(db)
                .await?;
            let ids = rooms.iter().map(|room| room.id);
            in_rooms = active().filter(C::RoomId.is_in(ids)).all(db).await?;
        }
        let away = time_off::Entity::find()
            .filter(time_off::Column::DoctorId.eq(offer.doctor.id))
            .filter(time_off::Column::EndsAt.gt(from))
            .filter(time_off::Column::StartsAt.lt(to))
            .all(db)
            .await?;
        let closed = site_closure::Entity::find()
            .filter(site_closure::Column::LocationId.eq(offer.location.id))
            .filter(site_closure::Column::EndsAt.gt(from))
            .filter(site_closure::Column::StartsAt.lt(to))
            .all(db)
            .await?;
        Ok(Self {
            visits,
            away: away
                .into_iter()
                .filter_map(|row| stretch(row.starts_at, row.ends_at, row.reason))
                .collect(),
            closed: closed
                .into_iter()
                .filter_map(|row| stretch(row.starts_at, row.ends_at, row.reason))
                .collect(),
            rooms,
            in_rooms,
        })
    }

    fn of(&self, ctx: &Context, offer: &Offer, start: Instant, reason: Reason) -> Vec<InTheWay> {
        let Some(visit) = Interval::lasting(start, i64::from(offer.rules.duration_minutes)) else {
            return Vec::new();
        };
        match reason {
            Reason::Full => {
                let blocked = offer.blocked(visit);
                let meets = |row: &&appointment::Model| {
                    // Between two visits the buffers of both count: neither blocked time may meet the other's.
                    Interval::new(
                        Instant::from_millis(row.blocked_from),
                        Instant::from_millis(row.blocked_to),
                    )
                    .is_some_and(|other| other.overlaps(blocked))
                };
                self.visits
                    .iter()
                    .filter(meets)
                    .map(|row| in_the_way(ctx, offer, row, None))
                    .collect()
            }
            Reason::Room if self.rooms.is_empty() => vec![words("There is no such room at this place".to_owned())],
            Reason::Room => {
                let meets =
                    |row: &&appointment::Model| row.starts_at < visit.end().millis() && row.ends_at > start.millis();
                let taken = self.in_rooms.iter().filter(meets);
                let room = |row: &appointment::Model| self.rooms.iter().find(|room| Some(room.id) == row.room_id);
                taken.map(|row| in_the_way(ctx, offer, row, room(row))).collect()
            }
            Reason::TimeOff => absences(&self.away, visit, "Away"),
            Reason::SiteClosed => absences(&self.closed, visit, "Closed"),
            _ => Vec::new(),
        }
    }
}

fn stretch(start: i64, end: i64, reason: String) -> Option<(Interval, String)> {
    let interval = Interval::new(Instant::from_millis(start), Instant::from_millis(end))?;
    Some((interval, reason))
}

fn absences(all: &[(Interval, String)], visit: Interval, otherwise: &str) -> Vec<InTheWay> {
    let met = all.iter().filter(|(interval, _)| interval.overlaps(visit));
    met.map(|(_, reason)| {
        words(if reason.is_empty() {
            otherwise.to_owned()
        } else {
            reason.clone()
        })
    })
    .collect()
}

const fn words(what: String) -> InTheWay {
    InTheWay {
        what,
        appointment: None,
    }
}

/// A visit in times only; who comes is behind the link.
fn in_the_way(ctx: &Context, offer: &Offer, row: &appointment::Model, room: Option<&room::Model>) -> InTheWay {
    let time = |millis: i64| TimeLabel::new(Instant::from_millis(millis), &offer.zone).time();
    let (start, end) = (time(row.starts_at), time(row.ends_at));
    let is_in_sight = check_own_place(ctx, row.location_id).is_ok();
    let is_hold = row.status == Status::Held.name();
    let what = match (is_hold, row.hold_expires_at) {
        _ if !is_in_sight => format!("Busy {start} to {end}"),
        (true, Some(until)) => format!("Held for somebody until {}: {start} to {end}", time(until)),
        _ if row.status == Status::Requested.name() => format!("Request {start} to {end}"),
        _ => format!("Visit {start} to {end}"),
    };
    let around = match (
        (row.starts_at - row.blocked_from) / 60_000,
        (row.blocked_to - row.ends_at) / 60_000,
    ) {
        (0, 0) => String::new(),
        (before, 0) => format!(", {before} minutes before it kept free"),
        (0, after) => format!(", {after} minutes after it kept free"),
        (before, after) => format!(", {before} minutes before and {after} after it kept free"),
    };
    let room = room.map(|room| format!(" in {}", room.name)).unwrap_or_default();
    let may_open = row.doctor_id == offer.doctor.id && is_in_sight;
    InTheWay {
        what: format!("{what}{around}{room}"),
        appointment: (may_open && !is_hold).then(|| row.id.into()),
    }
}

impl DayExplained {
    /// Whether it is told to somebody of the staff.
    pub const fn is_full(&self) -> bool {
        self.starts.is_some()
    }
}
