use domain::{
    access::Actor,
    account::{AccountState, EmailAddress, PersonName, PhoneNumber, Role},
    audit::Deed,
    ids::AccountId,
    refusal::{Fault as Wrong, Field, FieldError, Refusal},
    time::Date,
};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};

use super::{About, check_new_password, hash_password};
use crate::{
    Context, Fault, audit,
    db::{Tx, retry},
    entity::{Sealed, account},
    fault::is_taken,
};

/// An account to be.
pub(crate) struct NewAccount {
    pub role: Role,
    pub state: AccountState,
    pub email: EmailAddress,
    pub password_hash: String,
    pub name: PersonName,
    pub birth_date: Option<Date>,
    pub phone: Option<PhoneNumber>,
    pub proven: Proven,
}

/// Which contacts the person has proved by a code.
#[derive(Clone, Copy)]
pub(crate) enum Proven {
    Neither,
    Email,
    Both,
}

impl Proven {
    pub const fn email(self) -> bool {
        matches!(self, Self::Email | Self::Both)
    }

    pub const fn phone(self) -> bool {
        matches!(self, Self::Both)
    }
}

/// Adds an account and its audit row. [`Refusal::Invalid`] with [`Wrong::Taken`] when the address has one.
pub(crate) async fn create_account(ctx: &Context, tx: &Tx, new: NewAccount) -> Result<AccountId, Fault> {
    let id = ctx.new_id();
    let row = account::Model {
        id,
        role: new.role.name().to_owned(),
        email: new.email.as_str().to_owned(),
        password_hash: new.password_hash,
        given_name: new.name.given().to_owned(),
        family_name: new.name.family().to_owned(),
        birth_date: new.birth_date.map(|date| date.to_string()),
        phone: new.phone.map(|phone| phone.as_str().to_owned()),
        created_at: ctx.now().millis(),
        version: 1,
        email_index: None,
        phone_index: None,
        birth_index: None,
        message_choices: String::new(),
        email_verified_at: new.proven.email().then_some(ctx.now().millis()),
        phone_verified_at: new.proven.phone().then_some(ctx.now().millis()),
        state: new.state.name().to_owned(),
        state_reason: String::new(),
    };
    let row = row.seal(ctx.keys())?.into_active_model().reset_all();
    let inserted = account::Entity::insert(row).exec_without_returning(&**tx).await;
    inserted.map_err(|error| match is_taken(&error) {
        true => FieldError::alone(Field::Email, Wrong::Taken).into(),
        false => Fault::from(error),
    })?;
    let event = audit::Event {
        action: Deed::CreateAccount,
        subject: "account",
        subject_id: id,
        detail: new.role.name(),
        patient: (new.role == Role::Patient).then_some(id),
        reason: None,
    };
    audit::record(ctx, tx, event)?;
    Ok(id.into())
}

/// Who is to administer the clinic, as typed.
pub struct NewAdministrator {
    pub given_name: String,
    pub family_name: String,
    pub email: String,
    pub password: String,
}

/// Makes an administrator; only the command line can.
///
/// # Errors
/// [`Refusal::Forbidden`] for anybody but the system, [`Refusal::Invalid`] with all that is wrong, also when the address
/// has an account.
pub async fn create_administrator(ctx: &Context, new: &NewAdministrator) -> Result<AccountId, Fault> {
    if *ctx.actor() != Actor::System {
        return Err(Refusal::Forbidden.into());
    }
    let mut wrong = Vec::new();
    let name = PersonName::parse(&new.given_name, &new.family_name)
        .map_err(|faults| wrong.extend(faults))
        .ok();
    let email = parse_email(&new.email).map_err(|fault| wrong.push(fault)).ok();
    let about = About {
        email: &new.email,
        given_name: &new.given_name,
        family_name: &new.family_name,
    };
    collect(&mut wrong, check_new_password(ctx.settings(), &new.password, &about));
    let (Some(name), Some(email), true) = (name, email, wrong.is_empty()) else {
        return Err(Refusal::Invalid(wrong).into());
    };
    let password_hash = hash_password(ctx, &new.password).await?;
    retry(async || {
        let tx = ctx.db().begin().await?;
        let new = NewAccount {
            role: Role::Administrator,
            state: AccountState::Active,
            email: email.clone(),
            password_hash: password_hash.clone(),
            name: name.clone(),
            birth_date: None,
            phone: None,
            proven: Proven::Neither,
        };
        let account = create_account(ctx, &tx, new).await?;
        tx.commit().await?;
        Ok(account)
    })
    .await
}

pub(crate) fn parse_email(text: &str) -> Result<EmailAddress, FieldError> {
    let fault = if text.trim().is_empty() {
        Wrong::Missing
    } else {
        Wrong::Malformed
    };
    EmailAddress::parse(text).ok_or(FieldError {
        field: Field::Email,
        fault,
    })
}

/// Adds what is wrong to the rest, so that a person reads all of it at once.
pub(crate) fn collect<T>(wrong: &mut Vec<FieldError>, parsed: Result<T, Refusal>) -> Option<T> {
    match parsed {
        Ok(value) => Some(value),
        Err(Refusal::Invalid(faults)) => {
            wrong.extend(faults);
            None
        }
        Err(_) => None,
    }
}
