use domain::{
    access::{Action, Relation, Subject},
    booking::DoctorDay,
    refusal::Refusal,
    time::{TimeLabel, Zone, zone_note},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Query};

use super::{
    doctor_day::list_doctor_day,
    find_slots::{parse_date, plus_days},
};
use crate::{
    Broken, Context, Fault,
    entity::{doctor, location, schedule},
};

/// All doctors of a location on one day, side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskDay {
    pub location: String,
    pub location_slug: String,
    /// "2026-11-23"
    pub date: String,
    /// "Monday 23 November 2026"
    pub label: String,
    pub previous: String,
    pub next: String,
    pub today: String,
    pub zone_note: String,
    /// By family name: who works or sees somebody on this day.
    pub doctors: Vec<DoctorDay>,
    /// Who does neither, by name.
    pub absent: Vec<String>,
}

/// A day of a location for the front desk: of the first one by name, and today, where nothing is said.
///
/// # Errors
/// `SignInFirst`, `Forbidden`; `NotFound` for an unknown location; `Invalid` for a date that is none.
pub async fn list_desk_day(ctx: &Context, location: Option<&str>, date: Option<&str>) -> Result<DeskDay, Fault> {
    ctx.actor().signed_in()?;
    ctx.check(Action::List, Subject::Clinic, Relation::Stranger)?;
    let db = ctx.db().reader();
    let mut query = location::Entity::find().order_by_asc(location::Column::Name);
    if let Some(slug) = location.filter(|slug| !slug.is_empty()) {
        query = query.filter(location::Column::Slug.eq(slug));
    }
    let location = query.one(db).await?.ok_or(Refusal::NotFound)?;
    let zone = Zone::parse(&location.zone).map_err(|_| Broken::Inconsistent("location.zone"))?;
    let today = zone.date_of(ctx.now());
    let date = match date.filter(|text| !text.is_empty()) {
        Some(text) => parse_date(text)?,
        None => today,
    };

    let mut there = Query::select();
    there
        .column(schedule::Column::DoctorId)
        .from(schedule::Entity)
        .and_where(schedule::Column::LocationId.eq(location.id));
    let rows = doctor::Entity::find()
        .filter(doctor::Column::Id.in_subquery(there))
        .order_by_asc(doctor::Column::FamilyName)
        .order_by_asc(doctor::Column::GivenName)
        .all(db)
        .await?;
    let (mut doctors, mut absent) = (Vec::new(), Vec::new());
    for row in rows {
        let day = list_doctor_day(ctx, Some(&row.slug), Some(&date.to_string())).await?;
        if day.hours.is_empty() && day.entries.is_empty() {
            absent.push(day.doctor_name);
        } else {
            doctors.push(day);
        }
    }
    Ok(DeskDay {
        zone_note: zone_note(&location.city, &zone, date, date),
        location: location.name,
        location_slug: location.slug,
        date: date.to_string(),
        label: TimeLabel::new(zone.resolve(date, 12 * 60), &zone).date(),
        previous: plus_days(date, -1).to_string(),
        next: plus_days(date, 1).to_string(),
        today: today.to_string(),
        doctors,
        absent,
    })
}
