//! From rows to what the screens show.

use std::collections::HashMap;

use domain::{
    access::{Action, Relation, Subject, is_allowed},
    booking::{AppointmentView, CancelCode, HoldView, PlaceView, VisitTime, is_open_to_change, request_lapses_at},
    time::{Date, Instant, Interval, TimeLabel, Zone},
    version::Version,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{Offer, calendar::stored_interval, history, length::money, record};
use crate::{
    Broken, Context, Fault,
    entity::{account, appointment, doctor, location, room, service, specialty},
};

/// As `service.visit_kind` has it.
pub(crate) const VIDEO: &str = "video";

/// The appointments of `rows` in the same order, with all that they refer to, in five queries, six with rooms.
pub(super) async fn load_views(
    ctx: &Context,
    db: &impl ConnectionTrait,
    rows: Vec<appointment::Model>,
) -> Result<Vec<AppointmentView>, Fault> {
    load_views_by(ctx, db, rows, |row| record::relation(ctx.actor(), row)).await
}

/// As [`load_views`], for somebody with another tie to the appointments than their own.
pub(crate) async fn load_views_by(
    ctx: &Context,
    db: &impl ConnectionTrait,
    rows: Vec<appointment::Model>,
    relation: impl Fn(&appointment::Model) -> Relation,
) -> Result<Vec<AppointmentView>, Fault> {
    let ids = |of: fn(&appointment::Model) -> Uuid| rows.iter().map(of).collect::<Vec<_>>();
    let doctors = doctor::Entity::find()
        .filter(doctor::Column::Id.is_in(ids(|row| row.doctor_id)))
        .all(db)
        .await?;
    let services = service::Entity::find()
        .filter(service::Column::Id.is_in(ids(|row| row.service_id)))
        .all(db)
        .await?;
    let locations = location::Entity::find()
        .filter(location::Column::Id.is_in(ids(|row| row.location_id)))
        .all(db)
        .await?;
    let patients: Vec<Uuid> = rows.iter().filter_map(|row| row.patient_id).collect();
    let patients = account::Entity::find()
        .filter(account::Column::Id.is_in(patients))
        .all(db)
        .await?;
    let specialties: Vec<Uuid> = doctors.iter().map(|doctor| doctor.specialty_id).collect();
    let specialties = specialty::Entity::find()
        .filter(specialty::Column::Id.is_in(specialties))
        .all(db)
        .await?;

    let rooms: Vec<Uuid> = rows.iter().filter_map(|row| row.room_id).collect();
    let rooms = if rooms.is_empty() {
        Vec::new()
    } else {
        room::Entity::find()
            .filter(room::Column::Id.is_in(rooms))
            .all(db)
            .await?
    };

    let rooms: HashMap<_, _> = rooms.into_iter().map(|row| (row.id, row.name)).collect();
    let doctors: HashMap<_, _> = doctors.into_iter().map(|row| (row.id, row)).collect();
    let services: HashMap<_, _> = services.into_iter().map(|row| (row.id, row)).collect();
    let locations: HashMap<_, _> = locations.into_iter().map(|row| (row.id, row)).collect();
    let patients: HashMap<_, _> = patients.into_iter().map(|row| (row.id, row)).collect();
    let specialties: HashMap<_, _> = specialties.into_iter().map(|row| (row.id, row)).collect();
    let missing = || Broken::Inconsistent("appointment");
    let mut allowed = Vec::with_capacity(rows.len());
    for row in rows {
        let relation = relation(&row);
        allowed.push(as_allowed(ctx, db, row, relation).await?);
    }
    allowed
        .into_iter()
        .map(|row| {
            let row = row.open(ctx.keys())?;
            let doctor = doctors.get(&row.doctor_id).ok_or_else(missing)?;
            let specialty = specialties.get(&doctor.specialty_id).ok_or_else(missing)?;
            let service = services.get(&row.service_id).ok_or_else(missing)?;
            let location = locations.get(&row.location_id).ok_or_else(missing)?;
            let patient = row.patient_id.and_then(|id| patients.get(&id));
            let room = row.room_id.and_then(|id| rooms.get(&id)).cloned();
            appointment_view(ctx, row, doctor, &specialty.name, service, location, room, patient)
        })
        .collect()
}

/// One appointment.
pub(super) async fn load_view(
    ctx: &Context,
    db: &impl ConnectionTrait,
    row: appointment::Model,
) -> Result<AppointmentView, Fault> {
    let offer = Offer::load_promised(ctx, db, &row).await?;
    let patient = match row.patient_id {
        Some(id) => account::Entity::find_by_id(id).one(db).await?,
        None => None,
    };
    view_of(ctx, db, row, &offer, patient.as_ref()).await
}

/// One appointment, of which more is known already.
pub(super) async fn view_of(
    ctx: &Context,
    db: &impl ConnectionTrait,
    row: appointment::Model,
    offer: &Offer,
    patient: Option<&account::Model>,
) -> Result<AppointmentView, Fault> {
    let room = match row.room_id {
        Some(id) => room::Entity::find_by_id(id).one(db).await?,
        None => None,
    };
    let relation = record::relation(ctx.actor(), &row);
    let (row, room) = (
        as_allowed(ctx, db, row, relation).await?.open(ctx.keys())?,
        room.map(|room| room.name),
    );
    appointment_view(
        ctx,
        row,
        &offer.doctor,
        &offer.specialty,
        &offer.service,
        &offer.location,
        room,
        patient,
    )
}

/// Who may not know why a patient comes gets no reason, neither for coming nor for staying away, unless the desk itself wrote it, as in
/// the history; why the staff overbooked is not the patient's to read.
async fn as_allowed(
    ctx: &Context,
    db: &impl ConnectionTrait,
    mut row: appointment::Model,
    relation: Relation,
) -> Result<appointment::Model, Fault> {
    if !is_allowed(ctx.actor(), Action::Read, Subject::VisitReason, relation) {
        row.reason = None;
        if row.cancel_reason.is_some() && !history::ended_by_the_desk(db, row.id).await? {
            row.cancel_reason = None;
        }
    }
    if relation == Relation::Own {
        row.overbook_reason = None;
    }
    Ok(row)
}

#[expect(clippy::too_many_arguments, reason = "what a view is made of")]
fn appointment_view(
    ctx: &Context,
    row: appointment::Model,
    doctor: &doctor::Model,
    specialty: &str,
    service: &service::Model,
    location: &location::Model,
    room: Option<String>,
    patient: Option<&account::Model>,
) -> Result<AppointmentView, Fault> {
    let zone = Zone::parse(&row.zone).map_err(|_| Broken::Inconsistent("appointment.zone"))?;
    let interval = stored_interval(row.starts_at, row.ends_at, "appointment")?;
    let visit_date = zone.date_of(interval.start());
    let born = patient
        .map(|patient| patient.birth_date(ctx.keys()))
        .transpose()?
        .flatten();
    Ok(AppointmentView {
        id: row.id.into(),
        version: Version::new(row.version),
        status: record::status(&row)?,
        patient_name: patient
            .map(|patient| format!("{} {}", patient.given_name, patient.family_name))
            .unwrap_or_default(),
        patient_age: born.and_then(|born| age(&born, visit_date)),
        doctor_name: doctor_name(doctor),
        doctor_slug: doctor.slug.clone(),
        specialty: specialty.to_owned(),
        service_name: service.name.clone(),
        price: money(row.price_minor, row.currency.as_deref()),
        reason: row.reason.unwrap_or_default(),
        cancel_reason: row.cancel_reason,
        cancel_code: row.cancel_code.as_deref().and_then(CancelCode::from_name),
        time: VisitTime::new(interval, &zone),
        place: place_view(location),
        schedule: row.schedule_id.into(),
        service: row.service_id.into(),
        is_video: service.visit_kind == VIDEO,
        needs_approval: service.needs_approval,
        room,
        overbook_reason: row.overbook_reason,
        answer_until: row
            .request_lapses_at
            .map(|at| TimeLabel::new(Instant::from_millis(at), &zone).date_and_time()),
        cut_off_minutes: service.cut_off_minutes,
        change_until: change_until(interval.start(), service, &zone),
        has_said_to_come: row.attendance_confirmed_at.is_some(),
    })
}

/// A hold as its holder sees it.
pub(super) fn hold_view(ctx: &Context, row: &appointment::Model, offer: &Offer) -> Result<HoldView, Fault> {
    let interval: Interval = stored_interval(row.starts_at, row.ends_at, "appointment")?;
    let expires_at = Instant::from_millis(row.hold_expires_at.ok_or(Broken::Inconsistent("appointment"))?);
    let remaining_secs = (expires_at.millis() - ctx.now().millis()).max(0) / 1000;
    let is_changeable = is_open_to_change(interval.start(), offer.service.cut_off_minutes, ctx.now());
    Ok(HoldView {
        id: row.id.into(),
        version: Version::new(row.version),
        expires_at,
        remaining_secs: u32::try_from(remaining_secs).unwrap_or(u32::MAX),
        doctor_name: doctor_name(&offer.doctor),
        doctor_slug: offer.doctor.slug.clone(),
        specialty: offer.specialty.clone(),
        service_name: offer.service.name.clone(),
        price: money(row.price_minor, row.currency.as_deref()),
        time: VisitTime::new(interval, &offer.zone),
        place: place_view(&offer.location),
        schedule: row.schedule_id.into(),
        service: row.service_id.into(),
        change_until: is_changeable.then(|| change_until(interval.start(), &offer.service, &offer.zone)),
        is_video: offer.service.visit_kind == VIDEO,
        answer_until: offer.service.needs_approval.then(|| {
            let lapses_at = request_lapses_at(ctx.now(), offer.service.request_lapse_minutes, interval.start());
            TimeLabel::new(lapses_at, &offer.zone).date_and_time()
        }),
    })
}

pub(crate) fn place_view(location: &location::Model) -> PlaceView {
    PlaceView {
        name: location.name.clone(),
        address: format!("{}, {} {}", location.street, location.city, location.postal_code),
        phone: location.phone.clone(),
        zone: location.zone.clone(),
    }
}

/// "Dr. Amina Okafor"
pub(crate) fn doctor_name(doctor: &doctor::Model) -> String {
    format!("{} {} {}", doctor.title, doctor.given_name, doctor.family_name)
        .trim()
        .to_owned()
}

fn change_until(start: Instant, service: &service::Model, zone: &Zone) -> String {
    TimeLabel::new(start.plus_minutes(-service.cut_off_minutes), zone).date_and_time()
}

/// Full years on `date`; somebody born on 29 February has their birthday on 1 March of other years.
fn age(birth_date: &str, date: Date) -> Option<u16> {
    let born: Date = birth_date.parse().ok()?;
    let had_birthday = (date.month(), date.day()) >= (born.month(), born.day());
    u16::try_from(date.year() - born.year() - i16::from(!had_birthday)).ok()
}
