use domain::directory::{DayPart, LocationView, SpecialtyView, VisitKind, When};
use leptos::prelude::*;

use super::filters::{FROM_DATE, Filters, ON_DATE};
use crate::{
    routes,
    ui::{Icon, IconName},
};

/// The joined search bar: what, where, when. A GET form, so that a search is an address.
#[component]
pub(super) fn SearchForm(
    filters: Filters,
    specialties: Vec<SpecialtyView>,
    locations: Vec<LocationView>,
    languages: Vec<String>,
) -> impl IntoView {
    let typed = filters.typed().to_owned();
    let more = more(&filters, languages);
    // Chosen and words together come from a link only; the form keeps both.
    let kept = filters.specialty.filter(|_| !filters.words.is_empty());
    let known = specialties
        .into_iter()
        .map(|specialty| view! { <option value=specialty.name></option> });
    let chosen = filters.location.map(|location| location.slug);
    let places = locations.into_iter().map(|location| {
        // The city first: on a phone there is no room for more.
        let words = format!("{}: {}", location.city, location.place.name);
        let is_chosen = chosen.as_ref() == Some(&location.slug);
        view! { <option value=location.slug selected=is_chosen>{words}</option> }
    });
    let chosen_when = filters.lacks_date.unwrap_or(filters.when.name());
    let times = WHEN.map(|(name, label)| {
        view! { <option value=name selected=name == chosen_when>{label}</option> }
    });
    view! {
        <form class="search" role="search" aria-label="Doctors" action=routes::DOCTORS method="get">
            <div class="search__bar">
                <div class="search__field">
                    <label class="search__label" for="q">"Specialty, doctor or problem"</label>
                    <input
                        class="search__input"
                        id="q"
                        name="q"
                        type="search"
                        value=typed
                        placeholder="Dermatology, skin, a name"
                        list="specialties"
                        maxlength="100"
                        autocomplete="off"
                    />
                    <datalist id="specialties">{known.collect_view()}</datalist>
                </div>
                {kept.map(|specialty| view! { <input type="hidden" name="specialty" value=specialty.slug/> })}
                <div class="search__field">
                    <label class="search__label" for="location">"Where"</label>
                    <select class="search__input" id="location" name="location">
                        <option value="">"Any location"</option>
                        {places.collect_view()}
                    </select>
                </div>
                <div class="search__field">
                    <label class="search__label" for="when">"When"</label>
                    <select class="search__input" id="when" name="when">
                        {times.collect_view()}
                    </select>
                </div>
                <button class="search__button" type="submit">
                    <Icon name=IconName::SEARCH/>
                    "Find"
                </button>
            </div>
            {more}
        </form>
    }
}

/// Names of [`When`] and what they are called; the date of the last two is a field of its own.
const WHEN: [(&str, &str); 5] = [
    (When::FirstFree.name(), "First free"),
    (When::Today.name(), "Today"),
    (When::ThisWeek.name(), "In the next 7 days"),
    (FROM_DATE, "From a date on"),
    (ON_DATE, "On one date"),
];

/// What fewer people ask for, folded until somebody has.
fn more(filters: &Filters, languages: Vec<String>) -> impl IntoView + use<> {
    let date = filters.when.date().map(|date| date.to_string());
    let chosen = filters.language.to_lowercase();
    let lacks_date = filters.lacks_date.is_some();
    let is_open =
        lacks_date || date.is_some() || !chosen.is_empty() || filters.kind.is_some() || filters.part.is_some();
    let date_error = lacks_date.then(|| {
        view! {
            <p class="field__error" id="date-error">
                <Icon name=IconName::CIRCLE_ALERT/>
                <span><span class="visually-hidden">"Error: "</span>"Choose the date"</span>
            </p>
        }
    });
    let is_known = chosen.is_empty() || languages.iter().any(|name| name.to_lowercase() == chosen);
    let unknown = (!is_known).then(|| filters.language.clone());
    let languages = unknown.into_iter().chain(languages).map(|name| {
        let is_chosen = name.to_lowercase() == chosen;
        let value = name.clone();
        view! { <option value=value selected=is_chosen>{name}</option> }
    });
    let kinds = VisitKind::ALL.map(|kind| {
        view! { <option value=kind.name() selected=Some(kind) == filters.kind>{kind.label()}</option> }
    });
    let parts = DayPart::ALL.map(|part| {
        view! { <option value=part.name() selected=Some(part) == filters.part>{part.label()}</option> }
    });
    view! {
        <details class="search__more" open=is_open>
            <summary class="search__summary">
                <Icon name=IconName::FILTER/>
                "Date, time of day, video, language"
            </summary>
            <div class="search__filters">
                <div class="field">
                    <label class="field__label" for="date">"Date"</label>
                    {date_error}
                    <input
                        class="input"
                        id="date"
                        name="date"
                        type="date"
                        value=date
                        aria-invalid=lacks_date.then_some("true")
                        aria-describedby=lacks_date.then_some("date-error")
                    />
                </div>
                <div class="field">
                    <label class="field__label" for="part">"Time of day"</label>
                    <select class="input input--select" id="part" name="part">
                        <option value="">"Any time"</option>
                        {parts.collect_view()}
                    </select>
                </div>
                <div class="field">
                    <label class="field__label" for="kind">"Visit"</label>
                    <select class="input input--select" id="kind" name="kind">
                        <option value="">"In person or by video"</option>
                        {kinds.collect_view()}
                    </select>
                </div>
                <div class="field">
                    <label class="field__label" for="language">"Language"</label>
                    <select class="input input--select" id="language" name="language">
                        <option value="">"Any language"</option>
                        {languages.collect_view()}
                    </select>
                </div>
            </div>
        </details>
    }
}
