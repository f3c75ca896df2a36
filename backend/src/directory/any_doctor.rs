use std::{collections::BTreeMap, sync::Arc};

use domain::{
    booking::{FreeTime, SlotDay},
    directory::{DayPart, DoctorSearch, LengthView, LocationView, ServiceView, SpecialtyView, VisitKind, When},
    ids::ServiceId,
    refusal::Refusal,
    slots::{Day, Reason, find_slots},
    time::{Date, Instant, Interval, zone_note},
};
use uuid::Uuid;

use super::{
    clinic::{Clinic, Listed},
    doctors::service_view,
    first_free::rank,
    free_weeks::{Now, horizon},
    lists::{location_view, specialty_view},
};
use crate::{
    Context, Fault,
    booking::{Calendar, Offer, plus_days, slot_day},
};

/// Whose times are asked for: of everybody with a specialty at a place.
#[derive(Clone, Debug, Default)]
pub struct AnyDoctor {
    /// A slug.
    pub specialty: String,
    /// A location's slug; where the first time is, when it is empty or not one of theirs.
    pub location: String,
    /// The first that fits, when it is none that is given there.
    pub service: Option<ServiceId>,
    /// Of a visit; the first of the service's lengths where it is none of them.
    pub minutes: Option<u16>,
    /// Of the service, where none is named.
    pub kind: Option<VisitKind>,
    /// The first date; today when it is past.
    pub from: Option<Date>,
    pub part: Option<DayPart>,
}

/// The free times of a week with any doctor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnyDoctorView {
    pub specialty: SpecialtyView,
    /// Where there are such doctors.
    pub locations: Vec<LocationView>,
    pub location: LocationView,
    /// What is given at the chosen location.
    pub services: Vec<ServiceView>,
    pub service: ServiceView,
    /// The chosen one of its lengths.
    pub length: LengthView,
    /// How many doctors give it there in this length.
    pub doctors: usize,
    pub days: Vec<SlotDay>,
    pub starts_today: bool,
    pub zone_note: String,
    pub earlier: Option<String>,
    pub later: Option<String>,
    /// The first time after these days, where they have none.
    pub next_free: Option<FreeTime>,
    pub next_free_date: Option<String>,
}

const DAYS: i64 = 7;

/// The times at which some doctor of a specialty is free.
///
/// # Errors
/// `NotFound` for an unknown specialty and for one without doctors; `TooManyTries` as for a search.
pub async fn list_any_doctor(ctx: &Context, asked: &AnyDoctor) -> Result<AnyDoctorView, Fault> {
    ctx.core().searches.take(ctx)?;
    let now = ctx.core().free_weeks.now(ctx).await?;
    let row = now.clinic.specialties.values().find(|row| row.slug == asked.specialty);
    let row = row.ok_or(Refusal::NotFound)?;
    let all: Vec<Arc<Listed>> = of_specialty(&now.clinic, row.id);
    let locations = locations(&all);
    let location = choose_location(ctx, &now, asked, &locations).await?;
    let there = all.iter().filter(|listed| listed.offer.location.id == location);
    let there: Vec<&Arc<Listed>> = there.collect();
    let service = choose_service(&there, asked).ok_or(Refusal::NotFound)?;
    let services = services(&there);
    let view = services.iter().find(|view| Uuid::from(view.id) == service);
    let view = view.cloned().ok_or(Refusal::NotFound)?;
    let length = view.length_or_first(asked.minutes);
    let given = now.clinic.of_service(service, location, Some(length.minutes));
    let offers: Vec<Offer> = given.iter().map(|listed| listed.offer.clone()).collect();
    let one = offers.first().ok_or(Refusal::NotFound)?;

    let today = one.zone.date_of(ctx.now());
    let first = asked.from.map_or(today, |from| from.max(today));
    let last = plus_days(first, DAYS - 1);
    let days = union(ctx, &offers, (first, last), asked.part).await?;
    let next = if days.iter().any(|day| !day.slots.is_empty()) {
        None
    } else {
        let wish = (When::From(plus_days(last, 1)), asked.part);
        let ranked = rank(ctx, &now, given.clone(), wish, 1).await?;
        ranked.into_iter().next().and_then(|ranked| ranked.first)
    };
    let after = plus_days(last, 1);
    let farthest = offers.iter().map(|offer| horizon(offer, ctx.now())).max();
    Ok(AnyDoctorView {
        specialty: specialty_view(row.clone()),
        locations: locations.values().cloned().collect(),
        location: location_view(&one.location),
        services,
        service: view,
        length,
        doctors: given.len(),
        days: days.into_iter().map(|day| slot_day(day, one)).collect(),
        starts_today: first == today,
        zone_note: zone_note(&one.location.city, &one.zone, first, last),
        earlier: (first > today).then(|| plus_days(first, -DAYS).max(today).to_string()),
        later: farthest
            .is_some_and(|farthest| after <= farthest)
            .then(|| after.to_string()),
        next_free: next.map(|start| FreeTime::new(start, &one.zone)),
        next_free_date: next.map(|start| one.zone.date_of(start).to_string()),
    })
}

