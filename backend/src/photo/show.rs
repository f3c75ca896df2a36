use data_encoding::BASE64;
use domain::{
    access::{Action, Relation, Subject},
    ids::AccountId,
    refusal::Refusal,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

use crate::{
    Broken, Context, Fault,
    entity::{doctor, photo},
};

/// The picture of a doctor whom patients can find, as JPEG. Anybody may see it.
///
/// # Errors
/// `NotFound` also for the version of a picture that is there no more.
pub async fn get_doctor_photo(ctx: &Context, slug: &str, version: &str) -> Result<Vec<u8>, Fault> {
    let db = ctx.db().reader();
    let doctor = doctor::Entity::find()
        .filter(doctor::Column::Slug.eq(slug))
        .filter(doctor::Column::Photo.eq(version))
        .filter(doctor::Column::IsActive.eq(true));
    let doctor = doctor.one(db).await?.ok_or(Refusal::NotFound)?;
    let account = doctor.account_id.ok_or(Refusal::NotFound)?;
    read(ctx, db, account).await?.ok_or(Refusal::NotFound.into())
}

/// The picture of an account's person, also of one who waits for approval, for administrators.
///
/// # Errors
/// `SignInFirst`, `Forbidden`; `NotFound` where there is none.
pub async fn get_photo_of(ctx: &Context, account: AccountId) -> Result<Vec<u8>, Fault> {
    ctx.check(Action::Read, Subject::Account, Relation::Stranger)?;
    let found = read(ctx, ctx.db().reader(), account.into()).await?;
    found.ok_or(Refusal::NotFound.into())
}

/// Slug and version of the own picture, where there is one: what its address is made of.
///
/// # Errors
/// `SignInFirst`; `NotFound` for who sees no patients.
pub async fn find_own_photo(ctx: &Context) -> Result<Option<(String, String)>, Fault> {
    ctx.check(Action::Read, Subject::Profile, Relation::Own)?;
    ctx.actor().signed_in()?;
    let doctor = Uuid::from(ctx.actor().doctor().ok_or(Refusal::NotFound)?);
    let row = doctor::Entity::find_by_id(doctor).one(ctx.db().reader()).await?;
    let row = row.ok_or(Refusal::NotFound)?;
    Ok(row.photo.map(|version| (row.slug, version)))
}

async fn read(ctx: &Context, db: &impl ConnectionTrait, account: Uuid) -> Result<Option<Vec<u8>>, Fault> {
    let Some(row) = photo::Entity::find_by_id(account).one(db).await? else {
        return Ok(None);
    };
    let content = row.content(ctx.keys())?;
    let jpeg = BASE64.decode(content.as_bytes());
    Ok(Some(jpeg.map_err(|_| Broken::Inconsistent("photo.content"))?))
}
