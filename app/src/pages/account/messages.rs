use std::collections::BTreeMap;

use axum::{http::StatusCode, response::IntoResponse};
use backend::account::{MessageChoices, get_message_choices, set_message_choices};
use domain::{
    messages::{Channel, QuietHours, Topic},
    schedule::{clock_label, parse_clock},
};
use leptos::prelude::*;

use super::tabs::tabs;
use crate::{
    Ctx,
    pages::{Form, Page, PageError, Query, Reply, see_other},
    routes,
    ui::{Button, Checkbox, Field, InputKind, InputWidth, Notice, Tone},
};

#[derive(Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    saved: String,
}

/// What was typed about the quiet hours.
struct Quiet {
    is_on: bool,
    from: String,
    until: String,
    is_wrong: bool,
}

const YES: &str = "true";

pub async fn show(ctx: Ctx, Query(asked): Query<Asked>) -> Result<Page, PageError> {
    let have = get_message_choices(&ctx).await?;
    let hours = have.choices.quiet_hours();
    let clock = |minute: Option<u16>, usual: &str| minute.map_or_else(|| usual.to_owned(), clock_label);
    let quiet = Quiet {
        is_on: hours.is_some(),
        from: clock(hours.map(|hours| hours.from), "21:00"),
        until: clock(hours.map(|hours| hours.until), "08:00"),
        is_wrong: false,
    };
    Ok(page(have, quiet, !asked.saved.is_empty()))
}

pub async fn submit(ctx: Ctx, Form(fields): Form<Vec<(String, String)>>) -> Reply {
    let count = fields.len();
    let fields: BTreeMap<String, String> = fields.into_iter().collect();
    if fields.len() < count {
        // One of them came twice.
        return Err(PageError::Malformed);
    }
    let mut have = get_message_choices(&ctx).await?;
    let field = |name: &str| fields.get(name).cloned().unwrap_or_default();
    let is_ticked = |name: &str| field(name) == YES;
    let mut chosen = have.choices.clone();
    for topic in have.topics.clone() {
        // What cannot be chosen stays as it was.
        for channel in have.channels(topic).collect::<Vec<_>>() {
            chosen.choose(topic, channel, is_ticked(&name(topic, channel)));
        }
    }
    let mut quiet = Quiet {
        is_on: is_ticked("quiet"),
        from: field("quiet_from"),
        until: field("quiet_until"),
        is_wrong: false,
    };
    if have.has_sms {
        let hours = parse_clock(&quiet.from).zip(parse_clock(&quiet.until));
        let hours = hours.filter(|(from, until)| from != until);
        quiet.is_wrong = quiet.is_on && hours.is_none();
        chosen.choose_quiet_hours(
            hours
                .filter(|_| quiet.is_on)
                .map(|(from, until)| QuietHours { from, until }),
        );
    }
    if quiet.is_wrong {
        have.choices = chosen;
        let page = page(have, quiet, false).with_status(StatusCode::UNPROCESSABLE_ENTITY);
        return Ok(page.into_response());
    }
    set_message_choices(&ctx, &chosen).await?;
    Ok(see_other(routes::with_query(routes::MESSAGES, &[("saved", "1")])).into_response())
}

/// "reminders-sms"
fn name(topic: Topic, channel: Channel) -> String {
    format!("{}-{}", topic.name(), channel.name())
}

fn page(have: MessageChoices, quiet: Quiet, is_saved: bool) -> Page {
    Page::new("Messages to me", move || view(&have, quiet, is_saved))
}

fn view(have: &MessageChoices, quiet: Quiet, is_saved: bool) -> impl IntoView + use<> {
    let topics = have
        .topics
        .iter()
        .map(|&topic| topic_fields(have, topic))
        .collect_view();
    let has_topics = !have.topics.is_empty();
    let quiet = have.has_sms.then(|| quiet_fields(quiet));
    let no_sms = (!have.has_sms).then(|| {
        view! { <p class="small muted">"Text messages cannot be chosen: the clinic sends none, or you have given no number."</p> }
    });
    view! {
        <div class="container container--narrow account">
            {tabs(routes::MESSAGES)}
            <div class="stack">
                <h1 class="account__title">"Messages to me"</h1>
                <p>
                    "About passwords, sign-in and the account itself we always write by e-mail. Messages never say what a visit is about."
                </p>
                {is_saved.then(|| view! { <Notice tone=Tone::Ok live=true title="Saved"/> })}
                {(!has_topics).then(|| view! { <p>"There is nothing else that we would send you."</p> })}
                {has_topics.then(|| view! {
                    <form class="stack" method="post" action=routes::MESSAGES novalidate>
                        {topics}
                        {quiet}
                        {no_sms}
                        <Button>"Save"</Button>
                    </form>
                })}
            </div>
        </div>
    }
}

fn topic_fields(have: &MessageChoices, topic: Topic) -> impl IntoView + use<> {
    let boxes = have
        .channels(topic)
        .map(|channel| {
            let is_wanted = have.choices.wants(topic, channel);
            view! { <Checkbox id=name(topic, channel) label=channel.label() checked=is_wanted/> }
        })
        .collect_view();
    view! {
        <fieldset class="card choices">
            <legend class="choices__title">{topic.label()}</legend>
            <div class="choices__boxes">{boxes}</div>
        </fieldset>
    }
}

fn quiet_fields(quiet: Quiet) -> impl IntoView {
    let error = quiet
        .is_wrong
        .then(|| "Enter two different times, like 21:00 and 08:00.".to_owned());
    view! {
        <fieldset class="card choices">
            <legend class="choices__title">"Quiet hours"</legend>
            <div class="stack stack--s">
                <Checkbox
                    id="quiet"
                    label="No text messages at night"
                    hint="They wait until the quiet hours end, by the clock of the time zone in your profile, or else of the place of the visit. Codes come at once."
                    checked=quiet.is_on
                />
                <div class="choices__boxes">
                    <Field id="quiet_from" label="From" kind=InputKind::Time width=InputWidth::Short value=quiet.from error=error/>
                    <Field id="quiet_until" label="Until" kind=InputKind::Time width=InputWidth::Short value=quiet.until/>
                </div>
            </div>
        </fieldset>
    }
}
