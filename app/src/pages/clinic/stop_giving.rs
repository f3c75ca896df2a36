use axum::{http::StatusCode, response::IntoResponse};
use backend::{
    Fault,
    catalogue::{Giver, ServiceDetail, StopGiving, get_service, stop_giving},
};
use domain::{
    ids::{ScheduleId, ServiceId},
    refusal::Refusal,
};
use leptos::prelude::*;
use serde::Deserialize;

use super::parts::{Part, changed, tabs, to_come, version};
use crate::{
    Ctx,
    pages::{Form, Page, PageError, Path, Reply, see_other},
    routes,
    ui::{BackLink, Button, ButtonVariant, LinkButton},
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    version: String,
    upcoming: String,
}

/// Asks whether it is meant, and says what stands.
pub async fn show(ctx: Ctx, Path((id, schedule)): Path<(ServiceId, ScheduleId)>) -> Result<Page, PageError> {
    page(&ctx, id, schedule, false).await
}

pub async fn submit(
    ctx: Ctx,
    Path((id, schedule)): Path<(ServiceId, ScheduleId)>,
    Form(fields): Form<Fields>,
) -> Reply {
    let input = StopGiving {
        service: id,
        schedule,
        version: version(&fields.version)?,
        upcoming_seen: fields.upcoming.parse().map_err(|_| PageError::Malformed)?,
    };
    match stop_giving(&ctx, &input).await {
        Ok(()) => {
            let path = routes::with_query(&routes::clinic_service(id), &[("done", "stopped")]);
            Ok(see_other(path).into_response())
        }
        Err(Fault::Refused(Refusal::Stale)) => Ok(page(&ctx, id, schedule, true).await?.into_response()),
        Err(fault) => Err(fault.into()),
    }
}

async fn page(ctx: &Ctx, id: ServiceId, schedule: ScheduleId, is_stale: bool) -> Result<Page, PageError> {
    let service = get_service(ctx, id).await?;
    let giver = service.givers.iter().find(|giver| giver.schedule == schedule).cloned();
    let giver = giver.ok_or(Refusal::NotFound)?;
    let status = if is_stale { StatusCode::CONFLICT } else { StatusCode::OK };
    let page = Page::new("Take a doctor off a service", move || view(&service, giver, is_stale));
    Ok(page.with_status(status))
}

fn view(service: &ServiceDetail, giver: Giver, is_stale: bool) -> impl IntoView + use<> {
    let name = service.settings.name.clone();
    let stands = match giver.upcoming {
        0 => "There are no appointments to come of it.".to_owned(),
        count => format!(
            "There are {}: they stand as they are and are not cancelled. Who can no longer come is to be moved or cancelled one by one.",
            to_come(count)
        ),
    };
    let action = routes::clinic_stop_giving(service.id, giver.schedule);
    let back = routes::clinic_service(service.id);
    view! {
        <div class="container">
            {tabs(Part::Services)}
            <div class="settings">
                <BackLink href=back.clone() label=name.clone()/>
                <h1>"Take " {giver.doctor_name.clone()} " off this service?"</h1>
                {is_stale.then(|| changed("There are other appointments by now, or the doctor's hours or services changed. This is how it stands."))}
                <p class="lead">{name} " can no longer be booked with " {giver.doctor_name} " at " {giver.place} "."</p>
                <p>{stands}</p>
                <form class="form" method="post" action=action>
                    <input type="hidden" name="version" value=giver.version.number()/>
                    <input type="hidden" name="upcoming" value=giver.upcoming/>
                    <div class="form__actions">
                        <Button variant=ButtonVariant::Danger>"Take off"</Button>
                        <LinkButton href=back variant=ButtonVariant::Secondary>"Leave it as it is"</LinkButton>
                    </div>
                </form>
            </div>
        </div>
    }
}
