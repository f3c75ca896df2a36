use domain::{
    access::Action,
    audit::Deed,
    catalogue::{Field, Problem, ServiceForm, Wrong},
    ids::ServiceId,
    version::Version,
};
use sea_orm::{ActiveValue::Set, EntityTrait};
use uuid::Uuid;

use super::{Saved, ground};
use crate::{Context, db::retry, entity::service, entity::specialty};

/// Makes a service that nobody gives yet.
///
/// # Errors
/// `SignInFirst`, `Forbidden`.
pub async fn create_service(ctx: &Context, form: &ServiceForm) -> Saved<ServiceId> {
    ground::check(ctx, Action::Edit)?;
    let settings = match form.parse() {
        Ok(settings) => settings,
        Err(wrong) => return Ok(Err(wrong)),
    };
    retry(async || {
        let tx = ctx.db().begin().await?;
        let specialty = specialty::Entity::find_by_id(Uuid::from(settings.specialty));
        if specialty.one(&*tx).await?.is_none() {
            return Ok(Err(Wrong::alone(Field::Specialty, Problem::Unknown)));
        }
        let id = ctx.new_id();
        let row = service::ActiveModel {
            id: Set(id),
            is_active: Set(true),
            version: Set(Version::FIRST.number()),
            ..ground::columns_of(&settings)
        };
        service::Entity::insert(row).exec_without_returning(&*tx).await?;
        ground::replace_lengths(&tx, id, &settings.further).await?;
        ground::record(ctx, &tx, Deed::Create, ("service", id), &settings.name).await?;
        tx.commit().await?;
        Ok(Ok(id.into()))
    })
    .await
}
