//! What every change of hours does alike.

use std::collections::BTreeSet;

use domain::{
    access::{Action, Subject},
    audit::Deed,
    booking::{CancelCode, Status},
    refusal::Refusal,
    slots::{DateOverride, WeeklyHours, working_time},
    time::{Date, Instant, Interval, Zone},
    version::Version,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use crate::{
    Broken, Context, Fault,
    audit::{self, Reading},
    booking::{Decisions, Undecided, has_status, lock_diary, plus_days, settle, stored_interval},
    db::{Tx, retry},
    entity::{appointment, doctor, location, schedule},
    live::Change,
    places::relation_to_doctor,
};

/// What a change came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome<T = ()> {
    Done(T),
    /// Nothing was written: first somebody must decide about these appointments.
    Undecided(Undecided),
}

/// How often a change is tried when a patient took a proposed time between the look and the write.
const ATTEMPTS: u32 = 3;

/// Tries a change until what it read stays true.
pub(super) async fn attempt<T, Work: Future<Output = Result<Outcome<T>, Fault>>>(
    mut work: impl FnMut() -> Work,
) -> Result<Outcome<T>, Fault> {
    let mut tries = 1;
    loop {
        match retry(&mut work).await {
            // The schema has refused a move that the rules allowed: somebody was at it at the same instant.
            Err(Fault::Refused(Refusal::SlotTaken(_) | Refusal::PatientBusy)) if tries < ATTEMPTS => tries += 1,
            done => return done,
        }
    }
}

/// The doctor by slug, or the one who asks; `NotFound` alike for an unknown one and for those whose hours one may not `action`.
pub(super) async fn find_doctor(
    ctx: &Context,
    db: &impl ConnectionTrait,
    slug: Option<&str>,
    action: Action,
) -> Result<doctor::Model, Fault> {
    ctx.actor().signed_in()?;
    let query = match (slug, ctx.actor().doctor()) {
        (Some(slug), _) => doctor::Entity::find().filter(doctor::Column::Slug.eq(slug)),
        (None, Some(own)) => doctor::Entity::find_by_id(Uuid::from(own)),
        (None, None) => return Err(Refusal::NotFound.into()),
    };
    let doctor = query.one(db).await?.ok_or(Refusal::NotFound)?;
    check(ctx, db, doctor.id, action).await?;
    Ok(doctor)
}

/// Refuses who may not do it: `NotFound` for who may not even read, `Forbidden` for who may read only.
pub(super) async fn check(ctx: &Context, db: &impl ConnectionTrait, doctor: Uuid, action: Action) -> Result<(), Fault> {
    ctx.actor().signed_in()?;
    let relation = relation_to_doctor(ctx, db, doctor).await?;
    ctx.check(Action::Read, Subject::Schedule, relation)
        .map_err(|_| Refusal::NotFound)?;
    ctx.check(action, Subject::Schedule, relation)
}

/// Takes the schedules for this transaction, and has those told who look at their doctors' days once it is committed: no
/// booking that shares one of them is under way or begins until it ends. Always in the order of their ids. On SQLite the one
/// writer sees to that.
///
/// Then the diaries of their doctors: who answers a request has one before the row of the visit, and so must who locks visits
/// and moves them after.
pub(super) async fn lock_schedules(tx: &Tx, of: sea_orm::Condition) -> Result<Vec<schedule::Model>, Fault> {
    let rows = schedule::Entity::find()
        .filter(of)
        .order_by_asc(schedule::Column::Id)
        .lock_exclusive()
        .all(&**tx)
        .await?;
    let doctors: BTreeSet<Uuid> = rows.iter().map(|row| row.doctor_id).collect();
    for doctor in doctors {
        lock_diary(tx, doctor).await?;
        tx.changed(Change { doctor: doctor.into() });
    }
    Ok(rows)
}

/// All schedules of a doctor.
pub(super) async fn lock_doctor(tx: &Tx, doctor: Uuid) -> Result<Vec<schedule::Model>, Fault> {
    let of_doctor = sea_orm::Condition::all().add(schedule::Column::DoctorId.eq(doctor));
    lock_schedules(tx, of_doctor).await
}

pub(super) async fn zone_of(tx: &Tx, location: Uuid) -> Result<Zone, Fault> {
    let row = location::Entity::find_by_id(location).one(&**tx).await?;
    let row = row.ok_or(Broken::Inconsistent("schedule.location_id"))?;
    Ok(Zone::parse(&row.zone).map_err(|_| Broken::Inconsistent("location.zone"))?)
}

/// Statuses that a change of hours must not pass over in silence. A visit under way ends as it began.
const CONCERNED: [Status; 4] = [Status::Held, Status::Requested, Status::Confirmed, Status::Arrived];

