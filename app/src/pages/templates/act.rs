//! What the buttons below the words do.

use axum::response::IntoResponse;
use backend::{
    Fault,
    templates::{
        ChangeTemplate, Preview, TestMessage, Wording, WrongWording, change_template, preview_template, reset_template,
        test_template,
    },
};
use domain::{
    messages::{Channel, Kind},
    refusal::Refusal,
    version::Version,
};
use serde::Deserialize;

use super::edit::{kind_of, page};
use crate::{
    Ctx,
    pages::{Form, PageError, Path, Reply, see_other},
    routes,
};

#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    pub version: String,
    pub subject: String,
    pub heading: String,
    pub body: String,
    pub text_message: String,
    pub action: String,
}

impl Fields {
    pub fn wording(&self) -> Wording {
        Wording {
            subject: self.subject.clone(),
            heading: self.heading.clone(),
            body: self.body.clone(),
            text_message: self.text_message.clone(),
        }
    }
}

/// What was typed, and what came of it.
#[derive(Default)]
pub(super) struct Entered {
    pub wording: Option<Wording>,
    /// That was seen.
    pub version: Option<Version>,
    pub outcome: Outcome,
}

#[derive(Default)]
pub(super) enum Outcome {
    #[default]
    Nothing,
    Wrong(Vec<WrongWording>),
    /// Somebody else was first.
    Stale,
    Previewed(Vec<Preview>),
    Sent(Channel),
    /// There is no number, or no gateway.
    NotSent,
}

pub async fn submit(ctx: Ctx, Path(kind): Path<String>, Form(fields): Form<Fields>) -> Reply {
    let kind = kind_of(&kind)?;
    let version = fields
        .version
        .parse()
        .map(Version::new)
        .map_err(|_| PageError::Malformed)?;
    let wording = fields.wording();
    let outcome = match fields.action.as_str() {
        "save" => save(&ctx, kind, version, &wording).await?,
        "reset" => reset(&ctx, kind, version).await?,
        "preview" => match preview_template(&ctx, kind, &wording)? {
            Ok(previews) => Some(Outcome::Previewed(previews)),
            Err(wrong) => Some(Outcome::Wrong(wrong)),
        },
        "test_email" => Some(test(&ctx, kind, Channel::Email, &wording).await?),
        "test_sms" => Some(test(&ctx, kind, Channel::Sms, &wording).await?),
        _ => return Err(PageError::Malformed),
    };
    let Some(outcome) = outcome else {
        let done = if fields.action == "reset" { "reset" } else { "saved" };
        let path = routes::with_query(&routes::of_kind(routes::TEMPLATE, kind), &[("done", done)]);
        return Ok(see_other(path).into_response());
    };
    let entered = Entered {
        wording: Some(wording),
        version: Some(version),
        outcome,
    };
    Ok(page(&ctx, kind, entered, String::new()).await?.into_response())
}

/// `None` when it is saved.
async fn save(ctx: &Ctx, kind: Kind, version: Version, wording: &Wording) -> Result<Option<Outcome>, PageError> {
    let input = ChangeTemplate {
        kind,
        version,
        wording: wording.clone(),
    };
    match change_template(ctx, &input).await {
        Ok(Ok(())) => Ok(None),
        Ok(Err(wrong)) => Ok(Some(Outcome::Wrong(wrong))),
        Err(Fault::Refused(Refusal::Stale)) => Ok(Some(Outcome::Stale)),
        Err(fault) => Err(fault.into()),
    }
}

async fn reset(ctx: &Ctx, kind: Kind, version: Version) -> Result<Option<Outcome>, PageError> {
    match reset_template(ctx, kind, version).await {
        Ok(()) => Ok(None),
        Err(Fault::Refused(Refusal::Stale)) => Ok(Some(Outcome::Stale)),
        Err(fault) => Err(fault.into()),
    }
}

async fn test(ctx: &Ctx, kind: Kind, channel: Channel, wording: &Wording) -> Result<Outcome, PageError> {
    let input = TestMessage {
        kind,
        channel,
        wording: wording.clone(),
    };
    match test_template(ctx, &input).await {
        Ok(Ok(())) => Ok(Outcome::Sent(channel)),
        Ok(Err(wrong)) => Ok(Outcome::Wrong(wrong)),
        Err(Fault::Refused(Refusal::Invalid(_))) => Ok(Outcome::NotSent),
        Err(fault) => Err(fault.into()),
    }
}
