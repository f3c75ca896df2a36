use domain::directory::{DayPart, DoctorCard as Card, SearchView, SpecialtyView, VisitKind, When};
use leptos::prelude::*;

use super::{
    doctor_card::DoctorCard,
    filters::{Asked, Filters},
    nothing::{nearest, nothing},
    search_form::SearchForm,
};
use crate::{
    Ctx,
    pages::{Page, PageError, Query},
    routes,
    ui::{Icon, IconName, Pagination},
};

/// The doctors that fit, with their next free times.
pub async fn show(ctx: Ctx, Query(asked): Query<Asked>) -> Result<Page, PageError> {
    let specialties = backend::directory::list_specialties(&ctx).await?;
    let locations = backend::directory::list_locations(&ctx).await?;
    let languages = backend::directory::list_languages(&ctx).await?;
    let filters = Filters::new(asked, &specialties, &locations);
    let found = backend::directory::search_doctors(&ctx, &filters.search()).await?;
    let title = title(&filters, &found);
    Ok(Page::new(title, move || {
        let note = (!found.cards.is_empty())
            .then(|| view! { <p class="muted">"Times are each clinic\u{2019}s local time"</p> });
        let heading = heading(&filters, &found, locations.len());
        let anybody = anybody(&filters, &found);
        let watched = found.watched.join(",");
        let is_live = !watched.is_empty();
        let events = is_live.then(|| routes::with_query(routes::EVENTS, &[("doctor", &watched)]));
        let renewal = is_live.then(|| filters.renewal());
        let has_nearest = !found.nearby.is_empty() || !found.reasons.is_empty() || found.is_free_in_other_parts;
        let nearest = has_nearest.then(|| nearest(&filters, &found));
        let form = filters.clone();
        let results = if found.cards.is_empty() {
            nothing(&filters, &specialties, found.meant).into_any()
        } else {
            results(filters, found).into_any()
        };
        view! {
            <div class="container" data-events=events data-renewal=renewal>
                <SearchForm filters=form specialties=specialties locations=locations languages=languages/>
                <div class="results-head">
                    <h1 class="section__title" id="found">{heading}</h1>
                    {note}
                </div>
                {anybody}
                {nearest}
                {results}
            </div>
        }
    }))
}

fn results(filters: Filters, found: SearchView) -> impl IntoView {
    let cards = cards(&filters, found.cards);
    view! {
        <div class="results">{cards}</div>
        <Pagination page=found.page.into() pages=found.pages.into() href=move |page| filters.address(page)/>
    }
}

pub(super) fn cards(filters: &Filters, cards: Vec<Card>) -> impl IntoView + use<> {
    let cards = cards.into_iter();
    cards
        .map(|card| view! { <DoctorCard card=card part=filters.part/> })
        .collect_view()
}

/// "Dermatologists", "Doctors in London, page 2"
fn title(filters: &Filters, found: &SearchView) -> String {
    let whom = found
        .specialty
        .as_ref()
        .map_or_else(|| "Doctors".to_owned(), |specialty| capitalised(&many(specialty)));
    let place = filters
        .location
        .as_ref()
        .map(|place| format!(" at {}", place.name))
        .unwrap_or_default();
    let page = if found.page > 1 {
        format!(", page {}", found.page)
    } else {
        String::new()
    };
    let error = if filters.lacks_date.is_some() { "Error: " } else { "" };
    if found.cards.is_empty() {
        format!("{error}No doctor found")
    } else {
        format!("{error}{whom}{place}{page}")
    }
}

