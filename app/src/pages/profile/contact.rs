//! Another e-mail address or phone number: first which, then the code that was sent there.

use axum::response::IntoResponse;
use backend::{
    Fault,
    contact::{Begun, begin_change, confirm_change, drop_change, find_change, resend_change_code},
    profile::{Contacts, get_own_profile},
};
use domain::{
    account::Contact,
    profile::label,
    refusal::{Field, Refusal},
};
use leptos::prelude::*;
use serde::Deserialize;

use crate::{
    Ctx,
    pages::{
        Form, Page, Path, Query, Reply,
        account::code_parts::{Asked, News, code_form, notice},
        faults::Faults,
        see_other,
    },
    routes,
    ui::{
        BackLink, Button, ButtonVariant, Description, DescriptionList, ErrorSummary, Field as Input, InputKind,
        InputWidth,
    },
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    code: String,
    email: String,
    phone: String,
}

pub async fn show(ctx: Ctx, Path(what): Path<String>, Query(asked): Query<Asked>) -> Reply {
    let what = parse(&what)?;
    if find_change(&ctx, what).await?.is_none() {
        // Before the form is filled in, not after.
        ctx.recently_verified()?;
    }
    page(&ctx, what, asked.news(), None).await
}

pub async fn begin(ctx: Ctx, Path(what): Path<String>, Form(fields): Form<Fields>) -> Reply {
    let what = parse(&what)?;
    let typed = match what {
        Contact::Email => fields.email,
        Contact::Phone => fields.phone,
    };
    match begin_change(&ctx, what, &typed).await {
        Ok(Begun::CodeSent) => Ok(see_other(routes::of_contact(routes::CHANGE_CONTACT, what)).into_response()),
        Ok(Begun::Changed) => saved(what),
        Err(Fault::Refused(refusal @ Refusal::Invalid(_))) => {
            page(&ctx, what, News::Refused(refusal), Some(typed)).await
        }
        Err(Fault::Refused(refusal @ Refusal::TooManyTries { .. })) => {
            page(&ctx, what, News::NoMoreCodes(refusal), Some(typed)).await
        }
        Err(fault) => Err(fault.into()),
    }
}

pub async fn confirm(ctx: Ctx, Path(what): Path<String>, Form(fields): Form<Fields>) -> Reply {
    let what = parse(&what)?;
    match confirm_change(&ctx, what, &fields.code).await {
        Ok(()) => saved(what),
        Err(Fault::Refused(refusal @ (Refusal::Invalid(_) | Refusal::WrongCode | Refusal::TooManyTries { .. }))) => {
            page(&ctx, what, News::Refused(refusal), None).await
        }
        Err(fault) => Err(fault.into()),
    }
}

pub async fn resend(ctx: Ctx, Path(what): Path<String>) -> Reply {
    let what = parse(&what)?;
    let here = routes::of_contact(routes::CHANGE_CONTACT, what);
    match resend_change_code(&ctx, what).await {
        Ok(()) => Ok(see_other(routes::with_query(&here, &[("sent", "1")])).into_response()),
        Err(Fault::Refused(Refusal::NotFound)) => Ok(see_other(here).into_response()),
        Err(Fault::Refused(refusal @ Refusal::TooManyTries { .. })) => {
            page(&ctx, what, News::NoMoreCodes(refusal), None).await
        }
        Err(fault) => Err(fault.into()),
    }
}

pub async fn drop(ctx: Ctx, Path(what): Path<String>) -> Reply {
    let what = parse(&what)?;
    drop_change(&ctx, what).await?;
    Ok(see_other(routes::PROFILE).into_response())
}

fn parse(name: &str) -> Result<Contact, Refusal> {
    Contact::from_name(name).ok_or(Refusal::NotFound)
}

fn saved(what: Contact) -> Reply {
    Ok(see_other(routes::with_query(routes::PROFILE, &[("saved", what.name())])).into_response())
}

async fn page(ctx: &Ctx, what: Contact, news: News, typed: Option<String>) -> Reply {
    let contacts = get_own_profile(ctx, None).await?.contacts;
    let pending = find_change(ctx, what).await?.filter(|_| typed.is_none());
    let is_demo = ctx.state().demo.is_some();
    let sends_code = what == Contact::Email || ctx.settings().sends_sms;
    let title = match what {
        Contact::Email => "Change your e-mail address",
        Contact::Phone => "Change your phone number",
    };
    let status = news.status();
    let page = Page::new(news.title(title), move || {
        let body = match pending {
            Some(pending) => code(what, pending.contact, &news, is_demo).into_any(),
            None => wish(what, &contacts, &news, typed, sends_code).into_any(),
        };
        view! {
            <div class="container container--narrow account">
                <BackLink href=routes::PROFILE label="Your profile"/>
                {body}
            </div>
        }
    });
    Ok(page.with_status(status).into_response())
}