/// The holds and appointments of some schedules that are not over and lie in `span`, taken for this transaction: none is
/// confirmed, cancelled or moved until it ends. Soonest first.
pub(super) async fn lock_visits(
    ctx: &Context,
    tx: &Tx,
    schedules: &[Uuid],
    span: Option<Interval>,
) -> Result<Vec<(appointment::Model, Interval)>, Fault> {
    use appointment::Column as C;
    let mut query = appointment::Entity::find()
        .filter(C::ScheduleId.is_in(schedules.iter().copied()))
        .filter(has_status(CONCERNED))
        .filter(C::EndsAt.gt(ctx.now().millis()));
    if let Some(span) = span {
        query = query
            .filter(C::StartsAt.lt(span.end().millis()))
            .filter(C::EndsAt.gt(span.start().millis()));
    }
    let rows = query
        .order_by_asc(C::StartsAt)
        .order_by_asc(C::Id)
        .lock_exclusive()
        .all(&**tx)
        .await?;
    let rows = rows.into_iter().map(|row| {
        let visit = stored_interval(row.starts_at, row.ends_at, "appointment")?;
        Ok((row, visit))
    });
    rows.collect()
}

/// The working rules of one schedule, before or after a change.
pub(super) struct Hours<'a> {
    pub weekly: &'a [WeeklyHours],
    pub overrides: &'a [DateOverride],
}

/// The visits that were whole in working time and are not any more.
pub(super) fn left_out(
    visits: Vec<(appointment::Model, Interval)>,
    zone: &Zone,
    before: &Hours<'_>,
    after: &Hours<'_>,
) -> Vec<appointment::Model> {
    let (Some(first), Some(last)) = (
        visits.iter().map(|(_, visit)| visit.start()).min(),
        visits.iter().map(|(_, visit)| visit.end()).max(),
    ) else {
        return Vec::new();
    };
    let (first, last) = dates_around(zone, first, last);
    let working = |hours: &Hours<'_>| working_time(zone, hours.weekly, hours.overrides, first, last);
    let (before, after) = (working(before), working(after));
    let is_hit = |visit: Interval| before.covers(visit) && !after.covers(visit);
    visits
        .into_iter()
        .filter(|(_, visit)| is_hit(*visit))
        .map(|(row, _)| row)
        .collect()
}

/// The dates whose windows can reach a visit between two instants.
pub(super) fn dates_around(zone: &Zone, first: Instant, last: Instant) -> (Date, Date) {
    (plus_days(zone.date_of(first), -3), plus_days(zone.date_of(last), 1))
}

/// Rises the version of what was changed, by compare-and-set; without one seen, whatever it is.
pub(super) async fn bump<E: EntityTrait>(
    tx: &Tx,
    id: Uuid,
    seen: impl Into<Option<Version>>,
    columns: (E::Column, E::Column),
) -> Result<(), Fault>
where
    E::Column: ColumnTrait,
{
    let (id_column, version_column) = columns;
    let mut update = E::update_many()
        .col_expr(version_column, Expr::col(version_column).add(1))
        .filter(id_column.eq(id));
    if let Some(seen) = seen.into() {
        update = update.filter(version_column.eq(seen.number()));
    }
    match update.exec(&**tx).await?.rows_affected {
        1 => Ok(()),
        0 => Err(Refusal::Stale.into()),
        actual => Err(Broken::RowsAffected { expected: 1, actual }.into()),
    }
}

/// What was done to which row.
pub(super) struct Changed {
    pub action: Deed,
    pub subject: &'static str,
    pub subject_id: Uuid,
    pub detail: String,
}

/// What those are told whose visit is cancelled by such a change.
const fn cancel_code(change: Deed) -> CancelCode {
    match change {
        Deed::AddTimeOff => CancelCode::DoctorUnavailable,
        Deed::AddClosure => CancelCode::LocationClosed,
        _ => CancelCode::HoursChanged,
    }
}

/// The end of every change: what it hits is settled, the trail is written, and it is true for everybody. Whoever is to be told of a
/// change of hours is told here.
pub(super) async fn finish<T>(
    ctx: &Context,
    tx: Tx,
    hit: Vec<appointment::Model>,
    decisions: &Decisions,
    changed: Changed,
    done: T,
) -> Result<Outcome<T>, Fault> {
    let count = hit.iter().filter(|row| row.status != "held").count();
    let patients: Vec<Uuid> = hit.iter().filter_map(|row| row.patient_id).collect();
    if let Some(undecided) = settle(ctx, &tx, hit, decisions, cancel_code(changed.action)).await? {
        // On SQLite the next write would wait for this one.
        drop(tx);
        if !undecided.hits.is_empty() {
            audit::note_patients(ctx, Reading::Conflicts, "", patients).await?;
        }
        return Ok(Outcome::Undecided(undecided));
    }
    let detail = match count {
        0 => changed.detail,
        count => format!("{}, {count} appointments settled", changed.detail),
    };
    let event = audit::Event {
        action: changed.action,
        subject: changed.subject,
        subject_id: changed.subject_id,
        detail: &detail,
        patient: None,
        reason: None,
    };
    audit::record(ctx, &tx, event)?;
    tx.commit().await?;
    Ok(Outcome::Done(done))
}
