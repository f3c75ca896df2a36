use domain::{
    access::Action,
    account::{AccountState, PersonName, Role, StaffForm},
    ids::AccountId,
    refusal::Refusal,
};
use sea_orm::EntityTrait;
use uuid::Uuid;

use super::{
    change_places::{bind, find_places},
    ground,
    invitation::invite,
};
use crate::{
    Broken, Context, Fault,
    account::{
        NO_PASSWORD, NewAccount, Proven, apply, create_account, open_calendar, parse_email, parse_phone, resolve,
    },
    db::retry,
    entity::account,
};

/// An account for somebody, as typed.
#[derive(Clone, Debug)]
pub struct NewPerson {
    pub role: Role,
    pub given_name: String,
    pub family_name: String,
    pub email: String,
    /// May be empty.
    pub phone: String,
    /// Of a doctor, nurse or specialist.
    pub staff: StaffForm,
    /// Of the front desk: slugs of locations; none for all.
    pub places: Vec<String>,
}

/// Makes an account and mails its person a link to set the password. A doctor gets a calendar at the location.
///
/// # Errors
/// `SignInFirst`, `Forbidden`; `Invalid` with all that is wrong, also when the address has an account.
pub async fn create_person(ctx: &Context, input: &NewPerson) -> Result<AccountId, Fault> {
    ground::check_all(ctx, Action::Edit)?;
    ctx.recently_verified()?;
    let mut wrong = Vec::new();
    let name = PersonName::parse(&input.given_name, &input.family_name)
        .map_err(|faults| wrong.extend(faults))
        .ok();
    let email = parse_email(&input.email).map_err(|fault| wrong.push(fault)).ok();
    let phone = match input.phone.trim() {
        "" => None,
        text => parse_phone(text).map_err(|fault| wrong.push(fault)).ok(),
    };
    let application = match input.role {
        Role::Doctor => resolve(ctx.db().reader(), &input.staff, &mut wrong).await?,
        Role::Patient | Role::Support | Role::Administrator => None,
    };
    let places = match input.role {
        Role::Support => find_places(ctx.db().reader(), &input.places, &mut wrong).await?,
        Role::Patient | Role::Doctor | Role::Administrator => Vec::new(),
    };
    let (Some(name), Some(email), true) = (name, email, wrong.is_empty()) else {
        return Err(Refusal::Invalid(wrong).into());
    };
    retry(async || {
        let tx = ctx.db().begin().await?;
        let new = NewAccount {
            role: input.role,
            state: AccountState::Active,
            email: email.clone(),
            password_hash: NO_PASSWORD.to_owned(),
            name: name.clone(),
            birth_date: None,
            phone: phone.clone(),
            proven: Proven::Neither,
        };
        let id = create_account(ctx, &tx, new).await?;
        let row = account::Entity::find_by_id(Uuid::from(id)).one(&*tx).await?;
        let row = row.ok_or(Broken::Inconsistent("account"))?;
        if let Some(application) = &application {
            apply(&tx, id, application).await?;
            open_calendar(ctx, &tx, &row).await?;
        }
        if input.role == Role::Support {
            bind(ctx, &tx, row.id, &places).await?;
        }
        invite(ctx, &tx, &row).await?;
        tx.commit().await?;
        Ok(id)
    })
    .await
}
