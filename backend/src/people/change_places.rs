use std::collections::BTreeSet;

use domain::{
    access::Action,
    account::Role,
    audit::Deed,
    ids::AccountId,
    refusal::{Fault as Wrong, Field, FieldError, Refusal},
    version::Version,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::ground;
use crate::{
    Context, Fault,
    db::{Tx, retry},
    entity::{account_location, location},
};

/// Where somebody of the front desk works.
#[derive(Clone, Debug)]
pub struct ChangePlaces {
    pub account: AccountId,
    /// As the administrator saw it.
    pub version: Version,
    /// Slugs of locations; none for all.
    pub places: Vec<String>,
}

/// Binds an account of the front desk to places, or to none, so that it works for all. True from the person's next request on.
///
/// # Errors
/// `SignInFirst`, `ConfirmFirst`, `Forbidden`; `NotFound`, also for who is not of the front desk; `Invalid` for a place that there is
/// not; `Stale` when it changed since it was seen.
pub async fn change_places(ctx: &Context, input: &ChangePlaces) -> Result<(), Fault> {
    ground::check(ctx, Action::Bar, input.account)?;
    ctx.recently_verified()?;
    let mut wrong = Vec::new();
    let places = find_places(ctx.db().reader(), &input.places, &mut wrong).await?;
    if !wrong.is_empty() {
        return Err(Refusal::Invalid(wrong).into());
    }
    retry(async || {
        let tx = ctx.db().begin().await?;
        let row = ground::take(&tx, input.account, input.version).await?;
        if ground::role(&row)? != Role::Support {
            return Err(Refusal::NotFound.into());
        }
        ground::write(&tx, ground::update(&row)).await?;
        bind(ctx, &tx, row.id, &places).await?;
        Ok(tx.commit().await?)
    })
    .await
}

/// The places of these slugs, by name; that there is none of one of them is added to what else is wrong.
pub(super) async fn find_places(
    db: &impl ConnectionTrait,
    slugs: &[String],
    wrong: &mut Vec<FieldError>,
) -> Result<Vec<location::Model>, Fault> {
    let slugs: BTreeSet<&str> = slugs.iter().map(String::as_str).collect();
    let places = location::Entity::find()
        .filter(location::Column::Slug.is_in(slugs.iter().copied()))
        .order_by_asc(location::Column::Name)
        .all(db)
        .await?;
    if places.len() < slugs.len() {
        let (field, fault) = (Field::Places, Wrong::Malformed);
        wrong.push(FieldError { field, fault });
    }
    Ok(places)
}

/// Writes where somebody of the front desk works, and that it was decided. What was written stays when the role is lost: a request of
/// the front desk that is under way would find no places, which are all places.
pub(super) async fn bind(ctx: &Context, tx: &Tx, account: Uuid, places: &[location::Model]) -> Result<(), Fault> {
    account_location::Entity::delete_many()
        .filter(account_location::Column::AccountId.eq(account))
        .exec(&**tx)
        .await?;
    let rows = places.iter().map(|place| account_location::ActiveModel {
        account_id: Set(account),
        location_id: Set(place.id),
    });
    if !places.is_empty() {
        account_location::Entity::insert_many(rows)
            .exec_without_returning(&**tx)
            .await?;
    }
    let names: Vec<&str> = places.iter().map(|place| place.slug.as_str()).collect();
    let names = if names.is_empty() {
        "all".to_owned()
    } else {
        names.join(", ")
    };
    ground::record(ctx, tx, Deed::ChangeAccount, account, &format!("places: {names}"))
}
