use domain::{
    account::{PersonName, StaffForm},
    refusal::Refusal,
};

use super::{
    About, Registered, check_new_password,
    create::{collect, parse_email},
    hash_password,
    register::{Person, brake_registration, parse_phone, store},
    staff::resolve,
};
use crate::{Context, Fault, db::retry, photo::portrait};

/// What a doctor, nurse or specialist gives about themselves, as typed.
#[derive(Clone, Default)]
pub struct RegisterStaff {
    pub given_name: String,
    pub family_name: String,
    pub email: String,
    pub phone: String,
    pub password: String,
    pub staff: StaffForm,
    /// A picture, or nothing.
    pub photo: Vec<u8>,
}

/// Starts the registration of somebody who sees patients and has a code sent to the address, as
/// [`register`](super::register) does. With the code there is an account, which an administrator has to approve.
///
/// # Errors
/// [`Refusal::Invalid`] with all fields that are wrong; [`Refusal::TooManyTries`].
pub async fn register_staff(ctx: &Context, form: &RegisterStaff) -> Result<Registered, Fault> {
    let mut wrong = Vec::new();
    let name = PersonName::parse(&form.given_name, &form.family_name)
        .map_err(|faults| wrong.extend(faults))
        .ok();
    let email = parse_email(&form.email).map_err(|fault| wrong.push(fault)).ok();
    let phone = parse_phone(&form.phone).map_err(|fault| wrong.push(fault)).ok();
    let about = About {
        email: &form.email,
        given_name: &form.given_name,
        family_name: &form.family_name,
    };
    collect(&mut wrong, check_new_password(ctx.settings(), &form.password, &about));
    let application = resolve(ctx.db().reader(), &form.staff, &mut wrong).await?;
    let (Some(name), Some(email), Some(phone), Some(application), true) =
        (name, email, phone, application, wrong.is_empty())
    else {
        return Err(Refusal::Invalid(wrong).into());
    };
    let mut person = Person {
        name,
        birth_date: String::new(),
        email,
        phone,
        application: Some(application.to_json()?),
        photo: None,
    };
    brake_registration(ctx, &person).await?;
    // What costs much comes after the brake: the drawing, too.
    person.photo = photo_of(ctx, &form.photo).await?;
    let password_hash = hash_password(ctx, &form.password).await?;
    retry(async || {
        let tx = ctx.db().begin().await?;
        let token = store(ctx, &tx, &person, &password_hash).await?;
        tx.commit().await?;
        Ok(Registered { token })
    })
    .await
}

async fn photo_of(ctx: &Context, file: &[u8]) -> Result<Option<String>, Fault> {
    if file.is_empty() {
        return Ok(None);
    }
    portrait(ctx, file.to_vec()).await.map(Some)
}
