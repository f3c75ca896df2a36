use std::collections::BTreeMap;

use domain::{
    booking::{AppointmentView, Status},
    messages::{Channel, Reminder, Reminders, Topic, due_reminders},
    time::{Instant, Interval, Zone},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, OnConflict},
};
use uuid::Uuid;

use super::{has_status, record, view};
use crate::{
    Broken, Context, Fault,
    db::{Tx, retry},
    entity::{account, appointment, reminder_sent, service},
    notification::{Content, Notice, Visit, address, choices},
};

/// How many appointments are looked at in one round.
const MOST_AT_ONCE: u64 = 100;
/// When one that broke is looked at again.
const AGAIN_AFTER_MINUTES: i64 = 10;

/// Queues the reminders that are due; answers how many appointments were looked at. One that breaks is logged and looked at again later.
///
/// Each reminder of an appointment at its time is put down once in `reminder_sent`, in the transaction of its message, so that
/// neither a second process nor a crash nor a clock that is set back sends it twice. A moved appointment has another time, and
/// is reminded of anew; a cancelled one is not looked at.
///
/// # Errors
/// Those of the database.
pub(crate) async fn remind(ctx: &Context) -> Result<usize, Fault> {
    use appointment::Column as C;
    let rows = appointment::Entity::find()
        .filter(C::RemindAt.lte(ctx.now().millis()))
        .order_by_asc(C::RemindAt)
        .limit(MOST_AT_ONCE)
        .all(ctx.db().reader())
        .await?;
    for row in &rows {
        if let Err(fault) = retry(|| try_remind(ctx, row.id)).await {
            log(row, &fault);
            retry(|| put_off(ctx, row)).await?;
        }
    }
    Ok(rows.len())
}

fn log(row: &appointment::Model, fault: &Fault) {
    let error = fault as &dyn std::error::Error;
    tracing::error!(appointment = %row.id, error, "the reminders of an appointment were not queued");
}

/// Has the others go on: one whose reminders cannot be queued is looked at again later, until its visit begins.
async fn put_off(ctx: &Context, row: &appointment::Model) -> Result<(), Fault> {
    use appointment::Column as C;
    let later = ctx.now().plus_minutes(AGAIN_AFTER_MINUTES).millis();
    let tx = ctx.db().begin().await?;
    appointment::Entity::update_many()
        .col_expr(C::RemindAt, Expr::value((later < row.starts_at).then_some(later)))
        .filter(C::Id.eq(row.id))
        // Unless it was changed, or somebody else was luckier.
        .filter(C::RemindAt.eq(row.remind_at))
        .exec(&*tx)
        .await?;
    tx.commit().await?;
    Ok(())
}

async fn try_remind(ctx: &Context, id: Uuid) -> Result<(), Fault> {
    let tx = ctx.db().begin().await?;
    let row = appointment::Entity::find_by_id(id).lock_exclusive().one(&*tx).await?;
    let Some(row) = row.filter(|row| row.remind_at.is_some_and(|at| at <= ctx.now().millis())) else {
        // Somebody else was first.
        return Ok(());
    };
    let next = match record::status(&row)? {
        Status::Confirmed => queue(ctx, &tx, &row).await?,
        _ => None,
    };
    appointment::Entity::update_many()
        .col_expr(appointment::Column::RemindAt, Expr::value(next.map(Instant::millis)))
        .filter(appointment::Column::Id.eq(id))
        .exec(&*tx)
        .await?;
    tx.commit().await?;
    Ok(())
}

