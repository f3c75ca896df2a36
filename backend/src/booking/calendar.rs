use std::collections::{BTreeSet, HashMap};

use domain::{
    booking::Status,
    ids::AppointmentId,
    slots::{Busy, BusyKind, Counted, DateOverride, Facts, WeeklyHours, span_to_load},
    time::{Date, Instant, Interval, IntervalSet},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{ExprTrait, Query},
};
use uuid::Uuid;

use super::{
    Offer,
    active::{has_status, is_active, is_held, still_counts},
    find_slots::plus_days,
    hours::{absence, add_override, weekly},
};
use crate::{
    Broken, Context, Fault,
    entity::{appointment, hours_override, room, site_closure, time_off, weekly_hours},
};

/// The facts that free times are computed from, of any number of offers, in six queries however many days.
pub(crate) struct Calendar {
    now: Instant,
    weekly: HashMap<Uuid, Vec<WeeklyHours>>,
    overrides: HashMap<Uuid, Vec<DateOverride>>,
    /// Appointments and time off, by doctor.
    doctors: HashMap<Uuid, Vec<Busy>>,
    /// Closures, by location.
    locations: HashMap<Uuid, Vec<Busy>>,
    /// The visits of the patient who asks, or whose appointment is moved.
    patient: Vec<Interval>,
    /// Of doctors whose visits are counted: start and service.
    counted: HashMap<Uuid, Vec<(Instant, Uuid)>>,
    /// By location, where a room is needed.
    rooms: HashMap<Uuid, Vec<Room>>,
    /// When the next hold that is in the way runs out: of a doctor, and of the rooms of a location.
    holds: HashMap<Uuid, Instant>,
    /// Holds that have run out and are not ended yet: they do not count, but the schema still refuses what overlaps them.
    run_out: Vec<Uuid>,
}

/// A room and when it is taken.
struct Room {
    id: Uuid,
    kind: String,
    taken: IntervalSet,
}

/// What a calendar knows of one offer.
pub(crate) struct Known<'a> {
    calendar: &'a Calendar,
    offer: &'a Offer,
    busy: Vec<Busy>,
    counted: Vec<Counted>,
    rooms: Option<Vec<IntervalSet>>,
}

impl Known<'_> {
    /// For `domain::slots`.
    pub fn facts(&self) -> Facts<'_> {
        let schedule = self.offer.schedule.id;
        Facts {
            zone: &self.offer.zone,
            weekly: self.calendar.weekly.get(&schedule).map_or(&[], Vec::as_slice),
            overrides: self.calendar.overrides.get(&schedule).map_or(&[], Vec::as_slice),
            rules: &self.offer.rules,
            busy: &self.busy,
            patient_busy: &self.calendar.patient,
            counted: &self.counted,
            rooms: self.rooms.as_deref(),
            now: self.calendar.now,
        }
    }

    /// When the answers change by themselves: as the next hold that is in the way runs out.
    pub fn changes_at(&self) -> Option<Instant> {
        let of_doctor = self.calendar.holds.get(&self.offer.doctor.id);
        let of_rooms = self.calendar.holds.get(&self.offer.location.id);
        of_doctor
            .into_iter()
            .chain(of_rooms.filter(|_| self.rooms.is_some()))
            .min()
            .copied()
    }

    /// The first room that is free for the visit, where the service needs one.
    pub fn free_room(&self, visit: Interval) -> Option<Uuid> {
        let kind = self.offer.service.room_kind.as_deref()?;
        let mut rooms = self.calendar.rooms_of(self.offer, kind);
        rooms.find(|room| !room.taken.overlaps(visit)).map(|room| room.id)
    }
}

/// How many dates before the first one overrides are read for; `domain::slots` looks three back.
const DATES_BEFORE: i64 = 4;

