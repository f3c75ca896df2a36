use std::collections::HashSet;

use domain::{
    directory::{DoctorCard, DoctorSearch, SearchView, SpecialtyView, When},
    time::Instant,
};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Query};

use super::{
    contains,
    doctors::{Doctors, languages, service_view},
    lists::{location_view, specialty_view},
};
use crate::{
    Broken, Context, Fault,
    booking::{Calendar, LOOK_AHEAD_DAYS, Offer, doctor_name, plus_days, slots_view},
    entity::{doctor, location, specialty},
};

/// Days of free times on a card.
const DAYS: i64 = 5;
const PER_PAGE: usize = 10;
/// How many words and characters of a search count.
const MOST_WORDS: usize = 5;
const MOST_CHARACTERS: usize = 100;

/// The doctors that fit, one card for each of their places, sorted by first free time; those without one come last.
///
/// # Errors
/// Only when something breaks: what does not fit anything finds nothing.
pub async fn search_doctors(ctx: &Context, search: &DoctorSearch) -> Result<SearchView, Fault> {
    let db = ctx.db().reader();
    let doctors = Doctors::load(db, find_doctors(db, search).await?).await?;
    let offers = offers(&doctors, &search.location)?;
    let now = ctx.now();
    let today = |offer: &Offer| offer.zone.date_of(now);
    let (Some(first), Some(last)) = (offers.iter().map(today).min(), offers.iter().map(today).max()) else {
        return Ok(empty());
    };
    let calendar = Calendar::load(ctx, db, &offers, (first, plus_days(last, LOOK_AHEAD_DAYS)), None).await?;

    let mut cards: Vec<(Option<Instant>, DoctorCard)> = Vec::with_capacity(offers.len());
    for offer in &offers {
        let today = today(offer);
        let horizon = plus_days(today, i64::from(offer.rules.horizon_days).min(LOOK_AHEAD_DAYS));
        let last = plus_days(today, DAYS - 1);
        let card = card(&calendar, offer, &doctors, (today, last, horizon.max(last)))?;
        let first_free = card.first_free.as_ref().map(|free| free.start);
        if first_free.is_some_and(|start| is_in_time(search.when, offer, start, now)) || search.when == When::FirstFree
        {
            cards.push((first_free, card));
        }
    }
    // Within the same instant the order is by name, so that a page looks the same twice.
    cards.sort_by(|(one, a), (other, b)| {
        (one.is_none(), *one, &a.doctor_name).cmp(&(other.is_none(), *other, &b.doctor_name))
    });

    let total = cards.len();
    let doctors_found: HashSet<&str> = cards.iter().map(|(_, card)| card.doctor_slug.as_str()).collect();
    let doctors_found = doctors_found.len();
    let pages = total.div_ceil(PER_PAGE).max(1);
    let page = usize::from(search.page.max(1)).min(pages);
    let cards = cards
        .into_iter()
        .skip((page - 1) * PER_PAGE)
        .take(PER_PAGE)
        .map(|(_, card)| card)
        .collect();
    Ok(SearchView {
        total: u32::try_from(total).unwrap_or(u32::MAX),
        doctors: u32::try_from(doctors_found).unwrap_or(u32::MAX),
        page: u16::try_from(page).unwrap_or(u16::MAX),
        pages: u16::try_from(pages).unwrap_or(u16::MAX),
        cards,
        specialty: only_specialty(&doctors),
    })
}

const fn empty() -> SearchView {
    SearchView {
        total: 0,
        doctors: 0,
        page: 1,
        pages: 1,
        cards: Vec::new(),
        specialty: None,
    }
}

async fn find_doctors(db: &impl ConnectionTrait, search: &DoctorSearch) -> Result<Vec<doctor::Model>, Fault> {
    let mut query = doctor::Entity::find().filter(doctor::Column::IsActive.eq(true));
    if !search.specialty.is_empty() {
        let is_named = Condition::all().add(specialty::Column::Slug.eq(search.specialty.as_str()));
        query = query.filter(of_specialty(is_named));
    }
    let words: String = search.words.chars().take(MOST_CHARACTERS).collect();
    let is_word = |word: &&str| !matches!(word.to_lowercase().as_str(), "dr" | "dr." | "doctor");
    for word in words.split_whitespace().filter(is_word).take(MOST_WORDS) {
        let is_about = Condition::any()
            .add(contains(specialty::Column::Name, word))
            .add(contains(specialty::Column::Summary, word))
            .add(contains(specialty::Column::Practitioner, word));
        let is_called = Condition::any()
            .add(contains(doctor::Column::GivenName, word))
            .add(contains(doctor::Column::FamilyName, word))
            .add(of_specialty(is_about));
        query = query.filter(is_called);
    }
    Ok(query.order_by_asc(doctor::Column::Id).all(db).await?)
}

fn of_specialty(condition: Condition) -> sea_orm::sea_query::SimpleExpr {
    let mut ids = Query::select();
    ids.column(specialty::Column::Id)
        .from(specialty::Entity)
        .cond_where(condition);
    doctor::Column::SpecialtyId.in_subquery(ids)
}

/// The first service of each doctor at each place that was asked for.
fn offers(doctors: &Doctors, place: &str) -> Result<Vec<Offer>, Fault> {
    let fits = |location: &location::Model| {
        place.is_empty() || location.slug == place || location.city.to_lowercase() == place.to_lowercase()
    };
    let mut offers = Vec::new();
    for doctor in &doctors.doctors {
        for schedule in doctors.schedules.get(&doctor.id).into_iter().flatten() {
            let service = doctors.services.get(&schedule.id).and_then(|services| services.first());
            let location = doctors
                .locations
                .get(&schedule.location_id)
                .filter(|location| fits(location));
            if let (Some(service), Some(location)) = (service, location) {
                offers.push(Offer::new(
                    schedule.clone(),
                    doctor.clone(),
                    location.clone(),
                    service.clone(),
                )?);
            }
        }
    }
    Ok(offers)
}

fn card(
    calendar: &Calendar,
    offer: &Offer,
    doctors: &Doctors,
    dates: (domain::time::Date, domain::time::Date, domain::time::Date),
) -> Result<DoctorCard, Fault> {
    let specialty = doctors.specialties.get(&offer.doctor.specialty_id);
    let slots = slots_view(calendar, offer, dates.0, dates);
    let first_free = slots
        .days
        .iter()
        .find_map(|day| day.slots.first())
        .or(slots.next_free.as_ref())
        .cloned();
    Ok(DoctorCard {
        doctor_slug: offer.doctor.slug.clone(),
        doctor_name: doctor_name(&offer.doctor),
        specialty: specialty
            .ok_or(Broken::Inconsistent("doctor.specialty_id"))?
            .name
            .clone(),
        languages: languages(&offer.doctor),
        location: location_view(&offer.location),
        service: service_view(&offer.service),
        slots,
        first_free,
    })
}

fn is_in_time(when: When, offer: &Offer, start: Instant, now: Instant) -> bool {
    let today = offer.zone.date_of(now);
    let date = offer.zone.date_of(start);
    match when {
        When::FirstFree => true,
        When::Today => date == today,
        When::ThisWeek => date <= plus_days(today, 6),
    }
}

/// The specialty of all doctors found, where it is one.
fn only_specialty(doctors: &Doctors) -> Option<SpecialtyView> {
    let mut all = doctors.specialties.values();
    match (all.next(), all.next()) {
        (Some(only), None) => Some(specialty_view(only.clone())),
        _ => None,
    }
}
