use axum::{http::StatusCode, response::IntoResponse};
use backend::{
    Fault,
    catalogue::{RestoreService, RetireService, ServiceDetail, get_service, restore_service, retire_service},
};
use domain::{ids::ServiceId, refusal::Refusal};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    parts::{Part, changed, tabs, to_come, version},
    service::{self, Shown},
};
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
pub async fn show(ctx: Ctx, Path(id): Path<ServiceId>) -> Result<Page, PageError> {
    page(&ctx, id, false).await
}

pub async fn submit(ctx: Ctx, Path(id): Path<ServiceId>, Form(fields): Form<Fields>) -> Reply {
    let input = RetireService {
        service: id,
        version: version(&fields.version)?,
        upcoming_seen: fields.upcoming.parse().map_err(|_| PageError::Malformed)?,
    };
    match retire_service(&ctx, &input).await {
        Ok(()) => Ok(see_other(path(id, "retired")).into_response()),
        Err(Fault::Refused(Refusal::Stale)) => Ok(page(&ctx, id, true).await?.into_response()),
        Err(fault) => Err(fault.into()),
    }
}

/// Nothing is lost by it, so it is not asked about.
pub async fn restore(ctx: Ctx, Path(id): Path<ServiceId>, Form(fields): Form<Fields>) -> Reply {
    let input = RestoreService {
        service: id,
        version: version(&fields.version)?,
    };
    match restore_service(&ctx, &input).await {
        Ok(()) => Ok(see_other(path(id, "restored")).into_response()),
        Err(Fault::Refused(Refusal::Stale)) => {
            let shown = Shown {
                is_stale: true,
                ..Shown::default()
            };
            Ok(service::page(&ctx, id, shown).await?.into_response())
        }
        Err(fault) => Err(fault.into()),
    }
}

fn path(id: ServiceId, done: &str) -> String {
    routes::with_query(&routes::clinic_service(id), &[("done", done)])
}

async fn page(ctx: &Ctx, id: ServiceId, is_stale: bool) -> Result<Page, PageError> {
    let service = get_service(ctx, id).await?;
    let status = if is_stale { StatusCode::CONFLICT } else { StatusCode::OK };
    Ok(Page::new("Retire a service", move || view(service, is_stale)).with_status(status))
}

fn view(service: ServiceDetail, is_stale: bool) -> impl IntoView {
    let name = service.settings.name.clone();
    let back = routes::clinic_service(service.id);
    let stands = match service.upcoming {
        0 => "There are no appointments to come of it.".to_owned(),
        count => format!(
            "There are {}: they stand as they are and are not cancelled.",
            to_come(count)
        ),
    };
    let answer = if service.is_active {
        view! {
            <form class="form" method="post" action=routes::clinic_retire_service(service.id)>
                <input type="hidden" name="version" value=service.version.number()/>
                <input type="hidden" name="upcoming" value=service.upcoming/>
                <div class="form__actions">
                    <Button variant=ButtonVariant::Danger>"Retire it"</Button>
                    <LinkButton href=back.clone() variant=ButtonVariant::Secondary>"Leave it as it is"</LinkButton>
                </div>
            </form>
        }
        .into_any()
    } else {
        view! { <p>"It is retired already. " <a href=back.clone()>"Look at it"</a></p> }.into_any()
    };
    view! {
        <div class="container">
            {tabs(Part::Services)}
            <div class="settings">
                <BackLink href=back label=name.clone()/>
                <h1>"Retire " {name} "?"</h1>
                {is_stale.then(|| changed("The service was changed, or there are other appointments by now. This is how it stands."))}
                <p class="lead">"Nobody can book it any more, with any doctor. You can bring it back later."</p>
                <p>{stands}</p>
                {answer}
            </div>
        </div>
    }
}
