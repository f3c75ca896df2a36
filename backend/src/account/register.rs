use domain::{
    account::{EmailAddress, PersonName, PhoneNumber, parse_birth_date},
    refusal::{Fault as Wrong, Field, FieldError, Refusal},
    time::{Date, Instant},
};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter};

use super::{
    About, check_new_password,
    claim::find_waiting,
    code::{Code, code_expiry},
    create::{collect, parse_email},
    hash_password,
    registration::announce,
};
use crate::{
    Context, Fault, Settings, Token,
    db::{Tx, retry},
    entity::{Sealed, account, registration},
    session::brake,
};

/// What somebody gives about themselves, as typed.
#[derive(Clone, Default)]
pub struct Register {
    pub given_name: String,
    pub family_name: String,
    pub birth_day: String,
    pub birth_month: String,
    pub birth_year: String,
    pub email: String,
    pub phone: String,
    pub password: String,
}

/// For the cookie `registration`: with it and the code from the mail, [`verify_email`](super::verify_email) makes the
/// account.
pub struct Registered {
    pub token: Token,
}

/// Starts a registration and has a code sent to the address.
///
/// Whether the address has an account is told to its owner by mail and to nobody else: answer, work and stored rows are
/// alike (ASVS 5.0, 6.3.8).
///
/// # Errors
/// [`Refusal::Invalid`] with all fields that are wrong. [`Refusal::TooManyTries`] after five registrations of an address in
/// an hour, or thirty from one place.
pub async fn register(ctx: &Context, form: &Register) -> Result<Registered, Fault> {
    let person = Person::parse(form, ctx.now(), ctx.settings())?;
    brake_registration(ctx, &person).await?;
    let password_hash = hash_password(ctx, &form.password).await?;
    retry(async || {
        let tx = ctx.db().begin().await?;
        let token = store(ctx, &tx, &person, &password_hash).await?;
        tx.commit().await?;
        Ok(Registered { token })
    })
    .await
}

/// Before the password is hashed, which is what costs most.
pub(super) async fn brake_registration(ctx: &Context, person: &Person) -> Result<(), Fault> {
    let of_address = brake::REGISTRATIONS.of(ctx, person.email.as_str());
    let from_here = brake::REGISTRATIONS_FROM.of_here(ctx);
    brake::count(ctx, from_here.into_iter().chain([of_address])).await
}

pub(super) async fn store(ctx: &Context, tx: &Tx, person: &Person, password_hash: &str) -> Result<Token, Fault> {
    let has_account = account::Entity::find()
        .filter(account::with_email(ctx.keys(), person.email.as_str()))
        .count(&**tx)
        .await?
        > 0;
    let is_waiting = find_waiting(ctx, &**tx, person.email.as_str(), &person.birth_date).await?;
    let has_account = has_account && is_waiting.is_none();
    let (token, code) = (ctx.new_token(), Code::new(ctx));
    let code_hash = code.hash(&token);
    let now = ctx.now();
    let row = registration::Model {
        token_hash: token.hash(),
        email: person.email.as_str().to_owned(),
        password_hash: password_hash.to_owned(),
        given_name: person.name.given().to_owned(),
        family_name: person.name.family().to_owned(),
        birth_date: person.birth_date.clone(),
        phone: person.phone.as_str().to_owned(),
        code_hash: (!has_account).then_some(code_hash),
        attempts: 0,
        codes_sent: 1,
        created_at: now.millis(),
        expires_at: code_expiry(now).millis(),
        application: person.application.clone(),
        email_index: None,
        email_verified_at: None,
        photo: person.photo.clone(),
    };
    let row = row.seal(ctx.keys())?.into_active_model().reset_all();
    registration::Entity::insert(row).exec_without_returning(&**tx).await?;
    announce(ctx, tx, person.email.clone(), &token, (!has_account).then_some(code), 1).await?;
    Ok(token)
}

/// A form whose fields are all fine.
pub(super) struct Person {
    pub name: PersonName,
    /// Empty for staff.
    pub birth_date: String,
    pub email: EmailAddress,
    pub phone: PhoneNumber,
    /// Of staff, as stored.
    pub application: Option<String>,
    /// Of staff, as base64.
    pub photo: Option<String>,
}

impl Person {
    fn parse(form: &Register, now: Instant, settings: &Settings) -> Result<Self, Refusal> {
        let mut wrong = Vec::new();
        let name = PersonName::parse(&form.given_name, &form.family_name)
            .map_err(|faults| wrong.extend(faults))
            .ok();
        let birth_date = parse_birth_date(&form.birth_day, &form.birth_month, &form.birth_year, latest_date(now));
        let birth_date = collect(&mut wrong, birth_date);
        let email = parse_email(&form.email).map_err(|fault| wrong.push(fault)).ok();
        let phone = parse_phone(&form.phone).map_err(|fault| wrong.push(fault)).ok();
        let about = About {
            email: &form.email,
            given_name: &form.given_name,
            family_name: &form.family_name,
        };
        collect(&mut wrong, check_new_password(settings, &form.password, &about));
        match (name, birth_date, email, phone) {
            (Some(name), Some(birth_date), Some(email), Some(phone)) if wrong.is_empty() => Ok(Self {
                name,
                birth_date: birth_date.to_string(),
                email,
                phone,
                application: None,
                photo: None,
            }),
            _ => Err(Refusal::Invalid(wrong)),
        }
    }
}

pub(crate) fn parse_phone(text: &str) -> Result<PhoneNumber, FieldError> {
    let fault = if text.trim().is_empty() {
        Wrong::Missing
    } else {
        Wrong::Malformed
    };
    PhoneNumber::parse(text).ok_or(FieldError {
        field: Field::Phone,
        fault,
    })
}

/// The date where it comes first on earth (UTC+14), for wherever the person is, nobody is born after it.
pub(crate) fn latest_date(now: Instant) -> Date {
    let there = jiff::Timestamp::try_from(now.plus_minutes(14 * 60)).unwrap_or(jiff::Timestamp::MAX);
    there.to_zoned(jiff::tz::TimeZone::UTC).date()
}
