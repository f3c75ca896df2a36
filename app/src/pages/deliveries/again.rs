//! Asks before a message is sent again.

use axum::{http::StatusCode, response::IntoResponse};
use backend::{
    Fault,
    delivery::{Again, DeliveryView, SendAgain, get_delivery, send_again},
};
use domain::{ids::MessageId, refusal::Refusal};
use leptos::prelude::*;
use serde::Deserialize;

use super::{
    message::why_not,
    parts::{moment, whom},
};
use crate::{
    Ctx,
    pages::{Form, Page, PageError, Path, Reply, see_other},
    routes,
    ui::{BackLink, Button, ButtonVariant, Card, Description, DescriptionList, IconName, LinkButton, Notice, Tone},
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    times: String,
}

pub async fn show(ctx: Ctx, Path(id): Path<MessageId>) -> Result<Page, PageError> {
    page(&ctx, id, false).await
}

pub async fn submit(ctx: Ctx, Path(id): Path<MessageId>, Form(fields): Form<Fields>) -> Reply {
    let input = SendAgain {
        message: id,
        times: fields.times.parse().map_err(|_| PageError::Malformed)?,
    };
    match send_again(&ctx, input).await {
        Ok(new) => {
            let path = routes::of_message(routes::DELIVERY, new);
            Ok(see_other(routes::with_query(&path, &[("done", "again")])).into_response())
        }
        Err(Fault::Refused(Refusal::Stale)) => Ok(page(&ctx, id, true).await?.into_response()),
        Err(fault) => Err(fault.into()),
    }
}

async fn page(ctx: &Ctx, id: MessageId, is_stale: bool) -> Result<Page, PageError> {
    let message = get_delivery(ctx, id).await?;
    let status = if is_stale { StatusCode::CONFLICT } else { StatusCode::OK };
    Ok(Page::new("Send a message again", move || view(&message, is_stale)).with_status(status))
}

fn view(message: &DeliveryView, is_stale: bool) -> impl IntoView + use<> {
    let back = routes::of_message(routes::DELIVERY, message.line.id);
    let problem = is_stale.then(|| {
        view! {
            <Notice tone=Tone::Bad live=true title="Nothing was sent">
                <p>"It changed since you looked: this is how it stands."</p>
            </Notice>
        }
    });
    let answer = match (message.again, why_not(message.again)) {
        (Again::Possible { times }, _) => form(message.line.id, times, back.clone()).into_any(),
        (_, why) => view! {
            <p class="lead">{why}</p>
            <p><LinkButton href=back.clone() variant=ButtonVariant::Secondary>"Back to the message"</LinkButton></p>
        }
        .into_any(),
    };
    let line = &message.line;
    let whom = whom(line);
    let (kind, channel, at) = (line.kind.clone(), line.channel.label(), moment(&line.at));
    view! {
        <div class="container">
            <div class="settings">
                <BackLink href=back label="The message"/>
                {problem}
                <h1>"Send this message again?"</h1>
                <Card>
                    <DescriptionList rows=true>
                        <Description term="What">{kind}</Description>
                        <Description term="To">{whom}</Description>
                        <Description term="Way">{channel}</Description>
                        <Description term="Written">{at}</Description>
                    </DescriptionList>
                </Card>
                {answer}
            </div>
        </div>
    }
}

fn form(id: MessageId, times: u32, back: String) -> impl IntoView {
    let before = match times {
        0 => None,
        1 => Some("It was sent again once already.".to_owned()),
        many => Some(format!("It was sent again {many} times already.")),
    };
    view! {
        <p>
            "The person may get it twice. It goes to the address or number that their account has now. "
            {before}
        </p>
        <form class="form" method="post" action=routes::of_message(routes::DELIVERY_AGAIN, id)>
            <input type="hidden" name="times" value=times/>
            <div class="form__actions">
                <Button icon=IconName::MAIL>"Send again"</Button>
                <LinkButton href=back variant=ButtonVariant::Secondary>"Leave it"</LinkButton>
            </div>
        </form>
    }
}
