use domain::{access::Action, audit::Deed, catalogue::parse_doctor_cap, refusal::Refusal, version::Version};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter, QuerySelect,
    sea_query::{Expr, ExprTrait},
};

use super::{Saved, ground};
use crate::{Context, Fault, db::retry, entity::doctor, live::Change};

/// How many visits a doctor takes on one local date.
#[derive(Clone, Debug)]
pub struct SetDoctorCap {
    pub slug: String,
    /// Of the doctor, as the person saw it.
    pub version: Version,
    /// No limit where empty.
    pub cap: String,
}

/// Sets it from now on; a date that has more already keeps them.
///
/// # Errors
/// `SignInFirst`, `Forbidden`, `NotFound`; `Stale` when the doctor changed since they were seen.
pub async fn set_doctor_cap(ctx: &Context, input: &SetDoctorCap) -> Saved<()> {
    ground::check(ctx, Action::Edit)?;
    match parse_doctor_cap(&input.cap) {
        Ok(cap) => retry(|| try_set(ctx, input, cap)).await.map(Ok),
        Err(wrong) => Ok(Err(wrong)),
    }
}

async fn try_set(ctx: &Context, input: &SetDoctorCap, cap: Option<u16>) -> Result<(), Fault> {
    use doctor::Column as C;
    let tx = ctx.db().begin().await?;
    // Bookings of a doctor with a cap take this row while they count.
    let row = doctor::Entity::find()
        .filter(C::Slug.eq(input.slug.as_str()))
        .lock_exclusive()
        .one(&*tx)
        .await?
        .ok_or(Refusal::NotFound)?;
    ground::check_version(input.version, row.version)?;
    tx.changed(Change { doctor: row.id.into() });
    let touched = doctor::Entity::update_many()
        .col_expr(C::CapPerDay, Expr::value(cap.map(i64::from)))
        .col_expr(C::Version, Expr::col(C::Version).add(1))
        .filter(C::Id.eq(row.id))
        .filter(C::Version.eq(row.version))
        .exec(&*tx)
        .await?;
    ground::one_row(touched.rows_affected)?;
    let words = |cap: Option<i64>| cap.map_or("none".to_owned(), |cap| cap.to_string());
    let detail = format!(
        "Most visits a day: {} to {}",
        words(row.cap_per_day),
        words(cap.map(i64::from))
    );
    ground::record(ctx, &tx, Deed::SetCap, ("doctor", row.id), &detail).await?;
    Ok(tx.commit().await?)
}
