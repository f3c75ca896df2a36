use domain::{
    access::{Action, Relation, Subject},
    audit::Deed,
    messages::{Channel, Kind},
    refusal::{Fault as Wrong, Field, FieldError, Refusal},
};
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::Checked;
use crate::{
    Broken, Context, audit,
    entity::account,
    notification::{Content, Line, Part, Wording, address, check, has_part},
};

/// Words to be sent to the one who writes them.
#[derive(Clone, Debug)]
pub struct TestMessage {
    pub kind: Kind,
    pub channel: Channel,
    pub wording: Wording,
}

/// Sends a message about invented people in these words to the administrator who asks, through the outbox as all others.
///
/// # Errors
/// `SignInFirst`; `Forbidden` for all but administrators; `NotFound` for what does not go this way; `Invalid` when they have no number, or no text messages are sent.
pub async fn test_template(ctx: &Context, input: &TestMessage) -> Checked<()> {
    ctx.check(Action::Edit, Subject::Template, Relation::Stranger)?;
    let part = match input.channel {
        Channel::Email => Part::Subject,
        Channel::Sms => Part::TextMessage,
        Channel::App => return Err(Refusal::NotFound.into()),
    };
    if !has_part(input.kind, part) {
        return Err(Refusal::NotFound.into());
    }
    let wording = input.wording.fitted(input.kind);
    let wrong = check(input.kind, &wording, ctx.settings());
    if !wrong.is_empty() {
        return Ok(Err(wrong));
    }
    let own = Uuid::from(ctx.actor().signed_in()?);
    let content = Content::Test {
        of: input.kind.name().to_owned(),
        wording,
    };
    let tx = ctx.db().begin().await?;
    let reader = account::Entity::find_by_id(own).one(&*tx).await?;
    let reader = reader.ok_or(Broken::Inconsistent("account"))?;
    let recipient = address(ctx, &reader, input.channel, &content)?;
    let recipient = recipient.ok_or_else(|| FieldError::alone(Field::Phone, Wrong::Missing))?;
    let line = Line {
        content: &content,
        channel: input.channel,
        recipient,
        account: Some(own),
        appointment: None,
        cause: &ctx.new_id().to_string(),
        due: ctx.now(),
        origin: None,
    };
    line.write(ctx, &tx)?;
    let event = audit::Event {
        action: Deed::TestTemplate,
        subject: "message_template",
        subject_id: Uuid::nil(),
        detail: &format!("{}, {}", input.kind.label(), input.channel.name()),
        patient: None,
        reason: None,
    };
    audit::record(ctx, &tx, event)?;
    tx.commit().await?;
    Ok(Ok(()))
}
