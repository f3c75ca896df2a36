use domain::directory::{SearchView, SpecialtyView, When};
use leptos::prelude::*;

use super::{
    doctor_card::DoctorCard,
    filters::{Asked, Filters},
    search_form::SearchForm,
};
use crate::{
    Ctx,
    pages::{Page, PageError, Query},
    routes,
    ui::{EmptyState, IconName, LinkButton, Pagination, button::ButtonVariant},
};

/// The doctors that fit, with their next free times.
pub async fn show(ctx: Ctx, Query(asked): Query<Asked>) -> Result<Page, PageError> {
    let specialties = backend::directory::list_specialties(&ctx).await?;
    let locations = backend::directory::list_locations(&ctx).await?;
    let filters = Filters::new(asked, &specialties, &locations);
    let found = backend::directory::search_doctors(&ctx, &filters.search()).await?;
    let title = title(&filters, &found);
    Ok(Page::new(title, move || {
        let note = (!found.cards.is_empty())
            .then(|| view! { <p class="muted">"Times are each clinic\u{2019}s local time"</p> });
        let heading = heading(&filters, &found, locations.len());
        let results = if found.cards.is_empty() {
            nothing(&filters, &specialties).into_any()
        } else {
            results(&filters, found).into_any()
        };
        view! {
            <div class="container">
                <SearchForm filters=filters.clone() specialties=specialties locations=locations/>
                <div class="results-head">
                    <h1 class="section__title">{heading}</h1>
                    {note}
                </div>
                {results}
            </div>
        }
    }))
}

fn results(filters: &Filters, found: SearchView) -> impl IntoView + use<> {
    let cards = found
        .cards
        .into_iter()
        .map(|card| view! { <DoctorCard card=card/> })
        .collect_view();
    let addresses = filters.clone();
    view! {
        <div class="results">{cards}</div>
        <Pagination page=found.page.into() pages=found.pages.into() href=move |page| addresses.address(page)/>
    }
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
    if found.cards.is_empty() {
        "No doctor found".to_owned()
    } else {
        format!("{whom}{place}{page}")
    }
}

/// "12 dermatologists, first free today at 14:20 in London"
fn heading(filters: &Filters, found: &SearchView, places: usize) -> String {
    let Some(first) = found.cards.first() else {
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
    // A card's days begin with its today.
    let day_of_first = first.slots.days.iter().position(|day| !day.slots.is_empty());
    let when = match (&first.first_free, day_of_first) {
        (Some(free), Some(0)) => format!("first free today at {}", free.time),
        (Some(free), Some(1)) => format!("first free tomorrow at {}", free.time),
        (Some(free), _) => format!("first free on {} at {}", free.day, free.time),
        (None, _) => return format!("{count}, no free time online"),
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
    let when = match filters.when {
        When::FirstFree => "",
        When::Today => " with a free time today",
        When::ThisWeek => " with a free time in the next 7 days",
    };
    format!("No doctor found{whom}{place}{when}")
}

/// What was asked for is not there: each thing that narrowed the search as a link without it, and the specialties.
fn nothing(filters: &Filters, specialties: &[SpecialtyView]) -> impl IntoView + use<> {
    let mut wider: Vec<(String, String)> = Vec::new();
    let mut offer = |words: String, filters: Filters| wider.push((filters.address(1), words));
    if filters.when != When::FirstFree {
        offer(
            "At any time".to_owned(),
            Filters {
                when: When::FirstFree,
                ..filters.clone()
            },
        );
    }
    if filters.location.is_some() {
        offer(
            "At any location".to_owned(),
            Filters {
                location: None,
                ..filters.clone()
            },
        );
    }
    if filters.specialty.is_some() && !filters.words.is_empty() {
        offer(
            "In any specialty".to_owned(),
            Filters {
                specialty: None,
                ..filters.clone()
            },
        );
    }
    let links = wider.into_iter().map(|(href, words)| {
        view! { <LinkButton href=href variant=ButtonVariant::Secondary>{words}</LinkButton> }
    });
    let others = specialties.iter().map(|specialty| {
        let href = routes::with_query(routes::DOCTORS, &[("specialty", &specialty.slug)]);
        view! { <li><a class="chip" href=href>{specialty.name.clone()}</a></li> }
    });
    let (title, text) = if filters.words.is_empty() {
        (
            "Look for something wider",
            "Another day or another place may have a free time.",
        )
    } else {
        (
            "Try fewer or other words",
            "Check the spelling, or choose a specialty. Words are looked for in names, specialties and what they treat.",
        )
    };
    view! {
        <EmptyState icon=IconName::SEARCH_X title=title text=text>
            {links.collect_view()}
            <LinkButton href=routes::DOCTORS variant=ButtonVariant::Secondary>"All doctors"</LinkButton>
        </EmptyState>
        <section class="section" aria-labelledby="other-specialties">
            <div class="section__head">
                <h2 class="section__title" id="other-specialties">"Our specialties"</h2>
            </div>
            <ul class="chips__list">{others.collect_view()}</ul>
        </section>
    }
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
