use domain::{
    account::{AccountState, EmailAddress, PASSWORD_LENGTH_MOST, Role},
    refusal::Refusal,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{SignedIn, brake, start};
use crate::{Broken, Context, Fault, account::verify_password, db::retry, entity::account};

/// What somebody types to sign in, and what their browser calls itself.
#[derive(Clone, Default)]
pub struct SignIn {
    pub email: String,
    pub password: String,
    pub user_agent: String,
}

/// Signs in with e-mail address and password.
///
/// # Errors
/// [`Refusal::WrongCredentials`] for a wrong password and an address without an account alike, after the same work.
/// [`Refusal::Barred`] for the right password of an account that cannot be used. [`Refusal::TooManyTries`] after ten wrong ones in a quarter of an hour, with or without an account.
pub async fn sign_in(ctx: &Context, form: &SignIn) -> Result<SignedIn, Fault> {
    let is_too_long = form.password.chars().count() > usize::from(PASSWORD_LENGTH_MOST);
    let Some(email) = EmailAddress::parse(&form.email).filter(|_| !is_too_long) else {
        return Err(Refusal::WrongCredentials.into());
    };
    brake::count_try(ctx, &email).await?;
    let found = account::Entity::find().filter(account::Column::Email.eq(email.as_str()));
    let found = found.one(ctx.db().reader()).await?;
    let hash = found.as_ref().map(|row| row.password_hash.as_str());
    let is_right = verify_password(ctx, &form.password, hash).await?;
    let Some(row) = found.filter(|_| is_right) else {
        return Err(Refusal::WrongCredentials.into());
    };
    check_state(&row)?;
    let role = Role::from_name(&row.role).ok_or(Broken::Inconsistent("account.role"))?;
    retry(async || {
        let tx = ctx.db().begin().await?;
        brake::release(&tx, &email).await?;
        let session = start(ctx, &tx, row.id.into(), role, &form.user_agent).await?;
        tx.commit().await?;
        Ok(SignedIn { session, role })
    })
    .await
}

/// Only an active account is signed in to.
fn check_state(row: &account::Model) -> Result<(), Fault> {
    match AccountState::from_name(&row.state) {
        Some(AccountState::Active) => Ok(()),
        Some(AccountState::Deleted) => Err(Refusal::WrongCredentials.into()),
        Some(state) => Err(Refusal::Barred {
            state,
            reason: row.state_reason.clone(),
        }
        .into()),
        None => Err(Broken::Inconsistent("account.state").into()),
    }
}