fn of_specialty(clinic: &Clinic, specialty: Uuid) -> Vec<Arc<Listed>> {
    let is_of = |listed: &&Arc<Listed>| listed.offer.doctor.specialty_id == specialty;
    clinic.offers.iter().filter(is_of).map(Arc::clone).collect()
}

/// By name.
fn locations(all: &[Arc<Listed>]) -> BTreeMap<(String, Uuid), LocationView> {
    let views = all.iter().map(|listed| {
        let row = &listed.offer.location;
        ((row.name.clone(), row.id), location_view(row))
    });
    views.collect()
}

async fn choose_location(
    ctx: &Context,
    now: &Now,
    asked: &AnyDoctor,
    locations: &BTreeMap<(String, Uuid), LocationView>,
) -> Result<Uuid, Fault> {
    let named = locations.iter().find(|(_, view)| view.slug == asked.location);
    if let Some(((_, id), _)) = named.or(locations.iter().next().filter(|_| locations.len() == 1)) {
        return Ok(*id);
    }
    let search = DoctorSearch {
        specialty: asked.specialty.clone(),
        kind: asked.kind,
        ..DoctorSearch::default()
    };
    let wish = (asked.from.map_or(When::FirstFree, When::From), asked.part);
    let ranked = rank(ctx, now, now.clinic.fitting(&search), wish, 1).await?;
    let first = ranked.first().map(|ranked| ranked.listed.offer.location.id);
    let first = first.or_else(|| locations.keys().next().map(|(_, id)| *id));
    Ok(first.ok_or(Refusal::NotFound)?)
}

fn choose_service(there: &[&Arc<Listed>], asked: &AnyDoctor) -> Option<Uuid> {
    let is_named = |listed: &&&Arc<Listed>| Some(ServiceId::from(listed.offer.service.id)) == asked.service;
    let is_of_kind = |listed: &&&Arc<Listed>| asked.kind.is_none_or(|kind| kind == listed.kind);
    let named = there.iter().find(is_named);
    let chosen = named.or_else(|| there.iter().find(is_of_kind)).or(there.first())?;
    Some(chosen.offer.service.id)
}

/// Each once, in the order that a doctor shows them, with the lengths that there are to choose from.
fn services(there: &[&Arc<Listed>]) -> Vec<ServiceView> {
    let mut services: Vec<ServiceView> = Vec::new();
    for listed in there {
        let view = service_view(&listed.offer.service, &listed.offer.lengths);
        match services.iter_mut().find(|known| known.id == view.id) {
            Some(known) if known.further.len() < view.further.len() => *known = view,
            Some(_) => {}
            None => services.push(view),
        }
    }
    services
}

/// A day of all of them.
#[derive(Default)]
struct Together {
    slots: BTreeMap<Instant, Interval>,
    reasons: Vec<Reason>,
    /// At any time of the day.
    is_free: bool,
}

/// The days on which anybody is free; why nobody is, where nobody is. Where the part of the day alone leaves nothing, a day has
/// no reason.
async fn union(
    ctx: &Context,
    offers: &[Offer],
    (first, last): (Date, Date),
    part: Option<DayPart>,
) -> Result<Vec<Day>, Fault> {
    let calendar = Calendar::load(ctx, ctx.db().reader(), offers, (first, last), None).await?;
    let mut all: BTreeMap<Date, Together> = BTreeMap::new();
    for offer in offers {
        for day in find_slots(&calendar.of(offer).facts(), first, last) {
            let known = all.entry(day.date).or_default();
            known.is_free |= !day.slots.is_empty();
            let fits = |slot: &Interval| part.is_none_or(|part| part.contains(slot.start(), &offer.zone));
            let fitting = day.slots.into_iter().filter(fits);
            known.slots.extend(fitting.map(|slot| (slot.start(), slot)));
            known.reasons.extend(day.reasons);
        }
    }
    let days = all.into_iter().map(|(date, mut known)| {
        known.reasons.sort_unstable();
        known.reasons.dedup();
        if known.is_free {
            known.reasons.clear();
        }
        Day {
            date,
            slots: known.slots.into_values().collect(),
            reasons: known.reasons,
        }
    });
    Ok(days.collect())
}