impl Calendar {
    /// What is needed to know the free times of `offers` on the dates `first..=last`.
    ///
    /// The holds of the browser that asks do not count, for picking another time gives them up; nor does `moving`, the
    /// appointment that is being moved (docs/slots.md, rule 10).
    pub async fn load(
        ctx: &Context,
        db: &impl ConnectionTrait,
        offers: &[Offer],
        dates: (Date, Date),
        moving: Option<AppointmentId>,
    ) -> Result<Self, Fault> {
        let now = ctx.now();
        let mut calendar = Self {
            now,
            weekly: HashMap::new(),
            overrides: HashMap::new(),
            doctors: HashMap::new(),
            locations: HashMap::new(),
            patient: Vec::new(),
            counted: HashMap::new(),
            rooms: HashMap::new(),
            holds: HashMap::new(),
            run_out: Vec::new(),
        };
        let spans = offers
            .iter()
            .filter_map(|offer| span_to_load(&offer.zone, &offer.rules, dates.0, dates.1));
        let span = spans
            .reduce(|all, span| Interval::new(all.start().min(span.start()), all.end().max(span.end())).unwrap_or(all));
        let Some(span) = span else {
            return Ok(calendar);
        };
        if offers.iter().all(|offer| offer.hours.is_some()) {
            calendar.take_hours(offers, dates, span);
        } else {
            calendar.load_hours(db, offers, dates).await?;
            calendar.load_absences(db, offers, span).await?;
        }
        calendar.load_appointments(ctx, db, offers, span, moving).await?;
        calendar.load_patient(ctx, db, span, moving).await?;
        let shared: Vec<&Offer> = offers.iter().filter(|offer| offer.is_shared()).collect();
        if !shared.is_empty() {
            calendar.load_counted(ctx, db, &shared, span, moving).await?;
            calendar.load_rooms(ctx, db, &shared, span, moving).await?;
        }
        Ok(calendar)
    }

    /// Holds among what was read that have run out: to be ended before something is put in their place.
    pub fn run_out(&self) -> &[Uuid] {
        &self.run_out
    }

    /// What it knows of one of its offers.
    pub fn of<'a>(&'a self, offer: &'a Offer) -> Known<'a> {
        let doctor = self.doctors.get(&offer.doctor.id).into_iter().flatten();
        let location = self.locations.get(&offer.location.id).into_iter().flatten();
        let counted = self.counted.get(&offer.doctor.id).into_iter().flatten();
        let counted = counted.map(|&(start, service)| Counted {
            start,
            is_same_service: service == offer.service.id,
        });
        let rooms = offer
            .service
            .room_kind
            .as_deref()
            .map(|kind| self.rooms_of(offer, kind).map(|room| room.taken.clone()).collect());
        Known {
            calendar: self,
            offer,
            busy: doctor.chain(location).copied().collect(),
            counted: counted.collect(),
            rooms,
        }
    }

    fn rooms_of<'a>(&'a self, offer: &Offer, kind: &'a str) -> impl Iterator<Item = &'a Room> {
        let of_location = self.rooms.get(&offer.location.id).into_iter().flatten();
        of_location.filter(move |room| room.kind == kind)
    }

    async fn load_hours(
        &mut self,
        db: &impl ConnectionTrait,
        offers: &[Offer],
        dates: (Date, Date),
    ) -> Result<(), Fault> {
        let schedules: BTreeSet<Uuid> = offers.iter().map(|offer| offer.schedule.id).collect();
        let of_schedules = weekly_hours::Column::ScheduleId.is_in(schedules.iter().copied());
        for row in weekly_hours::Entity::find().filter(of_schedules).all(db).await? {
            let hours = weekly(&row).ok_or(Broken::Inconsistent("weekly_hours"))?;
            self.weekly.entry(row.schedule_id).or_default().push(hours);
        }
        let (first, last) = override_dates(dates);
        let overrides = hours_override::Entity::find()
            .filter(hours_override::Column::ScheduleId.is_in(schedules))
            .filter(hours_override::Column::Date.between(first.to_string(), last.to_string()))
            .all(db)
            .await?;
        for row in overrides {
            add_override(self.overrides.entry(row.schedule_id).or_default(), &row)?;
        }
        Ok(())
    }

