use domain::{
    access::{Action, Relation, Subject},
    audit::Deed,
    refusal::{Fault as Wrong, Field, FieldError, Refusal},
};
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, sea_query::Expr};
use uuid::Uuid;

use super::portrait;
use crate::{
    Context, Fault, audit,
    db::{Tx, retry},
    entity::{Sealed, doctor, photo},
    live::Change,
    people::take_calendar,
    token,
};

/// The picture of the doctor who asks, in place of another.
///
/// # Errors
/// `SignInFirst`; `NotFound` for who sees no patients; `Invalid` for what is no picture.
pub async fn change_photo(ctx: &Context, file: Vec<u8>) -> Result<(), Fault> {
    let account = check(ctx)?;
    if file.is_empty() {
        return Err(FieldError::alone(Field::Photo, Wrong::Missing).into());
    }
    let content = portrait(ctx, file).await?;
    retry(async || {
        let tx = ctx.db().begin().await?;
        let doctor = take(&tx, account).await?;
        forget(&tx, account).await?;
        let version = keep(ctx, &tx, account, &content).await?;
        doctor::Entity::update_many()
            .col_expr(doctor::Column::Photo, Expr::value(version))
            .filter(doctor::Column::Id.eq(doctor.id))
            .exec(&*tx)
            .await?;
        tell(ctx, &tx, account, &doctor)?;
        Ok(tx.commit().await?)
    })
    .await
}

/// Takes the picture of the doctor who asks away; initials stand in its place.
///
/// # Errors
/// `SignInFirst`; `NotFound` for who sees no patients.
pub async fn remove_photo(ctx: &Context) -> Result<(), Fault> {
    let account = check(ctx)?;
    retry(async || {
        let tx = ctx.db().begin().await?;
        let doctor = take(&tx, account).await?;
        forget(&tx, account).await?;
        tell(ctx, &tx, account, &doctor)?;
        Ok(tx.commit().await?)
    })
    .await
}

fn check(ctx: &Context) -> Result<Uuid, Fault> {
    ctx.check(Action::Edit, Subject::Profile, Relation::Own)?;
    let account = ctx.actor().signed_in()?;
    ctx.actor().doctor().ok_or(Refusal::NotFound)?;
    Ok(account.into())
}

/// With the calendar, as for another name.
async fn take(tx: &Tx, account: Uuid) -> Result<doctor::Model, Fault> {
    Ok(take_calendar(tx, account.into()).await?.ok_or(Refusal::NotFound)?)
}

fn tell(ctx: &Context, tx: &Tx, account: Uuid, doctor: &doctor::Model) -> Result<(), Fault> {
    tx.changed(Change {
        doctor: doctor.id.into(),
    });
    let event = audit::Event {
        action: Deed::ChangePhoto,
        subject: "account",
        subject_id: account,
        detail: "",
        patient: None,
        reason: None,
    };
    audit::record(ctx, tx, event)
}

/// Stores what [`portrait`] drew, and answers its version.
pub(crate) async fn keep(ctx: &Context, tx: &Tx, account: Uuid, content: &str) -> Result<String, Fault> {
    let row = row(ctx, account, content.to_owned());
    let version = row.version.clone();
    let row = row.seal(ctx.keys())?.into_active_model().reset_all();
    photo::Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(version)
}

/// What is to be stored of what [`portrait`] drew, in plain text.
pub(crate) fn row(ctx: &Context, account_id: Uuid, content: String) -> photo::Model {
    let mut version = token::hash(content.as_bytes());
    version.truncate(16);
    photo::Model {
        account_id,
        content,
        version,
        changed_at: ctx.now().millis(),
    }
}

/// Nobody sees it any more.
pub(crate) async fn forget(tx: &Tx, account: Uuid) -> Result<(), Fault> {
    photo::Entity::delete_by_id(account).exec(&**tx).await?;
    doctor::Entity::update_many()
        .col_expr(doctor::Column::Photo, Expr::value(None::<String>))
        .filter(doctor::Column::AccountId.eq(account))
        .exec(&**tx)
        .await?;
    Ok(())
}
