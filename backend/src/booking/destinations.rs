//! With whom, where and when an appointment could be instead: what its staff chooses from when they move it.

use domain::{
    access::{Action, Relation, Subject},
    booking::{FreeTime, FreeWith, PlaceView},
    ids::{AppointmentId, ScheduleId},
    refusal::Refusal,
    slots,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};

use super::{Calendar, Offer, find_slots::parse_date, record, view};
use crate::{
    Context, Fault,
    entity::{appointment, schedule_service},
    places::check_own_place,
};

/// A doctor at a place, who gives the service of an appointment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    pub schedule: ScheduleId,
    pub doctor_slug: String,
    /// "Dr. Amina Okafor"
    pub doctor_name: String,
    pub location_slug: String,
    pub place: PlaceView,
    /// How long the visit is with this doctor.
    pub minutes: u16,
}

/// Who gives the service of an appointment, those at its own place first, then by place and family name. For its staff.
///
/// # Errors
/// `SignInFirst`; `NotFound` for a stranger's; `Forbidden` for its patient.
pub async fn list_destinations(ctx: &Context, appointment: AppointmentId) -> Result<Vec<Destination>, Fault> {
    let db = ctx.db().reader();
    let row = load_movable(ctx, db, appointment).await?;
    let mut offers = load_offers(ctx, &row).await?;
    offers.sort_by_cached_key(|offer| {
        let is_elsewhere = offer.location.id != row.location_id;
        let (place, doctor) = (offer.location.name.clone(), &offer.doctor);
        (
            is_elsewhere,
            place,
            doctor.family_name.clone(),
            doctor.given_name.clone(),
        )
    });
    Ok(offers.iter().map(destination).collect())
}

/// When an appointment could be instead on one date at a location, with each who gives its service there.
#[derive(Clone, Debug)]
pub struct FindDestinations {
    pub appointment: AppointmentId,
    /// A location's slug.
    pub location: String,
    /// "2026-11-23"
    pub date: String,
}

/// The free times of a date for an appointment that is to be moved; its own time counts as free.
///
/// # Errors
/// Those of [`list_destinations`]; `Invalid` for a date that is none.
pub async fn find_destinations(ctx: &Context, input: &FindDestinations) -> Result<Vec<FreeWith>, Fault> {
    let db = ctx.db().reader();
    let row = load_movable(ctx, db, input.appointment).await?;
    let date = parse_date(&input.date)?;
    let mut offers = load_offers(ctx, &row).await?;
    offers.retain(|offer| offer.location.slug == input.location);
    let calendar = Calendar::load(ctx, db, &offers, (date, date), Some(input.appointment)).await?;
    let free_with = |offer: &Offer| {
        let days = slots::find_slots(&calendar.of(offer).facts(), date, date);
        let starts = days.iter().flat_map(|day| &day.slots).map(|slot| slot.start());
        FreeWith {
            schedule: offer.schedule.id.into(),
            doctor_slug: offer.doctor.slug.clone(),
            minutes: offer.rules.duration_minutes,
            free: starts.map(|start| FreeTime::new(start, &offer.zone)).collect(),
        }
    };
    Ok(offers.iter().map(free_with).collect())
}

/// An appointment that the one who asks may move to anybody.
async fn load_movable(
    ctx: &Context,
    db: &impl ConnectionTrait,
    id: AppointmentId,
) -> Result<appointment::Model, Fault> {
    let row = record::load_visible(ctx, db, id).await?;
    let relation = record::relation(ctx.actor(), &row);
    ctx.check(Action::Reschedule, Subject::Appointment, relation)?;
    if relation == Relation::Own {
        return Err(Refusal::Forbidden.into());
    }
    Ok(row)
}

/// All that are offered of the appointment's service at the places of who asks.
async fn load_offers(ctx: &Context, row: &appointment::Model) -> Result<Vec<Offer>, Fault> {
    let relation = record::relation(ctx.actor(), row);
    let links = schedule_service::Entity::find()
        .filter(schedule_service::Column::ServiceId.eq(row.service_id))
        .all(ctx.db().reader())
        .await?;
    let mut offers = Vec::with_capacity(links.len());
    for link in links {
        match Offer::load(ctx, link.schedule_id.into(), row.service_id.into(), None).await {
            Ok(offer) if check_own_place(ctx, offer.location.id).is_err() => {}
            Ok(offer) => offers.push(offer.lasting_as(row)?.booked_by(relation)),
            // Retired, or the doctor has left.
            Err(Fault::Refused(Refusal::NotFound)) => {}
            Err(fault) => return Err(fault),
        }
    }
    Ok(offers)
}

fn destination(offer: &Offer) -> Destination {
    Destination {
        schedule: offer.schedule.id.into(),
        doctor_slug: offer.doctor.slug.clone(),
        doctor_name: view::doctor_name(&offer.doctor),
        location_slug: offer.location.slug.clone(),
        place: view::place_view(&offer.location),
        minutes: offer.rules.duration_minutes,
    }
}
