use axum::response::IntoResponse;
use backend::{
    Fault,
    passkey::{AddPasskey, add_passkey, domain},
    session::device_name,
};
use domain::{
    account::{PASSKEY_NAME_MOST, PasskeyUse},
    refusal::{Field, Refusal},
};
use leptos::prelude::*;
use serde::Deserialize;

use super::{super::tabs::tabs, done, form::PasskeyForm};
use crate::{
    Ctx,
    error::status_of,
    pages::{Form, Page, PageError, Reply, faults::Faults, see_other},
    routes,
    session::Secret,
    ui::{BackLink, ErrorSummary, Field as Input, Notice, Tone},
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    passkey_name: String,
    passkey_answer: String,
}

pub async fn show(ctx: Ctx) -> Reply {
    // Before the device asks, not after.
    ctx.recently_verified()?;
    let name = device_name(ctx.user_agent());
    Ok(page(&ctx, name, None)?.into_response())
}

pub async fn submit(ctx: Ctx, Form(fields): Form<Fields>) -> Reply {
    let input = AddPasskey {
        name: fields.passkey_name.clone(),
        answer: fields.passkey_answer,
    };
    match add_passkey(&ctx, ctx.passkey_question(), &input).await {
        Ok(()) => Ok(see_other(done("added"))
            .with_cookie(&ctx.forget(Secret::Passkey))
            .into_response()),
        Err(Fault::Refused(refusal @ (Refusal::Invalid(_) | Refusal::WrongCode | Refusal::Stale))) => {
            Ok(page(&ctx, fields.passkey_name, Some(refusal))?.into_response())
        }
        Err(fault) => Err(fault.into()),
    }
}

fn page(ctx: &Ctx, name: String, refusal: Option<Refusal>) -> Result<Page, PageError> {
    let domain = domain(ctx.settings()).ok_or(Refusal::NotFound)?;
    let faults = refusal.as_ref().map(Faults::of).unwrap_or_default();
    let status = refusal.as_ref().map(status_of).unwrap_or_default();
    let title = if refusal.is_some() {
        "Error: Add a passkey"
    } else {
        "Add a passkey"
    };
    let page = Page::new(title, move || {
        let form = PasskeyForm {
            purpose: PasskeyUse::Add,
            domain,
            action: routes::ADD_PASSKEY,
            label: "Add the passkey",
        };
        let field = view! {
            <Input
                id=Field::PasskeyName.name()
                label="Name"
                hint="To know it again in your list"
                value=name
                error=faults.text(Field::PasskeyName)
                maxlength=u32::from(PASSKEY_NAME_MOST)
                required=true
            />
        };
        view! {
            <div class="container container--narrow account">
                {tabs(routes::PASSKEYS)}
                <div class="card account__card stack">
                    <BackLink href=routes::PASSKEYS label="Passkeys"/>
                    <ErrorSummary errors=faults.summary(&[Field::PasskeyName])/>
                    <h1 class="account__title">"Add a passkey"</h1>
                    {refusal.as_ref().and_then(problem)}
                    <p>
                        "Your browser asks where to keep it: on this device, on your phone or on a security key. \
                         Whoever can unlock that device can sign in as you, so choose one that only you use."
                    </p>
                    <noscript>
                        <Notice tone=Tone::Wait title="This needs JavaScript">
                            <p>"Passkeys are made by a script of the page. Turn JavaScript on to add one."</p>
                        </Notice>
                    </noscript>
                    {form.around(field)}
                </div>
            </div>
        }
    });
    Ok(page.with_status(status))
}

/// The refusals that are about no field.
fn problem(refusal: &Refusal) -> Option<impl IntoView + use<>> {
    let (title, text) = match refusal {
        Refusal::WrongCode => (
            "The passkey was not added",
            "It took too long, or your browser did not answer as it should. If your device keeps a passkey from this try, delete \
             it there. Then try again.",
        ),
        Refusal::Stale => (
            "You have ten passkeys, which is the most",
            "Remove one that you no longer use before you add another.",
        ),
        _ => return None,
    };
    Some(view! {
        <Notice tone=Tone::Bad live=true title=title>
            <p>{text}</p>
        </Notice>
    })
}
