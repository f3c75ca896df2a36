use axum::response::IntoResponse;
use backend::{
    Fault,
    booking::find_live_hold,
    passkey,
    session::{self, SignIn},
};
use domain::refusal::{Fault as Wrong, Field, FieldError, Refusal};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    barred,
    demo_people::demo_people,
    held::held_time,
    onward::{end_former_session, onward},
    passkeys::sign_in_form,
};
use crate::{
    Ctx,
    error::status_of,
    pages::{Form, Page, PageError, Query, Reply, faults::Faults, see_other},
    routes,
    session::Secret,
    ui::{Button, ErrorSummary, Field as Input, InputKind, Notice, Tone},
};

const ORDER: [Field; 2] = [Field::Email, Field::Password];

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    email: String,
    password: String,
    return_to: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    return_to: String,
    /// The password was just changed by the link from a mail.
    changed: String,
}

pub async fn show(ctx: Ctx, Query(asked): Query<Asked>) -> Reply {
    if let Some(role) = ctx.role() {
        return Ok(see_other(onward(&ctx, role, &asked.return_to).await?).into_response());
    }
    let fields = Fields {
        return_to: asked.return_to,
        ..Fields::default()
    };
    let is_changed = !asked.changed.is_empty();
    Ok(page(&ctx, fields, None, is_changed).await?.into_response())
}

pub async fn submit(ctx: Ctx, Form(fields): Form<Fields>) -> Reply {
    let missing = missing(&fields);
    if !missing.is_empty() {
        return Ok(page(&ctx, fields, Some(Refusal::Invalid(missing)), false)
            .await?
            .into_response());
    }
    let form = SignIn {
        email: fields.email.clone(),
        password: fields.password.clone(),
        user_agent: ctx.user_agent().to_owned(),
    };
    match session::sign_in(&ctx, &form).await {
        Ok(half) if half.awaits_code => {
            let next = routes::sign_in_code(routes::local(&fields.return_to).unwrap_or_default());
            Ok(see_other(next)
                .with_cookie(&ctx.keep(Secret::Half, &half.session))
                .into_response())
        }
        Ok(signed_in) => {
            end_former_session(&ctx).await?;
            let next = onward(&ctx, signed_in.role, &fields.return_to).await?;
            Ok(see_other(next)
                .with_cookie(&ctx.keep(Secret::Session, &signed_in.session))
                .with_cookie(&ctx.know(&signed_in.browser))
                .into_response())
        }
        Err(Fault::Refused(Refusal::Barred { state, reason })) => {
            Ok(barred::refused(&ctx, state, reason).await?.into_response())
        }
        Err(Fault::Refused(
            refusal @ (Refusal::WrongCredentials | Refusal::PasskeyNeeded | Refusal::TooManyTries { .. }),
        )) => Ok(page(&ctx, fields, Some(refusal), false).await?.into_response()),
        Err(fault) => Err(fault.into()),
    }
}

/// The page again, after a passkey that does not work.
pub(super) async fn refused(ctx: &Ctx, return_to: String, refusal: Refusal) -> Reply {
    let fields = Fields {
        return_to,
        ..Fields::default()
    };
    Ok(page(ctx, fields, Some(refusal), false).await?.into_response())
}

/// What was left empty, so that a slip is not called a wrong password.
fn missing(fields: &Fields) -> Vec<FieldError> {
    let given = [
        (Field::Email, fields.email.trim()),
        (Field::Password, fields.password.as_str()),
    ];
    let empty = given.into_iter().filter(|(_, text)| text.is_empty());
    empty
        .map(|(field, _)| FieldError {
            field,
            fault: Wrong::Missing,
        })
        .collect()
}

async fn page(ctx: &Ctx, fields: Fields, refusal: Option<Refusal>, is_changed: bool) -> Result<Page, PageError> {
    let hold = find_live_hold(ctx).await?;
    let faults = refusal.as_ref().map(Faults::of).unwrap_or_default();
    let status = refusal.as_ref().map(status_of).unwrap_or_default();
    let title = if refusal.is_some() { "Error: Sign in" } else { "Sign in" };
    let people = ctx
        .state()
        .demo
        .as_ref()
        .map(|demo| demo.sign_ins.clone())
        .unwrap_or_default();
    let domain = passkey::domain(ctx.settings());
    let page = Page::new(title, move || {
        let passkey = sign_in_form(domain, &fields.return_to);
        let demo = demo_people(people, routes::local(&fields.return_to));
        view! {
            <div class="container container--narrow account">
                {held_time(hold)}
                <div class="card account__card stack">
                    <ErrorSummary errors=faults.summary(&ORDER)/>
                    <h1 class="account__title">"Sign in"</h1>
                    {refusal.as_ref().and_then(problem)}
                    {is_changed.then(|| view! {
                        <Notice tone=Tone::Ok title="Your new password is saved">
                            <p>"Sign in with it. All your browsers were signed out."</p>
                        </Notice>
                    })}
                    {form(fields, &faults)}
                    {passkey}
                </div>
                <p class="account__other">"New here? " <a href=routes::REGISTER>"Create an account"</a></p>
                <p class="account__other">"Do you work here? " <a href=routes::REGISTER_STAFF>"Register as staff"</a></p>
                {demo}
            </div>
        }
    });
    Ok(page.with_status(status))
}

fn form(fields: Fields, faults: &Faults) -> impl IntoView + use<> {
    let return_to = routes::local(&fields.return_to).map(str::to_owned);
    view! {
                <form class="form" method="post" action=routes::SIGN_IN novalidate>
                    {return_to.map(|path| view! { <input type="hidden" name="return_to" value=path/> })}
                    <Input
                        id=Field::Email.name()
                        label="E-mail address"
                        kind=InputKind::Email
                        value=fields.email
                        error=faults.text(Field::Email)
                        autocomplete="username"
                        required=true
                    />
                    <Input
                        id=Field::Password.name()
                        label="Password"
                        kind=InputKind::Password
                        error=faults.text(Field::Password)
                        autocomplete="current-password"
                        required=true
                    />
                    <p class="account__forgot"><a href=routes::FORGOT_PASSWORD>"Forgot your password?"</a></p>
                    <div class="form__actions">
                        <Button wide=true>"Sign in"</Button>
                    </div>
                </form>
    }
}

/// The refusals that are about no field.
fn problem(refusal: &Refusal) -> Option<impl IntoView + use<>> {
    let (title, text) = match refusal {
        Refusal::WrongCredentials => (
            "The e-mail address or the password is wrong",
            "Check both and try again. Capital letters in the password count.".to_owned(),
        ),
        Refusal::WrongCode => (
            "This passkey does not work here",
            "It may be one that was removed, or it was used too late. Try again, or sign in with your password.".to_owned(),
        ),
        Refusal::PasskeyNeeded => (
            "Use your passkey",
            "Your password is right, but your clinic asks for two steps, and yours is a passkey. If you have lost it, ask an \
             administrator of your clinic to remove it."
                .to_owned(),
        ),
        Refusal::TooManyTries { retry_after_secs } => ("Too many tries", wait(*retry_after_secs)),
        _ => return None,
    };
    Some(view! {
        <Notice tone=Tone::Bad live=true title=title>
            <p>{text}</p>
        </Notice>
    })
}

/// When to try again.
pub(in crate::pages) fn wait(seconds: u32) -> String {
    match seconds.div_ceil(60) {
        0 | 1 => "Wait a minute before you try again.".to_owned(),
        minutes => format!("Wait {minutes} minutes before you try again."),
    }
}
