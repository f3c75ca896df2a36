use domain::{
    access::{Action, Relation, Subject, is_allowed},
    booking::{BoardMay, DeskColumn, DeskDay},
    refusal::Refusal,
    time::{Date, TimeLabel, Zone, zone_note},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Query};
use uuid::Uuid;

use super::{
    doctor_board::{DoctorBoard, extent, lines, minute_of, spans},
    find_slots::{parse_date, plus_days},
    view,
};
use crate::{
    Broken, Context, Fault,
    audit::{self, Reading},
    entity::{doctor, location, schedule, specialty},
    places::is_at_own_place,
};

/// A day of a location for the front desk: of the first one of theirs by name, and today, where nothing is said.
///
/// # Errors
/// `SignInFirst`, `Forbidden`; `NotFound` alike for an unknown location and for one where who asks does not work; `Invalid` for a date that is none.
pub async fn list_desk_day(ctx: &Context, location: Option<&str>, date: Option<&str>) -> Result<DeskDay, Fault> {
    ctx.actor().signed_in()?;
    ctx.check(Action::List, Subject::Clinic, Relation::SameLocation)?;
    let db = ctx.db().reader();
    let mut query = location::Entity::find()
        .filter(is_at_own_place(ctx, location::Column::Id))
        .order_by_asc(location::Column::Name);
    if let Some(slug) = location.filter(|slug| !slug.is_empty()) {
        query = query.filter(location::Column::Slug.eq(slug));
    }
    let location = query.one(db).await?.ok_or(Refusal::NotFound)?;
    let zone = Zone::parse(&location.zone).map_err(|_| Broken::Inconsistent("location.zone"))?;
    let (now, today) = (ctx.now(), zone.date_of(ctx.now()));
    let date = match date.filter(|text| !text.is_empty()) {
        Some(text) => parse_date(text)?,
        None => today,
    };
    let day = zone.day(date).ok_or(Refusal::NotFound)?;

    let (mut columns, mut absent, mut patients) = (Vec::new(), Vec::new(), Vec::new());
    for doctor in list_doctors_there(db, &location).await? {
        let name = view::doctor_name(&doctor);
        match load_column(ctx, db, doctor, &location, date, &mut patients).await? {
            Some(column) if !(column.hours.is_empty() && column.entries.is_empty()) => columns.push(column),
            _ => absent.push(name),
        }
    }
    audit::note_patients(ctx, Reading::DeskDay, &date.to_string(), patients).await?;
    let all = columns.iter().flat_map(|column| spans(&column.entries, &column.hours));
    let (first_minute, last_minute) = extent(all, day);
    let decide = is_allowed(
        ctx.actor(),
        Action::Decide,
        Subject::Appointment,
        Relation::SameLocation,
    );
    Ok(DeskDay {
        zone_note: zone_note(&location.city, &zone, date, date),
        location: location.name,
        location_slug: location.slug,
        date: date.to_string(),
        label: TimeLabel::new(day.start(), &zone).date(),
        previous: plus_days(date, -1).to_string(),
        next: plus_days(date, 1).to_string(),
        today: today.to_string(),
        now,
        start: day.start(),
        now_minute: day.contains(now).then(|| minute_of(day, now)),
        first_minute,
        last_minute,
        lines: lines(day, &zone, first_minute, last_minute),
        columns,
        absent,
        // Time is blocked on the doctor's own day.
        may: BoardMay { decide, block: false },
    })
}

async fn list_doctors_there(
    db: &impl ConnectionTrait,
    location: &location::Model,
) -> Result<Vec<doctor::Model>, Fault> {
    let mut there = Query::select();
    there
        .column(schedule::Column::DoctorId)
        .from(schedule::Entity)
        .and_where(schedule::Column::LocationId.eq(location.id));
    let doctors = doctor::Entity::find()
        .filter(doctor::Column::Id.in_subquery(there))
        .order_by_asc(doctor::Column::FamilyName)
        .order_by_asc(doctor::Column::GivenName);
    Ok(doctors.all(db).await?)
}

/// `None` for a doctor who gives nothing there.
async fn load_column(
    ctx: &Context,
    db: &impl ConnectionTrait,
    doctor: doctor::Model,
    location: &location::Model,
    date: Date,
    patients: &mut Vec<Uuid>,
) -> Result<Option<DeskColumn>, Fault> {
    let specialty = specialty::Entity::find_by_id(doctor.specialty_id).one(db).await?;
    let specialty = specialty.ok_or(Broken::Inconsistent("doctor.specialty_id"))?;
    let board = match DoctorBoard::of(ctx, db, doctor).await {
        Ok(board) => board.at(location.id),
        Err(Fault::Refused(Refusal::NotFound)) => None,
        Err(fault) => return Err(fault),
    };
    let Some(board) = board else {
        return Ok(None);
    };
    let board = board.load(ctx, db, date, date).await?;
    patients.extend(board.patients());
    Ok(board.column(date, specialty.name))
}
