use domain::directory::{LocationView, SpecialtyView, When};
use leptos::prelude::*;

use super::filters::Filters;
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
) -> impl IntoView {
    let typed = filters.typed().to_owned();
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
    let times = When::ALL.map(|when| {
        view! { <option value=when.name() selected=when == filters.when>{when.label()}</option> }
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
        </form>
    }
}
