use domain::{
    access::Action,
    audit::Deed,
    catalogue::parse_own_duration,
    ids::{ScheduleId, ServiceId},
    refusal::Refusal,
    version::Version,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, ExprTrait},
};
use uuid::Uuid;

use super::{Saved, ground};
use crate::{
    Context, Fault,
    db::{Tx, retry},
    directory::check_slug,
    entity::{appointment, doctor, schedule, schedule_service, service},
    live::Change,
};

/// A doctor gives a service at a place from now on, or gives it in another length.
#[derive(Clone, Debug)]
pub struct GiveService {
    pub service: ServiceId,
    pub schedule: ScheduleId,
    /// Of the schedule, as the person saw it.
    pub version: Version,
    /// Minutes; the service's own length where empty.
    pub own_duration: String,
}

/// A doctor gives a service at a place no more.
#[derive(Clone, Debug)]
pub struct StopGiving {
    pub service: ServiceId,
    pub schedule: ScheduleId,
    pub version: Version,
    /// How many appointments to come the person was told of: they stand.
    pub upcoming_seen: u64,
}

/// A service goes up or down in the order in which patients see a doctor's services.
#[derive(Clone, Debug)]
pub struct MoveService {
    /// Whose schedule it is, by slug.
    pub doctor: String,
    pub service: ServiceId,
    pub schedule: ScheduleId,
    pub version: Version,
    pub way: Way,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Up,
    Down,
}

/// Links them, at the end of the doctor's services, or changes the length of what is linked.
///
/// # Errors
/// `SignInFirst`, `Forbidden`; `NotFound` for an unknown schedule and a doctor of another specialty; `Stale` when the schedule
/// changed since it was seen, and for a service that is retired by now.
pub async fn give_service(ctx: &Context, input: &GiveService) -> Saved<()> {
    ground::check(ctx, Action::Edit)?;
    let own_duration = match parse_own_duration(&input.own_duration) {
        Ok(minutes) => minutes.map(i64::from),
        Err(wrong) => return Ok(Err(wrong)),
    };
    retry(|| try_give(ctx, input, own_duration)).await.map(Ok)
}

async fn try_give(ctx: &Context, input: &GiveService, own_duration: Option<i64>) -> Result<(), Fault> {
    use schedule_service::Column as C;
    let tx = ctx.db().begin().await?;
    let schedule = lock_seen(&tx, input.schedule, input.version).await?;
    let id = Uuid::from(input.service);
    let service = service::Entity::find_by_id(id).lock_shared().one(&*tx).await?;
    let service = service.ok_or(Refusal::NotFound)?;
    if !service.is_active {
        return Err(Refusal::Stale.into());
    }
    let doctor = doctor::Entity::find_by_id(schedule.doctor_id).one(&*tx).await?;
    doctor
        .filter(|row| row.specialty_id == service.specialty_id)
        .ok_or(Refusal::NotFound)?;
    let links = links_of(&tx, schedule.id).await?;
    if links.iter().any(|link| link.service_id == id) {
        schedule_service::Entity::update_many()
            .col_expr(C::DurationMinutes, Expr::value(own_duration))
            .filter(C::ScheduleId.eq(schedule.id))
            .filter(C::ServiceId.eq(id))
            .exec(&*tx)
            .await?;
    } else {
        let link = schedule_service::ActiveModel {
            schedule_id: Set(schedule.id),
            service_id: Set(id),
            rank: Set(links.last().map_or(0, |last| last.rank + 1)),
            duration_minutes: Set(own_duration),
        };
        schedule_service::Entity::insert(link)
            .exec_without_returning(&*tx)
            .await?;
    }
    let minutes = own_duration.unwrap_or(service.duration_minutes);
    let detail = format!("{}: {minutes} minutes", service.id);
    finish(ctx, tx, schedule, Deed::GiveService, &detail).await
}

/// Ends it; the doctor's appointments of this service stand.
///
/// # Errors
/// `SignInFirst`, `Forbidden`, `NotFound`; `Stale` when the schedule changed, or when there are more or fewer appointments
/// than the person was told.
pub async fn stop_giving(ctx: &Context, input: &StopGiving) -> Result<(), Fault> {
    ground::check(ctx, Action::Edit)?;
    retry(|| try_stop(ctx, input)).await
}

