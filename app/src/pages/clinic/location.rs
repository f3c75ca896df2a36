use axum::{http::StatusCode, response::IntoResponse};
use backend::catalogue::{AddRoom, PlaceDetail, RoomLine, add_room as add, get_place, list_room_kinds};
use domain::catalogue::{RoomForm, Wrong};
use leptos::prelude::*;

use super::{
    parts::{Asked, Part, by_name, news, summary, tabs, title, to_come},
    room::fields,
};
use crate::{
    Ctx,
    pages::{Form, Page, PageError, Path, Query, Reply, see_other},
    routes,
    ui::{BackLink, Badge, Button, ButtonVariant, Card, EmptyState, ErrorSummary, IconName, LinkButton, Notice, Tone},
};

/// A location and its rooms.
pub async fn show(ctx: Ctx, Path(slug): Path<String>, Query(asked): Query<Asked>) -> Result<Page, PageError> {
    page(&ctx, &slug, RoomForm::default(), Wrong::default(), asked.done).await
}

pub async fn add_room(ctx: Ctx, Path(slug): Path<String>, Form(form): Form<RoomForm>) -> Reply {
    let input = AddRoom {
        location: slug.clone(),
        form: form.clone(),
    };
    match add(&ctx, &input).await? {
        Ok(_) => {
            let path = routes::with_query(&routes::clinic_location(&slug), &[("done", "added")]);
            Ok(see_other(path).into_response())
        }
        Err(wrong) => Ok(page(&ctx, &slug, form, wrong, String::new()).await?.into_response()),
    }
}

async fn page(ctx: &Ctx, slug: &str, form: RoomForm, wrong: Wrong, done: String) -> Result<Page, PageError> {
    let place = get_place(ctx, slug).await?;
    let kinds = list_room_kinds(ctx).await?;
    let is_refused = !wrong.0.is_empty();
    let status = if is_refused {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let title = title(&place.location.place.name, is_refused);
    let page = Page::new(title, move || view(&place, &form, &wrong, kinds, &done));
    Ok(page.with_status(status))
}

fn view(place: &PlaceDetail, form: &RoomForm, wrong: &Wrong, kinds: Vec<String>, done: &str) -> impl IntoView + use<> {
    let view = place.location.place.clone();
    let (rooms, inputs) = (rooms(place), fields(form, wrong, kinds));
    let action = routes::clinic_add_room(&place.location.slug);
    view! {
        <div class="container">
            {tabs(Part::Locations)}
            <div class="settings">
                <BackLink href=routes::CLINIC_LOCATIONS label="All locations"/>
                <ErrorSummary errors=summary(wrong, by_name)/>
                {news(done)}
                <div class="page-head">
                    <h1>{view.name}</h1>
                    <p class="muted">{view.address} ". Time zone " {view.zone}</p>
                </div>
                {missing(place)}
                <Card title="Rooms">
                    <p class="settings__intro">
                        "A visit of a service that needs a kind of room takes a free room of that kind here. Other visits need none."
                    </p>
                    {rooms}
                </Card>
                <Card title="Add a room">
                    <form class="settings__fields" method="post" action=action novalidate>
                        {inputs}
                        <div class="form__actions">
                            <Button icon=IconName::PLUS>"Add the room"</Button>
                        </div>
                    </form>
                </Card>
            </div>
        </div>
    }
}

/// Services that cannot be booked here for want of a room.
fn missing(place: &PlaceDetail) -> Option<impl IntoView + use<>> {
    if place.missing.is_empty() {
        return None;
    }
    let lines = place.missing.iter().map(|(kind, service)| {
        view! { <li>{service.clone()} " needs a room of the kind " {kind.clone()}</li> }
    });
    let lines = lines.collect_view();
    Some(view! {
        <Notice tone=Tone::Wait title="Some services cannot be booked here">
            <ul>{lines}</ul>
            <p>"Add a room of the kind, or take the doctors here off the service."</p>
        </Notice>
    })
}

fn rooms(place: &PlaceDetail) -> AnyView {
    if place.rooms.is_empty() {
        return view! {
            <EmptyState icon=IconName::HOME title="No rooms yet" text="Add one below where a service needs a room of its own."/>
        }
        .into_any();
    }
    view! { <div class="lines">{place.rooms.iter().map(line).collect_view()}</div> }.into_any()
}

fn line(room: &RoomLine) -> impl IntoView + use<> {
    let state = (!room.is_active).then(|| view! { <Badge icon=IconName::CIRCLE_X label="Retired"/> });
    let about = format!(" {}", room.name);
    let about_ending = about.clone();
    let what = format!("{}, {}", room.kind, to_come(room.upcoming));
    let (id, version) = (room.id, room.version.number());
    let ending = if room.is_active {
        view! {
            <LinkButton href=routes::clinic_retire_room(id) variant=ButtonVariant::Quiet small=true>
                "Retire" <span class="visually-hidden">{about_ending}</span>
            </LinkButton>
        }
        .into_any()
    } else {
        view! {
            <form method="post" action=routes::clinic_restore_room(id)>
                <input type="hidden" name="version" value=version/>
                <Button variant=ButtonVariant::Quiet small=true>
                    "Bring back" <span class="visually-hidden">{about_ending}</span>
                </Button>
            </form>
        }
        .into_any()
    };
    view! {
        <div class="line">
            <div class="line__what">
                <p class="strong">{room.name.clone()}</p>
                <p class="person__note">{what}</p>
                {state}
            </div>
            <div class="line__do">
                <LinkButton href=routes::clinic_room(id) variant=ButtonVariant::Secondary small=true>
                    "Change" <span class="visually-hidden">{about}</span>
                </LinkButton>
                {ending}
            </div>
        </div>
    }
}
