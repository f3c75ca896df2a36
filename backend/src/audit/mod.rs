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
mod refused;
mod seal;
mod tail;
mod tell;
mod verify;

use domain::{access::Actor, audit::Deed};
use sea_orm::{ActiveValue::Set, EntityTrait};
use uuid::Uuid;

pub use access_log::{AccessLog, list_access};
pub use chain::{Head, WrongHead};
pub use export::{Exported, export_trail};
pub use find_people::{Person, find_people, get_person};
pub(crate) use list::parse_date;
pub use list::{MOST_IN_FILE, Trail, TrailFilter, list_trail, trail_file};
pub(crate) use read::{Reading, Reads, Seen, note, note_always, note_own, note_patients};
pub use refused::note_refused_access;
pub(crate) use refused::{note_refused, note_refused_sign_in, note_used_up};
pub use seal::{BATCH, Sealed, seal};
pub use tail::{EventId, Tail};
pub use tell::Told;
pub(crate) use tell::clinic_zone;
pub use verify::{Report, Tampered, verify};

use crate::{
    Context, Fault,
    crypto::{CryptoFault, Keys, LASTING, Place},
    db::Tx,
    entity::audit_event,
    live::lists_of,
};

/// One thing done to one record. `detail` is for facts without personal data, such as the new status.
#[derive(Clone, Copy)]
pub(crate) struct Event<'a> {
    pub action: Deed,
    pub subject: &'static str,
    pub subject_id: Uuid,
    pub detail: &'a str,
    /// Whose data it is.
    pub patient: Option<Uuid>,
    /// As the staff typed it. What patients type is kept with the appointment only, where it can be erased.
    pub reason: Option<&'a str>,
}

/// Adds the event to the trail, in the transaction of what it tells. Who looks at a list on which it is seen is told with the commit.
pub(crate) fn record(ctx: &Context, tx: &Tx, event: Event<'_>) -> Result<(), Fault> {
    tx.insert_at_last(&audit_event::Entity::insert(row(ctx, event)?));
    for list in lists_of(event.action) {
        tx.listed(*list);
    }
    Ok(())
}

fn row(ctx: &Context, event: Event<'_>) -> Result<audit_event::ActiveModel, CryptoFault> {
    let reason = match ctx.actor().role() {
        Some(domain::account::Role::Patient) if !event.action.is_reading() => "",
        _ => event.reason.unwrap_or_default(),
    };
    let id = ctx.new_id();
    // What a use case reads for is one of a few words of ours; what somebody typed is nobody's to find in a stolen file.
    let reason = if event.action.is_reading() {
        reason.to_owned()
    } else {
        ctx.keys().seal_lasting(place(&id), reason)?
    };
    Ok(audit_event::ActiveModel {
        id: Set(id),
        at: Set(ctx.now().millis()),
        actor: Set(actor_name(ctx.actor()).to_owned()),
        account_id: Set(ctx.actor().account().map(Uuid::from)),
        action: Set(event.action.name().to_owned()),
        subject: Set(event.subject.to_owned()),
        subject_id: Set(event.subject_id),
        detail: Set(event.detail.to_owned()),
        patient_id: Set(event.patient),
        reason: Set(reason),
        origin: Set(ctx.origin().place().as_ref().to_owned()),
        request: Set(ctx.origin().request().to_owned()),
    })
}

/// The reason of an event as it was typed. It is encrypted with the key that is never replaced, because an event can never be
/// written anew; events from before reasons were encrypted have it plain.
fn opened_reason(keys: &Keys, event: &audit_event::Model) -> Result<String, CryptoFault> {
    if event.reason.starts_with(&format!("x1.{LASTING}.")) {
        keys.open(place(&event.id), &event.reason)
    } else {
        Ok(event.reason.clone())
    }
}

fn place(id: &Uuid) -> Place<'_> {
    Place::new("audit_event", "reason", id)
}

fn actor_name(actor: &Actor) -> &'static str {
    match actor {
        Actor::Visitor => "visitor",
        Actor::Person { role, .. } => role.name(),
        Actor::System => "system",
    }
}
