use axum::{http::StatusCode, response::IntoResponse};
use backend::{
    Fault,
    catalogue::{Moved, RetirePlan, RetireRoom, RoomLine, get_room, plan_retire_room, restore_room, retire_room},
};
use domain::{directory::LocationView, ids::RoomId, refusal::Refusal};
use leptos::prelude::*;
use serde::Deserialize;

use super::parts::{Part, changed, tabs, version};
use crate::{
    Ctx,
    pages::{Form, Page, PageError, Path, Reply, see_other},
    routes,
    ui::{BackLink, Badge, Button, ButtonVariant, Cell, CellKind, IconName, LinkButton, Notice, Row, Table, Tone},
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    version: String,
    plan: String,
}

/// What would happen to its appointments, and whether it is meant.
pub async fn show(ctx: Ctx, Path(id): Path<RoomId>) -> Result<Page, PageError> {
    page(&ctx, id, false).await
}

pub async fn submit(ctx: Ctx, Path(id): Path<RoomId>, Form(fields): Form<Fields>) -> Reply {
    let input = RetireRoom {
        room: id,
        version: version(&fields.version)?,
        fingerprint: fields.plan,
    };
    match retire_room(&ctx, &input).await {
        Ok(()) => done(&ctx, id, "retired").await,
        Err(Fault::Refused(Refusal::Stale | Refusal::SlotTaken(_))) => Ok(page(&ctx, id, true).await?.into_response()),
        Err(fault) => Err(fault.into()),
    }
}

/// Nothing is lost by it, so it is not asked about; when somebody was first, the list shows how it stands.
pub async fn restore(ctx: Ctx, Path(id): Path<RoomId>, Form(fields): Form<Fields>) -> Reply {
    match restore_room(&ctx, id, version(&fields.version)?).await {
        Ok(()) => done(&ctx, id, "restored").await,
        Err(Fault::Refused(Refusal::Stale)) => done(&ctx, id, "").await,
        Err(fault) => Err(fault.into()),
    }
}

async fn done(ctx: &Ctx, id: RoomId, word: &str) -> Reply {
    let (_, location) = get_room(ctx, id).await?;
    let path = routes::with_query(&routes::clinic_location(&location.slug), &[("done", word)]);
    Ok(see_other(path).into_response())
}

async fn page(ctx: &Ctx, id: RoomId, is_stale: bool) -> Result<Page, PageError> {
    let (room, location) = get_room(ctx, id).await?;
    let plan = plan_retire_room(ctx, id).await?;
    let status = if is_stale { StatusCode::CONFLICT } else { StatusCode::OK };
    let page = Page::new("Retire a room", move || view(&room, &location, plan, is_stale));
    Ok(page.with_status(status))
}

fn view(room: &RoomLine, location: &LocationView, plan: RetirePlan, is_stale: bool) -> impl IntoView + use<> {
    let back = routes::clinic_location(&location.slug);
    let is_possible = plan.is_possible();
    let count = plan.moved.len();
    let what = match (count, is_possible) {
        (0, _) => "There are no appointments to come in it.".to_owned(),
        (_, true) => format!(
            "Each of the appointments to come ({count}) moves to another free room of the kind {}. Times and doctors stay.",
            room.kind
        ),
        (_, false) => String::new(),
    };
    let stuck = plan.moved.iter().filter(|moved| moved.to.is_none()).count();
    let button = if count == 0 {
        "Retire it"
    } else {
        "Retire it and move the appointments"
    };
    let answer = if !room.is_active {
        view! { <p>"It is retired already. " <a href=back.clone()>"See the rooms"</a></p> }.into_any()
    } else if is_possible {
        view! {
            <form class="form" method="post" action=routes::clinic_retire_room(room.id)>
                <input type="hidden" name="version" value=room.version.number()/>
                <input type="hidden" name="plan" value=plan.fingerprint/>
                <div class="form__actions">
                    <Button variant=ButtonVariant::Danger>{button}</Button>
                    <LinkButton href=back.clone() variant=ButtonVariant::Secondary>"Leave it as it is"</LinkButton>
                </div>
            </form>
        }
        .into_any()
    } else {
        let why = format!(
            "Of {count} to come, {stuck} have no other free room of the kind {}.",
            room.kind
        );
        view! {
            <Notice tone=Tone::Bad title="It cannot be retired yet">
                <p>{why} " Move or cancel them, or add a room of the kind, then come back here."</p>
            </Notice>
        }
        .into_any()
    };
    let rows = plan.moved.into_iter().map(row).collect_view();
    view! {
        <div class="container">
            {tabs(Part::Locations)}
            <div class="settings">
                <BackLink href=back label=location.place.name.clone()/>
                <h1>"Retire " {room.name.clone()} "?"</h1>
                {is_stale.then(|| changed("The room or its appointments changed in the meantime. This is how it stands."))}
                <p class="lead">"No visit takes it any more. You can bring it back later."</p>
                {(!what.is_empty()).then(|| view! { <p>{what}</p> })}
                {(count > 0).then(|| view! {
                    <Table caption="Appointments to come in this room" columns=["When", "Doctor", "Patient", "New room", "Details"]>
                        {rows}
                    </Table>
                })}
                {answer}
            </div>
        </div>
    }
}

fn row(moved: Moved) -> impl IntoView {
    let to = match moved.to {
        Some(name) => name.into_any(),
        None => view! { <Badge tone=Tone::Bad icon=IconName::CIRCLE_X label="No free room"/> }.into_any(),
    };
    let about = format!(" {}", moved.time);
    let patient = moved
        .patient_name
        .unwrap_or_else(|| "Somebody is booking it just now".to_owned());
    let link = moved.appointment.map(|id| {
        view! {
            <LinkButton href=routes::appointment(id) variant=ButtonVariant::Secondary small=true>
                "Open" <span class="visually-hidden">{about}</span>
            </LinkButton>
        }
    });
    view! {
        <Row>
            <Cell label="When">{moved.time}</Cell>
            <Cell label="Doctor">{moved.doctor_name}</Cell>
            <Cell label="Patient">{patient}</Cell>
            <Cell label="New room">{to}</Cell>
            <Cell kind=CellKind::Actions>{link}</Cell>
        </Row>
    }
}