/// Queues what is due of an appointment, and says when the next is.
async fn queue(ctx: &Context, tx: &Tx, row: &appointment::Model) -> Result<Option<Instant>, Fault> {
    let missing = || Broken::Inconsistent("appointment");
    let reminders = reminders_of(tx, row).await?;
    let reminders = reminders.ok_or(Broken::Inconsistent("service.reminders"))?;
    let zone = Zone::parse(&row.zone).map_err(|_| Broken::Inconsistent("appointment.zone"))?;
    let start = Instant::from_millis(row.starts_at);
    let since = Instant::from_millis(row.updated_at);
    let (due, next) = due_reminders(&reminders, start, &zone, since, ctx.now());
    // By each way the one that is closest to the visit.
    let mut by_channel = BTreeMap::<Channel, u16>::new();
    for Reminder { channel, hours_before } in due {
        if put_down(tx, row, Reminder { channel, hours_before }).await? {
            let hours = by_channel.entry(channel).or_insert(hours_before);
            *hours = hours_before.min(*hours);
        }
    }
    let Some(closest) = by_channel.values().copied().min() else {
        return Ok(next);
    };
    let patient = account::Entity::find_by_id(row.patient_id.ok_or_else(missing)?)
        .one(&**tx)
        .await?
        .ok_or_else(missing)?;
    let choices = choices(&patient)?;
    let reminder = Content::Reminder { visits: Vec::new() };
    let reaches = |channel| -> Result<bool, Fault> {
        Ok(choices.wants(Topic::Reminders, channel) && address(ctx, &patient, channel, &reminder)?.is_some())
    };
    let mut ways = BTreeMap::new();
    for (channel, hours_before) in by_channel {
        if reaches(channel)? {
            ways.insert(channel, hours_before);
        }
    }
    // The service reminds by text message alone, and the patient has no number or the clinic sends none: better a mail than nothing.
    let only_texts = reminders.iter().all(|one| one.channel != Channel::Email);
    if ways.is_empty() && only_texts && reaches(Channel::Email)? {
        ways.insert(Channel::Email, closest);
    }
    // Also onto the list behind the bell, once for all that is due now.
    if reaches(Channel::App)? {
        ways.insert(Channel::App, closest);
    }
    for (channel, hours_before) in ways {
        let also = match channel {
            Channel::Sms => same_day(ctx, tx, row, &zone, hours_before).await?,
            Channel::Email | Channel::App => Vec::new(),
        };
        let visits = load(ctx, tx, row, also).await?;
        let notice = Notice {
            topic: Topic::Reminders,
            content: Content::Reminder {
                visits: visits.iter().map(|view| Visit::new(view, ctx.now())).collect(),
            },
            appointment: Some(row.id.into()),
            zone: Some(&zone),
            cause: format!("{}:{}:{hours_before}", row.id, row.starts_at),
            due: ctx.now(),
        };
        notice.tell_by(channel, ctx, tx, &patient).await?;
    }
    Ok(next)
}

/// Whether nobody has put it down before.
async fn put_down(tx: &Tx, row: &appointment::Model, reminder: Reminder) -> Result<bool, Fault> {
    let sent = reminder_sent::ActiveModel {
        appointment_id: Set(row.id),
        starts_at: Set(row.starts_at),
        channel: Set(reminder.channel.name().to_owned()),
        hours_before: Set(reminder.hours_before.into()),
    };
    let nothing = OnConflict::new().do_nothing().to_owned();
    let inserted = reminder_sent::Entity::insert(sent)
        .on_conflict(nothing)
        .exec_without_returning(&**tx)
        .await?;
    Ok(inserted == 1)
}

/// The patient's other appointments of that day whose text message would come as well: one message says it all.
async fn same_day(
    ctx: &Context,
    tx: &Tx,
    row: &appointment::Model,
    zone: &Zone,
    hours_before: u16,
) -> Result<Vec<appointment::Model>, Fault> {
    use appointment::Column as C;
    let Some(day) = zone.day(zone.date_of(Instant::from_millis(row.starts_at))) else {
        return Ok(Vec::new());
    };
    let others = appointment::Entity::find()
        .filter(C::PatientId.eq(row.patient_id))
        .filter(C::Id.ne(row.id))
        .filter(has_status([Status::Confirmed]))
        .filter(C::StartsAt.gte(day.start().millis().max(ctx.now().millis())))
        .filter(C::StartsAt.lt(day.end().millis()))
        .order_by_asc(C::StartsAt)
        .all(&**tx)
        .await?;
    let mut same = Vec::new();
    for other in others {
        let reminder = Reminder {
            channel: Channel::Sms,
            hours_before,
        };
        // Each by its own service; where that cannot be read, it is logged when it is its turn.
        let is_due = reminders_of(tx, &other).await?.is_some_and(|own| own.has(reminder));
        if is_due && put_down(tx, &other, reminder).await? {
            same.push(other);
        }
    }
    Ok(same)
}

/// Of the service of an appointment; `None` when they cannot be read.
async fn reminders_of(tx: &Tx, row: &appointment::Model) -> Result<Option<Reminders>, Fault> {
    let service = service::Entity::find_by_id(row.service_id).one(&**tx).await?;
    Ok(service.and_then(|service| service.reminders.parse().ok()))
}

async fn load(
    ctx: &Context,
    tx: &Tx,
    row: &appointment::Model,
    also: Vec<appointment::Model>,
) -> Result<Vec<AppointmentView>, Fault> {
    let mut rows = vec![row.clone()];
    rows.extend(also);
    rows.sort_by_key(|row| row.starts_at);
    view::load_views(ctx, &**tx, rows).await
}

/// What a doctor has on a day, in order of time.
pub(crate) async fn visits_of_doctor(
    ctx: &Context,
    doctor: Uuid,
    day: Interval,
) -> Result<Vec<AppointmentView>, Fault> {
    use appointment::Column as C;
    let rows = appointment::Entity::find()
        .filter(C::DoctorId.eq(doctor))
        .filter(has_status([Status::Confirmed]))
        .filter(C::StartsAt.gte(day.start().millis()))
        .filter(C::StartsAt.lt(day.end().millis()))
        .order_by_asc(C::StartsAt)
        .all(ctx.db().reader())
        .await?;
    view::load_views(ctx, ctx.db().reader(), rows).await
}
