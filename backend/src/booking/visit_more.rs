use domain::{
    access::{Action, Subject, is_allowed},
    booking::{EarlierVisit, HistoryEntry, Status, VisitLine, VisitMore},
    ids::{AccountId, AppointmentId},
    refusal::Refusal,
    version::Version,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{history::list_history, record, view};
use crate::{
    Context, Fault,
    audit::{self, Reading},
    entity::{account, appointment},
    places::is_at_own_place,
};

/// How many earlier visits are told.
const MOST_EARLIER: u64 = 5;

/// What the staff reads beside a visit: how to call its patient, what happened to it, and when this patient was with this doctor
/// before.
///
/// # Errors
/// `SignInFirst`; `NotFound` alike for a stranger's, for none and for patients.
pub async fn get_visit_more(ctx: &Context, id: AppointmentId) -> Result<VisitMore, Fault> {
    let db = ctx.db().reader();
    let row = record::load_visible(ctx, db, id).await?;
    let relation = record::relation(ctx.actor(), &row);
    if !is_allowed(ctx.actor(), Action::Read, Subject::DoctorDay, relation) {
        return Err(Refusal::NotFound.into());
    }
    audit::note(ctx, Reading::Appointment, "", [record::seen(&row)]).await?;
    // Who may move a visit calls the patient about it.
    let may_call = is_allowed(ctx.actor(), Action::Reschedule, Subject::Appointment, relation);
    let phone = match row.patient_id.filter(|_| may_call) {
        Some(patient) => account::Entity::find_by_id(patient).one(db).await?,
        None => None,
    };
    let may_open = is_allowed(ctx.actor(), Action::Read, Subject::Profile, relation);
    Ok(VisitMore {
        id,
        patient: row.patient_id.filter(|_| may_open).map(AccountId::from),
        version: Version::new(row.version),
        phone: phone.map(|patient| patient.phone(ctx.keys())).transpose()?.flatten(),
        history: list_history(ctx, id).await?.into_iter().map(line).collect(),
        earlier: list_earlier(ctx, &row).await?,
    })
}

async fn list_earlier(ctx: &Context, row: &appointment::Model) -> Result<Vec<EarlierVisit>, Fault> {
    use appointment::Column as C;
    let Some(patient) = row.patient_id else {
        return Ok(Vec::new());
    };
    let told = [Status::Completed, Status::NoShow, Status::Arrived, Status::InProgress].map(Status::name);
    let db = ctx.db().reader();
    let rows = appointment::Entity::find()
        .filter(C::PatientId.eq(patient))
        .filter(C::DoctorId.eq(row.doctor_id))
        .filter(is_at_own_place(ctx, C::LocationId))
        .filter(C::Status.is_in(told))
        .filter(C::StartsAt.lt(row.starts_at))
        .order_by_desc(C::StartsAt)
        .limit(MOST_EARLIER)
        .all(db)
        .await?;
    let earlier = view::load_views(ctx, db, rows).await?.into_iter();
    let earlier = earlier.map(|visit| EarlierVisit {
        id: visit.id,
        date: visit.time.date,
        service: visit.service_name,
        status: visit.status,
    });
    Ok(earlier.collect())
}

fn line(entry: HistoryEntry) -> VisitLine {
    let by = match (entry.is_own, entry.by) {
        (true, _) => Some("you".to_owned()),
        (false, Some(_)) => entry.by_name,
        (false, None) => None,
    };
    let what = match entry.moved_from {
        Some(from) => format!("{} from {from}", entry.change.label()),
        None => entry.change.label().to_owned(),
    };
    let code = entry.cancel_code.map(|code| code.label().to_owned());
    let reasons: Vec<_> = code.into_iter().chain(entry.reason).collect();
    VisitLine {
        at: entry.at_label,
        what,
        by,
        reason: (!reasons.is_empty()).then(|| reasons.join(": ")),
    }
}
