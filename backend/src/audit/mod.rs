//! Who did what to which record.

use domain::access::Actor;
use sea_orm::{ActiveValue::Set, EntityTrait};
use uuid::Uuid;

use crate::{Context, db::Tx, entity::audit_event};

/// One thing done to one record. `detail` is for facts without personal data, such as the new status.
pub(crate) struct Event<'a> {
    pub action: &'static str,
    pub subject: &'static str,
    pub subject_id: Uuid,
    pub detail: &'a str,
}

/// Adds the event to the trail, in the transaction of what it tells.
pub(crate) fn record(ctx: &Context, tx: &Tx, event: Event<'_>) {
    let row = audit_event::ActiveModel {
        id: Set(ctx.new_id()),
        at: Set(ctx.now().millis()),
        actor: Set(actor_name(ctx.actor()).to_owned()),
        account_id: Set(ctx.actor().account().map(Uuid::from)),
        action: Set(event.action.to_owned()),
        subject: Set(event.subject.to_owned()),
        subject_id: Set(event.subject_id),
        detail: Set(event.detail.to_owned()),
    };
    tx.insert_at_last(&audit_event::Entity::insert(row));
}

fn actor_name(actor: &Actor) -> &'static str {
    match actor {
        Actor::Visitor => "visitor",
        Actor::Person { role, .. } => role.name(),
        Actor::System => "system",
    }
}
