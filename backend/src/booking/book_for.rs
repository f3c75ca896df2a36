use domain::{
    access::{Action, Relation, Subject},
    audit::Deed,
    booking::{AppointmentView, Change, Status, Step, VisitReason, parse_override_reason},
    ids::{AccountId, ScheduleId, ServiceId},
    refusal::Refusal,
    time::Instant,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{Offer, Rules, book::is_key, history, hold, limits, nearest::nearest, notice::notify_known, record, view};
use crate::{
    Context, Fault, audit,
    db::retry,
    entity::{Sealed, appointment},
    notification::NoticeKind,
    places::check_own_place,
};

/// What the front desk books for a patient.
#[derive(Clone)]
pub struct BookFor {
    pub schedule: ScheduleId,
    pub service: ServiceId,
    /// How long the visit takes; the first of the offered lengths when absent.
    pub minutes: Option<u16>,
    pub start: Instant,
    pub patient: AccountId,
    /// Why the patient comes, 1 to 1,000 characters.
    pub reason: String,
    pub rules: Rules,
    /// Why it goes beyond the rules, where it does.
    pub override_reason: String,
    /// Made when the form was made: the same key twice is one booking. 16 to 64 letters, digits and hyphens.
    pub idempotency_key: String,
}

/// Books a time for a patient, without a hold, without the service's notice and without asking for approval: the staff has
/// decided. The same key again, after a lost answer, is answered alike.
///
/// # Errors
/// `SignInFirst`, `Forbidden`; `NotFound` for an unknown offer, length or patient, for one who is deleted, and for a place where who asks does not work; `Invalid`; `SlotTaken` with the nearest free times;
/// `NotOffered`; `PatientBusy`.
pub async fn book_for(ctx: &Context, input: &BookFor) -> Result<AppointmentView, Fault> {
    match retry(|| try_book_for(ctx, input)).await {
        Err(Fault::Refused(Refusal::SlotTaken(_))) => {
            let offer = Offer::load(ctx, input.schedule, input.service, input.minutes).await?;
            let offer = offer.booked_by(Relation::SameLocation);
            Err(Refusal::SlotTaken(nearest(ctx, ctx.db().reader(), &offer, input.start, None).await?).into())
        }
        done => done,
    }
}

async fn try_book_for(ctx: &Context, input: &BookFor) -> Result<AppointmentView, Fault> {
    ctx.actor().signed_in()?;
    ctx.check(Action::Book, Subject::Appointment, Relation::SameLocation)?;
    if !is_key(&input.idempotency_key) {
        return Err(Refusal::NotFound.into());
    }
    let reason = VisitReason::parse(&input.reason)?;
    let override_reason = match input.rules {
        Rules::Keep => None,
        Rules::Overbook => {
            ctx.check(Action::Overbook, Subject::Appointment, Relation::SameLocation)?;
            Some(parse_override_reason(&input.override_reason)?)
        }
    };
    let tx = ctx.db().begin().await?;
    use appointment::Column as C;
    let patient = Uuid::from(input.patient);
    let booked = appointment::Entity::find()
        .filter(C::PatientId.eq(patient))
        .filter(C::IdempotencyKey.eq(input.idempotency_key.as_str()))
        .one(&*tx)
        .await?;
    if let Some(row) = booked {
        check_own_place(ctx, row.location_id)?;
        let view = view::load_view(ctx, &*tx, row).await?;
        tx.commit().await?;
        return Ok(view);
    }
    let offer = Offer::load_for_write(ctx, &tx, input.schedule, input.service, input.minutes).await?;
    let offer = offer.booked_by(Relation::SameLocation);
    check_own_place(ctx, offer.location.id)?;
    let account = limits::take_patient(&tx, patient).await?;
    let place = match input.rules {
        Rules::Keep => hold::check(ctx, &tx, &offer, input.start, None).await?,
        Rules::Overbook => hold::check_beyond_rules(ctx, &tx, &offer, input.start, None).await?,
    };
    record::end_holds(&tx, &place.run_out, ctx.now()).await?;
    let confirmed = Status::Held.after(Step::Confirm).map_err(Refusal::InvalidChange)?;
    let row = appointment::Model {
        status: confirmed.name().to_owned(),
        patient_id: Some(patient),
        reason: Some(reason.as_str().to_owned()),
        overbook_reason: override_reason.clone(),
        idempotency_key: Some(input.idempotency_key.clone()),
        remind_at: Some(record::LOOK_AT_ONCE),
        ..record::draft(ctx, &offer, place.visit, place.room)
    };
    let row = record::insert(&tx, row.seal(ctx.keys())?).await?;
    let change = match input.rules {
        Rules::Keep => Change::Step(Step::Confirm),
        Rules::Overbook => Change::Overbook,
    };
    history::add(ctx, &tx, &row, change, None, override_reason.as_deref())?;
    let event = audit::Event {
        action: Deed::BookFor,
        subject: "appointment",
        subject_id: row.id,
        detail: change.name(),
        patient: Some(patient),
        reason: override_reason.as_deref(),
    };
    audit::record(ctx, &tx, event)?;
    let view = view::load_view(ctx, &*tx, row).await?;
    notify_known(ctx, &tx, &account, offer.doctor.id, &view, NoticeKind::Booked).await?;
    tx.commit().await?;
    Ok(view)
}
