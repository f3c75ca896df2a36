//! One message: where it went, and each try.

use backend::delivery::{Again, AttemptLine, DeliveryView, Related, get_delivery};
use domain::{ids::MessageId, messages::DeliveryState};
use leptos::prelude::*;
use serde::Deserialize;

use super::parts::{moment, state_badge, tries, whom};
use crate::{
    Ctx,
    pages::{Page, PageError, Path, Query},
    routes,
    ui::{
        BackLink, Badge, ButtonVariant, Card, Cell, Description, DescriptionList, IconName, LinkButton, Notice, Row,
        Table, Tone,
    },
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    done: String,
}

pub async fn show(ctx: Ctx, Path(id): Path<MessageId>, Query(asked): Query<Asked>) -> Result<Page, PageError> {
    let message = get_delivery(&ctx, id).await?;
    Ok(Page::new("Message", move || view(&message, &asked.done)))
}

fn view(message: &DeliveryView, done: &str) -> impl IntoView + use<> {
    let line = &message.line;
    let news = (done == "again").then(|| {
        view! {
            <Notice tone=Tone::Ok live=true title="It is on its way again">
                <p>"This is the new message. It goes out in a moment; look again to see what the server answers."</p>
            </Notice>
        }
    });
    let appointment = message.appointment.map(|id| {
        view! {
            <Description term="About"><a href=routes::appointment(id)>"The appointment"</a></Description>
        }
    });
    let ended = message.ended.as_ref().map(|at| {
        let term = match line.state {
            DeliveryState::Failed => "Given up",
            DeliveryState::Withdrawn => "Withdrawn",
            DeliveryState::Sent | DeliveryState::Waiting => "Sent",
        };
        let at = moment(at);
        view! { <Description term=term>{at}</Description> }
    });
    let tries = Some(tries(line)).filter(|text| !text.is_empty());
    let origin = message.origin.as_ref().map(|other| {
        let what = if other.is_again { "Sends again" } else { "Instead of" };
        let link = link(other);
        view! { <Description term=what>{link}</Description> }
    });
    let later = message.later.iter().map(|other| {
        let what = if other.is_again { "Sent again" } else { "Went instead" };
        let link = link(other);
        view! { <Description term=what>{link}</Description> }
    });
    let later = later.collect_view();
    let (written, channel) = (moment(&line.at), line.channel.label());
    let (kind, whom, state) = (line.kind.clone(), whom(line), state_badge(line.state));
    let (attempts, again) = (attempts(&message.attempts, &message.zone), again(message));
    view! {
        <div class="container">
            <div class="settings">
                <BackLink href=routes::DELIVERIES label="Messages"/>
                {news}
                <div class="page-head">
                    <h1>{kind}</h1>
                    <p class="cluster cluster--s">{state} {channel}</p>
                </div>
                <Card>
                    <DescriptionList rows=true>
                        <Description term="To">{whom}</Description>
                        <Description term="Written">{written}</Description>
                        {ended}
                        {tries.map(|text| view! { <Description term="Tries">{text}</Description> })}
                        {appointment}
                        {origin}
                        {later}
                    </DescriptionList>
                </Card>
                {attempts}
                {again}
            </div>
        </div>
    }
}

fn link(other: &Related) -> impl IntoView + use<> {
    let href = routes::of_message(routes::DELIVERY, other.id);
    let text = format!("{}, {}", other.channel.label(), moment(&other.at));
    let state = format!(" ({})", other.state.label().to_lowercase());
    view! { <a href=href>{text}</a> {state} }
}

fn attempts(attempts: &[AttemptLine], zone: &str) -> impl IntoView + use<> {
    let content = if attempts.is_empty() {
        view! { <p class="muted">"It was not tried yet."</p> }.into_any()
    } else {
        let lines = attempts.iter().map(|attempt| {
            let (number, at, what) = (attempt.number, attempt.at, attempt.what.clone());
            let (tone, icon, word) = if attempt.was_taken {
                (Tone::Ok, IconName::CIRCLE_CHECK, "Taken")
            } else {
                (Tone::Bad, IconName::CIRCLE_X, "Not taken")
            };
            view! {
                <Row>
                    <Cell label="Try">{number}</Cell>
                    <Cell label="When">
                        <time class="person__text" datetime=at.rfc3339()>
                            <span class="strong tabular">{at.time()}</span>
                            <span class="person__note">{at.date()}</span>
                        </time>
                    </Cell>
                    <Cell label="Outcome"><Badge tone=tone icon=icon label=word/></Cell>
                    <Cell label="Answer">{what}</Cell>
                </Row>
            }
        });
        let lines = lines.collect_view();
        view! {
            <p class="muted">{format!("By the clock of {zone}")}</p>
            <Table caption="Tries" columns=["Try", "When", "Outcome", "Answer"]>{lines}</Table>
        }
        .into_any()
    };
    view! { <Card title="What the server answered">{content}</Card> }
}

fn again(message: &DeliveryView) -> impl IntoView + use<> {
    let content = match why_not(message.again) {
        Some(why) => view! { <p>{why}</p> }.into_any(),
        None => {
            let href = routes::of_message(routes::DELIVERY_AGAIN, message.line.id);
            view! {
                <p class="settings__intro">"It goes to where the person is reached now, the same way. You are asked first."</p>
                <p><LinkButton href=href variant=ButtonVariant::Secondary icon=IconName::MAIL>"Send again"</LinkButton></p>
            }
            .into_any()
        }
    };
    view! { <Card title="Send it again">{content}</Card> }
}

/// Why a message cannot be sent again.
pub(super) const fn why_not(again: Again) -> Option<&'static str> {
    Some(match again {
        Again::Possible { .. } => return None,
        Again::Secret => {
            "It held a code or a link that works once, and is not kept. The person asks for a new one where they got it."
        }
        Again::OnSite => "It is on this site, where the person finds it.",
        Again::Waits => "It is still to be sent: it is tried by itself.",
        Again::Past => "What it says is not so any more, so it is not sent again.",
        Again::Unreachable => "There is no address or number to send it to.",
    })
}
