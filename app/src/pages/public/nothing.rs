use domain::directory::{Nearby, NearbyKind, SearchView, SpecialtyView, When};
use leptos::prelude::*;

use super::filters::{Filters, place_words};
use crate::{
    routes,
    ui::{EmptyState, IconName, LinkButton, Notice, Tone, button::ButtonVariant},
};

/// What was asked for is not there: each thing that narrowed the search as a link without it, and the specialties.
pub(super) fn nothing(
    filters: &Filters,
    specialties: &[SpecialtyView],
    meant: Option<String>,
) -> impl IntoView + use<> {
    let mut wider: Vec<(String, &'static str)> = Vec::new();
    let mut offer = |is_narrow: bool, words: &'static str, wider_filters: Filters| {
        if is_narrow {
            wider.push((wider_filters.address(1), words));
        }
    };
    let all = || filters.clone();
    let has_time = filters.when != When::FirstFree || filters.part.is_some();
    let any_time = Filters {
        when: When::FirstFree,
        part: None,
        ..all()
    };
    offer(has_time, "At any time", any_time);
    offer(
        filters.location.is_some(),
        "At any location",
        Filters {
            location: None,
            ..all()
        },
    );
    let any_specialty = Filters {
        specialty: None,
        ..all()
    };
    let is_both = filters.specialty.is_some() && !filters.words.is_empty();
    offer(is_both, "In any specialty", any_specialty);
    let any_language = Filters {
        language: String::new(),
        ..all()
    };
    offer(!filters.language.is_empty(), "In any language", any_language);
    offer(
        filters.kind.is_some(),
        "In person or by video",
        Filters { kind: None, ..all() },
    );
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
        {meant.map(|words| did_you_mean(filters, words))}
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

fn did_you_mean(filters: &Filters, words: String) -> impl IntoView + use<> {
    let corrected = Filters {
        words: words.clone(),
        ..filters.clone()
    };
    view! { <p class="results-any">"Did you mean " <a href=corrected.address(1)>{words}</a> "?"</p> }
}

/// Why there is no time, and what is nearest, each as a link that carries the search on. In an open page there may be one again.
pub(super) fn nearest(filters: &Filters, found: &SearchView) -> impl IntoView + use<> {
    let has_time = found.cards.iter().any(|card| card.first_free.is_some());
    let address = filters.address(1);
    let notice = if has_time {
        view! {
            <Notice tone=Tone::Ok title="There is a free time as you asked for it now">
                <p><a href=address>"Show it"</a></p>
            </Notice>
        }
        .into_any()
    } else {
        instead(filters, found).into_any()
    };
    view! { <div id="nearest" class="results-nearest" data-of="">{notice}</div> }
}

fn instead(filters: &Filters, found: &SearchView) -> impl IntoView + use<> {
    let nearby = &found.nearby;
    let part = filters.part.filter(|_| found.is_free_in_other_parts);
    let none_in_part = part.map(|part| view! { <li>{format!("There are free times, but none {}", part.when())}</li> });
    let reasons = found
        .reasons
        .iter()
        .map(|reason| view! { <li>{reason.text()}</li> })
        .collect_view();
    let links = nearby.iter().map(|near| {
        let words = format!(
            "{}: {}, {} with {}, {}",
            label(near.kind),
            near.free.day,
            near.free.time,
            near.doctor_name,
            place_words(&near.location)
        );
        view! { <li><a href=address(filters, near) data-start=near.free.start.millis()>{words}</a></li> }
    });
    let links = links.collect_view();
    let has_nearby = !nearby.is_empty();
    view! {
        <Notice tone=Tone::Info title="No free time as you asked for it">
            <ul class="results-why">
                {none_in_part}
                {reasons}
            </ul>
            {has_nearby
                .then(|| view! {
                    <p class="strong">"The nearest that is free"</p>
                    <ul class="results-near">{links}</ul>
                })}
        </Notice>
    }
}

const fn label(kind: NearbyKind) -> &'static str {
    match kind {
        NearbyKind::OtherTime => "Another time",
        NearbyKind::OtherPlace => "Another place",
        NearbyKind::OtherDoctor => "Another doctor",
        NearbyKind::OtherKind => "Another kind of visit",
    }
}

/// The same search with the one wish changed, from the date of the time that was found.
fn address(filters: &Filters, near: &Nearby) -> String {
    let at = Filters {
        when: When::parse("from", &near.date),
        part: None,
        page: 1,
        ..filters.clone()
    };
    let changed = match near.kind {
        NearbyKind::OtherTime => at,
        NearbyKind::OtherPlace => Filters { location: None, ..at },
        NearbyKind::OtherKind => Filters { kind: None, ..at },
        NearbyKind::OtherDoctor => {
            let path = routes::doctor(&near.doctor_slug);
            return routes::with_query(&path, &[("place", &near.location.slug), ("from", &near.date)]);
        }
    };
    changed.address(1)
}
