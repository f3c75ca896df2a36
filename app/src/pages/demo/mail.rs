use std::sync::Arc;

use backend::adapters::{
    Stored,
    mail::{FolderMailer, OutgoingMail},
    sms::{OutgoingSms, SmsFolder},
};
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
const MOST: usize = 100;

/// The latest mail and text messages, the newest first.
pub async fn show(ctx: Ctx) -> Result<Page, PageError> {
    let mails = folder(&ctx)?.list(MOST).await.map_err(broken)?;
    let demo = ctx.state().demo.as_ref().ok_or(Refusal::NotFound)?;
    let folder = SmsFolder::open(&demo.sms_folder).map_err(broken)?;
    let texts = folder.list(MOST).await.map_err(broken)?;
    Ok(Page::new("Demo messages", move || view(&mails, &texts)))
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

fn view(mails: &[Stored<OutgoingMail>], texts: &[Stored<OutgoingSms>]) -> impl IntoView + use<> {
    let mails = mails
        .iter()
        .map(|stored| (stored.message.date, mail(stored).into_any()));
    let texts = texts
        .iter()
        .map(|stored| (stored.message.date, text(&stored.message).into_any()));
    let mut items: Vec<_> = mails.chain(texts).collect();
    items.sort_by_key(|(date, _)| std::cmp::Reverse(*date));
    let items: Vec<_> = items.into_iter().map(|(_, item)| item).collect();
    let list = if items.is_empty() {
        view! {
            <EmptyState
                icon=IconName::MAIL
                title="No messages yet"
                text="Register or book an appointment: what would be sent arrives here within seconds."
            />
        }
        .into_any()
    } else {
        view! { <ul class="mail-list" role="list">{items}</ul> }.into_any()
    };
    view! {
        <div class="container">
            <div class="page-head">
                <h1>"Demo messages"</h1>
                <p class="lead">"In the demo no message leaves this computer. The latest are here, the newest first."</p>
            </div>
            {list}
        </div>
    }
}

/// Read where it stands, like on a phone.
fn text(sms: &OutgoingSms) -> impl IntoView + use<> {
    view! {
        <li class="mail-item">
            <Icon name=IconName::PHONE/>
            <div>
                <p>{sms.text.clone()}</p>
                <p class="mail-item__to">"Text message to " {sms.to.clone()}</p>
            </div>
            <time class="mail-item__when" datetime=sms.date.to_string()>{sent_at(sms.date)}</time>
        </li>
    }
}

fn mail(stored: &Stored<OutgoingMail>) -> impl IntoView + use<> {
    let mail = &stored.message;
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
