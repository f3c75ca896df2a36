use axum::{http::StatusCode, response::IntoResponse};
use backend::{
    Fault,
    catalogue::{ChangeRoom, RoomLine, change_room, get_room, list_room_kinds},
};
use domain::{
    catalogue::{Field, RoomForm, Wrong},
    directory::LocationView,
    ids::RoomId,
    refusal::Refusal,
    version::Version,
};
use leptos::prelude::*;
use serde::Deserialize;

use super::parts::{Part, by_name, changed, fault, summary, tabs, title, to_come, version};
use crate::{
    Ctx,
    pages::{Form, Page, PageError, Path, Reply, see_other},
    routes,
    ui::{BackLink, Button, ButtonVariant, ErrorSummary, Field as Input, LinkButton},
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    #[serde(flatten)]
    form: RoomForm,
    version: String,
}

/// What was typed, and why it came back.
struct Entered {
    form: RoomForm,
    version: Version,
    wrong: Wrong,
    is_stale: bool,
}

pub async fn show(ctx: Ctx, Path(id): Path<RoomId>) -> Result<Page, PageError> {
    page(&ctx, id, None).await
}

pub async fn submit(ctx: Ctx, Path(id): Path<RoomId>, Form(fields): Form<Fields>) -> Reply {
    let input = ChangeRoom {
        room: id,
        version: version(&fields.version)?,
        form: fields.form.clone(),
    };
    let entered = |wrong: Wrong, is_stale: bool| Entered {
        form: fields.form.clone(),
        version: input.version,
        wrong,
        is_stale,
    };
    let entered = match change_room(&ctx, &input).await {
        Ok(Ok(())) => {
            let (_, location) = get_room(&ctx, id).await?;
            let path = routes::with_query(&routes::clinic_location(&location.slug), &[("done", "saved")]);
            return Ok(see_other(path).into_response());
        }
        Ok(Err(wrong)) => entered(wrong, false),
        Err(Fault::Refused(Refusal::Stale)) => entered(Wrong::default(), true),
        Err(fault) => return Err(fault.into()),
    };
    Ok(page(&ctx, id, Some(entered)).await?.into_response())
}

async fn page(ctx: &Ctx, id: RoomId, entered: Option<Entered>) -> Result<Page, PageError> {
    let (room, location) = get_room(ctx, id).await?;
    let kinds = list_room_kinds(ctx).await?;
    let status = match &entered {
        Some(entered) if entered.is_stale => StatusCode::CONFLICT,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
        None => StatusCode::OK,
    };
    let title = title(&room.name, entered.is_some());
    Ok(Page::new(title, move || view(&room, &location, entered, kinds)).with_status(status))
}

fn view(
    room: &RoomLine,
    location: &LocationView,
    entered: Option<Entered>,
    kinds: Vec<String>,
) -> impl IntoView + use<> {
    let saved = RoomForm {
        room_kind: room.kind.clone(),
        room_name: room.name.clone(),
    };
    let (form, seen, wrong, is_stale) = match entered {
        Some(entered) if entered.is_stale => (entered.form, room.version, entered.wrong, true),
        Some(entered) => (entered.form, entered.version, entered.wrong, false),
        None => (saved, room.version, Wrong::default(), false),
    };
    let back = routes::clinic_location(&location.slug);
    let now = format!(
        "Saved now: {}, {}. What you entered is still in the form.",
        room.name, room.kind
    );
    let upcoming = to_come(room.upcoming);
    view! {
        <div class="container">
            {tabs(Part::Locations)}
            <div class="settings">
                <BackLink href=back.clone() label=location.place.name.clone()/>
                <ErrorSummary errors=summary(&wrong, by_name)/>
                {is_stale.then(|| changed("Somebody else changed this room while you had it open."))}
                {is_stale.then(|| view! { <p>{now}</p> })}
                <div class="page-head">
                    <h1>{room.name.clone()}</h1>
                    <p class="muted">"There are " {upcoming} " in it."</p>
                </div>
                <form class="form" method="post" action=routes::clinic_room(room.id) novalidate>
                    <input type="hidden" name="version" value=seen.number()/>
                    {fields(&form, &wrong, kinds)}
                    <div class="form__actions">
                        <Button>"Save"</Button>
                        <LinkButton href=back variant=ButtonVariant::Quiet>"Leave it"</LinkButton>
                    </div>
                </form>
            </div>
        </div>
    }
}

/// Name and kind of a room.
pub(super) fn fields(form: &RoomForm, wrong: &Wrong, kinds: Vec<String>) -> AnyView {
    let known = if kinds.is_empty() {
        "For example, Ultrasound. Services name the kind that they need, so write it the same way.".to_owned()
    } else {
        format!(
            "Services name the kind that they need, so write it the same way. There are: {}.",
            kinds.join(", ")
        )
    };
    view! {
        <Input
            id=Field::RoomName.name()
            label="Name"
            hint="As on the door, for example Room 4."
            value=form.room_name.clone()
            error=fault(wrong, Field::RoomName)
            maxlength=80
            required=true
        />
        <Input
            id=Field::RoomKind.name()
            label="Kind"
            hint=known
            value=form.room_kind.clone()
            error=fault(wrong, Field::RoomKind)
            maxlength=50
            required=true
        />
    }
    .into_any()
}
