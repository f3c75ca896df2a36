//! What to say when nothing is free: why, and what is nearest.

use std::{collections::BTreeSet, sync::Arc};

use domain::{
    booking::FreeTime,
    directory::{DayPart, DoctorSearch, Nearby, NearbyKind, When, closest},
    slots::{Reason, find_slots},
};
use uuid::Uuid;

use super::{clinic::Listed, first_free::rank, free_weeks::Now, lists::location_view};
use crate::{
    Context, Fault,
    booking::{Calendar, Offer, plus_days},
};

#[derive(Default)]
pub(super) struct Instead {
    pub reasons: Vec<Reason>,
    /// On the days asked about there are times, and none in the part of the day.
    pub is_free_in_other_parts: bool,
    pub nearby: Vec<Nearby>,
    pub meant: Option<String>,
}

/// Of how many doctors reasons are looked for, and on how many days.
const MOST_ASKED: usize = 40;
const DAYS_ASKED: i64 = 6;

/// For a search that found no time; `fitting` is what it found.
pub(super) async fn instead(
    ctx: &Context,
    now: &Now,
    search: &DoctorSearch,
    fitting: &[Arc<Listed>],
) -> Result<Instead, Fault> {
    let mut nearby = Vec::new();
    for (kind, wider) in wider(now, search, fitting) {
        nearby.extend(nearest(ctx, now, kind, &wider).await?);
    }
    let meant = if fitting.is_empty() { meant(now, search) } else { None };
    let (reasons, is_free_in_other_parts) = reasons(ctx, search, fitting).await?;
    Ok(Instead {
        reasons,
        is_free_in_other_parts,
        nearby,
        meant,
    })
}

/// The search without one of its wishes at a time; with as many of the others as there are.
fn wider(now: &Now, search: &DoctorSearch, fitting: &[Arc<Listed>]) -> Vec<(NearbyKind, DoctorSearch)> {
    let mut all = Vec::new();
    if search.when != When::FirstFree || search.part.is_some() {
        let at_any_time = DoctorSearch {
            when: search.when.date().map_or(When::FirstFree, When::From),
            part: None,
            ..search.clone()
        };
        all.push((NearbyKind::OtherTime, at_any_time));
    }
    if !search.location.is_empty() {
        let anywhere = DoctorSearch {
            location: String::new(),
            ..search.clone()
        };
        all.push((NearbyKind::OtherPlace, anywhere));
    }
    if let Some(specialty) = specialty_of(now, search, fitting) {
        let with_anybody = DoctorSearch {
            words: String::new(),
            specialty,
            ..search.clone()
        };
        if *search != with_anybody {
            all.push((NearbyKind::OtherDoctor, with_anybody));
        }
    }
    if search.kind.is_some() {
        let any_kind = DoctorSearch {
            kind: None,
            ..search.clone()
        };
        all.push((NearbyKind::OtherKind, any_kind));
    }
    all
}

/// The specialty of who was asked for, wherever they work.
fn specialty_of(now: &Now, search: &DoctorSearch, fitting: &[Arc<Listed>]) -> Option<String> {
    let by_words = || {
        let same_words = DoctorSearch {
            words: search.words.clone(),
            specialty: search.specialty.clone(),
            ..DoctorSearch::default()
        };
        now.clinic.fitting(&same_words)
    };
    let found = if fitting.is_empty() {
        by_words()
    } else {
        fitting.to_vec()
    };
    let ids: BTreeSet<Uuid> = found.iter().map(|listed| listed.offer.doctor.specialty_id).collect();
    let only = ids.first().filter(|_| ids.len() == 1)?;
    Some(now.clinic.specialties.get(only)?.slug.clone())
}

/// The first time of a wider search; at any time, where it has none at the time that was asked for.
async fn nearest(ctx: &Context, now: &Now, kind: NearbyKind, search: &DoctorSearch) -> Result<Option<Nearby>, Fault> {
    let fitting = now.clinic.fitting(search);
    let wishes: [(When, Option<DayPart>); 2] = [(search.when, search.part), (When::FirstFree, None)];
    for wish in wishes {
        let ranked = rank(ctx, now, fitting.clone(), wish, 1).await?;
        let first = ranked.into_iter().next();
        if let Some((listed, start)) = first.and_then(|ranked| Some((ranked.listed, ranked.first?))) {
            let offer = &listed.offer;
            return Ok(Some(Nearby {
                kind,
                doctor_slug: offer.doctor.slug.clone(),
                doctor_name: listed.name.clone(),
                location: location_view(&offer.location),
                free: FreeTime::new(start, &offer.zone),
                date: offer.zone.date_of(start).to_string(),
            }));
        }
    }
    Ok(None)
}

/// Why the first of them have no time on the first of the dates, and whether on one of these they have some that the part of
/// the day alone leaves out.
async fn reasons(ctx: &Context, search: &DoctorSearch, fitting: &[Arc<Listed>]) -> Result<(Vec<Reason>, bool), Fault> {
    let offers: Vec<Offer> = fitting
        .iter()
        .take(MOST_ASKED)
        .map(|listed| listed.offer.clone())
        .collect();
    let dates = |offer: &Offer| {
        let (first, last) = search.when.dates(offer.zone.date_of(ctx.now()));
        let last_asked = plus_days(first, DAYS_ASKED);
        (first, last.map_or(last_asked, |last| last.min(last_asked)))
    };
    let all: Vec<_> = offers.iter().map(dates).collect();
    let (Some(first), Some(last)) = (
        all.iter().map(|dates| dates.0).min(),
        all.iter().map(|dates| dates.1).max(),
    ) else {
        return Ok((Vec::new(), false));
    };
    if last < first {
        return Ok((vec![Reason::Past], false));
    }
    let calendar = Calendar::load(ctx, ctx.db().reader(), &offers, (first, last), None).await?;
    let mut reasons = BTreeSet::new();
    let mut is_free_in_other_parts = false;
    for (offer, (first, last)) in offers.iter().zip(all) {
        let days = find_slots(&calendar.of(offer).facts(), first, last);
        reasons.extend(days.iter().flat_map(|day| day.reasons.iter().copied()));
        is_free_in_other_parts |= search.part.is_some() && days.iter().any(|day| !day.slots.is_empty());
    }
    Ok((reasons.into_iter().collect(), is_free_in_other_parts))
}

/// What nearly is a name in the clinic: of a specialty, its doctors, or one of them.
fn meant(now: &Now, search: &DoctorSearch) -> Option<String> {
    let specialties = now.clinic.specialties.values();
    let mut names: Vec<&str> = specialties
        .flat_map(|row| [row.name.as_str(), row.practitioner.as_str()])
        .collect();
    for listed in &now.clinic.offers {
        let doctor = &listed.offer.doctor;
        names.extend([
            doctor.family_name.as_str(),
            doctor.given_name.as_str(),
            listed.name.as_str(),
        ]);
    }
    names.sort_unstable();
    names.dedup();
    closest(&search.words, names).map(str::to_owned)
}
