use std::{collections::HashSet, sync::Arc};

use domain::{
    booking::FreeTime,
    directory::{DoctorCard, DoctorSearch, Nearby, SearchView, SpecialtyView},
    time::Instant,
};
use uuid::Uuid;

use super::{
    clinic::{Clinic, Listed},
    doctors::service_view,
    first_free::{Ranked, rank, rank_all},
    free_weeks::Now,
    lists::{location_view, specialty_view},
    nearby::{self, Instead},
    watch::MOST_WATCHED,
};
use crate::{
    Broken, Context, Fault,
    booking::{Calendar, plus_days, slots_view},
};

/// Days of free times on a card.
const DAYS: i64 = 5;
pub const RESULTS_PER_PAGE: usize = 10;

/// The doctors that fit, one card for each of their places, sorted by first free time; those without one come last, and not
/// at all where dates are limited. When there is no time, why, and what is nearest.
///
/// # Errors
/// `TooManyTries` for who searches all the time from one network. What does not fit anything finds nothing.
pub async fn search_doctors(ctx: &Context, search: &DoctorSearch) -> Result<SearchView, Fault> {
    ctx.core().searches.take(ctx)?;
    let now = ctx.core().free_weeks.now(ctx).await?;
    let fitting = now.clinic.fitting(search);
    let specialty = only_specialty(&now.clinic, &fitting);
    let asked = usize::from(search.page.max(1));
    // The last page of an unlimited search has all that was not free before it.
    let wanted = asked.min(fitting.len().div_ceil(RESULTS_PER_PAGE).max(1)) * RESULTS_PER_PAGE;
    let wanted = if search.when.is_limited() { usize::MAX } else { wanted };
    let ranked = rank(ctx, &now, fitting.clone(), (search.when, search.part), wanted).await?;

    let counted = counted(&ranked, search, specialty);
    let instead = instead(ctx, &now, search, &fitting, &ranked).await?;
    let without: &[_] = if has_time(&ranked) { &[] } else { &fitting };
    let before = usize::from(counted.page - 1) * RESULTS_PER_PAGE;
    let shown: Vec<Ranked> = ranked.into_iter().skip(before).take(RESULTS_PER_PAGE).collect();
    let watched = watched(&shown, &instead.nearby, without);
    Ok(SearchView {
        cards: cards(ctx, &now, search, shown).await?,
        reasons: instead.reasons,
        nearby: instead.nearby,
        is_free_in_other_parts: instead.is_free_in_other_parts,
        meant: instead.meant,
        watched,
        ..counted
    })
}

/// The same search as it is now, for a page that shows it: the card of whoever is first, then those of the named `doctors` that fit,
/// also where they have no time left; when there is no time, why, and what is nearest. Where there is one it reads the calendars of
/// these alone; who is first is known without.
///
/// # Errors
/// `TooManyTries` when pages of one network ask all the time; they then stay as they are. A doctor who is unknown or does not fit has no
/// card.
pub async fn renew_results(ctx: &Context, search: &DoctorSearch, doctors: &[String]) -> Result<SearchView, Fault> {
    ctx.core().renewals.take(ctx)?;
    let now = ctx.core().free_weeks.now(ctx).await?;
    let fitting = now.clinic.fitting(search);
    let specialty = only_specialty(&now.clinic, &fitting);
    let is_named = |listed: &&Arc<Listed>| doctors.contains(&listed.offer.doctor.slug);
    let named: Vec<_> = fitting.iter().filter(is_named).cloned().collect();
    let wish = (search.when, search.part);
    // Where dates are limited, only who is free on them counts.
    let wanted = if search.when.is_limited() { usize::MAX } else { 1 };
    let ranked = rank(ctx, &now, fitting.clone(), wish, wanted).await?;
    let named = rank_all(ctx, &now, named, wish, usize::MAX).await?;
    let counted = counted(&ranked, search, specialty);
    let instead = instead(ctx, &now, search, &fitting, &ranked).await?;
    let first = ranked.into_iter().next();
    let at = first.as_ref().map(|first| first.listed.offer.schedule.id);
    let others = named.into_iter().filter(|one| Some(one.listed.offer.schedule.id) != at);
    let shown = first.into_iter().chain(others).collect();
    Ok(SearchView {
        cards: cards(ctx, &now, search, shown).await?,
        reasons: instead.reasons,
        nearby: instead.nearby,
        is_free_in_other_parts: instead.is_free_in_other_parts,
        ..counted
    })
}

fn has_time(ranked: &[Ranked]) -> bool {
    ranked.first().is_some_and(|first| first.first.is_some())
}

/// What there is where nothing is free.
async fn instead(
    ctx: &Context,
    now: &Now,
    search: &DoctorSearch,
    fitting: &[Arc<Listed>],
    ranked: &[Ranked],
) -> Result<Instead, Fault> {
    if has_time(ranked) {
        return Ok(Instead::default());
    }
    nearby::instead(ctx, now, search, fitting).await
}

