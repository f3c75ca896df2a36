use domain::{
    access::{Action, Relation, Subject},
    account::Role,
    audit::Deed,
    messages::{Channel, Choices, Topic},
    refusal::Refusal,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::own::own_account;
use crate::{Broken, Context, Fault, audit, db::retry, entity::account, notification::choices};

/// What somebody chose about messages, and what there is to choose.
#[derive(Clone, Debug)]
pub struct MessageChoices {
    pub choices: Choices,
    pub topics: Vec<Topic>,
    /// Text messages can be sent, and there is a number.
    pub has_sms: bool,
}

impl MessageChoices {
    /// The ways by which somebody can be told about a topic.
    pub fn channels(&self, topic: Topic) -> impl Iterator<Item = Channel> {
        let has_sms = self.has_sms;
        Channel::ALL
            .into_iter()
            .filter(move |channel| topic.can_go(*channel) && (has_sms || *channel != Channel::Sms))
    }
}

/// Of who asks.
///
/// # Errors
/// `SignInFirst`.
pub async fn get_message_choices(ctx: &Context) -> Result<MessageChoices, Fault> {
    let account = own_account(ctx).await?;
    let role = Role::from_name(&account.role).ok_or(Broken::Inconsistent("account.role"))?;
    Ok(MessageChoices {
        choices: choices(&account)?,
        topics: Topic::ALL.into_iter().filter(|topic| topic.is_for(role)).collect(),
        has_sms: ctx.settings().sends_sms && account.phone.is_some(),
    })
}

/// For who asks, from now on.
///
/// # Errors
/// `SignInFirst`.
pub async fn set_message_choices(ctx: &Context, chosen: &Choices) -> Result<(), Fault> {
    let id = Uuid::from(ctx.actor().signed_in()?);
    ctx.check(Action::Edit, Subject::SignIn, Relation::Own)?;
    retry(async || {
        let tx = ctx.db().begin().await?;
        let changed = account::Entity::update_many()
            .col_expr(account::Column::MessageChoices, Expr::value(chosen.to_string()))
            .filter(account::Column::Id.eq(id))
            .exec(&*tx)
            .await?;
        if changed.rows_affected != 1 {
            return Err(Refusal::SignInFirst.into());
        }
        let event = audit::Event {
            action: Deed::ChooseMessages,
            subject: "account",
            subject_id: id,
            detail: &chosen.to_string(),
            patient: None,
            reason: None,
        };
        audit::record(ctx, &tx, event)?;
        tx.commit().await?;
        Ok(())
    })
    .await
}
