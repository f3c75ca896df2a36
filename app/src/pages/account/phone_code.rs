//! The code that proves the phone number of who registers, once the e-mail address is proved.

use axum::response::IntoResponse;
use backend::{
    Fault,
    account::{self, Proving, RegistrationView},
    booking::find_live_hold,
};
use domain::{
    booking::HoldView,
    refusal::{Field, Refusal},
};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    code_parts::{Asked, News, code_form, find, notice, start_again, steps, verified},
    held::held_time,
    onward::onward,
};
use crate::{
    Ctx,
    pages::{Form, Page, Query, Reply, faults::Faults, see_other},
    routes,
    ui::{Button, ButtonVariant, ErrorSummary, Field as Input, InputKind, InputWidth, Notice, Tone},
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    code: String,
    phone: String,
}

pub async fn show(ctx: Ctx, Query(asked): Query<Asked>) -> Reply {
    if let Some(role) = ctx.role() {
        return Ok(see_other(onward(&ctx, role, "").await?).into_response());
    }
    page(&ctx, asked.news(), None).await
}

pub async fn submit(ctx: Ctx, Form(fields): Form<Fields>) -> Reply {
    let Some(registration) = ctx.registration() else {
        return start_again();
    };
    match account::verify_phone(&ctx, registration, &fields.code, ctx.user_agent()).await {
        Ok(done) => verified(&ctx, done).await,
        Err(Fault::Refused(refusal @ (Refusal::Invalid(_) | Refusal::WrongCode | Refusal::TooManyTries { .. }))) => {
            page(&ctx, News::Refused(refusal), None).await
        }
        Err(fault) => Err(fault.into()),
    }
}

pub async fn resend(ctx: Ctx) -> Reply {
    let Some(registration) = ctx.registration() else {
        return start_again();
    };
    let sent = account::resend_code(&ctx, registration).await;
    answer(&ctx, sent, None).await
}

/// Another number.
pub async fn correct(ctx: Ctx, Form(fields): Form<Fields>) -> Reply {
    let Some(registration) = ctx.registration() else {
        return start_again();
    };
    let sent = account::correct_phone(&ctx, registration, &fields.phone).await;
    answer(&ctx, sent, Some(fields.phone)).await
}

async fn answer(ctx: &Ctx, sent: Result<(), Fault>, number: Option<String>) -> Reply {
    match sent {
        Ok(()) => Ok(see_other(routes::with_query(routes::REGISTER_PHONE, &[("sent", "1")])).into_response()),
        Err(Fault::Refused(Refusal::NotFound)) => start_again(),
        Err(Fault::Refused(refusal @ Refusal::TooManyTries { .. })) => {
            page(ctx, News::NoMoreCodes(refusal), number).await
        }
        Err(Fault::Refused(refusal @ Refusal::Invalid(_))) => page(ctx, News::Refused(refusal), number).await,
        Err(fault) => Err(fault.into()),
    }
}

async fn page(ctx: &Ctx, news: News, number: Option<String>) -> Reply {
    let Some(registration) = find(ctx).await? else {
        return start_again();
    };
    if registration.proving == Proving::Email {
        return Ok(see_other(routes::REGISTER_CODE).into_response());
    }
    let hold = find_live_hold(ctx).await?;
    let is_demo = ctx.state().demo.is_some();
    let page = Page::new(news.title("Check your phone"), {
        let news = news.clone();
        move || view(registration, hold, &news, number, is_demo)
    });
    Ok(page.with_status(news.status()).into_response())
}

fn view(
    registration: RegistrationView,
    hold: Option<HoldView>,
    news: &News,
    number: Option<String>,
    is_demo: bool,
) -> impl IntoView + use<> {
    let RegistrationView {
        phone,
        is_sent,
        is_staff,
        ..
    } = registration;
    let again = if is_staff {
        routes::REGISTER_STAFF
    } else {
        routes::REGISTER
    };
    let faults = news.faults();
    let to = phone.clone();
    let sent = if is_sent {
        view! {
            <p>"We have texted a code of six digits to " <strong>{to}</strong> ". It works for 10 minutes."</p>
            {is_demo.then(|| view! {
                <p>"This is the demo, so the message waits in the " <a href=routes::DEMO_MAIL>"demo mail"</a> "."</p>
            })}
            {code_form(routes::REGISTER_PHONE.to_owned(), &faults)}
        }
        .into_any()
    } else {
        view! {
            <Notice tone=Tone::Bad title="No code could be sent to this number for now">
                <p>"Too many text messages went to " {to} " within an hour. Try again later, or give another number."</p>
            </Notice>
        }
        .into_any()
    };
    let no_more = "We cannot text more codes for now";
    view! {
        <div class="container container--narrow account">
            {held_time(hold)}
            <div class="card account__card stack">
                <ErrorSummary errors=faults.summary(&[Field::Code, Field::Phone])/>
                {steps(Proving::Phone)}
                <h1 class="account__title">"Check your phone"</h1>
                {notice(news, no_more, "Start again.")}
                <p>"Your e-mail address is confirmed. The phone number is the last step: the clinic calls or texts it when something changes."</p>
                {sent}
            </div>
            <form class="account__other" method="post" action=routes::RESEND_PHONE_CODE>
                <span>"Nothing came?"</span>
                <Button variant=ButtonVariant::Quiet small=true>"Text a new code"</Button>
            </form>
            {correction(phone, number, &faults)}
            <p class="account__other">
                "No mobile phone? " <a href=format!("{}#contact", routes::HELP)>"Call us for an account"</a>
            </p>
            <p class="account__other">"Something else is wrong? " <a href=again>"Start again"</a></p>
        </div>
    }
}

fn correction(phone: String, number: Option<String>, faults: &Faults) -> impl IntoView + use<> {
    let is_open = number.is_some();
    view! {
        <details class="account__correct" open=is_open>
            <summary>"Wrong number?"</summary>
            <form class="form" method="post" action=routes::CORRECT_PHONE novalidate>
                <Input
                    id=Field::Phone.name()
                    label="Phone number"
                    kind=InputKind::Phone
                    width=InputWidth::Medium
                    hint="A mobile number with the country code, like +44 7700 900123"
                    value=number.unwrap_or(phone)
                    error=faults.text(Field::Phone)
                    autocomplete="tel"
                    required=true
                />
                <div class="form__actions">
                    <Button variant=ButtonVariant::Secondary>"Text a code to this number"</Button>
                </div>
            </form>
        </details>
    }
}
