use domain::{
    access::{Action, Subject},
    booking::{DoctorDay, DoctorWeek},
    refusal::Refusal,
    time::{Date, TimeLabel, zone_note},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use super::{
    doctor_board::DoctorBoard,
    find_slots::{parse_date, plus_days},
};
use crate::{
    Context, Fault,
    audit::{self, Reading},
    entity::doctor,
    places::relation_to_doctor,
};

/// One day of a doctor: of the one who asks, or of `doctor_slug` for the front desk and administrators. `date` is
/// "2026-11-23", today when absent.
///
/// # Errors
/// `SignInFirst`; `NotFound` for an unknown doctor and for those whose day one may not see; `Invalid` for a date that is none.
pub async fn list_doctor_day(ctx: &Context, doctor_slug: Option<&str>, date: Option<&str>) -> Result<DoctorDay, Fault> {
    let db = ctx.db().reader();
    let board = DoctorBoard::of(ctx, db, find_visible(ctx, db, doctor_slug).await?).await?;
    let date = wanted(date)?.unwrap_or_else(|| board.today());
    let board = board.load(ctx, db, date, date).await?;
    let patients = board.patients().iter().copied();
    audit::note_patients(ctx, Reading::DoctorDay, &date.to_string(), patients).await?;
    board.day(date).ok_or_else(|| Refusal::NotFound.into())
}

/// The week of a doctor with `date` in it, from Monday; as [`list_doctor_day`].
///
/// # Errors
/// Those of [`list_doctor_day`].
pub async fn list_doctor_week(
    ctx: &Context,
    doctor_slug: Option<&str>,
    date: Option<&str>,
) -> Result<DoctorWeek, Fault> {
    let db = ctx.db().reader();
    let board = DoctorBoard::of(ctx, db, find_visible(ctx, db, doctor_slug).await?).await?;
    let this_week = monday(board.today());
    let first = wanted(date)?.map_or(this_week, monday);
    let last = plus_days(first, 6);
    let board = board.load(ctx, db, first, last).await?;
    let patients = board.patients().iter().copied();
    audit::note_patients(ctx, Reading::DoctorWeek, &first.to_string(), patients).await?;
    let dates = (0..7).map(|days| plus_days(first, days));
    let days: Vec<DoctorDay> = dates.filter_map(|date| board.day(date)).collect();
    let label = |date: Date| TimeLabel::new(board.zone().resolve(date, 12 * 60), board.zone());
    let (from, to) = (label(first), label(last));
    Ok(DoctorWeek {
        doctor_name: board.doctor_name(),
        doctor_slug: board.doctor_slug().to_owned(),
        date: first.to_string(),
        label: format!("{} to {} {}", from.day_and_month(), to.day_and_month(), last.year()),
        previous: plus_days(first, -7).to_string(),
        next: plus_days(first, 7).to_string(),
        this_week: this_week.to_string(),
        zone_note: zone_note(board.city(), board.zone(), first, last),
        requests: board.requests(),
        days,
    })
}

/// The slug of the doctor who asks; `None` for who is none.
///
/// # Errors
/// Only when something breaks.
pub async fn find_own_slug(ctx: &Context) -> Result<Option<String>, Fault> {
    let own = find_doctor(ctx, ctx.db().reader(), None).await?;
    Ok(own.map(|doctor| doctor.slug))
}

/// The doctor with this slug, or the one who asks, where one may see their days.
async fn find_visible(ctx: &Context, db: &impl ConnectionTrait, slug: Option<&str>) -> Result<doctor::Model, Fault> {
    ctx.actor().signed_in()?;
    let doctor = find_doctor(ctx, db, slug).await?.ok_or(Refusal::NotFound)?;
    let relation = relation_to_doctor(ctx, db, doctor.id).await?;
    ctx.check(Action::Read, Subject::DoctorDay, relation)
        .map_err(|_| Refusal::NotFound)?;
    Ok(doctor)
}

/// The doctor with this slug; without one, the doctor who asks.
pub(super) async fn find_doctor(
    ctx: &Context,
    db: &impl ConnectionTrait,
    slug: Option<&str>,
) -> Result<Option<doctor::Model>, Fault> {
    let query = match (slug, ctx.actor().doctor()) {
        (Some(slug), _) => doctor::Entity::find().filter(doctor::Column::Slug.eq(slug)),
        (None, Some(own)) => doctor::Entity::find_by_id(Uuid::from(own)),
        (None, None) => return Ok(None),
    };
    Ok(query.one(db).await?)
}

fn wanted(date: Option<&str>) -> Result<Option<Date>, Fault> {
    date.filter(|text| !text.is_empty()).map(parse_date).transpose()
}

fn monday(date: Date) -> Date {
    plus_days(date, -i64::from(date.weekday().to_monday_zero_offset()))
}
