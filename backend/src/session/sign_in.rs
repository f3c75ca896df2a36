use domain::{
    account::{AccountState, EmailAddress, PASSWORD_LENGTH_MOST, Role},
    refusal::Refusal,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use super::{
    KnownBrowser, Means, SignedIn, brake,
    factors::{Factors, factors},
    start,
    unchanged::is_unchanged,
};
use crate::{
    Broken, Context, Fault, Token,
    account::{hash_password, is_outdated, verify_password},
    audit::note_refused_sign_in,
    db::{Tx, retry},
    entity::{account, half_sign_in},
    second_factor,
};

/// What somebody types to sign in, and what their browser calls itself.
#[derive(Clone, Default)]
pub struct SignIn {
    pub email: String,
    pub password: String,
    pub user_agent: String,
}

/// How long after the password the code can be given.
const HALF_MINUTES: i64 = 10;

/// Signs in with e-mail address and password; who has a second factor has to give its code next.
///
/// # Errors
/// [`Refusal::WrongCredentials`] for a wrong password and an address without an account alike, after the same work.
/// [`Refusal::Barred`] for the right password of an account that cannot be used. [`Refusal::TooManyTries`] after ten wrong ones in a quarter of an hour, with or without an account, not
/// counting those of strangers where its owner signed in before, or a hundred from one place. [`Refusal::PasskeyNeeded`] where the clinic asks for two factors and the person's is a passkey.
pub async fn sign_in(ctx: &Context, form: &SignIn) -> Result<SignedIn, Fault> {
    let is_too_long = form.password.chars().count() > usize::from(PASSWORD_LENGTH_MOST);
    let Some(email) = EmailAddress::parse(&form.email).filter(|_| !is_too_long) else {
        return Err(Refusal::WrongCredentials.into());
    };
    let of_address = brake::passwords(ctx, email.as_str());
    brake::count(ctx, brake::PASSWORDS_FROM.of_here(ctx).into_iter().chain([of_address])).await?;
    let row = look_at(ctx, form, &email).await?;
    match enter(ctx, form, &email, &row).await {
        // Somebody who signed in at the same time had the same password hashed anew, or it was just replaced: looked at again.
        Err(Fault::Refused(Refusal::WrongCredentials)) => {
            let row = look_at(ctx, form, &email).await?;
            enter(ctx, form, &email, &row).await
        }
        done => done,
    }
}

/// The account of the right password, which is hashed anew where its hash took less work than hashes do now.
async fn look_at(ctx: &Context, form: &SignIn, email: &EmailAddress) -> Result<account::Model, Fault> {
    let found = account::Entity::find().filter(account::with_email(ctx.keys(), email.as_str()));
    let found = found.one(ctx.db().reader()).await?;
    let hash = found.as_ref().map(|row| row.password_hash.as_str());
    let is_right = verify_password(ctx, &form.password, hash).await?;
    let account = found.as_ref().map(|row| row.id);
    let Some(row) = found.filter(|_| is_right) else {
        note_refused_sign_in(ctx, account, "wrong password").await?;
        return Err(Refusal::WrongCredentials.into());
    };
    if let Err(refused) = check_state(&row) {
        note_refused_sign_in(ctx, account, &row.state).await?;
        return Err(refused);
    }
    if !is_outdated(&row.password_hash) {
        return Ok(row);
    }
    let password_hash = hash_password(ctx, &form.password).await?;
    renew_hash(ctx, &row, &password_hash).await?;
    Ok(account::Model { password_hash, ..row })
}

/// Only over the hash that was looked at.
async fn renew_hash(ctx: &Context, row: &account::Model, hash: &str) -> Result<(), Fault> {
    retry(async || {
        let tx = ctx.db().begin().await?;
        account::Entity::update_many()
            .col_expr(account::Column::PasswordHash, Expr::value(hash))
            .filter(account::Column::Id.eq(row.id))
            .filter(account::Column::PasswordHash.eq(&row.password_hash))
            .exec(&*tx)
            .await?;
        Ok(tx.commit().await?)
    })
    .await
}

/// # Errors
/// `WrongCredentials` when the account is not as it was looked at.
async fn enter(ctx: &Context, form: &SignIn, email: &EmailAddress, row: &account::Model) -> Result<SignedIn, Fault> {
    let role = Role::from_name(&row.role).ok_or(Broken::Inconsistent("account.role"))?;
    retry(async || {
        let tx = ctx.db().begin().await?;
        if !is_unchanged(&tx, row).await? {
            return Err(Refusal::WrongCredentials.into());
        }
        if let Some(from_here) = brake::PASSWORDS_FROM.of_here(ctx) {
            brake::give_back(&tx, &from_here).await?;
        }
        brake::release(&tx, &brake::passwords(ctx, email.as_str())).await?;
        let awaits_code = second_factor::is_on(&*tx, row.id).await?;
        if factors(ctx.settings(), &*tx, row.id, role, Means::Password).await? == Factors::PasskeyNeeded {
            return Err(Refusal::PasskeyNeeded.into());
        }
        let session = if awaits_code {
            start_half(ctx, &tx, row).await?
        } else {
            start(ctx, &tx, row.id.into(), role, &form.user_agent, Means::Password).await?
        };
        tx.commit().await?;
        Ok(SignedIn {
            session,
            role,
            awaits_code,
            browser: KnownBrowser::of(ctx, email.as_str()),
        })
    })
    .await
}

/// Only an active account is signed in to.
pub(crate) fn check_state(row: &account::Model) -> Result<(), Fault> {
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

async fn start_half(ctx: &Context, tx: &Tx, row: &account::Model) -> Result<Token, Fault> {
    let token = ctx.new_token();
    let half = half_sign_in::ActiveModel {
        token_hash: Set(token.hash()),
        account_id: Set(row.id),
        expires_at: Set(ctx.now().plus_minutes(HALF_MINUTES).millis()),
    };
    half_sign_in::Entity::insert(half).exec_without_returning(&**tx).await?;
    Ok(token)
}