/// "12 dermatologists, first free today at 14:20 in London"
pub(super) fn heading(filters: &Filters, found: &SearchView, places: usize) -> String {
    let Some(first) = found.cards.first().filter(|_| found.total > 0) else {
        return nothing_heading(filters);
    };
    let whom = match (&found.specialty, found.doctors) {
        (Some(specialty), 1) => specialty.practitioner.clone(),
        (Some(specialty), _) => many(specialty),
        (None, 1) => "doctor".to_owned(),
        (None, _) => "doctors".to_owned(),
    };
    let count = format!("{} {whom}", found.doctors);
    if found.page > 1 {
        return format!("{count}, page {} of {}", found.page, found.pages);
    }
    let day_of_first = first.slots.days.iter().position(|day| !day.slots.is_empty());
    let day_of_first = day_of_first.filter(|_| first.starts_today);
    let when = match (&first.first_free, day_of_first) {
        (Some(free), Some(0)) => format!("first free today at {}", free.time),
        (Some(free), Some(1)) => format!("first free tomorrow at {}", free.time),
        (Some(free), _) => format!("first free on {} at {}", free.day, free.time),
        (None, _) => return format!("{count}, no free time online{}", wishes(filters)),
    };
    let place = if places > 1 {
        format!(" in {}", first.location.city)
    } else {
        String::new()
    };
    format!("{count}, {when}{place}")
}

fn nothing_heading(filters: &Filters) -> String {
    let whom = match filters.typed() {
        "" => String::new(),
        typed => format!(" for \u{201c}{typed}\u{201d}"),
    };
    let place = filters
        .location
        .as_ref()
        .map(|place| format!(" at {}", place.name))
        .unwrap_or_default();
    format!("No doctor found{whom}{place}{}", wishes(filters))
}

/// " by video in German with a free time today in the evening"
fn wishes(filters: &Filters) -> String {
    let kind = match filters.kind {
        Some(VisitKind::Video) => " by video",
        Some(VisitKind::InPerson) => " in person",
        None => "",
    };
    let language = match filters.language.as_str() {
        "" => String::new(),
        language => format!(" in {language}"),
    };
    let part = filters.part.map(|part| format!(" {}", part.when())).unwrap_or_default();
    let when = match filters.when {
        When::FirstFree if filters.part.is_some() => " with a free time".to_owned(),
        When::FirstFree => String::new(),
        When::Today => " with a free time today".to_owned(),
        When::ThisWeek => " with a free time in the next 7 days".to_owned(),
        When::From(date) => format!(" with a free time from {} on", day_words(date)),
        When::On(date) => format!(" with a free time on {}", day_words(date)),
    };
    format!("{kind}{language}{when}{part}")
}

/// "1 December 2026"
fn day_words(date: domain::time::Date) -> String {
    date.strftime("%-d %B %Y").to_string()
}

/// The way to book with whoever is free first, where the search came down to a specialty with several doctors. It leads to all
/// who have the specialty, so there is none where a language or words of a name left some of them out.
fn anybody(filters: &Filters, found: &SearchView) -> Option<impl IntoView + use<>> {
    let is_of_all = |specialty: &&SpecialtyView| {
        let said_of_all = [&specialty.name, &specialty.summary, &specialty.practitioner];
        let said_of_all = said_of_all.map(|text| text.to_lowercase()).join("\n");
        let words = filters.words.to_lowercase();
        filters.language.is_empty() && words.split_whitespace().all(|word| said_of_all.contains(word))
    };
    let specialty = found.specialty.as_ref().filter(is_of_all)?;
    if found.doctors < 2 {
        return None;
    }
    let date = filters.when.date().map(|date| date.to_string()).unwrap_or_default();
    let location = filters.location.as_ref().map_or("", |place| place.slug.as_str());
    let parameters = [
        ("location", location),
        ("kind", filters.kind.map_or("", VisitKind::name)),
        ("from", date.as_str()),
        ("part", filters.part.map_or("", DayPart::name)),
    ];
    let href = routes::with_query(&routes::any_doctor(&specialty.slug), &parameters);
    let practitioner = specialty.practitioner.clone();
    Some(view! {
        <p class="results-any">
            <Icon name=IconName::CLOCK/>
            <span>"It need not be one in particular? " <a href=href>"See the times of any " {practitioner}</a></span>
        </p>
    })
}

/// "dermatologists"
fn many(specialty: &SpecialtyView) -> String {
    format!("{}s", specialty.practitioner)
}

fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(characters).collect()
}
