use std::collections::HashMap;

use domain::{
    access::{Action, Actor, Relation, Subject, is_allowed},
    account::Role,
    booking::{self, CancelCode, Change, HistoryEntry, Status, Step},
    ids::AppointmentId,
    time::{Instant, TimeLabel, Zone},
};
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::record;
use crate::{
    Broken, Context, Fault,
    audit::{self, Reading},
    db::Tx,
    entity::{Sealed, account, appointment, appointment_event},
};

/// Adds a line to the history of an appointment, in the transaction of what it tells. `row` is how it stands afterwards.
pub(super) fn add(
    ctx: &Context,
    tx: &Tx,
    row: &appointment::Model,
    change: Change,
    moved_from: Option<Instant>,
    reason: Option<&str>,
) -> Result<(), Fault> {
    let actor = match ctx.actor() {
        Actor::Person { role, .. } => role.name(),
        Actor::Visitor | Actor::System => "system",
    };
    let event = appointment_event::Model {
        id: ctx.new_id(),
        appointment_id: row.id,
        version: row.version,
        at: ctx.now().millis(),
        kind: change.name().to_owned(),
        actor: actor.to_owned(),
        account_id: ctx.actor().account().map(Uuid::from),
        status: row.status.clone(),
        starts_at: row.starts_at,
        moved_from: moved_from.map(Instant::millis),
        reason: reason.filter(|reason| !reason.is_empty()).map(str::to_owned),
    };
    let event = event.seal(ctx.keys())?.into_active_model().reset_all();
    tx.insert_at_last(&appointment_event::Entity::insert(event));
    Ok(())
}

/// What an appointment goes back to when its last note of the day is taken back.
pub(super) async fn status_before(tx: &Tx, id: Uuid) -> Result<Status, Fault> {
    let events = appointment_event::Entity::find()
        .filter(appointment_event::Column::AppointmentId.eq(id))
        .order_by_asc(appointment_event::Column::Version)
        .order_by_asc(appointment_event::Column::Id)
        .all(&**tx)
        .await?;
    let changes = events.iter().filter_map(|event| Change::from_name(&event.kind));
    Ok(booking::status_before(changes))
}

/// Whether what `by` typed is for somebody without the right to reasons. What patients and doctors write can be medical; the front desk and
/// administrators write to each other about the books.
const fn is_for_the_desk(by: Option<Role>) -> bool {
    !matches!(by, Some(Role::Patient | Role::Doctor))
}

/// Whether the reason why an appointment does not take place is one of those.
pub(super) async fn ended_by_the_desk(db: &impl ConnectionTrait, id: Uuid) -> Result<bool, Fault> {
    let ends = [Step::Cancel, Step::Reject].map(|step| Change::Step(step).name());
    let event = appointment_event::Entity::find()
        .filter(appointment_event::Column::AppointmentId.eq(id))
        .filter(appointment_event::Column::Kind.is_in(ends))
        .order_by_desc(appointment_event::Column::Version)
        .one(db)
        .await?;
    Ok(event.is_some_and(|event| is_for_the_desk(Role::from_name(&event.actor))))
}

/// What happened to an appointment, latest first: for those who may read it. Patients read who did it by role, not by name.
///
/// # Errors
/// `SignInFirst`; `NotFound` alike for a stranger's and for none.
pub async fn list_history(ctx: &Context, id: AppointmentId) -> Result<Vec<HistoryEntry>, Fault> {
    let db = ctx.db().reader();
    let row = record::load_visible(ctx, db, id).await?;
    audit::note(ctx, Reading::Appointment, "", [record::seen(&row)]).await?;
    let relation = record::relation(ctx.actor(), &row);
    let is_patient = relation == Relation::Own;
    let may_read_reasons = is_allowed(ctx.actor(), Action::Read, Subject::VisitReason, relation);
    let zone = Zone::parse(&row.zone).map_err(|_| Broken::Inconsistent("appointment.zone"))?;
    let events = appointment_event::Entity::find()
        .filter(appointment_event::Column::AppointmentId.eq(row.id))
        .order_by_desc(appointment_event::Column::Version)
        .order_by_desc(appointment_event::Column::Id)
        .all(db)
        .await?;
    let people = account::Entity::find()
        .filter(account::Column::Id.is_in(events.iter().filter_map(|event| event.account_id)))
        .all(db)
        .await?;
    let names: HashMap<Uuid, String> = people
        .into_iter()
        .map(|person| (person.id, format!("{} {}", person.given_name, person.family_name)))
        .collect();
    let own = ctx.actor().account().map(Uuid::from);
    let label = |millis: i64| TimeLabel::new(Instant::from_millis(millis), &zone).date_and_time();
    let code = row.cancel_code.as_deref().and_then(CancelCode::from_name);
    let entries = events.into_iter().map(|event| {
        let change = Change::from_name(&event.kind).ok_or(Broken::Inconsistent("appointment_event.kind"))?;
        let name = event.account_id.and_then(|id| names.get(&id).cloned());
        let by = Role::from_name(&event.actor);
        let is_told = by == Some(Role::Patient) || !is_patient || change.tells_patient_why();
        let may_read_reason = is_told && (may_read_reasons || is_for_the_desk(by));
        let reason = event.reason(ctx.keys())?.filter(|_| may_read_reason);
        Ok(HistoryEntry {
            at: Instant::from_millis(event.at),
            at_label: label(event.at),
            change,
            by,
            by_name: name.filter(|_| !is_patient),
            is_own: event.account_id.is_some() && event.account_id == own,
            moved_from: event.moved_from.map(label),
            time: label(event.starts_at),
            reason,
            cancel_code: code.filter(|_| change == Change::Step(Step::Cancel)),
        })
    });
    entries.collect()
}
