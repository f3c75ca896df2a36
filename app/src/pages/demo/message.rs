use axum::{http::header, response::IntoResponse};
use backend::adapters::{
    Stored,
    mail::{MailAddress, OutgoingMail},
};
use domain::refusal::Refusal;
use leptos::prelude::*;

use super::mail::{broken, folder, sent_at};
use crate::{
    Ctx,
    pages::{Page, PageError, Path, Reply},
    routes,
    ui::{BackLink, Description, DescriptionList},
};

/// A mail is a document of somebody else's, as far as a browser is concerned: no script, nothing from elsewhere, a sandbox.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox \
                      allow-top-navigation-by-user-activation";

/// One mail as its reader sees it.
pub async fn show(ctx: Ctx, Path(id): Path<String>) -> Result<Page, PageError> {
    let stored = find(&ctx, &id).await?;
    Ok(Page::new(stored.message.subject.clone(), move || view(stored)))
}

/// The HTML part by itself, for the frame.
pub async fn show_html(ctx: Ctx, Path(id): Path<String>) -> Reply {
    let html = find(&ctx, &id).await?.message.html;
    // A link in a mail leaves the frame.
    let html = html.replacen("<head>", "<head><base target=\"_top\">", 1);
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, html).into_response())
}

/// The calendar part.
pub async fn show_calendar(ctx: Ctx, Path(id): Path<String>) -> Reply {
    let calendar = find(&ctx, &id).await?.message.calendar.ok_or(Refusal::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"invite.ics\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((headers, calendar.text).into_response())
}

async fn find(ctx: &Ctx, id: &str) -> Result<Stored<OutgoingMail>, PageError> {
    let found = folder(ctx)?.find(id).await.map_err(broken)?;
    found.ok_or(Refusal::NotFound.into())
}

fn view(stored: Stored<OutgoingMail>) -> impl IntoView {
    let Stored { id, message: mail } = stored;
    let OutgoingMail {
        from,
        to,
        subject,
        date,
        text,
        calendar,
        ..
    } = mail;
    let calendar = calendar.map(|_| routes::demo_message_calendar(&id));
    view! {
        <div class="container stack stack--l">
            <BackLink href=routes::DEMO_MAIL label="Demo messages"/>
            <h1>{subject.clone()}</h1>
            <DescriptionList rows=true>
                <Description term="To">{shown(&to)}</Description>
                <Description term="From">{shown(&from)}</Description>
                <Description term="Sent">
                    <time datetime=date.to_string()>{sent_at(date)}</time>
                </Description>
                {calendar.map(|href| view! {
                    <Description term="Attached">
                        <a href=href download="invite.ics">"invite.ics"</a>
                    </Description>
                })}
            </DescriptionList>
            <section class="stack stack--s" aria-labelledby="html">
                <h2 id="html">"As most programs show it"</h2>
                <iframe
                    class="mail-view__frame"
                    src=routes::demo_message_html(&id)
                    title=subject
                    sandbox="allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
                    referrerpolicy="no-referrer"
                ></iframe>
            </section>
            <section class="stack stack--s" aria-labelledby="text">
                <h2 id="text">"As plain text"</h2>
                <pre class="mail-view__body">{text}</pre>
            </section>
        </div>
    }
}

fn shown(address: &MailAddress) -> String {
    match &address.name {
        Some(name) => format!("{name} <{}>", address.address),
        None => address.address.clone(),
    }
}
