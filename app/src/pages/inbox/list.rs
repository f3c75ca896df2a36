use backend::inbox::{MessageLine, MessageList, list_messages};
use domain::{
    ids::MessageId,
    time::{Date, TimeLabel},
};
use leptos::prelude::*;
use serde::Deserialize;

use crate::{
    Ctx,
    pages::{Page, PageError, Query},
    routes,
    ui::{Badge, Button, ButtonVariant, EmptyState, IconName, LinkButton, Notice, Tone},
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    /// The last message of the page before.
    before: String,
    /// All were just marked as read.
    read: String,
}

pub async fn show(ctx: Ctx, Query(asked): Query<Asked>) -> Result<Page, PageError> {
    let before: Option<MessageId> = match asked.before.as_str() {
        "" => None,
        text => Some(text.parse().map_err(|_| PageError::Malformed)?),
    };
    let list = list_messages(&ctx, before).await?;
    let (is_later_page, are_read) = (before.is_some(), !asked.read.is_empty());
    Ok(Page::new("Messages", move || view(list, is_later_page, are_read)))
}

fn view(list: MessageList, is_later_page: bool, are_read: bool) -> impl IntoView {
    let MessageList {
        lines,
        next,
        zone,
        today,
    } = list;
    let is_empty = lines.is_empty();
    // On a later page the newest is not known.
    let newest = lines.first().filter(|_| !is_later_page).map(|line| line.id);
    let read_all = newest
        .filter(|_| lines.iter().any(|line| !line.is_read) || next.is_some())
        .map(read_all);
    let older = next.map(|before| {
        let href = routes::with_query(routes::INBOX, &[("before", &before.to_string())]);
        view! { <LinkButton href=href variant=ButtonVariant::Secondary>"Older"</LinkButton> }
    });
    let newer = is_later_page.then(|| {
        view! { <LinkButton href=routes::INBOX variant=ButtonVariant::Secondary>"Newest"</LinkButton> }
    });
    let note = (!is_empty).then(|| {
        let note = format!(
            "When a message came is told by the clock of {zone}. Messages that you have read go after 90 days."
        );
        view! { <p class="small muted">{note}</p> }
    });
    let list = if is_empty {
        nothing().into_any()
    } else {
        by_day(lines, today).into_any()
    };
    view! {
        <div class="container container--narrow stack stack--l">
            <div class="page-head">
                <h1>"Messages"</h1>
                <p class="lead">
                    "What we have told you. "
                    <a href=routes::MESSAGES>"Choose what you are told and how"</a>
                </p>
            </div>
            {are_read.then(|| view! { <Notice tone=Tone::Ok live=true title="Marked as read"/> })}
            <div class="stack stack--l" id="messages" data-told>
                {read_all}
                {list}
                <div class="cluster">{newer} {older}</div>
                {note}
            </div>
        </div>
    }
}

fn nothing() -> impl IntoView {
    view! {
        <EmptyState
            icon=IconName::BELL
            title="No messages"
            text="When something happens that concerns you, such as a change of an appointment, it stands here."
        >
            <LinkButton href=routes::MESSAGES variant=ButtonVariant::Secondary>"Choose what you are told"</LinkButton>
        </EmptyState>
    }
}

fn read_all(newest: MessageId) -> impl IntoView {
    view! {
        <form method="post" action=routes::READ_ALL>
            <input type="hidden" name="newest" value=newest.to_string()/>
            <Button variant=ButtonVariant::Secondary icon=IconName::CHECK>"Mark all as read"</Button>
        </form>
    }
}

fn by_day(lines: Vec<MessageLine>, today: Date) -> impl IntoView {
    let mut days: Vec<(Date, Vec<MessageLine>)> = Vec::new();
    for line in lines {
        match days.last_mut() {
            Some((day, lines)) if *day == line.day => lines.push(line),
            _ => days.push((line.day, vec![line])),
        }
    }
    let days = days.into_iter().map(|(day, lines)| {
        let name = lines.first().map(|line| day_name(day, &line.came, today));
        view! {
            <section class="stack stack--s">
                <h2 class="inbox__day">{name}</h2>
                <ol class="inbox" role="list">{lines.into_iter().map(message).collect_view()}</ol>
            </section>
        }
    });
    days.collect_view()
}

/// "Today", "Yesterday", "Monday 23 November 2026"
fn day_name(day: Date, came: &TimeLabel, today: Date) -> String {
    if day == today {
        "Today".to_owned()
    } else if today.yesterday().is_ok_and(|yesterday| day == yesterday) {
        "Yesterday".to_owned()
    } else {
        came.date()
    }
}

fn message(message: MessageLine) -> impl IntoView {
    let MessageLine {
        id,
        heading,
        lines,
        lead,
        came,
        is_read,
        ..
    } = message;
    let name = format!("message-{id}");
    // Who has read what leads nowhere has nothing left to do with it.
    let button = match lead {
        Some(lead) => Some(lead.label),
        None if !is_read => Some("Mark as read".to_owned()),
        None => None,
    };
    let button = button.map(|label| {
        view! {
            <form method="post" action=routes::open_message(id)>
                <button
                    class="button button--secondary button--small"
                    type="submit"
                    id=format!("open-{id}")
                    aria-describedby=name.clone()
                >
                    {label}
                </button>
            </form>
        }
    });
    let class = if is_read {
        "inbox__message"
    } else {
        "inbox__message inbox__message--unread"
    };
    view! {
        <li class=class>
            <div class="inbox__text">
                <h3 class="inbox__title" id=name>{heading}</h3>
                {lines.into_iter().map(|line| view! { <p>{line}</p> }).collect_view()}
            </div>
            <p class="inbox__came">
                {(!is_read).then(|| view! { <Badge tone=Tone::Accent icon=IconName::BELL label="Unread"/> })}
                <time class="tabular" datetime=came.rfc3339()>{came.time()}</time>
            </p>
            {button}
        </li>
    }
}
