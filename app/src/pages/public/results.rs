//! What an open page of results asks for when free times that it shows are others.

use axum::response::{Html, IntoResponse};
use backend::directory::{RESULTS_PER_PAGE, list_locations, list_specialties, renew_results};
use leptos::prelude::*;

use super::{
    doctors::{cards, heading},
    filters::{Asked, Filters},
    nothing::nearest,
};
use crate::{
    Ctx,
    pages::{PageError, Query, Reply, shell},
};

/// The heading of a search, the cards of the doctors that are named, and what is nearest when there is no time, as they are now; without a
/// page around them.
pub async fn show(ctx: Ctx, Query(asked): Query<Asked>) -> Reply {
    let doctors = asked.named();
    if doctors.len() > RESULTS_PER_PAGE {
        return Err(PageError::Malformed);
    }
    let specialties = list_specialties(&ctx).await?;
    let locations = list_locations(&ctx).await?;
    let filters = Filters::new(asked, &specialties, &locations);
    let found = renew_results(&ctx, &filters.search(), &doctors).await?;
    let heading = heading(&filters, &found, locations.len());
    let html = shell::part_html(move || {
        view! {
            <h1 id="found">{heading}</h1>
            {nearest(&filters, &found)}
            {cards(&filters, found.cards)}
        }
        .to_html()
    });
    Ok(Html(html).into_response())
}
