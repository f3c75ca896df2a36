use axum::response::IntoResponse;
use backend::{
    Fault,
    passkey::{get_passkey, remove_passkey},
};
use domain::{ids::PasskeyId, refusal::Refusal};
use leptos::prelude::*;

use super::{super::tabs::tabs, done};
use crate::{
    Ctx,
    pages::{Page, Path, Reply, see_other},
    routes,
    ui::{BackLink, Button, ButtonVariant, LinkButton},
};

pub async fn show(ctx: Ctx, Path(id): Path<PasskeyId>) -> Reply {
    let passkey = get_passkey(&ctx, id).await?;
    // Before the question, not after the answer.
    ctx.recently_verified()?;
    let title = format!("Remove “{}”?", passkey.name);
    let page = Page::new("Remove a passkey", move || {
        view! {
            <div class="container container--narrow account">
                {tabs(routes::PASSKEYS)}
                <div class="card account__card stack">
                    <BackLink href=routes::PASSKEYS label="Passkeys"/>
                    <h1 class="account__title">{title}</h1>
                    <p>
                        "Nobody can sign in with it any more. Browsers that are signed in stay so: look at your "
                        <a href=routes::DEVICES>"devices"</a>
                        " if you have lost one."
                    </p>
                    <form class="form" method="post" action=routes::remove_passkey(id)>
                        <div class="form__actions">
                            <Button variant=ButtonVariant::Danger>"Remove the passkey"</Button>
                            <LinkButton href=routes::PASSKEYS variant=ButtonVariant::Secondary>"Keep it"</LinkButton>
                        </div>
                    </form>
                </div>
            </div>
        }
    });
    Ok(page.into_response())
}

pub async fn submit(ctx: Ctx, Path(id): Path<PasskeyId>) -> Reply {
    match remove_passkey(&ctx, id).await {
        Ok(()) => Ok(see_other(done("removed")).into_response()),
        // Pressed twice, or removed elsewhere: the list shows it.
        Err(Fault::Refused(Refusal::NotFound)) => Ok(see_other(routes::PASSKEYS).into_response()),
        Err(fault) => Err(fault.into()),
    }
}
