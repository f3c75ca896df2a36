use backend::catalogue::{PlaceLine, list_places};
use leptos::prelude::*;

use super::parts::{Part, tabs};
use crate::{
    Ctx,
    pages::{Page, PageError},
    routes,
    ui::{ButtonVariant, Cell, CellKind, EmptyState, IconName, LinkButton, Row, Table},
};

/// Where the clinic is.
pub async fn show(ctx: Ctx) -> Result<Page, PageError> {
    let places = list_places(&ctx).await?;
    Ok(Page::new("Locations", move || view(places)))
}

fn view(places: Vec<PlaceLine>) -> impl IntoView {
    let list = if places.is_empty() {
        view! { <EmptyState icon=IconName::MAP_PIN title="No locations yet" text="The clinic has no place yet."/> }
            .into_any()
    } else {
        view! {
            <Table caption="Locations" columns=["Location", "Address", "Time zone", "Doctors", "Rooms", "Details"]>
                {places.into_iter().map(row).collect_view()}
            </Table>
        }
        .into_any()
    };
    view! {
        <div class="container container--wide">
            {tabs(Part::Locations)}
            <div class="page-head">
                <h1>"Locations"</h1>
                <p class="lead">"The places of the clinic and their rooms."</p>
            </div>
            {list}
        </div>
    }
}

fn row(line: PlaceLine) -> impl IntoView {
    let place = line.location.place;
    let about = format!(" {}", place.name);
    view! {
        <Row>
            <Cell label="Location"><span class="strong">{place.name}</span></Cell>
            <Cell label="Address">{place.address}</Cell>
            <Cell label="Time zone">{place.zone}</Cell>
            <Cell label="Doctors">{line.doctors}</Cell>
            <Cell label="Rooms">{line.rooms}</Cell>
            <Cell kind=CellKind::Actions>
                <LinkButton href=routes::clinic_location(&line.location.slug) variant=ButtonVariant::Secondary small=true>
                    "Open" <span class="visually-hidden">{about}</span>
                </LinkButton>
            </Cell>
        </Row>
    }
}