    /// What is known of the hours and absences of all `offers`.
    fn take_hours(&mut self, offers: &[Offer], dates: (Date, Date), span: Interval) {
        let (first, last) = override_dates(dates);
        let meets = |busy: &&Busy| busy.interval.overlaps(span);
        for offer in offers {
            let Some(hours) = &offer.hours else { continue };
            if self.weekly.contains_key(&offer.schedule.id) {
                continue;
            }
            self.weekly.insert(offer.schedule.id, hours.weekly.clone());
            let overrides = hours.overrides.iter().filter(|one| (first..=last).contains(&one.date));
            self.overrides.insert(offer.schedule.id, overrides.cloned().collect());
            let away = self.doctors.entry(offer.doctor.id).or_default();
            away.extend(hours.away.iter().filter(meets));
            let closed = self.locations.entry(offer.location.id).or_default();
            closed.extend(hours.closed.iter().filter(meets));
        }
    }

    async fn load_appointments(
        &mut self,
        ctx: &Context,
        db: &impl ConnectionTrait,
        offers: &[Offer],
        span: Interval,
        moving: Option<AppointmentId>,
    ) -> Result<(), Fault> {
        use appointment::Column as C;
        let query = appointment::Entity::find()
            .select_only()
            .columns([
                C::Id,
                C::DoctorId,
                C::Status,
                C::StartsAt,
                C::EndsAt,
                C::BlockedFrom,
                C::BlockedTo,
                C::HoldExpiresAt,
            ])
            .filter(C::DoctorId.is_in(doctors_of(offers)))
            .filter(is_active())
            .filter(C::BlockedFrom.lt(span.end().millis()))
            // No visit is blocked for longer than a day (a rule of the schema), so the index bounds both sides.
            .filter(C::BlockedFrom.gt(span.start().plus_minutes(-24 * 60).millis()))
            .filter(C::BlockedTo.gt(span.start().millis()))
            .filter(of_others(ctx, moving));
        for row in query.into_tuple::<BusyRow>().all(db).await? {
            let (id, doctor, status, starts_at, ends_at, blocked_from, blocked_to, hold_expires_at) = row;
            if self.has_run_out(id, hold_expires_at) {
                continue;
            }
            let kind = if status == Status::Held.name() {
                self.note_hold(doctor, hold_expires_at);
                BusyKind::Hold
            } else {
                BusyKind::Appointment
            };
            let interval = stored_interval(starts_at, ends_at, "appointment")?;
            let minutes = |millis: i64| u16::try_from(millis / 60_000).map_err(|_| Broken::Inconsistent("appointment"));
            self.doctors.entry(doctor).or_default().push(Busy {
                interval,
                kind,
                buffer_before_minutes: minutes(starts_at - blocked_from)?,
                buffer_after_minutes: minutes(blocked_to - ends_at)?,
            });
        }
        Ok(())
    }

    fn has_run_out(&mut self, id: Uuid, hold_expires_at: Option<i64>) -> bool {
        let has_run_out = hold_expires_at.is_some_and(|end| end <= self.now.millis());
        if has_run_out {
            self.run_out.push(id);
        }
        has_run_out
    }

    fn note_hold(&mut self, of: Uuid, expires_at: Option<i64>) {
        if let Some(end) = expires_at.map(Instant::from_millis) {
            let next = self.holds.entry(of).or_insert(end);
            *next = end.min(*next);
        }
    }

    async fn load_absences(
        &mut self,
        db: &impl ConnectionTrait,
        offers: &[Offer],
        span: Interval,
    ) -> Result<(), Fault> {
        let away = time_off::Entity::find()
            .filter(time_off::Column::DoctorId.is_in(doctors_of(offers)))
            .filter(time_off::Column::EndsAt.gt(span.start().millis()))
            .filter(time_off::Column::StartsAt.lt(span.end().millis()));
        for row in away.all(db).await? {
            let busy = absence(row.starts_at, row.ends_at, BusyKind::TimeOff, "time_off")?;
            self.doctors.entry(row.doctor_id).or_default().push(busy);
        }
        let closed = site_closure::Entity::find()
            .filter(site_closure::Column::LocationId.is_in(locations_of(offers)))
            .filter(site_closure::Column::EndsAt.gt(span.start().millis()))
            .filter(site_closure::Column::StartsAt.lt(span.end().millis()));
        for row in closed.all(db).await? {
            let busy = absence(row.starts_at, row.ends_at, BusyKind::Closure, "site_closure")?;
            self.locations.entry(row.location_id).or_default().push(busy);
        }
        Ok(())
    }

