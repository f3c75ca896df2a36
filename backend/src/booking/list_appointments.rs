use domain::{
    access::{Action, Relation, Subject},
    booking::{AppointmentFilter, AppointmentList, Status, StatusCounts},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, Select,
    sea_query::Query,
};

use super::{find_slots::parse_date, view};
use crate::{
    Broken, Context, Fault,
    audit::{self, Reading},
    entity::{account, appointment, doctor, location},
    places::is_at_own_place,
};

const PER_PAGE: u64 = 25;

/// The appointments at the places of who asks: for administrators, the clinic's.
///
/// # Errors
/// `SignInFirst`, `Forbidden`; `Invalid` for a date that is none.
pub async fn list_appointments(ctx: &Context, filter: &AppointmentFilter) -> Result<AppointmentList, Fault> {
    use appointment::Column as C;
    ctx.check(Action::List, Subject::Clinic, Relation::SameLocation)?;
    let db = ctx.db().reader();
    let not_holds = [Status::Held, Status::Expired].map(Status::name);
    let mut query = appointment::Entity::find()
        .filter(C::Status.is_not_in(not_holds))
        .filter(is_at_own_place(ctx, C::LocationId));
    // The promised local start begins with the date of the location's own calendar, so text order is date order.
    if !filter.from.is_empty() {
        query = query.filter(C::LocalStart.gte(parse_date(&filter.from)?.to_string()));
    }
    if !filter.to.is_empty() {
        query = query.filter(C::LocalStart.lt(format!("{}U", parse_date(&filter.to)?)));
    }
    if !filter.location.is_empty() {
        let mut ids = Query::select();
        ids.column(location::Column::Id).from(location::Entity);
        ids.and_where(location::Column::Slug.eq(filter.location.as_str()));
        query = query.filter(C::LocationId.in_subquery(ids));
    }
    if !filter.doctor.is_empty() {
        let mut ids = Query::select();
        ids.column(doctor::Column::Id).from(doctor::Entity);
        ids.and_where(doctor::Column::Slug.eq(filter.doctor.as_str()));
        query = query.filter(C::DoctorId.in_subquery(ids));
    }
    for word in filter.words.split_whitespace().take(5) {
        let mut ids = Query::select();
        ids.column(account::Column::Id).from(account::Entity);
        ids.cond_where(
            Condition::any()
                .add(crate::directory::contains(account::Column::GivenName, word))
                .add(crate::directory::contains(account::Column::FamilyName, word)),
        );
        query = query.filter(C::PatientId.in_subquery(ids));
    }
    let counts = count_by_status(db, query.clone()).await?;
    if let Some(status) = filter.status {
        query = query.filter(C::Status.eq(status.name()));
    }
    let total = filter.status.map_or(counts.all(), |status| counts.of(status));
    let pages = u64::from(total).div_ceil(PER_PAGE).max(1);
    let page = u64::from(filter.page.max(1)).min(pages);
    let rows = query
        .order_by_asc(C::StartsAt)
        .order_by_asc(C::Id)
        .offset((page - 1) * PER_PAGE)
        .limit(PER_PAGE)
        .all(db)
        .await?;
    let patients = rows.iter().filter_map(|row| row.patient_id);
    audit::note_patients(ctx, Reading::List, "", patients).await?;
    Ok(AppointmentList {
        total,
        page: u16::try_from(page).unwrap_or(u16::MAX),
        pages: u16::try_from(pages).unwrap_or(u16::MAX),
        rows: view::load_views(ctx, db, rows).await?,
        counts,
    })
}

async fn count_by_status(db: &impl ConnectionTrait, query: Select<appointment::Entity>) -> Result<StatusCounts, Fault> {
    use appointment::Column as C;
    let query = query.select_only().column(C::Status).column_as(C::Id.count(), "count");
    let rows: Vec<(String, i64)> = query.group_by(C::Status).into_tuple().all(db).await?;
    rows.into_iter()
        .map(|(name, count)| {
            let status = Status::from_name(&name).ok_or(Broken::Inconsistent("appointment.status"))?;
            Ok((status, u32::try_from(count).unwrap_or(u32::MAX)))
        })
        .collect()
}
