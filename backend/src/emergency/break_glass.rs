use domain::{
    access::{Action, Relation, Subject},
    audit::Deed,
    booking::parse_emergency_reason,
    ids::{AccountId, EmergencyId},
};
use sea_orm::{ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel, QueryFilter, QuerySelect};
use uuid::Uuid;

use super::{
    EMERGENCY_MINUTES,
    find_named::{Named, NamedPatient, Wanted, get_named},
    grant, notice,
};
use crate::{
    Context, Fault,
    db::retry,
    entity::{Sealed, account, emergency_access},
};

/// Whose appointments, and why.
#[derive(Clone)]
pub struct BreakGlass {
    pub patient: AccountId,
    /// As they were looked for.
    pub named: Named,
    /// 10 to 500 characters. Administrators read it.
    pub reason: String,
}

/// What [`break_glass`] would take, before it is asked whether it is meant.
///
/// # Errors
/// As [`break_glass`].
pub async fn check_reason(ctx: &Context, input: &BreakGlass) -> Result<NamedPatient, Fault> {
    let patient = get_named(ctx, input.patient, &input.named).await?;
    parse_emergency_reason(&input.reason)?;
    Ok(patient)
}

/// Lets the one who asks read a patient's appointments with their reasons for [`EMERGENCY_MINUTES`], and tells the patient and
/// all administrators. As long as it is open, the same again is the same one.
///
/// # Errors
/// `SignInFirst`, `Forbidden`; `Invalid` for the reason and the name; `NotFound` for an account that is no patient's of this name and
/// date of birth.
pub async fn break_glass(ctx: &Context, input: &BreakGlass) -> Result<EmergencyId, Fault> {
    use emergency_access::Column as C;
    ctx.check(Action::BreakGlass, Subject::EmergencyAccess, Relation::Stranger)?;
    let account = Uuid::from(ctx.actor().signed_in()?);
    let reason = parse_emergency_reason(&input.reason)?;
    let wanted = Wanted::parse(ctx, &input.named)?;
    retry(async || {
        let tx = ctx.db().begin().await?;
        let patient = wanted.load(ctx, &*tx, input.patient.into()).await?;
        if tx.get_database_backend() == DbBackend::Postgres {
            // Of two presses at once the second sees what the first did. SQLite has one writer.
            account::Entity::find_by_id(patient.id)
                .lock_exclusive()
                .one(&*tx)
                .await?;
        }
        let now = ctx.now();
        let open = grant::open(now)
            .filter(C::AccountId.eq(account))
            .filter(C::PatientId.eq(patient.id));
        if let Some(open) = open.one(&*tx).await? {
            tx.commit().await?;
            return Ok(open.id.into());
        }
        let grant = emergency_access::Model {
            id: ctx.new_id(),
            account_id: account,
            patient_id: patient.id,
            reason: reason.clone(),
            opened_at: now.millis(),
            ends_at: now.plus_minutes(EMERGENCY_MINUTES).millis(),
            ended_at: None,
        };
        let grant = grant.seal(ctx.keys())?;
        let insert = emergency_access::Entity::insert(grant.clone().into_active_model());
        insert.exec_without_returning(&*tx).await?;
        grant::record(ctx, &tx, &grant, Deed::EmergencyOpen)?;
        notice::enqueue_all(ctx, &tx, &grant, patient).await?;
        tx.commit().await?;
        Ok(grant.id.into())
    })
    .await
}
