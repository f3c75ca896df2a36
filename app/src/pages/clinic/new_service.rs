use axum::{http::StatusCode, response::IntoResponse};
use backend::catalogue::{Preview, PreviewService, create_service, preview_service};
use domain::catalogue::{ServiceForm, Wrong};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    lengths::{edit, first_button},
    parts::{Part, by_name, summary, tabs, title},
    preview,
    service_form::{Choices, fields},
};
use crate::{
    Ctx,
    pages::{Form, Page, PageError, Reply, see_other},
    routes,
    ui::{BackLink, Button, ButtonVariant, ErrorSummary, IconName, LinkButton},
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    #[serde(flatten)]
    form: ServiceForm,
    action: String,
}

pub async fn show(ctx: Ctx) -> Result<Page, PageError> {
    page(&ctx, ServiceForm::fresh(), Wrong::default(), None).await
}

/// Makes it, or shows what it would be like; or shows the form with a length more or less.
pub async fn submit(ctx: Ctx, Form(Fields { mut form, action }): Form<Fields>) -> Reply {
    if edit(&mut form, &action) {
        return Ok(page(&ctx, form, Wrong::default(), None).await?.into_response());
    }
    if action == "preview" {
        let input = PreviewService {
            service: None,
            schedule: None,
            form: form.clone(),
        };
        let page = match preview_service(&ctx, &input).await? {
            Ok(preview) => page(&ctx, form, Wrong::default(), Some(preview)).await?,
            Err(wrong) => page(&ctx, form, wrong, None).await?,
        };
        return Ok(page.into_response());
    }
    match create_service(&ctx, &form).await? {
        Ok(id) => {
            let path = routes::with_query(&routes::clinic_service(id), &[("done", "created")]);
            Ok(see_other(path).into_response())
        }
        Err(wrong) => Ok(page(&ctx, form, wrong, None).await?.into_response()),
    }
}

async fn page(
    ctx: &Ctx,
    form: ServiceForm,
    wrong: Wrong,
    previewed: Option<Option<Preview>>,
) -> Result<Page, PageError> {
    let choices = Choices::load(ctx).await?;
    let is_refused = !wrong.0.is_empty();
    let status = if is_refused {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let page = Page::new(title("Add a service", is_refused), move || {
        view! {
            <div class="container">
                {tabs(Part::Services)}
                <div class="settings">
                    <BackLink href=routes::CLINIC_SERVICES label="All services"/>
                    <ErrorSummary errors=summary(&wrong, by_name)/>
                    <h1>"Add a service"</h1>
                    {previewed.map(preview::shown)}
                    <form class="form" method="post" action=routes::CLINIC_NEW_SERVICE novalidate>
                        {first_button()}
                        {fields(&form, &wrong, &choices, routes::CLINIC_NEW_SERVICE)}
                        <div class="form__actions">
                            <Button>"Add the service"</Button>
                            <Button variant=ButtonVariant::Secondary icon=IconName::EYE name="action" value="preview">"Preview"</Button>
                            <LinkButton href=routes::CLINIC_SERVICES variant=ButtonVariant::Quiet>"Leave it"</LinkButton>
                        </div>
                    </form>
                </div>
            </div>
        }
    });
    Ok(page.with_status(status))
}
