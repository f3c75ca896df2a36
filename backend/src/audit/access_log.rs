use domain::{
    access::{Action, Relation, Subject},
    audit,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{
    Reading, note_patients,
    tell::{Told, clinic_zone, tell},
};
use crate::{Context, Fault, entity::audit_event};

/// Who saw and changed somebody's data, the latest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessLog {
    pub rows: Vec<Told>,
    /// For `before`, where there is more.
    pub next: Option<Uuid>,
    /// "Europe/London"
    pub zone: String,
}

const PER_PAGE: u64 = 50;

/// What others did with the data of the patient who asks, or with `with_own` also what the patient did; only what came before the
/// event `before` if there is one.
///
/// # Errors
/// `SignInFirst`; `Forbidden` for staff.
pub async fn list_access(ctx: &Context, with_own: bool, before: Option<Uuid>) -> Result<AccessLog, Fault> {
    use audit_event::Column as C;
    let patient = Uuid::from(ctx.actor().signed_in()?);
    ctx.check(Action::Read, Subject::AuditTrail, Relation::Own)?;
    note_patients(ctx, Reading::AccessLog, "", [patient]).await?;
    let db = ctx.db().reader();
    let zone = clinic_zone(db).await?;
    let mut query = audit_event::Entity::find()
        .filter(C::PatientId.eq(patient))
        .order_by_desc(C::Id);
    if !with_own {
        let is_other = Condition::any()
            .add(C::AccountId.is_null())
            .add(C::AccountId.ne(patient));
        query = query.filter(is_other);
    }
    if let Some(before) = before {
        query = query.filter(C::Id.lt(before));
    }
    let mut rows = query.limit(PER_PAGE + 1).all(db).await?;
    let has_more = rows.len() as u64 > PER_PAGE;
    rows.truncate(PER_PAGE as usize);
    let next = rows.last().filter(|_| has_more).map(|row| row.id);
    Ok(AccessLog {
        next,
        zone: zone.name().to_owned(),
        rows: tell(ctx, db, &zone, rows, audit::Told::ToPatient).await?,
    })
}