async fn try_stop(ctx: &Context, input: &StopGiving) -> Result<(), Fault> {
    use schedule_service::Column as C;
    let tx = ctx.db().begin().await?;
    let schedule = lock_seen(&tx, input.schedule, input.version).await?;
    let id = Uuid::from(input.service);
    let of_both = Condition::all()
        .add(appointment::Column::ScheduleId.eq(schedule.id))
        .add(appointment::Column::ServiceId.eq(id));
    let upcoming = ground::count_upcoming(ctx, &*tx, of_both).await?;
    if upcoming != input.upcoming_seen {
        return Err(Refusal::Stale.into());
    }
    let deleted = schedule_service::Entity::delete_many()
        .filter(C::ScheduleId.eq(schedule.id))
        .filter(C::ServiceId.eq(id))
        .exec(&*tx)
        .await?;
    if deleted.rows_affected == 0 {
        return Err(Refusal::NotFound.into());
    }
    let detail = format!("{id}: {upcoming} appointments stand");
    finish(ctx, tx, schedule, Deed::StopGiving, &detail).await
}

/// Changes places with its neighbour; does nothing at the end of the list.
///
/// # Errors
/// `SignInFirst`, `Forbidden`; `NotFound` also for a schedule of another doctor; `Stale` when the schedule changed since it was seen.
pub async fn move_service(ctx: &Context, input: &MoveService) -> Result<(), Fault> {
    ground::check(ctx, Action::Edit)?;
    retry(|| try_move(ctx, input)).await
}

async fn try_move(ctx: &Context, input: &MoveService) -> Result<(), Fault> {
    use schedule_service::Column as C;
    let tx = ctx.db().begin().await?;
    let schedule = lock_seen(&tx, input.schedule, input.version).await?;
    check_slug(&*tx, schedule.doctor_id, &input.doctor).await?;
    let id = Uuid::from(input.service);
    let mut links = links_of(&tx, schedule.id).await?;
    let index = links
        .iter()
        .position(|link| link.service_id == id)
        .ok_or(Refusal::NotFound)?;
    let other = match input.way {
        Way::Up => index.checked_sub(1),
        Way::Down => Some(index + 1).filter(|&other| other < links.len()),
    };
    let Some(other) = other else { return Ok(()) };
    links.swap(index, other);
    for (rank, link) in (0_i64..).zip(&links) {
        if link.rank != rank {
            schedule_service::Entity::update_many()
                .col_expr(C::Rank, Expr::value(rank))
                .filter(C::ScheduleId.eq(schedule.id))
                .filter(C::ServiceId.eq(link.service_id))
                .exec(&*tx)
                .await?;
        }
    }
    finish(
        ctx,
        tx,
        schedule,
        Deed::OrderServices,
        &format!("{id}: place {}", other + 1),
    )
    .await
}

/// Takes the schedule, so that no booking in it is under way.
async fn lock_seen(tx: &Tx, id: ScheduleId, seen: Version) -> Result<schedule::Model, Fault> {
    let row = schedule::Entity::find_by_id(Uuid::from(id))
        .lock_exclusive()
        .one(&**tx)
        .await?
        .ok_or(Refusal::NotFound)?;
    ground::check_version(seen, row.version)?;
    tx.changed(Change {
        doctor: row.doctor_id.into(),
    });
    Ok(row)
}

/// In the order in which patients see them.
async fn links_of(tx: &Tx, schedule: Uuid) -> Result<Vec<schedule_service::Model>, Fault> {
    let links = schedule_service::Entity::find()
        .filter(schedule_service::Column::ScheduleId.eq(schedule))
        .order_by_asc(schedule_service::Column::Rank)
        .order_by_asc(schedule_service::Column::ServiceId)
        .all(&**tx)
        .await?;
    Ok(links)
}

/// Makes the next version of the schedule and writes down what was done.
async fn finish(ctx: &Context, tx: Tx, schedule: schedule::Model, action: Deed, detail: &str) -> Result<(), Fault> {
    use schedule::Column as C;
    let touched = schedule::Entity::update_many()
        .col_expr(C::Version, Expr::col(C::Version).add(1))
        .filter(C::Id.eq(schedule.id))
        .filter(C::Version.eq(schedule.version))
        .exec(&*tx)
        .await?;
    ground::one_row(touched.rows_affected)?;
    ground::record(ctx, &tx, action, ("schedule", schedule.id), detail).await?;
    Ok(tx.commit().await?)
}
