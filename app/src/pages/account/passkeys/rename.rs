use axum::response::IntoResponse;
use backend::{
    Fault,
    passkey::{get_passkey, rename_passkey},
};
use domain::{
    account::PASSKEY_NAME_MOST,
    ids::PasskeyId,
    refusal::{Field, Refusal},
};
use leptos::prelude::*;
use serde::Deserialize;

use super::{super::tabs::tabs, done};
use crate::{
    Ctx,
    error::status_of,
    pages::{Form, Page, Path, Reply, faults::Faults, see_other},
    routes,
    ui::{BackLink, Button, ErrorSummary, Field as Input},
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    passkey_name: String,
}

pub async fn show(ctx: Ctx, Path(id): Path<PasskeyId>) -> Reply {
    let passkey = get_passkey(&ctx, id).await?;
    Ok(page(id, passkey.name, None).into_response())
}

pub async fn submit(ctx: Ctx, Path(id): Path<PasskeyId>, Form(fields): Form<Fields>) -> Reply {
    match rename_passkey(&ctx, id, &fields.passkey_name).await {
        Ok(()) => Ok(see_other(done("renamed")).into_response()),
        Err(Fault::Refused(refusal @ Refusal::Invalid(_))) => {
            Ok(page(id, fields.passkey_name, Some(&refusal)).into_response())
        }
        Err(fault) => Err(fault.into()),
    }
}

fn page(id: PasskeyId, name: String, refusal: Option<&Refusal>) -> Page {
    let faults = refusal.map(Faults::of).unwrap_or_default();
    let status = refusal.map(status_of).unwrap_or_default();
    let page = Page::new(faults.title("Rename a passkey"), move || {
        view! {
            <div class="container container--narrow account">
                {tabs(routes::PASSKEYS)}
                <div class="card account__card stack">
                    <BackLink href=routes::PASSKEYS label="Passkeys"/>
                    <ErrorSummary errors=faults.summary(&[Field::PasskeyName])/>
                    <h1 class="account__title">"Rename a passkey"</h1>
                    <form class="form" method="post" action=routes::passkey(id) novalidate>
                        <Input
                            id=Field::PasskeyName.name()
                            label="Name"
                            value=name
                            error=faults.text(Field::PasskeyName)
                            maxlength=u32::from(PASSKEY_NAME_MOST)
                            required=true
                        />
                        <div class="form__actions">
                            <Button wide=true>"Save the name"</Button>
                        </div>
                    </form>
                </div>
            </div>
        }
    });
    page.with_status(status)
}
