//! What of the clinic is at the places of who asks. Everything is, unless they are bound to some (docs/adr/0016).

use domain::{
    access::{Places, Relation},
    refusal::Refusal,
};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    Context, Fault,
    entity::{account_location, schedule},
};

/// Where an account works.
pub(crate) async fn places_of(db: &impl ConnectionTrait, account: Uuid) -> Result<Places, Fault> {
    let rows = account_location::Entity::find()
        .filter(account_location::Column::AccountId.eq(account))
        .all(db)
        .await?;
    Ok(Places::of(rows.into_iter().map(|row| row.location_id.into())))
}

/// Leaves out what is at no place of who asks; `location` is the column that names it.
pub(crate) fn is_at_own_place(ctx: &Context, location: impl ColumnTrait) -> Condition {
    match ctx.actor().places() {
        Places::All => Condition::all(),
        Places::Only(own) => Condition::all().add(location.is_in(own.iter().copied().map(Uuid::from))),
    }
}

/// # Errors
/// `NotFound` where who asks does not work, as if there were nothing.
pub(crate) fn check_own_place(ctx: &Context, location: Uuid) -> Result<(), Refusal> {
    match ctx.actor().relation_at(location.into()) {
        Relation::SameLocation => Ok(()),
        _ => Err(Refusal::NotFound),
    }
}

/// What ties the one who asks to a doctor's days and hours.
pub(crate) async fn relation_to_doctor(
    ctx: &Context,
    db: &impl ConnectionTrait,
    doctor: Uuid,
) -> Result<Relation, Fault> {
    if ctx.actor().doctor().map(Uuid::from) == Some(doctor) {
        return Ok(Relation::Treating);
    }
    if *ctx.actor().places() == Places::All {
        return Ok(Relation::SameLocation);
    }
    let there = schedule::Entity::find()
        .filter(schedule::Column::DoctorId.eq(doctor))
        .filter(is_at_own_place(ctx, schedule::Column::LocationId));
    Ok(match there.count(db).await? {
        0 => Relation::Stranger,
        _ => Relation::SameLocation,
    })
}
