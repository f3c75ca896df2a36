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
    notification::{Content, Notice, Visit, choices},
};

/// How many appointments are looked at in one round.
const MOST_AT_ONCE: u64 = 100;

/// Queues the reminders that are due; answers how many appointments were looked at.
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
        retry(|| try_remind(ctx, row.id)).await?;
    }
    Ok(rows.len())
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
    let service = service::Entity::find_by_id(row.service_id).one(&**tx).await?;
    let reminders: Reminders = service
        .ok_or_else(missing)?
        .reminders
        .parse()
        .map_err(|_| Broken::Inconsistent("service.reminders"))?;
    let zone = Zone::parse(&row.zone).map_err(|_| Broken::Inconsistent("appointment.zone"))?;
    let start = Instant::from_millis(row.starts_at);
    let since = Instant::from_millis(row.updated_at);
    let (due, next) = due_reminders(&reminders, start, &zone, since, ctx.now());
    let mut by_channel = BTreeMap::<Channel, Vec<Reminder>>::new();
    for reminder in due {
        if put_down(tx, row, reminder).await? {
            by_channel.entry(reminder.channel).or_default().push(reminder);
        }
    }
    if by_channel.is_empty() {
        return Ok(next);
    }
    let patient = account::Entity::find_by_id(row.patient_id.ok_or_else(missing)?)
        .one(&**tx)
        .await?
        .ok_or_else(missing)?;
    let choices = choices(&patient)?;
    let wanted = |channel: &Channel| choices.wants(Topic::Reminders, *channel);
    // Also onto the list behind the bell, once for all that is due now.
    let app = by_channel.values().flatten().map(|one| one.hours_before).min();
    let app = app.map(|hours_before| (Channel::App, hours_before));
    let due = by_channel
        .iter()
        .filter_map(|(channel, due)| Some((*channel, due.iter().map(|one| one.hours_before).min()?)));
    for (channel, hours_before) in due.chain(app).filter(|(channel, _)| wanted(channel)) {
        let also = match channel {
            Channel::Sms => same_day(ctx, tx, row, &zone, &reminders, hours_before).await?,
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
    reminders: &Reminders,
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
        if reminders.has(reminder) && put_down(tx, &other, reminder).await? {
            same.push(other);
        }
    }
    Ok(same)
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