/// Those who are shown, those whose times are nearest, and as many as can be watched of those who had none.
fn watched(shown: &[Ranked], nearby: &[Nearby], without: &[Arc<Listed>]) -> Vec<String> {
    let shown = shown.iter().map(|ranked| &ranked.listed.offer.doctor.slug);
    let nearest = nearby.iter().map(|near| &near.doctor_slug);
    let without = without.iter().map(|listed| &listed.offer.doctor.slug);
    let mut watched: Vec<String> = Vec::new();
    for slug in shown.chain(nearest).chain(without) {
        if watched.len() < MOST_WATCHED && !watched.contains(slug) {
            watched.push(slug.clone());
        }
    }
    watched
}

/// How much was found, without any of it.
fn counted(ranked: &[Ranked], search: &DoctorSearch, specialty: Option<SpecialtyView>) -> SearchView {
    let doctors: HashSet<Uuid> = ranked.iter().map(|ranked| ranked.listed.offer.doctor.id).collect();
    let pages = ranked.len().div_ceil(RESULTS_PER_PAGE).max(1);
    let page = usize::from(search.page.max(1)).min(pages);
    SearchView {
        total: u32::try_from(ranked.len()).unwrap_or(u32::MAX),
        doctors: u32::try_from(doctors.len()).unwrap_or(u32::MAX),
        page: u16::try_from(page).unwrap_or(u16::MAX),
        pages: u16::try_from(pages).unwrap_or(u16::MAX),
        cards: Vec::new(),
        specialty,
        reasons: Vec::new(),
        is_free_in_other_parts: false,
        nearby: Vec::new(),
        meant: None,
        watched: Vec::new(),
    }
}

/// The languages that doctors speak, by name.
///
/// # Errors
/// Only when something breaks.
pub async fn list_languages(ctx: &Context) -> Result<Vec<String>, Fault> {
    let now = ctx.core().free_weeks.now(ctx).await?;
    let spoken = now
        .clinic
        .offers
        .iter()
        .flat_map(|listed| listed.languages.iter().cloned());
    let mut spoken: Vec<String> = spoken.collect::<HashSet<_>>().into_iter().collect();
    spoken.sort();
    Ok(spoken)
}

async fn cards(ctx: &Context, now: &Now, search: &DoctorSearch, shown: Vec<Ranked>) -> Result<Vec<DoctorCard>, Fault> {
    let offers: Vec<_> = shown.iter().map(|ranked| ranked.listed.offer.clone()).collect();
    let first_date = |offer: &crate::booking::Offer| search.when.dates(offer.zone.date_of(ctx.now())).0;
    let dates = offers.iter().map(first_date);
    let (Some(first), Some(last)) = (dates.clone().min(), dates.max()) else {
        return Ok(Vec::new());
    };
    let span = (first, plus_days(last, DAYS - 1));
    let calendar = Calendar::load(ctx, ctx.db().reader(), &offers, span, None).await?;
    let card = |Ranked { listed, first }: Ranked| card(ctx, now, &calendar, search, (&listed, first));
    shown.into_iter().map(card).collect()
}

fn card(
    ctx: &Context,
    now: &Now,
    calendar: &Calendar,
    search: &DoctorSearch,
    (listed, start): (&Listed, Option<Instant>),
) -> Result<DoctorCard, Fault> {
    let offer = &listed.offer;
    let specialty = now.clinic.specialties.get(&offer.doctor.specialty_id);
    let today = offer.zone.date_of(ctx.now());
    let (first, only_to) = search.when.dates(today);
    let last = plus_days(first, DAYS - 1);
    let last = only_to.map_or(last, |only_to| only_to.clamp(first, last));
    let mut slots = slots_view(calendar, offer, today, (first, last, last));
    if let Some(part) = search.part {
        for day in &mut slots.days {
            day.slots.retain(|free| part.contains(free.start, &offer.zone));
        }
    }
    let first_free = start.map(|start| FreeTime::new(start, &offer.zone));
    let is_shown = slots.days.iter().any(|day| !day.slots.is_empty());
    slots.next_free = first_free.clone().filter(|_| !is_shown);
    slots.next_free_date = start
        .filter(|_| !is_shown)
        .map(|start| offer.zone.date_of(start).to_string());
    Ok(DoctorCard {
        doctor_slug: offer.doctor.slug.clone(),
        doctor_name: listed.name.clone(),
        photo: offer.doctor.photo.clone(),
        specialty: specialty
            .ok_or(Broken::Inconsistent("doctor.specialty_id"))?
            .name
            .clone(),
        languages: listed.languages.clone(),
        location: location_view(&offer.location),
        service: service_view(&offer.service, &offer.lengths),
        slots,
        starts_today: first == today,
        first_free,
    })
}

/// The specialty of all that was found, where it is one.
fn only_specialty(clinic: &Clinic, found: &[Arc<Listed>]) -> Option<SpecialtyView> {
    let mut ids: Vec<Uuid> = found.iter().map(|listed| listed.offer.doctor.specialty_id).collect();
    ids.dedup();
    ids.sort_unstable();
    ids.dedup();
    match ids[..] {
        [only] => clinic.specialties.get(&only).cloned().map(specialty_view),
        _ => None,
    }
}
