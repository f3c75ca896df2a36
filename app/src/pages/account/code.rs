//! The code that proves the e-mail address of who registers.

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
    pages::{Form, Page, Query, Reply, see_other},
    routes,
    ui::{Button, ButtonVariant, ErrorSummary},
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    code: String,
}

pub async fn show(ctx: Ctx, Query(asked): Query<Asked>) -> Reply {
    if let Some(role) = ctx.role() {
        return Ok(see_other(onward(&ctx, role, "").await?).into_response());
    }
    page(&ctx, asked.news()).await
}

pub async fn submit(ctx: Ctx, Form(fields): Form<Fields>) -> Reply {
    let Some(registration) = ctx.registration() else {
        return start_again();
    };
    match account::verify_email(&ctx, registration, &fields.code, ctx.user_agent()).await {
        Ok(done) => verified(&ctx, done).await,
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
        Err(Fault::Refused(refusal @ Refusal::TooManyTries { .. })) => page(&ctx, News::NoMoreCodes(refusal)).await,
        Err(fault) => Err(fault.into()),
    }
}

async fn page(ctx: &Ctx, news: News) -> Reply {
    let Some(registration) = find(ctx).await? else {
        return start_again();
    };
    if registration.proving == Proving::Phone {
        return Ok(see_other(routes::REGISTER_PHONE).into_response());
    }
    let hold = find_live_hold(ctx).await?;
    let (is_demo, has_phone) = (ctx.state().demo.is_some(), ctx.settings().sends_sms);
    let page = Page::new(news.title("Check your e-mail"), {
        let news = news.clone();
        move || view(registration, hold, &news, is_demo, has_phone)
    });
    Ok(page.with_status(news.status()).into_response())
}

fn view(
    registration: RegistrationView,
    hold: Option<HoldView>,
    news: &News,
    is_demo: bool,
    has_phone: bool,
) -> impl IntoView + use<> {
    let RegistrationView { email, is_staff, .. } = registration;
    let faults = news.faults();
    let again = if is_staff {
        routes::REGISTER_STAFF
    } else {
        routes::REGISTER
    };
    let no_more = "We cannot send more codes to this address";
    view! {
        <div class="container container--narrow account">
            {held_time(hold)}
            <div class="card account__card stack">
                <ErrorSummary errors=faults.summary(&[Field::Code])/>
                {has_phone.then(|| steps(Proving::Email))}
                <h1 class="account__title">"Check your e-mail"</h1>
                {notice(news, no_more, "Start again.")}
                <p>"We have sent a code of six digits to " <strong>{email}</strong> ". It works for 10 minutes."</p>
                {is_demo.then(|| view! {
                    <p>"This is the demo, so the message waits in the " <a href=routes::DEMO_MAIL>"demo mail"</a> "."</p>
                })}
                {code_form(routes::REGISTER_CODE.to_owned(), &faults)}
            </div>
            <form class="account__other" method="post" action=routes::RESEND_CODE>
                <span>"Nothing came?"</span>
                <Button variant=ButtonVariant::Quiet small=true>"Send a new code"</Button>
            </form>
            <p class="account__other">"Wrong address? " <a href=again>"Start again"</a></p>
        </div>
    }
}
