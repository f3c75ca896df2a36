use axum::response::IntoResponse;
use backend::{
    Fault,
    photo::{change_photo, find_own_photo, remove_photo},
};
use domain::refusal::{Field, Refusal};
use leptos::prelude::*;
use serde::Deserialize;

use crate::{
    Ctx,
    error::status_of,
    pages::{Page, PageError, Reply, Upload, faults::Faults, see_other},
    routes,
    ui::{BackLink, Button, ButtonVariant, ErrorSummary, Field as Input, InputKind},
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Fields {}

pub async fn show(ctx: Ctx) -> Reply {
    Ok(page(&ctx, None).await?.into_response())
}

pub async fn submit(ctx: Ctx, upload: Upload<Fields>) -> Reply {
    match change_photo(&ctx, upload.file).await {
        Ok(()) => done(),
        Err(Fault::Refused(refusal @ Refusal::Invalid(_))) => Ok(page(&ctx, Some(&refusal)).await?.into_response()),
        Err(fault) => Err(fault.into()),
    }
}

pub async fn remove(ctx: Ctx) -> Reply {
    remove_photo(&ctx).await?;
    done()
}

fn done() -> Reply {
    Ok(see_other(routes::with_query(routes::PROFILE, &[("saved", "photo")])).into_response())
}

async fn page(ctx: &Ctx, refusal: Option<&Refusal>) -> Result<Page, PageError> {
    let photo = find_own_photo(ctx).await?;
    let faults = refusal.map(Faults::of).unwrap_or_default();
    let status = refusal.map(status_of).unwrap_or_default();
    let title = faults.title("Your photo");
    let address = photo.map(|(slug, version)| routes::doctor_photo(&slug, &version));
    Ok(Page::new(title, move || view(address, &faults)).with_status(status))
}

fn view(address: Option<String>, faults: &Faults) -> impl IntoView + use<> {
    let action = if address.is_some() { "Use another" } else { "Save" };
    let remove = address.is_some().then(|| {
        view! {
            <form method="post" action=routes::REMOVE_PHOTO>
                <Button variant=ButtonVariant::Secondary wide=true>"Remove the photo"</Button>
            </form>
        }
    });
    view! {
        <div class="container container--narrow account">
            <BackLink href=routes::PROFILE label="Your profile"/>
            <div class="card account__card stack">
                <ErrorSummary errors=faults.summary(&[Field::Photo])/>
                <h1 class="account__title">"Your photo"</h1>
                <p>"Patients see it where they choose a doctor and on your page."</p>
                {shown(address)}
                <form class="form" method="post" action=routes::PHOTO enctype="multipart/form-data" novalidate>
                    {photo_field(faults, false)}
                    <div class="form__actions">
                        <Button wide=true>{action}</Button>
                    </div>
                </form>
                {remove}
            </div>
        </div>
    }
}

/// The picture, or that there is none.
pub(super) fn shown(address: Option<String>) -> AnyView {
    match address {
        Some(src) => view! { <img class="photo" src=src alt="Your photo" width="144" height="144"/> }.into_any(),
        None => view! { <p class="muted">"None yet: your initials stand in its place."</p> }.into_any(),
    }
}

/// A file cannot be put back into a form: after a mistake it is chosen anew.
pub(in crate::pages) fn photo_field(faults: &Faults, optional: bool) -> impl IntoView + use<> {
    view! {
        <Input
            id=Field::Photo.name()
            label="Photo"
            kind=InputKind::Picture
            hint="JPEG, PNG or WebP, 5 MB at most. We cut it to a square around the middle."
            error=faults.text(Field::Photo)
            optional=optional
        />
    }
}
