use domain::{
    account::AccountState,
    messages::{Channel, Kind, Topic},
    time::{TimeLabel, Zone},
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};

use crate::{
    Broken, Context, Fault, booking,
    db::retry,
    entity::{account, doctor, location, outbox_message, schedule},
    notification::{Content, Notice, Visit, choices, key_of},
};

/// From when on the list of tomorrow goes out, by the clock of the doctor's place, in minutes.
const EVENING: u16 = 18 * 60;

/// Queues, in the evening, the list of tomorrow for each doctor who wants it. Once: the message is named by doctor and date.
pub(super) async fn queue(ctx: &Context) -> Result<(), Fault> {
    let doctors = doctor::Entity::find()
        .select_only()
        .column(doctor::Column::AccountId)
        .filter(doctor::Column::AccountId.is_not_null())
        .into_query();
    // A part of what is stored where somebody wants it; the choices themselves decide.
    let wanted = format!("%{}.%=on%", Topic::DailyList.name());
    let readers = account::Entity::find()
        .filter(account::Column::Id.in_subquery(doctors))
        .filter(account::Column::MessageChoices.like(wanted))
        .all(ctx.db().reader())
        .await?;
    let is_active = |reader: &account::Model| reader.state == AccountState::Active.name();
    for reader in readers.into_iter().filter(is_active) {
        // The others get theirs, and this one when it is looked at next, if it can be written then.
        if let Err(fault) = queue_for(ctx, &reader).await {
            let error = &fault as &dyn std::error::Error;
            tracing::error!(account = %reader.id, error, "the list of a doctor was not queued");
        }
    }
    Ok(())
}

async fn queue_for(ctx: &Context, reader: &account::Model) -> Result<(), Fault> {
    let choices = choices(reader)?;
    let is_wanted = |channel| choices.wants(Topic::DailyList, channel);
    if !Channel::ALL.into_iter().any(is_wanted) {
        return Ok(());
    }
    let db = ctx.db().reader();
    let doctor = doctor::Entity::find()
        .filter(doctor::Column::AccountId.eq(reader.id))
        .one(db)
        .await?;
    let Some(doctor) = doctor else { return Ok(()) };
    let places = schedule::Entity::find()
        .select_only()
        .column(schedule::Column::LocationId)
        .filter(schedule::Column::DoctorId.eq(doctor.id))
        .into_query();
    // One clock for who works at several.
    let place = location::Entity::find()
        .filter(location::Column::Id.in_subquery(places))
        .order_by_asc(location::Column::Name)
        .one(db)
        .await?;
    let Some(place) = place else { return Ok(()) };
    let zone = Zone::parse(&place.zone).map_err(|_| Broken::Inconsistent("location.zone"))?;
    let today = zone.date_of(ctx.now());
    let Ok(tomorrow) = today.tomorrow() else { return Ok(()) };
    let Some(day) = zone.day(tomorrow).filter(|_| ctx.now() >= zone.resolve(today, EVENING)) else {
        return Ok(());
    };
    let cause = tomorrow.to_string();
    if is_queued(ctx, reader, &cause).await? {
        return Ok(());
    }
    let views = booking::visits_of_doctor(ctx, doctor.id, day).await?;
    let content = Content::DailyList {
        date: TimeLabel::new(day.start(), &zone).date(),
        visits: views.iter().map(|view| Visit::new(view, ctx.now())).collect(),
    };
    let notice = Notice {
        topic: Topic::DailyList,
        content,
        appointment: None,
        zone: None,
        cause,
        due: ctx.now(),
    };
    retry(async || {
        let tx = ctx.db().begin().await?;
        notice.tell(ctx, &tx, reader).await?;
        tx.commit().await?;
        Ok(())
    })
    .await
}

/// Only saves work: the message exists once whatever this says.
async fn is_queued(ctx: &Context, reader: &account::Model, cause: &str) -> Result<bool, Fault> {
    let cause = format!("{cause}:{}", reader.id);
    let keys = Channel::ALL.map(|channel| key_of(Kind::DailyList.name(), &cause, channel.name()));
    let queued = outbox_message::Entity::find().filter(outbox_message::Column::DedupeKey.is_in(keys));
    Ok(queued.count(ctx.db().reader()).await? > 0)
}
