use domain::{
    access::Action,
    booking::FreeTime,
    catalogue::ServiceForm,
    ids::{ScheduleId, ServiceId},
    refusal::Refusal,
    slots::{self, Day, Reason},
    time::TimeLabel,
    version::Version,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::{Saved, ground};
use crate::{
    Broken, Context, Fault,
    booking::{Calendar, Given, Offer, doctor_name, plus_days},
    entity::{doctor, location, schedule, schedule_service, service, specialty},
};

/// What a service would be like with what is entered, without saving it.
#[derive(Clone, Debug)]
pub struct PreviewService {
    /// `None` for one that is not there yet.
    pub service: Option<ServiceId>,
    /// With which doctor, where; the first who gives it, or could, where it is none of them.
    pub schedule: Option<ScheduleId>,
    pub form: ServiceForm,
}

/// The free times of a doctor's next working day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    pub schedule: ScheduleId,
    pub doctor_name: String,
    pub place: String,
    /// "Monday 23 November 2026"; `None` when no day in the next weeks has hours.
    pub date: Option<String>,
    pub times: Vec<FreeTime>,
    /// Why there is none.
    pub reasons: Vec<Reason>,
    /// The length with this doctor, in minutes.
    pub duration: u16,
    /// The first free time after that day, where the day has none: "Wed 2 Dec, 09:00".
    pub next: Option<String>,
}

/// How many dates ahead a working day is looked for.
const WORKING_DAYS_AHEAD: i64 = 14;
/// How many dates ahead the first free time is looked for.
const FREE_DAYS_AHEAD: i64 = 60;

/// Computes it by the rules that bookings are made by, in the service's own length or the doctor's. `None` when no doctor of the specialty works anywhere.
///
/// # Errors
/// `SignInFirst`, `Forbidden`, `NotFound` for an unknown service.
pub async fn preview_service(ctx: &Context, input: &PreviewService) -> Saved<Option<Preview>> {
    ground::check(ctx, Action::Read)?;
    let settings = match input.form.parse() {
        Ok(settings) => settings,
        Err(wrong) => return Ok(Err(wrong)),
    };
    let db = ctx.db().reader();
    let row = match input.service {
        Some(id) => {
            let row = service::Entity::find_by_id(Uuid::from(id)).one(db).await?;
            row.ok_or(Refusal::NotFound)?
        }
        None => unsaved(ctx),
    };
    let row = ground::with_settings(row, &settings);
    let Some((schedule, doctor, link)) = find_schedule(db, &row, input.schedule).await? else {
        return Ok(Ok(None));
    };
    let location = location::Entity::find_by_id(schedule.location_id).one(db).await?;
    let location = location.ok_or(Broken::Inconsistent("schedule.location_id"))?;
    let specialty = specialty::Entity::find_by_id(doctor.specialty_id).one(db).await?;
    let specialty = specialty.ok_or(Broken::Inconsistent("doctor.specialty_id"))?.name;
    let given = Given::new(row, link.as_ref(), &[]);
    let offer = Offer::new(schedule, doctor, location, given, specialty)?;
    preview(ctx, db, &offer).await.map(|preview| Ok(Some(preview)))
}

async fn preview(ctx: &Context, db: &impl ConnectionTrait, offer: &Offer) -> Result<Preview, Fault> {
    let today = offer.zone.date_of(ctx.now());
    let (first, last) = (plus_days(today, 1), plus_days(today, FREE_DAYS_AHEAD));
    let calendar = Calendar::load(ctx, db, std::slice::from_ref(offer), (first, last), None).await?;
    let known = calendar.of(offer);
    let days = slots::find_slots(&known.facts(), first, last);
    let last_to_work = plus_days(today, WORKING_DAYS_AHEAD);
    let works = |day: &&Day| day.date <= last_to_work && !day.reasons.contains(&Reason::Closed);
    let day = days.iter().find(works);
    let next = days.iter().find_map(|day| day.slots.first());
    let next = next.filter(|_| day.is_some_and(|day| day.slots.is_empty()));
    let label = |day: &Day| TimeLabel::new(offer.zone.resolve(day.date, 12 * 60), &offer.zone).date();
    let free = |day: &Day| {
        day.slots
            .iter()
            .map(|slot| FreeTime::new(slot.start(), &offer.zone))
            .collect()
    };
    Ok(Preview {
        schedule: offer.schedule.id.into(),
        doctor_name: doctor_name(&offer.doctor),
        place: offer.location.name.clone(),
        date: day.map(label),
        times: day.map(free).unwrap_or_default(),
        reasons: day.map(|day| day.reasons.clone()).unwrap_or_default(),
        duration: offer.rules.duration_minutes,
        next: next.map(|slot| {
            let free = FreeTime::new(slot.start(), &offer.zone);
            format!("{}, {}", free.day, free.time)
        }),
    })
}

type Found = (schedule::Model, doctor::Model, Option<schedule_service::Model>);

/// The schedule that was asked for, else one that gives the service, else one that could.
async fn find_schedule(
    db: &impl ConnectionTrait,
    row: &service::Model,
    wanted: Option<ScheduleId>,
) -> Result<Option<Found>, Fault> {
    let doctors = doctor::Entity::find()
        .filter(doctor::Column::SpecialtyId.eq(row.specialty_id))
        .filter(doctor::Column::IsActive.eq(true))
        .order_by_asc(doctor::Column::FamilyName)
        .order_by_asc(doctor::Column::Id)
        .all(db)
        .await?;
    let mut schedules = schedule::Entity::find()
        .filter(schedule::Column::DoctorId.is_in(doctors.iter().map(|row| row.id)))
        .order_by_asc(schedule::Column::Id)
        .all(db)
        .await?;
    let links = schedule_service::Entity::find()
        .filter(schedule_service::Column::ServiceId.eq(row.id))
        .all(db)
        .await?;
    let link = |schedule: Uuid| links.iter().find(|link| link.schedule_id == schedule);
    let wanted = wanted.map(Uuid::from);
    let place = |doctor: Uuid| doctors.iter().position(|row| row.id == doctor);
    schedules.sort_by_key(|row| (Some(row.id) != wanted, link(row.id).is_none(), place(row.doctor_id)));
    let Some(schedule) = schedules.into_iter().next() else {
        return Ok(None);
    };
    let link = link(schedule.id).cloned();
    let doctor = doctors.into_iter().find(|row| row.id == schedule.doctor_id);
    Ok(doctor.map(|doctor| (schedule, doctor, link)))
}

/// The row of a service that is not there yet; what is set is put in later.
fn unsaved(ctx: &Context) -> service::Model {
    service::Model {
        id: ctx.new_id(),
        specialty_id: Uuid::nil(),
        name: String::new(),
        duration_minutes: 0,
        step_minutes: None,
        buffer_before_minutes: 0,
        buffer_after_minutes: 0,
        notice_minutes: 0,
        horizon_days: 0,
        cut_off_minutes: 0,
        restart_after_busy: false,
        price_minor: None,
        currency: None,
        visit_kind: String::new(),
        needs_approval: false,
        request_lapse_minutes: 0,
        cap_per_day: None,
        room_kind: None,
        reminders: String::new(),
        is_active: true,
        version: Version::FIRST.number(),
    }
}