fn wish(
    what: Contact,
    contacts: &Contacts,
    news: &News,
    typed: Option<String>,
    sends_code: bool,
) -> impl IntoView + use<> {
    let faults = news.faults();
    let (title, now) = match what {
        Contact::Email => ("Change your e-mail address", Some(contacts.email.clone())),
        Contact::Phone => ("Change your phone number", contacts.phone.clone()),
    };
    let is_proved = match what {
        Contact::Email => contacts.is_email_proved,
        Contact::Phone => contacts.is_phone_proved,
    };
    let next = match (what, sends_code) {
        (Contact::Email, _) => {
            "We send a code to the new address. Until you enter it, the old one stays; then we tell the old one."
        }
        (Contact::Phone, true) => {
            "We text a code to the new number. Until you enter it, the old one stays; then we tell the old one."
        }
        (Contact::Phone, false) => "The clinic calls it when something changes. We tell you by e-mail that it changed.",
    };
    // One that nobody has proved is proved by giving it again.
    let value = typed.or_else(|| now.clone().filter(|_| !is_proved)).unwrap_or_default();
    view! {
        <div class="card account__card stack">
            <ErrorSummary errors=faults.summary(&[what.field()])/>
            <h1 class="account__title">{title}</h1>
            {notice(news, "Too many codes were sent", "")}
            <DescriptionList rows=true>
                <Description term="Now">
                    <span class="profile-card__text">{now.unwrap_or_else(|| "None".to_owned())}</span>
                </Description>
            </DescriptionList>
            <p>{next}</p>
            <form class="form" method="post" action=routes::of_contact(routes::CHANGE_CONTACT, what) novalidate>
                {contact_field(what, value, &faults)}
                <div class="form__actions">
                    <Button wide=true>{if sends_code { "Send the code" } else { "Save" }}</Button>
                </div>
            </form>
        </div>
    }
}

fn contact_field(what: Contact, value: String, faults: &Faults) -> AnyView {
    let error = faults.text(what.field());
    match what {
        Contact::Email => view! {
            <Input
                id=Field::Email.name()
                label="New e-mail address"
                kind=InputKind::Email
                value=value
                error=error
                autocomplete="email"
                required=true
            />
        }
        .into_any(),
        Contact::Phone => view! {
            <Input
                id=Field::Phone.name()
                label="New phone number"
                kind=InputKind::Phone
                width=InputWidth::Medium
                hint="With the country code, like +44 7700 900123"
                value=value
                error=error
                autocomplete="tel"
                required=true
            />
        }
        .into_any(),
    }
}

fn code(what: Contact, contact: String, news: &News, is_demo: bool) -> impl IntoView + use<> {
    let faults = news.faults();
    let (title, how) = match what {
        Contact::Email => ("Check your e-mail", "We have sent a code of six digits to "),
        Contact::Phone => ("Check your phone", "We have texted a code of six digits to "),
    };
    let to = |template| routes::of_contact(template, what);
    view! {
        <div class="card account__card stack">
            <ErrorSummary errors=faults.summary(&[Field::Code])/>
            <h1 class="account__title">{title}</h1>
            {notice(news, "We cannot send more codes for now", "Press “Do not change it” and begin again.")}
            <p>{how} <strong>{contact}</strong> ". It works for 10 minutes."</p>
            {is_demo.then(|| view! {
                <p>"This is the demo, so the message waits in the " <a href=routes::DEMO_MAIL>"demo mail"</a> "."</p>
            })}
            {code_form(to(routes::CONTACT_CODE), &faults)}
        </div>
        <form class="account__other" method="post" action=to(routes::RESEND_CONTACT_CODE)>
            <span>"Nothing came?"</span>
            <Button variant=ButtonVariant::Quiet small=true>"Send a new code"</Button>
        </form>
        <form class="account__other" method="post" action=to(routes::DROP_CONTACT_CHANGE)>
            <span>{format!("Keep the {} that you have?", label(what.field()).to_lowercase())}</span>
            <Button variant=ButtonVariant::Quiet small=true>"Do not change it"</Button>
        </form>
    }
}
