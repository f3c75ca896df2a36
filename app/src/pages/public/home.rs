use domain::{
    booking::HOLD_MINUTES,
    directory::{LocationView, SpecialtyView},
};
use leptos::prelude::*;

use super::{filters::Filters, search_form::SearchForm, specialty_icon::specialty_icon};
use crate::{
    Ctx,
    pages::{Page, PageError},
    routes,
    ui::{Icon, IconName},
};

/// The first page: find a doctor by words, specialty or place, and how it works.
pub async fn show(ctx: Ctx) -> Result<Page, PageError> {
    let specialties = backend::directory::list_specialties(&ctx).await?;
    let locations = backend::directory::list_locations(&ctx).await?;
    let languages = backend::directory::list_languages(&ctx).await?;
    let doctors = backend::directory::count_doctors(&ctx).await?;
    let lead = lead(doctors, locations.len());
    let description = format!("{lead} {}", ctx.settings().clinic_name);
    let page = Page::new("See a doctor when it suits you", move || {
        view! {
            <div class="container">
                <section class="hero">
                    <div class="hero__text">
                        <h1 class="display">"See a doctor when it suits you"</h1>
                        <p class="lead">{lead}</p>
                    </div>
                    <SearchForm
                        filters=Filters::default()
                        specialties=specialties.clone()
                        locations=locations.clone()
                        languages=languages
                    />
                </section>
                {specialty_tiles(specialties)}
                {how_it_works()}
                {places(locations)}
            </div>
        }
    });
    Ok(page.with_description(description))
}

fn lead(doctors: u32, places: usize) -> String {
    let doctors = if doctors == 1 {
        "1 doctor".to_owned()
    } else {
        format!("{doctors} doctors")
    };
    let places = if places == 1 {
        "1 place".to_owned()
    } else {
        format!("{places} places")
    };
    format!("Free times of {doctors} at {places}, booked in a minute. No call, no waiting line.")
}

fn specialty_tiles(specialties: Vec<SpecialtyView>) -> impl IntoView {
    let tiles = specialties.into_iter().map(|specialty| {
        let href = routes::with_query(routes::DOCTORS, &[("specialty", &specialty.slug)]);
        view! {
            <li>
                <a class="tile" href=href>
                    <span class="tile__icon"><Icon name=specialty_icon(&specialty.slug)/></span>
                    <span class="tile__text">
                        <span class="tile__name">{specialty.name}</span>
                        " "
                        <span class="tile__note">{specialty.summary}</span>
                    </span>
                    <Icon name=IconName::CHEVRON_RIGHT/>
                </a>
            </li>
        }
    });
    view! {
        <section class="section" aria-labelledby="by-specialty">
            <div class="section__head">
                <h2 class="section__title" id="by-specialty">"Or start with a specialty"</h2>
            </div>
            <ul class="tiles">{tiles.collect_view()}</ul>
        </section>
    }
}

fn how_it_works() -> impl IntoView {
    let steps = [
        (
            "Pick a time",
            format!(
                "You see only times that are really free. The one you pick is kept for you for {HOLD_MINUTES} minutes."
            ),
        ),
        (
            "Say why",
            "A few words for the doctor. Only the doctor and the practice read them.".to_owned(),
        ),
        (
            "Come",
            "We confirm by e-mail with a calendar entry. Move or cancel online until the time it says there."
                .to_owned(),
        ),
    ];
    let steps = steps.map(|(title, text)| {
        view! {
            <li class="how__step">
                <h3 class="how__title">{title}</h3>
                <p class="how__text">{text}</p>
            </li>
        }
    });
    view! {
        <section class="section" aria-labelledby="how">
            <div class="section__head">
                <h2 class="section__title" id="how">"How it works"</h2>
                <a href=routes::HELP>"More in the help"</a>
            </div>
            <ol class="how">{steps.collect_view()}</ol>
        </section>
    }
}

fn places(locations: Vec<LocationView>) -> impl IntoView {
    let places = locations.into_iter().map(|location| {
        let href = routes::with_query(routes::DOCTORS, &[("location", &location.slug)]);
        let LocationView { city, place, .. } = location;
        view! {
            <li class="place">
                <h3 class="place__name">{place.name}</h3>
                <ul class="facts">
                    <li class="fact">
                        <Icon name=IconName::MAP_PIN/>
                        <span>{place.address}</span>
                    </li>
                    <li class="fact">
                        <Icon name=IconName::PHONE/>
                        <a href=format!("tel:{}", place.phone)>{place.phone.clone()}</a>
                    </li>
                </ul>
                <a class="place__link" href=href>"Doctors in " {city}</a>
            </li>
        }
    });
    view! {
        <section class="section" aria-labelledby="where">
            <div class="section__head">
                <h2 class="section__title" id="where">"Where we are"</h2>
            </div>
            <ul class="places">{places.collect_view()}</ul>
        </section>
    }
}
