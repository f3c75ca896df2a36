use domain::{
    access::{Action, Relation, Subject},
    account::{AccountState, PersonName, Role, parse_birth_date},
    ids::AccountId,
    refusal::Refusal,
};

use crate::{
    Context, Fault,
    account::{NO_PASSWORD, NewAccount, Proven, collect, create_account, latest_date, parse_email, parse_phone},
    db::retry,
};

/// Who is new, as told by phone or at the desk, as typed.
#[derive(Clone, Default)]
pub struct AddPatient {
    pub given_name: String,
    pub family_name: String,
    pub birth_day: String,
    pub birth_month: String,
    pub birth_year: String,
    pub email: String,
    pub phone: String,
}

/// Makes an account for a patient without a password: theirs once they register with the same address and birth date.
///
/// # Errors
/// `SignInFirst`, `Forbidden`; `Invalid` with all fields that are wrong, also when the address has an account.
pub async fn add_patient(ctx: &Context, form: &AddPatient) -> Result<AccountId, Fault> {
    ctx.check(Action::Edit, Subject::Clinic, Relation::Stranger)?;
    let mut wrong = Vec::new();
    let name = PersonName::parse(&form.given_name, &form.family_name)
        .map_err(|faults| wrong.extend(faults))
        .ok();
    let today = latest_date(ctx.now());
    let birth_date = parse_birth_date(&form.birth_day, &form.birth_month, &form.birth_year, today);
    let birth_date = collect(&mut wrong, birth_date);
    let email = parse_email(&form.email).map_err(|fault| wrong.push(fault)).ok();
    let phone = parse_phone(&form.phone).map_err(|fault| wrong.push(fault)).ok();
    let (Some(name), Some(birth_date), Some(email), Some(phone), true) =
        (name, birth_date, email, phone, wrong.is_empty())
    else {
        return Err(Refusal::Invalid(wrong).into());
    };
    retry(async || {
        let tx = ctx.db().begin().await?;
        let new = NewAccount {
            role: Role::Patient,
            state: AccountState::Active,
            email: email.clone(),
            password_hash: NO_PASSWORD.to_owned(),
            name: name.clone(),
            birth_date: Some(birth_date),
            phone: Some(phone.clone()),
            proven: Proven::Neither,
        };
        let account = create_account(ctx, &tx, new).await?;
        tx.commit().await?;
        Ok(account)
    })
    .await
}
