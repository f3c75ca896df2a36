use domain::{
    access::{Action, Relation, Subject},
    booking::SlotDay,
    refusal::{Fault as FieldFault, Field, FieldError, Refusal},
    slots,
    time::Date,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Query};

use super::{Calendar, Offer, find_slots::slot_day};
use crate::{
    Broken, Context, Fault,
    entity::{doctor, location, schedule, schedule_service, service},
};

/// Which free times are asked for, by the names that people use.
#[derive(Clone, Debug)]
pub struct ListSlots {
    /// A doctor's slug.
    pub doctor: String,
    /// A location's slug; may be left out where the doctor works at one.
    pub location: Option<String>,
    /// A service's name or identifier.
    pub service: String,
    /// Of a visit; the first of the offered lengths when absent.
    pub minutes: Option<u16>,
    pub from: Date,
    /// Not after [`MOST_DAYS`] from `from`.
    pub to: Date,
}

/// The most dates of one answer.
pub const MOST_DAYS: i32 = 366;

/// The free times of some dates, past ones too, or why there are none.
///
/// # Errors
/// `NotFound` where no such doctor gives such a service, or not in this length, or at several places and none is named; `Invalid` for a span that
/// is empty or too long.
pub async fn list_slots(ctx: &Context, input: &ListSlots) -> Result<Vec<SlotDay>, Fault> {
    ctx.check(Action::List, Subject::Directory, Relation::Stranger)?;
    let span = input.to.since(input.from).map_or(-1, |span| span.get_days());
    if !(0..MOST_DAYS).contains(&span) {
        return Err(FieldError::alone(Field::Date, FieldFault::Malformed).into());
    }
    let db = ctx.db().reader();
    let doctor = doctor::Entity::find()
        .filter(doctor::Column::Slug.eq(input.doctor.as_str()))
        .one(db)
        .await?
        .ok_or(Refusal::NotFound)?;
    let mut query = schedule::Entity::find().filter(schedule::Column::DoctorId.eq(doctor.id));
    if let Some(slug) = &input.location {
        let mut ids = Query::select();
        ids.column(location::Column::Id).from(location::Entity);
        ids.and_where(location::Column::Slug.eq(slug.as_str()));
        query = query.filter(schedule::Column::LocationId.in_subquery(ids));
    }
    let schedules = query.all(db).await?;
    let mut offers = Vec::new();
    for schedule in schedules {
        for link in schedule_service::Entity::find()
            .filter(schedule_service::Column::ScheduleId.eq(schedule.id))
            .all(db)
            .await?
        {
            let service = service::Entity::find_by_id(link.service_id).one(db).await?;
            let service = service.ok_or(Broken::Inconsistent("schedule_service.service_id"))?;
            let is_asked_for = service.name == input.service || input.service.parse() == Ok(service.id);
            if is_asked_for && service.is_active {
                offers.push((schedule.id, service.id));
            }
        }
    }
    let [(schedule, service)] = offers[..] else {
        return Err(Refusal::NotFound.into());
    };
    let offer = Offer::load(ctx, schedule.into(), service.into(), input.minutes).await?;
    let calendar = Calendar::load(ctx, db, std::slice::from_ref(&offer), (input.from, input.to), None).await?;
    let days = slots::find_slots(&calendar.of(&offer).facts(), input.from, input.to);
    Ok(days.into_iter().map(|day| slot_day(day, &offer)).collect())
}
