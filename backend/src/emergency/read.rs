use domain::{
    access::{Action, Relation, Subject},
    audit::Deed,
    booking::{AppointmentView, Status},
    ids::EmergencyId,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{
    find_named::{self, NamedPatient, named_patient},
    grant::{self, load_own},
};
use crate::{
    Context, Fault,
    booking::load_views_by,
    db::retry,
    entity::appointment,
    profile::{EmergencyContact, emergency_contact},
};

/// What one sees with an access.
pub enum Reading {
    Open(EmergencyRecord),
    /// Its thirty minutes are over, or it was ended.
    Over,
}

/// A patient's appointments with their reasons, and whom to call for them.
pub struct EmergencyRecord {
    pub patient: NamedPatient,
    pub seconds_left: i64,
    /// Whom to call.
    pub contact: Option<EmergencyContact>,
    /// Latest first, at most [`MOST`].
    pub appointments: Vec<AppointmentView>,
    pub has_more: bool,
}

/// How many appointments are shown.
const MOST: usize = 50;

/// Reads what an access opens, and notes in the audit trail that it was read: what cannot be noted is not shown.
///
/// # Errors
/// `SignInFirst`, `Forbidden`; `NotFound` alike for somebody else's and for an absent one.
pub async fn read_in_emergency(ctx: &Context, id: EmergencyId) -> Result<Reading, Fault> {
    use appointment::Column as C;
    retry(async || {
        let tx = ctx.db().begin().await?;
        let grant = load_own(ctx, &*tx, id).await?;
        let Some(seconds_left) = grant::seconds_left(&grant, ctx.now()) else {
            tx.commit().await?;
            return Ok(Reading::Over);
        };
        for subject in [Subject::Appointment, Subject::VisitReason, Subject::EmergencyContact] {
            ctx.check(Action::Read, subject, Relation::Emergency)?;
        }
        let patient = find_named::load(&*tx, grant.patient_id).await?;
        let not_holds = [Status::Held, Status::Expired].map(Status::name);
        let mut rows = appointment::Entity::find()
            .filter(C::PatientId.eq(patient.id))
            .filter(C::Status.is_not_in(not_holds))
            .order_by_desc(C::StartsAt)
            .order_by_asc(C::Id)
            .limit(MOST as u64 + 1)
            .all(&*tx)
            .await?;
        let has_more = rows.len() > MOST;
        rows.truncate(MOST);
        let appointments = load_views_by(ctx, &*tx, rows, |_| Relation::Emergency).await?;
        let contact = emergency_contact(ctx, &*tx, patient.id).await?;
        grant::record(ctx, &tx, &grant, Deed::EmergencyRead)?;
        tx.commit().await?;
        Ok(Reading::Open(EmergencyRecord {
            patient: named_patient(ctx, patient)?,
            seconds_left,
            contact,
            appointments,
            has_more,
        }))
    })
    .await
}
