use axum::response::IntoResponse;
use backend::{
    Fault,
    emergency::{EmergencyLine, find_named, list_own_emergencies},
};
use domain::{
    account::Role,
    refusal::{Field, Refusal},
};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    ask,
    form::{Fields, Wrong},
};
use crate::{
    Ctx,
    error::status_of,
    pages::{Form, Page, PageError, Query, Reply},
    routes,
    ui::{Button, ButtonVariant, DateParts, ErrorSummary, Field as Input, IconName, LinkButton, Notice, Tone},
};

const TITLE: &str = "Emergency access";
const ORDER: [Field; 2] = [Field::FamilyName, Field::BirthDate];

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// "ended", just now.
    done: String,
}

/// Who it is about; and what is open already.
pub async fn show(ctx: Ctx, Query(asked): Query<Asked>) -> Result<Page, PageError> {
    let news = (asked.done == "ended").then_some(News::Ended);
    page(&ctx, Fields::default(), news, None).await
}

/// Looks for the patient, and asks why.
pub async fn submit(ctx: Ctx, Form(fields): Form<Fields>) -> Reply {
    match find_named(&ctx, &fields.named()).await {
        Ok(found) if found.is_empty() => Ok(page(&ctx, fields, Some(News::Nobody), None).await?.into_response()),
        Ok(found) => Ok(ask::page(fields, found, None).into_response()),
        Err(Fault::Refused(refusal @ Refusal::Invalid(_))) => {
            Ok(page(&ctx, fields, None, Some(refusal)).await?.into_response())
        }
        Err(fault) => Err(fault.into()),
    }
}

#[derive(Clone, Copy)]
enum News {
    Ended,
    Nobody,
}

async fn page(ctx: &Ctx, fields: Fields, news: Option<News>, refusal: Option<Refusal>) -> Result<Page, PageError> {
    let open = list_own_emergencies(ctx).await?;
    let is_administrator = ctx.role() == Some(Role::Administrator);
    let wrong = refusal.as_ref().map(Wrong::of).unwrap_or_default();
    let status = refusal.as_ref().map(status_of).unwrap_or_default();
    let title = wrong.title(TITLE);
    Ok(Page::new(title, move || view(fields, news, &wrong, open, is_administrator)).with_status(status))
}

fn view(
    fields: Fields,
    news: Option<News>,
    wrong: &Wrong,
    open: Vec<EmergencyLine>,
    is_administrator: bool,
) -> impl IntoView + use<> {
    view! {
        <div class="container container--narrow stack stack--l">
            <ErrorSummary errors=wrong.summary(&ORDER)/>
            {news.map(notice)}
            <div class="stack stack--l" id="emergency" data-told="" data-ending="">
                <div class="page-head">
                    <h1>{TITLE}</h1>
                    <p class="lead">
                        "When somebody’s life or health depends on it, you can read a patient’s appointments and their reasons for 30 minutes, also when you do not treat them."
                    </p>
                </div>
                {own(open)}
            </div>
            <Notice tone=Tone::Wait title="Only in an emergency">
                <p>
                    "You say why, it is recorded with your name, and the patient and all administrators are told at once. For patients you treat you do not need it."
                </p>
            </Notice>
            <form class="form" method="post" action=routes::EMERGENCY novalidate>
                <Input
                    id=Field::FamilyName.name()
                    label="Last name of the patient"
                    value=fields.family_name
                    error=wrong.text(Field::FamilyName)
                    maxlength=100
                    required=true
                />
                <DateParts
                    id=Field::BirthDate.name()
                    legend="Their date of birth"
                    hint="For example, 27 3 1984"
                    day=fields.birth_date_day
                    month=fields.birth_date_month
                    year=fields.birth_date_year
                    error=wrong.text(Field::BirthDate)
                />
                <div class="form__actions">
                    <Button icon=IconName::SEARCH>"Find the patient"</Button>
                    {is_administrator.then(|| view! {
                        <LinkButton href=routes::EMERGENCY_LIST variant=ButtonVariant::Secondary>"Who used it"</LinkButton>
                    })}
                </div>
            </form>
        </div>
    }
}

fn notice(news: News) -> impl IntoView {
    let (tone, title, text) = match news {
        News::Ended => (
            Tone::Ok,
            "Your emergency access is ended",
            "You can open it again if you must.",
        ),
        News::Nobody => (
            Tone::Bad,
            "No patient has this last name and date of birth",
            "Check how the name is written, and the date. Both must be exactly right.",
        ),
    };
    view! { <Notice tone=tone live=true title=title><p>{text}</p></Notice> }
}

/// What the one who asks has open now.
fn own(open: Vec<EmergencyLine>) -> Option<impl IntoView> {
    if open.is_empty() {
        return None;
    }
    let lines = open.into_iter().map(|line| {
        let about = format!(" {}", line.patient);
        view! {
            <li class="days__one" data-ends=line.seconds_left>
                <span class="person__text">
                    <span class="strong">{line.patient}</span>
                    <span class="person__note">"Open until " {line.until}</span>
                </span>
                <LinkButton href=routes::emergency(line.id) variant=ButtonVariant::Secondary small=true>
                    "Open" <span class="visually-hidden">{about}</span>
                </LinkButton>
            </li>
        }
    });
    Some(view! { <ul class="days" role="list" aria-label="Open now">{lines.collect_view()}</ul> })
}
