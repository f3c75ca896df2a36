//! Where somebody of the front desk works: the boxes that say it in three forms, and the form of its own.

use std::collections::BTreeMap;

use backend::people::{AccountView, ChangePlaces, change_places};
use domain::{directory::LocationView, ids::AccountId, refusal::Field};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    account::{Entered, sheet},
    act::answer,
    parts::version,
};
use crate::{
    Ctx,
    pages::{Form, Path, Reply, faults::Faults},
    routes,
    ui::{Button, ButtonVariant, Checkbox, CheckboxGroup},
};

/// The boxes of a form, as it was sent.
#[derive(Clone, Default, Deserialize)]
#[serde(transparent)]
pub(super) struct Boxes(BTreeMap<String, String>);

/// Before the slug of a location.
const BOX: &str = "place-";

impl Boxes {
    /// The slugs of the places that were ticked.
    pub fn places(&self) -> Vec<String> {
        let ticked = self.0.iter().filter(|(_, value)| *value == "true");
        let places = ticked.filter_map(|(name, _)| name.strip_prefix(BOX));
        places.map(str::to_owned).collect()
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    version: String,
    #[serde(flatten)]
    boxes: Boxes,
}

pub async fn submit(ctx: Ctx, Path(id): Path<AccountId>, Form(fields): Form<Fields>) -> Reply {
    let input = ChangePlaces {
        account: id,
        version: version(&fields.version)?,
        places: fields.boxes.places(),
    };
    let changed = change_places(&ctx, &input).await;
    let entered = Entered {
        places: Some(input.places),
        ..Entered::default()
    };
    answer(&ctx, id, changed, "places", entered).await
}

/// A box for each place.
pub(super) fn place_boxes(all: &[LocationView], ticked: &[String], faults: &Faults) -> impl IntoView + use<> {
    let boxes = all.iter().map(|location| {
        let is_ticked = ticked.contains(&location.slug);
        view! { <Checkbox id=format!("{BOX}{}", location.slug) label=location.place.name.clone() checked=is_ticked/> }
    });
    let boxes = boxes.collect_view();
    view! {
        <CheckboxGroup
            id=Field::Places.name()
            legend="Where do they work?"
            hint="They see and change appointments at the places you choose. Choose none, and they work for all places."
            error=faults.text(Field::Places)
        >
            {boxes}
        </CheckboxGroup>
    }
}

/// The form of its own, on the page of the account.
pub(super) fn places(account: &AccountView, all: &[LocationView], entered: &Entered, faults: &Faults) -> AnyView {
    let bound_to = || account.places.iter().map(|place| place.slug.clone()).collect();
    let ticked = entered.places.clone().unwrap_or_else(bound_to);
    let content = view! {
        <p class="settings__intro">
            "Appointments and days at other places are to them as if there were none. Patients are found and added by name wherever they go."
        </p>
        <form class="settings__fields" method="post" action=routes::of_account(routes::ACCOUNT_PLACES, account.id) novalidate>
            <input type="hidden" name="version" value=account.version.number()/>
            {place_boxes(all, &ticked, faults)}
            <div class="form__actions"><Button variant=ButtonVariant::Secondary>"Save the places"</Button></div>
        </form>
    };
    sheet("Places", content)
}

/// "All places", or their names.
pub(super) fn place_words(account: &AccountView) -> String {
    if account.places.is_empty() {
        return "All places".to_owned();
    }
    let names = account.places.iter().map(|location| location.place.name.as_str());
    names.collect::<Vec<_>>().join(", ")
}