    async fn load_patient(
        &mut self,
        ctx: &Context,
        db: &impl ConnectionTrait,
        span: Interval,
        moving: Option<AppointmentId>,
    ) -> Result<(), Fault> {
        self.patient = own_visits(ctx, db, span, moving).await?;
        Ok(())
    }

    /// Counts what is active or was held, of doctors with a cap.
    async fn load_counted(
        &mut self,
        ctx: &Context,
        db: &impl ConnectionTrait,
        offers: &[&Offer],
        span: Interval,
        moving: Option<AppointmentId>,
    ) -> Result<(), Fault> {
        use appointment::Column as C;
        let capped = offers.iter().filter(|offer| !offer.rules.caps.is_none());
        let doctors: BTreeSet<Uuid> = capped.map(|offer| offer.doctor.id).collect();
        if doctors.is_empty() {
            return Ok(());
        }
        let counting = Status::ALL.into_iter().filter(|status| status.is_active());
        let counting = counting.chain([Status::Completed]);
        let rows: Vec<(Uuid, i64, Uuid)> = appointment::Entity::find()
            .select_only()
            .columns([C::DoctorId, C::StartsAt, C::ServiceId])
            .filter(C::DoctorId.is_in(doctors))
            .filter(has_status(counting))
            .filter(C::StartsAt.gte(span.start().millis()))
            .filter(C::StartsAt.lt(span.end().millis()))
            .filter(still_counts(self.now))
            .filter(of_others(ctx, moving))
            .into_tuple()
            .all(db)
            .await?;
        for (doctor, start, service) in rows {
            let of_doctor = self.counted.entry(doctor).or_default();
            of_doctor.push((Instant::from_millis(start), service));
        }
        Ok(())
    }

    async fn load_rooms(
        &mut self,
        ctx: &Context,
        db: &impl ConnectionTrait,
        offers: &[&Offer],
        span: Interval,
        moving: Option<AppointmentId>,
    ) -> Result<(), Fault> {
        use appointment::Column as C;
        let kinds: BTreeSet<&str> = offers
            .iter()
            .filter_map(|offer| offer.service.room_kind.as_deref())
            .collect();
        if kinds.is_empty() {
            return Ok(());
        }
        let rooms = room::Entity::find()
            .filter(room::Column::LocationId.is_in(locations_of(offers.iter().copied())))
            .filter(room::Column::Kind.is_in(kinds))
            .filter(room::Column::IsActive.eq(true))
            .order_by_asc(room::Column::Name)
            .all(db)
            .await?;
        let rows: Vec<(Uuid, Uuid, Uuid, i64, i64, Option<i64>)> = appointment::Entity::find()
            .select_only()
            .columns([
                C::Id,
                C::RoomId,
                C::LocationId,
                C::StartsAt,
                C::EndsAt,
                C::HoldExpiresAt,
            ])
            .filter(C::RoomId.is_in(rooms.iter().map(|room| room.id)))
            .filter(is_active())
            .filter(C::StartsAt.lt(span.end().millis()))
            .filter(C::StartsAt.gt(span.start().plus_minutes(-24 * 60).millis()))
            .filter(of_others(ctx, moving))
            .into_tuple()
            .all(db)
            .await?;
        let mut taken: HashMap<Uuid, Vec<Interval>> = HashMap::new();
        for (id, room, location, start, end, hold_expires_at) in rows {
            if self.has_run_out(id, hold_expires_at) {
                continue;
            }
            self.note_hold(location, hold_expires_at);
            let visit = stored_interval(start, end, "appointment")?;
            taken.entry(room).or_default().push(visit);
        }
        for row in rooms {
            let taken = taken.remove(&row.id).unwrap_or_default().into_iter().collect();
            let of_location = self.rooms.entry(row.location_id).or_default();
            of_location.push(Room {
                id: row.id,
                kind: row.kind,
                taken,
            });
        }
        Ok(())
    }
}

