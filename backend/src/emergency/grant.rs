//! Rows of `emergency_access`.

use domain::{audit::Deed, ids::EmergencyId, refusal::Refusal, time::Instant};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, Select};
use uuid::Uuid;

use crate::{Context, Fault, audit, db::Tx, entity::emergency_access};

/// Adds to the trail of the patient, with the identifier of the access.
pub(super) fn record(ctx: &Context, tx: &Tx, grant: &emergency_access::Model, action: Deed) -> Result<(), Fault> {
    let id = grant.id.to_string();
    let reason = grant.reason(ctx.keys())?;
    let event = audit::Event {
        action,
        subject: "account",
        subject_id: grant.patient_id,
        detail: &id,
        patient: Some(grant.patient_id),
        reason: Some(&reason),
    };
    audit::record(ctx, tx, event)
}

/// Those whose time is not over and that nobody ended.
pub(super) fn open(now: Instant) -> Select<emergency_access::Entity> {
    use emergency_access::Column as C;
    emergency_access::Entity::find()
        .filter(C::EndsAt.gt(now.millis()))
        .filter(C::EndedAt.is_null())
}

/// While it is open; begun ones count.
pub(super) fn seconds_left(grant: &emergency_access::Model, now: Instant) -> Option<i64> {
    let millis = grant.ends_at - now.millis();
    (grant.ended_at.is_none() && millis > 0).then(|| (millis + 999) / 1000)
}

/// One's own access, open or over.
///
/// # Errors
/// `SignInFirst`; `NotFound` alike for somebody else's and for an absent one.
pub(super) async fn load_own(
    ctx: &Context,
    db: &impl ConnectionTrait,
    id: EmergencyId,
) -> Result<emergency_access::Model, Fault> {
    let account = ctx.actor().signed_in()?;
    let found = emergency_access::Entity::find_by_id(Uuid::from(id))
        .filter(emergency_access::Column::AccountId.eq(Uuid::from(account)));
    Ok(found.one(db).await?.ok_or(Refusal::NotFound)?)
}
