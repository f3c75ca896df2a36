use std::sync::Arc;

use backend::adapters::mail::{FolderMailer, StoredMail};
use domain::{
    refusal::Refusal,
    time::{Instant, TimeLabel, Zone},
};
use leptos::prelude::*;

use crate::{
    Ctx,
    pages::{Page, PageError},
    routes,
    ui::{EmptyState, Icon, IconName},
};

/// More nobody reads.
const MOST: usize = 200;

/// All mail, the newest first.
pub async fn show(ctx: Ctx) -> Result<Page, PageError> {
    let mails = folder(&ctx)?.list(MOST).await.map_err(broken)?;
    Ok(Page::new("Demo mail", move || view(&mails)))
}

pub(super) fn folder(ctx: &Ctx) -> Result<FolderMailer, PageError> {
    let demo = ctx.state().demo.as_ref().ok_or(Refusal::NotFound)?;
    FolderMailer::open(&demo.mail_folder).map_err(broken)
}

pub(super) fn broken(error: std::io::Error) -> PageError {
    PageError::Broken(Arc::new(error))
}

/// "23 Nov, 09:52", by the clock of Greenwich: a mail has no place.
pub(super) fn sent_at(date: Instant) -> String {
    let label = Zone::parse("UTC").map(|zone| TimeLabel::new(date, &zone));
    label
        .map(|label| format!("{}, {} UTC", label.short_date(), label.time()))
        .unwrap_or_default()
}

fn view(mails: &[StoredMail]) -> impl IntoView + use<> {
    let list = if mails.is_empty() {
        view! {
            <EmptyState
                icon=IconName::MAIL
                title="No mail yet"
                text="Register or book an appointment: what would be sent arrives here within seconds."
            />
        }
        .into_any()
    } else {
        view! { <ul class="mail-list" role="list">{mails.iter().map(item).collect_view()}</ul> }.into_any()
    };
    view! {
        <div class="container">
            <div class="page-head">
                <h1>"Demo mail"</h1>
                <p class="lead">"In the demo no message leaves this computer. They are all here, the newest first."</p>
            </div>
            {list}
        </div>
    }
}

fn item(stored: &StoredMail) -> impl IntoView + use<> {
    let mail = &stored.mail;
    let icon = if mail.calendar.is_some() {
        IconName::CALENDAR
    } else {
        IconName::MAIL
    };
    view! {
        <li class="mail-item">
            <Icon name=icon/>
            <div>
                <a class="mail-item__link" href=routes::demo_message(&stored.id)>{mail.subject.clone()}</a>
                <p class="mail-item__to">"To " {mail.to.address.clone()}</p>
            </div>
            <time class="mail-item__when" datetime=mail.date.to_string()>{sent_at(mail.date)}</time>
        </li>
    }
}
