use domain::{
    account::{AccountState, EmailAddress, PersonName, PhoneNumber, Role},
    messages::Topic,
    refusal::Refusal,
};
use sea_orm::{
    ColumnTrait, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};

use super::{
    NewAccount, approval,
    claim::{claim, find_waiting},
    create_account,
    registration::{Code, TRIES},
    resend_code::too_many,
    staff::{Application, apply},
};
use crate::{
    Broken, Context, Fault, Token,
    db::retry,
    entity::registration,
    notification::{Content, tell_administrators},
    session::{self, Means, SignedIn},
};

/// What the right code leads to.
pub enum Verified {
    SignedIn(SignedIn),
    /// The account is made, and an administrator has to approve it.
    Pending(Role),
}

/// Takes the code from the mail, makes the account and signs in, unless the account waits for approval.
///
/// # Errors
/// [`Refusal::Invalid`] unless it is six digits, which costs no try. [`Refusal::WrongCode`] when it is wrong, expired, used,
/// or the address has an account. [`Refusal::TooManyTries`] after five wrong ones.
pub async fn verify_email(
    ctx: &Context,
    registration: &Token,
    code: &str,
    user_agent: &str,
) -> Result<Verified, Fault> {
    let code = Code::parse(code)?;
    let row = retry(async || count_try(ctx, registration).await).await?;
    let row = row.open(ctx.keys())?;
    if !code.has_hash(registration, row.code_hash.as_deref()) {
        return Err(Refusal::WrongCode.into());
    }
    retry(async || open(ctx, &row, user_agent).await).await
}

/// Takes one of the tries, before the code is looked at: however many come at once, no more than five are.
async fn count_try(ctx: &Context, registration: &Token) -> Result<registration::Model, Fault> {
    use registration::Column as C;
    let now = ctx.now();
    let tx = ctx.db().begin().await?;
    let counted = registration::Entity::update_many()
        .col_expr(C::Attempts, Expr::col(C::Attempts).add(1))
        .filter(C::TokenHash.eq(registration.hash()))
        .filter(C::Attempts.lt(TRIES))
        .filter(C::ExpiresAt.gt(now.millis()))
        .exec_with_returning(&*tx)
        .await?;
    if let Some(row) = counted.into_iter().next() {
        tx.commit().await?;
        return Ok(row);
    }
    let row = registration::Entity::find_by_id(registration.hash()).one(&*tx).await?;
    Err(match row {
        Some(row) if row.expires_at > now.millis() => too_many(&row, now),
        _ => Refusal::WrongCode,
    }
    .into())
}

async fn open(ctx: &Context, row: &registration::Model, user_agent: &str) -> Result<Verified, Fault> {
    let tx = ctx.db().begin().await?;
    // With the code's hash: of two that come at once with it, and of one before and one after a new code, one passes.
    let used = registration::Entity::delete_many()
        .filter(registration::Column::TokenHash.eq(&row.token_hash))
        .filter(registration::Column::CodeHash.eq(row.code_hash.clone()))
        .exec(&*tx)
        .await?;
    if used.rows_affected != 1 {
        return Err(Refusal::WrongCode.into());
    }
    let application = Application::of(row)?;
    let waiting = match application {
        Some(_) => None,
        None => find_waiting(ctx, &*tx, &row.email, &row.birth_date).await?,
    };
    // Whom the clinic has entered itself needs no approval.
    let state = if application.is_some() || (waiting.is_none() && approval::is_needed(&*tx).await?) {
        AccountState::Pending
    } else {
        AccountState::Active
    };
    let role = if application.is_some() {
        Role::Doctor
    } else {
        Role::Patient
    };
    let account = match waiting {
        Some(waiting) => claim(ctx, &tx, &waiting, &row.password_hash)
            .await?
            .ok_or(Refusal::WrongCode)?,
        None => match create_account(ctx, &tx, new_account(row, role, state)?).await {
            // Somebody else proved the address in the meantime.
            Err(Fault::Refused(Refusal::Invalid(_))) => return Err(Refusal::WrongCode.into()),
            created => created?,
        },
    };
    if let Some(application) = &application {
        apply(&tx, account, application).await?;
    }
    if state == AccountState::Pending {
        let is_staff = application.is_some();
        let content = Content::RegistrationWaiting { is_staff };
        tell_administrators(ctx, &tx, Topic::Registrations, &content, &account.to_string()).await?;
        tx.commit().await?;
        return Ok(Verified::Pending(role));
    }
    let session = session::start(ctx, &tx, account, role, user_agent, Means::Password).await?;
    tx.commit().await?;
    Ok(Verified::SignedIn(SignedIn {
        session,
        role,
        awaits_code: false,
    }))
}

fn new_account(row: &registration::Model, role: Role, state: AccountState) -> Result<NewAccount, Broken> {
    let impossible = Broken::Inconsistent;
    let birth_date = Some(row.birth_date.as_str()).filter(|date| !date.is_empty());
    Ok(NewAccount {
        role,
        state,
        email: EmailAddress::parse(&row.email).ok_or(impossible("registration.email"))?,
        password_hash: row.password_hash.clone(),
        name: PersonName::parse(&row.given_name, &row.family_name).map_err(|_| impossible("registration.name"))?,
        birth_date: birth_date
            .map(str::parse)
            .transpose()
            .map_err(|_| impossible("registration.birth_date"))?,
        phone: Some(PhoneNumber::parse(&row.phone).ok_or(impossible("registration.phone"))?),
    })
}
