//! What the use cases of the catalogue share.

use domain::{
    access::{Action, Relation, Subject},
    audit::Deed,
    catalogue::{FurtherLength, ServiceSettings},
    directory::VisitKind,
    refusal::Refusal,
    version::Version,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::Query,
};
use uuid::Uuid;

use crate::{
    Broken, Context, Fault, audit,
    booking::{is_active, money, still_counts},
    db::Tx,
    entity::{appointment, schedule, schedule_service, service, service_length},
    live::Change,
};

/// # Errors
/// `SignInFirst`, `Forbidden`.
pub(super) fn check(ctx: &Context, action: Action) -> Result<(), Fault> {
    ctx.check(action, Subject::Catalogue, Relation::Stranger)
}

/// # Errors
/// `Stale` when another version was seen.
pub(super) fn check_version(seen: Version, stored: i64) -> Result<(), Refusal> {
    if seen.number() == stored {
        Ok(())
    } else {
        Err(Refusal::Stale)
    }
}

/// Of a write that must touch the one row that was seen.
///
/// # Errors
/// `Stale` when somebody else was first.
pub(super) fn one_row(touched: u64) -> Result<(), Fault> {
    match touched {
        1 => Ok(()),
        0 => Err(Refusal::Stale.into()),
        actual => Err(Broken::RowsAffected { expected: 1, actual }.into()),
    }
}

/// Takes the schedules in which a service is given, by id: no booking of it is under way until the transaction ends.
pub(super) async fn lock_schedules_of(tx: &Tx, service: Uuid) -> Result<Vec<schedule::Model>, Fault> {
    let mut given = Query::select();
    given
        .column(schedule_service::Column::ScheduleId)
        .from(schedule_service::Entity)
        .cond_where(schedule_service::Column::ServiceId.eq(service));
    let rows = schedule::Entity::find()
        .filter(schedule::Column::Id.in_subquery(given))
        .order_by_asc(schedule::Column::Id)
        .lock_exclusive()
        .all(&**tx)
        .await?;
    for row in &rows {
        tx.changed(Change {
            doctor: row.doctor_id.into(),
        });
    }
    Ok(rows)
}

/// Active appointments, and holds that still last, that are not over.
pub(super) fn upcoming(ctx: &Context) -> Condition {
    use appointment::Column as C;
    Condition::all()
        .add(is_active())
        .add(C::EndsAt.gt(ctx.now().millis()))
        .add(still_counts(ctx.now()))
}

pub(super) async fn count_upcoming(ctx: &Context, db: &impl ConnectionTrait, which: Condition) -> Result<u64, Fault> {
    let rows = appointment::Entity::find().filter(upcoming(ctx)).filter(which);
    Ok(rows.count(db).await?)
}

/// One thing done to a record of the catalogue.
pub(super) async fn record(
    ctx: &Context,
    tx: &Tx,
    action: Deed,
    subject: (&'static str, Uuid),
    detail: &str,
) -> Result<(), Fault> {
    let event = audit::Event {
        action,
        subject: subject.0,
        subject_id: subject.1,
        detail,
        patient: None,
        reason: None,
    };
    audit::record(ctx, tx, event)?;
    Ok(())
}

/// From its rows.
pub(super) fn settings_of(row: &service::Model, further: &[service_length::Model]) -> Result<ServiceSettings, Fault> {
    fn number<T: TryFrom<i64>>(stored: i64) -> Result<T, Fault> {
        stored.try_into().map_err(|_| Broken::Inconsistent("service").into())
    }
    let optional = |stored: Option<i64>| stored.map(number::<u16>).transpose();
    let length = |length: &service_length::Model| {
        Ok(FurtherLength {
            minutes: number(length.minutes)?,
            price_minor: length.price_minor,
        })
    };
    Ok(ServiceSettings {
        name: row.name.clone(),
        specialty: row.specialty_id.into(),
        visit_kind: VisitKind::from_name(&row.visit_kind).ok_or(Broken::Inconsistent("service.visit_kind"))?,
        duration: number(row.duration_minutes)?,
        further: further.iter().map(length).collect::<Result<_, Fault>>()?,
        step: optional(row.step_minutes)?,
        buffer_before: number(row.buffer_before_minutes)?,
        buffer_after: number(row.buffer_after_minutes)?,
        restart_after_busy: row.restart_after_busy,
        notice: number(row.notice_minutes)?,
        horizon_days: number(row.horizon_days)?,
        cut_off: number(row.cut_off_minutes)?,
        cap_per_day: optional(row.cap_per_day)?,
        needs_approval: row.needs_approval,
        lapse: number(row.request_lapse_minutes)?,
        price: money(row.price_minor, row.currency.as_deref()),
        room_kind: row.room_kind.clone(),
        reminders: row
            .reminders
            .parse()
            .map_err(|_| Broken::Inconsistent("service.reminders"))?,
    })
}

/// Puts `further` in the place of the further lengths that a service has.
pub(super) async fn replace_lengths(tx: &Tx, service: Uuid, further: &[FurtherLength]) -> Result<(), Fault> {
    service_length::Entity::delete_many()
        .filter(service_length::Column::ServiceId.eq(service))
        .exec(&**tx)
        .await?;
    for length in further {
        let row = service_length::ActiveModel {
            service_id: Set(service),
            minutes: Set(length.minutes.into()),
            price_minor: Set(length.price_minor),
        };
        service_length::Entity::insert(row)
            .exec_without_returning(&**tx)
            .await?;
    }
    Ok(())
}

/// For its row, without what no form sets.
pub(super) fn columns_of(settings: &ServiceSettings) -> service::ActiveModel {
    service::ActiveModel {
        specialty_id: Set(settings.specialty.into()),
        name: Set(settings.name.clone()),
        duration_minutes: Set(settings.duration.into()),
        step_minutes: Set(settings.step.map(i64::from)),
        buffer_before_minutes: Set(settings.buffer_before.into()),
        buffer_after_minutes: Set(settings.buffer_after.into()),
        notice_minutes: Set(settings.notice.into()),
        horizon_days: Set(settings.horizon_days.into()),
        cut_off_minutes: Set(settings.cut_off.into()),
        restart_after_busy: Set(settings.restart_after_busy),
        price_minor: Set(settings.price.as_ref().map(|price| price.minor)),
        currency: Set(settings.price.as_ref().map(|price| price.currency.clone())),
        visit_kind: Set(settings.visit_kind.name().to_owned()),
        needs_approval: Set(settings.needs_approval),
        request_lapse_minutes: Set(settings.lapse.into()),
        cap_per_day: Set(settings.cap_per_day.map(i64::from)),
        room_kind: Set(settings.room_kind.clone()),
        reminders: Set(settings.reminders.to_string()),
        ..Default::default()
    }
}

/// A service as it would be with other settings.
pub(super) fn with_settings(row: service::Model, settings: &ServiceSettings) -> service::Model {
    service::Model {
        specialty_id: settings.specialty.into(),
        name: settings.name.clone(),
        duration_minutes: settings.duration.into(),
        step_minutes: settings.step.map(i64::from),
        buffer_before_minutes: settings.buffer_before.into(),
        buffer_after_minutes: settings.buffer_after.into(),
        notice_minutes: settings.notice.into(),
        horizon_days: settings.horizon_days.into(),
        restart_after_busy: settings.restart_after_busy,
        cap_per_day: settings.cap_per_day.map(i64::from),
        room_kind: settings.room_kind.clone(),
        ..row
    }
}
