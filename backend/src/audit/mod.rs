//! Who read or changed whose data, when, from where and why; and the proof that nobody changed the record (docs/adr/0015).
//!
//! [`record`] writes what is changed, in the transaction of the change; [`note`] writes what is read, before the answer is
//! given. A job seals what was committed: [`seal`] appends to a chain of hashes, and [`verify`] recomputes it.

mod access_log;
mod chain;
mod export;
mod find_people;
mod list;
mod read;
mod seal;
mod tell;
mod verify;

use domain::access::Actor;
use sea_orm::{ActiveValue::Set, EntityTrait};
use uuid::Uuid;

pub use access_log::{AccessLog, list_access};
pub use chain::{Head, WrongHead};
pub use export::{Exported, export_trail};
pub use find_people::{Person, find_people, get_person};
pub use list::{MOST_IN_FILE, Trail, TrailFilter, list_trail, trail_file};
pub(crate) use read::{Reading, Reads, Seen, note, note_always, note_patients};
pub use seal::{BATCH, Sealed, seal};
pub use tell::Told;
pub use verify::{Report, Tampered, verify};

use crate::{Context, db::Tx, entity::audit_event};

/// One thing done to one record. `detail` is for facts without personal data, such as the new status.
pub(crate) struct Event<'a> {
    pub action: &'static str,
    pub subject: &'static str,
    pub subject_id: Uuid,
    pub detail: &'a str,
    /// Whose data it is.
    pub patient: Option<Uuid>,
    /// As the staff typed it. What patients type is kept with the appointment only, where it can be erased.
    pub reason: Option<&'a str>,
}

/// Adds the event to the trail, in the transaction of what it tells.
pub(crate) fn record(ctx: &Context, tx: &Tx, event: Event<'_>) {
    tx.insert_at_last(&audit_event::Entity::insert(row(ctx, event)));
}

fn row(ctx: &Context, event: Event<'_>) -> audit_event::ActiveModel {
    let reason = match ctx.actor().role() {
        Some(domain::account::Role::Patient) if !read::is_reading(event.action) => "",
        _ => event.reason.unwrap_or_default(),
    };
    audit_event::ActiveModel {
        id: Set(ctx.new_id()),
        at: Set(ctx.now().millis()),
        actor: Set(actor_name(ctx.actor()).to_owned()),
        account_id: Set(ctx.actor().account().map(Uuid::from)),
        action: Set(event.action.to_owned()),
        subject: Set(event.subject.to_owned()),
        subject_id: Set(event.subject_id),
        detail: Set(event.detail.to_owned()),
        patient_id: Set(event.patient),
        reason: Set(reason.to_owned()),
        origin: Set(ctx.origin().place().as_ref().to_owned()),
        request: Set(ctx.origin().request().to_owned()),
    }
}

fn actor_name(actor: &Actor) -> &'static str {
    match actor {
        Actor::Visitor => "visitor",
        Actor::Person { role, .. } => role.name(),
        Actor::System => "system",
    }
}
