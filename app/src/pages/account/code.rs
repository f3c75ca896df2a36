use axum::response::IntoResponse;
use backend::{
    Fault,
    account::{self, RegistrationView, Verified},
    booking::find_live_hold,
};
use domain::{
    booking::HoldView,
    refusal::{Field, Refusal},
};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    held::held_time,
    onward::{end_former_session, onward},
    sign_in::wait,
};
use crate::{
    Ctx,
    error::status_of,
    pages::{Form, Page, PageError, Query, Reply, faults::Faults, see_other},
    routes,
    session::Secret,
    ui::{Button, ButtonVariant, CodeField, ErrorSummary, Notice, Tone},
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    code: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// A new code has just been sent.
    sent: String,
}

/// What there is to say above the form.
enum News {
    Nothing,
    Sent,
    /// The code that was given was refused.
    Refused(Refusal),
    /// There are no more codes for this registration.
    NoMoreCodes {
        seconds: u32,
    },
}

pub async fn show(ctx: Ctx, Query(asked): Query<Asked>) -> Reply {
    if let Some(role) = ctx.role() {
        return Ok(see_other(onward(&ctx, role, "").await?).into_response());
    }
    page(
        &ctx,
        if asked.sent.is_empty() {
            News::Nothing
        } else {
            News::Sent
        },
    )
    .await
}

pub async fn submit(ctx: Ctx, Form(fields): Form<Fields>) -> Reply {
    let Some(registration) = ctx.registration() else {
        return start_again();
    };
    match account::verify_email(&ctx, registration, &fields.code, ctx.user_agent()).await {
        Ok(Verified::Pending(_)) => {
            let done = see_other(routes::REGISTER_WAITING).with_cookie(&ctx.forget(Secret::Registration));
            Ok(done.into_response())
        }
        Ok(Verified::SignedIn(signed_in)) => {
            end_former_session(&ctx).await?;
            let next = onward(&ctx, signed_in.role, "").await?;
            let done = see_other(next)
                .with_cookie(&ctx.keep(Secret::Session, &signed_in.session))
                .with_cookie(&ctx.forget(Secret::Registration));
            Ok(done.into_response())
        }
        Err(Fault::Refused(refusal @ (Refusal::Invalid(_) | Refusal::WrongCode | Refusal::TooManyTries { .. }))) => {
            page(&ctx, News::Refused(refusal)).await
        }
        Err(fault) => Err(fault.into()),
    }
}

pub async fn resend(ctx: Ctx) -> Reply {
    let Some(registration) = ctx.registration() else {
        return start_again();
    };
    match account::resend_code(&ctx, registration).await {
        Ok(()) => Ok(see_other(routes::with_query(routes::REGISTER_CODE, &[("sent", "1")])).into_response()),
        Err(Fault::Refused(Refusal::NotFound)) => start_again(),
        Err(Fault::Refused(Refusal::TooManyTries { retry_after_secs })) => {
            page(
                &ctx,
                News::NoMoreCodes {
                    seconds: retry_after_secs,
                },
            )
            .await
        }
        Err(fault) => Err(fault.into()),
    }
}

fn start_again() -> Reply {
    Ok(see_other(routes::REGISTER).into_response())
}

async fn page(ctx: &Ctx, news: News) -> Reply {
    let Some(RegistrationView { email, is_staff }) = registration(ctx).await? else {
        return start_again();
    };
    let hold = find_live_hold(ctx).await?;
    let is_demo = ctx.state().demo.is_some();
    let (status, title) = match &news {
        News::Nothing | News::Sent => Default::default(),
        News::Refused(refusal) => (status_of(refusal), "Error: "),
        News::NoMoreCodes { seconds } => (
            status_of(&Refusal::TooManyTries {
                retry_after_secs: *seconds,
            }),
            "Error: ",
        ),
    };
    let page = Page::new(format!("{title}Check your e-mail"), move || {
        view(email, is_staff, hold, &news, is_demo)
    });
    Ok(page.with_status(status).into_response())
}

/// The registration that is under way in this browser.
async fn registration(ctx: &Ctx) -> Result<Option<RegistrationView>, PageError> {
    match ctx.registration() {
        Some(registration) => Ok(account::find_registration(ctx, registration).await?),
        None => Ok(None),
    }
}

fn view(email: String, is_staff: bool, hold: Option<HoldView>, news: &News, is_demo: bool) -> impl IntoView + use<> {
    let faults = match news {
        News::Refused(refusal) => Faults::of(refusal),
        _ => Faults::default(),
    };
    let again = if is_staff {
        routes::REGISTER_STAFF
    } else {
        routes::REGISTER
    };
    view! {
        <div class="container container--narrow account">
            {held_time(hold)}
            <div class="card account__card stack">
                <ErrorSummary errors=faults.summary(&[Field::Code])/>
                <h1 class="account__title">"Check your e-mail"</h1>
                {notice(news)}
                <p>"We have sent a code of six digits to " <strong>{email}</strong> ". It works for 15 minutes."</p>
                {is_demo.then(|| view! {
                    <p>"This is the demo, so the message waits in the " <a href=routes::DEMO_MAIL>"demo mail"</a> "."</p>
                })}
                <form class="form" method="post" action=routes::REGISTER_CODE novalidate>
                    <CodeField
                        id=Field::Code.name()
                        label="Code"
                        hint="Six digits, from the newest message"
                        error=faults.text(Field::Code)
                    />
                    <div class="form__actions">
                        <Button wide=true>"Confirm"</Button>
                    </div>
                </form>
            </div>
            <form class="account__other" method="post" action=routes::RESEND_CODE>
                <span>"Nothing came?"</span>
                <Button variant=ButtonVariant::Quiet small=true>"Send a new code"</Button>
            </form>
            <p class="account__other">"Wrong address? " <a href=again>"Start again"</a></p>
        </div>
    }
}

fn notice(news: &News) -> Option<impl IntoView + use<>> {
    let (tone, title, text) = match news {
        News::Sent => (
            Tone::Ok,
            "A new code is on its way",
            "Codes from earlier messages no longer work.".to_owned(),
        ),
        News::NoMoreCodes { seconds } => (
            Tone::Bad,
            "We cannot send more codes to this address",
            format!("Start again. {}", wait(*seconds)),
        ),
        News::Refused(Refusal::WrongCode) => (
            Tone::Bad,
            "That code does not work",
            "It is wrong, or too old. Look into the newest message, or have a new code sent.".to_owned(),
        ),
        News::Refused(Refusal::TooManyTries { .. }) => (
            Tone::Bad,
            "Too many wrong codes",
            "Have a new code sent, then try with that one.".to_owned(),
        ),
        News::Nothing | News::Refused(_) => return None,
    };
    Some(view! {
        <Notice tone=tone live=true title=title>
            <p>{text}</p>
        </Notice>
    })
}
