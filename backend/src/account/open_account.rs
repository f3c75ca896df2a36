//! What the last right code of a registration leads to.

use domain::{
    account::{AccountState, EmailAddress, PersonName, PhoneNumber, Role},
    messages::Topic,
    refusal::Refusal,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{
    NewAccount, approval,
    claim::{claim, find_waiting},
    create::Proven,
    create_account,
    registration::{Proving, proving},
    staff::{Application, apply},
};
use crate::{
    Broken, Context, Fault,
    entity::registration,
    notification::{Content, tell_administrators},
    photo,
    session::{self, KnownBrowser, Means, SignedIn},
};

/// What a right code leads to.
pub enum Verified {
    SignedIn(SignedIn),
    /// The account is made, and an administrator has to approve it.
    Pending(Role),
    /// The address is proved, and the phone number is next.
    PhoneNext,
}

/// Makes the account of a registration, whose row is in plain text, once.
pub(super) async fn open_account(
    ctx: &Context,
    row: &registration::Model,
    user_agent: &str,
) -> Result<Verified, Fault> {
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
    let new = new_account(row, role, state)?;
    let account = match waiting {
        Some(waiting) => claim(ctx, &tx, &waiting, &new).await?.ok_or(Refusal::WrongCode)?,
        None => match create_account(ctx, &tx, new).await {
            // Somebody else proved the address in the meantime.
            Err(Fault::Refused(Refusal::Invalid(_))) => return Err(Refusal::WrongCode.into()),
            created => created?,
        },
    };
    if let Some(application) = &application {
        apply(&tx, account, application).await?;
    }
    if let Some(content) = &row.photo {
        photo::keep(ctx, &tx, account.into(), content).await?;
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
        browser: KnownBrowser::of(ctx, &row.email),
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
        proven: match proving(row) {
            Proving::Email => Proven::Email,
            Proving::Phone => Proven::Both,
        },
    })
}
