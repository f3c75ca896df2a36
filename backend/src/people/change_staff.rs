use domain::{
    access::Action,
    account::{AccountState, Role, StaffForm},
    audit::Deed,
    ids::AccountId,
    refusal::Refusal,
    version::Version,
};
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::ground;
use crate::{
    Context, Fault,
    account::{KnownStaff, resolve},
    db::retry,
    entity::account,
    profile,
};

/// Other professional data of a doctor, nurse or specialist.
#[derive(Clone, Debug)]
pub struct ChangeStaff {
    pub account: AccountId,
    /// As the administrator saw it.
    pub version: Version,
    /// All of it, as typed.
    pub staff: StaffForm,
}

/// The professional data as they are, for the form that changes them.
///
/// # Errors
/// `SignInFirst`, `Forbidden`; `NotFound`, also for who is no doctor, nurse or specialist.
pub async fn get_staff(ctx: &Context, id: AccountId) -> Result<StaffForm, Fault> {
    ground::check(ctx, Action::Edit, id)?;
    let db = ctx.db().reader();
    let row = account::Entity::find_by_id(Uuid::from(id)).one(db).await?;
    let row = row.ok_or(Refusal::NotFound)?;
    if ground::role(&row)? != Role::Doctor || ground::state(&row)? == AccountState::Deleted {
        return Err(Refusal::NotFound.into());
    }
    let doctor = ground::doctor_of(db, row.id).await?;
    let known = KnownStaff::find(db, row.id, doctor.as_ref()).await?;
    Ok(known.form())
}

/// Corrects what a doctor, nurse or specialist gave about themselves, also where patients read it. Another location adds a schedule
/// there. The person reads in the history of the profile what it was before.
///
/// # Errors
/// `SignInFirst`, `ConfirmFirst`, `Forbidden`; `NotFound`, also for who is no doctor, nurse or specialist; `Invalid` with all that is
/// wrong, and for another specialty while services of the present one are given; `Stale` when the account changed since it was seen.
pub async fn change_staff(ctx: &Context, input: &ChangeStaff) -> Result<(), Fault> {
    ground::check(ctx, Action::Edit, input.account)?;
    ctx.recently_verified()?;
    let mut wrong = Vec::new();
    let application = resolve(ctx.db().reader(), &input.staff, &mut wrong).await?;
    let Some(application) = application else {
        return Err(Refusal::Invalid(wrong).into());
    };
    retry(async || {
        let tx = ctx.db().begin().await?;
        let doctor = ground::take_calendar(&tx, input.account).await?;
        let row = ground::take(&tx, input.account, input.version).await?;
        if ground::role(&row)? != Role::Doctor {
            return Err(Refusal::NotFound.into());
        }
        let known = KnownStaff::find(&*tx, row.id, doctor.as_ref()).await?;
        let before = known.differences(&application);
        // The version rises also when nothing is new: the page was seen.
        ground::write(&tx, ground::update(&row)).await?;
        if !before.is_empty() {
            known
                .correct(ctx, &tx, input.account, doctor.as_ref(), &application)
                .await?;
            profile::record(ctx, &tx, row.id, &before).await?;
        }
        let changed: Vec<&str> = before.iter().map(|(field, _)| field.name()).collect();
        let changed = changed.join(", ").replace('_', " ");
        ground::record(ctx, &tx, Deed::ChangeAccount, row.id, &changed)?;
        Ok(tx.commit().await?)
    })
    .await
}