/// Id, doctor, status, starts_at, ends_at, blocked_from, blocked_to, hold_expires_at.
type BusyRow = (Uuid, Uuid, String, i64, i64, i64, i64, Option<i64>);

fn doctors_of(offers: &[Offer]) -> BTreeSet<Uuid> {
    offers.iter().map(|offer| offer.doctor.id).collect()
}

fn locations_of<'a>(offers: impl IntoIterator<Item = &'a Offer>) -> BTreeSet<Uuid> {
    offers.into_iter().map(|offer| offer.location.id).collect()
}

/// The visits to come of the patient who asks.
pub(crate) async fn list_own_visits(ctx: &Context, db: &impl ConnectionTrait) -> Result<Vec<Interval>, Fault> {
    match Interval::new(ctx.now(), Instant::from_millis(i64::MAX)) {
        Some(from_now) => own_visits(ctx, db, from_now, None).await,
        None => Ok(Vec::new()),
    }
}

/// The visits of the patient who asks or, when one is moved, of its patient: that one does not count.
pub(super) async fn own_visits(
    ctx: &Context,
    db: &impl ConnectionTrait,
    span: Interval,
    moving: Option<AppointmentId>,
) -> Result<Vec<Interval>, Fault> {
    use appointment::Column as C;
    let is_own = match (moving, ctx.actor().account()) {
        (Some(moving), _) => {
            let mut patient = Query::select();
            patient.column(C::PatientId).from(appointment::Entity);
            patient.and_where(C::Id.eq(Uuid::from(moving)));
            C::PatientId.in_subquery(patient).and(C::Id.ne(Uuid::from(moving)))
        }
        (None, Some(patient)) => C::PatientId.eq(Uuid::from(patient)),
        (None, None) => return Ok(Vec::new()),
    };
    let query = appointment::Entity::find()
        .select_only()
        .columns([C::StartsAt, C::EndsAt])
        .filter(is_own)
        .filter(is_active())
        .filter(C::StartsAt.lt(span.end().millis()))
        // No visit is longer than a day, so the index bounds both sides.
        .filter(C::StartsAt.gt(span.start().plus_minutes(-24 * 60).millis()))
        .filter(C::EndsAt.gt(span.start().millis()))
        .filter(still_counts(ctx.now()));
    let rows: Vec<(i64, i64)> = query.into_tuple().all(db).await?;
    rows.into_iter()
        .map(|(start, end)| stored_interval(start, end, "appointment"))
        .collect()
}

/// Leaves out the holds of the browser that asks and the appointment that is being moved.
fn of_others(ctx: &Context, moving: Option<AppointmentId>) -> Condition {
    use appointment::Column as C;
    let by_others = ctx.visitor().map(|visitor| {
        Condition::any()
            .add(is_held().not())
            .add(C::HolderHash.ne(visitor.hash()))
    });
    Condition::all()
        .add_option(by_others)
        .add_option(moving.map(|moving| C::Id.ne(Uuid::from(moving))))
}

/// Of which dates overrides count for `dates`: the rules look at the windows of the dates before, which can reach into the
/// first one.
fn override_dates((first, last): (Date, Date)) -> (Date, Date) {
    (plus_days(first, -DATES_BEFORE), plus_days(last, 1))
}

pub(crate) fn stored_interval(start: i64, end: i64, table: &'static str) -> Result<Interval, Fault> {
    let interval = Interval::new(Instant::from_millis(start), Instant::from_millis(end));
    interval.ok_or_else(|| Broken::Inconsistent(table).into())
}
