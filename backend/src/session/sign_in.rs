use domain::{
    account::{EmailAddress, PASSWORD_LENGTH_MOST, Role},
    refusal::Refusal,
};
use sea_orm::{EntityTrait, QueryFilter};

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
/// [`Refusal::WrongCredentials`] for a wrong password, an address without an account and a suspended account alike, after
/// the same work. [`Refusal::TooManyTries`] after ten wrong ones in a quarter of an hour, with or without an account.
pub async fn sign_in(ctx: &Context, form: &SignIn) -> Result<SignedIn, Fault> {
    let is_too_long = form.password.chars().count() > usize::from(PASSWORD_LENGTH_MOST);
    let Some(email) = EmailAddress::parse(&form.email).filter(|_| !is_too_long) else {
        return Err(Refusal::WrongCredentials.into());
    };
    brake::count_try(ctx, &email).await?;
    let found = account::Entity::find().filter(account::with_email(ctx.keys(), email.as_str()));
    let found = found.one(ctx.db().reader()).await?;
    let hash = found.as_ref().map(|row| row.password_hash.as_str());
    let is_right = verify_password(ctx, &form.password, hash).await?;
    let Some(row) = found.filter(|row| is_right && !row.is_suspended) else {
        return Err(Refusal::WrongCredentials.into());
    };
    let role = Role::from_name(&row.role).ok_or(Broken::Inconsistent("account.role"))?;
    retry(async || {
        let tx = ctx.db().begin().await?;
        brake::release(ctx, &tx, &email).await?;
        let session = start(ctx, &tx, row.id.into(), role, &form.user_agent).await?;
        tx.commit().await?;
        Ok(SignedIn { session, role })
    })
    .await
}
