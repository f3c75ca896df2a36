//! What staff gave about themselves, and the calendar that they get.

use domain::{
    account::{Profession, StaffForm},
    ids::AccountId,
    refusal::{Fault as Wrong, Field, FieldError},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, sea_query::Expr,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    Broken, Context, Fault,
    db::Tx,
    entity::{account, doctor, location, photo, registration, schedule, specialty, staff_application},
};

/// A form with the specialty and the location that it names.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Application {
    pub(super) profession: Profession,
    pub(super) specialty: Uuid,
    pub(super) location: Uuid,
    pub(super) licence_number: String,
    pub(super) qualifications: String,
    pub(super) languages: String,
}

impl Application {
    /// Of a registration, if it is one of staff.
    pub fn of(row: &registration::Model) -> Result<Option<Self>, Broken> {
        let stored = row.application.as_deref();
        let parsed = stored.map(serde_json::from_str).transpose();
        parsed.map_err(|_| Broken::Inconsistent("registration.application"))
    }

    pub fn to_json(&self) -> Result<String, Fault> {
        serde_json::to_string(self).map_err(|error| Broken::other("an application")(error.into()))
    }
}

/// Parses the form and finds what it names; what is wrong is added to the rest.
pub(crate) async fn resolve(
    db: &impl ConnectionTrait,
    form: &StaffForm,
    wrong: &mut Vec<FieldError>,
) -> Result<Option<Application>, Fault> {
    let staff = match form.parse() {
        Ok(staff) => staff,
        Err(faults) => {
            wrong.extend(faults);
            return Ok(None);
        }
    };
    let specialty = specialty::Entity::find().filter(specialty::Column::Slug.eq(staff.specialty.as_str()));
    let specialty = specialty.one(db).await?;
    let location = location::Entity::find().filter(location::Column::Slug.eq(staff.location.as_str()));
    let location = location.one(db).await?;
    for (field, is_there) in [
        (Field::Specialty, specialty.is_some()),
        (Field::Location, location.is_some()),
    ] {
        if !is_there {
            let fault = Wrong::Malformed;
            wrong.push(FieldError { field, fault });
        }
    }
    let (Some(specialty), Some(location)) = (specialty, location) else {
        return Ok(None);
    };
    Ok(Some(Application {
        profession: staff.profession,
        specialty: specialty.id,
        location: location.id,
        licence_number: staff.licence_number,
        qualifications: staff.qualifications,
        languages: staff.languages,
    }))
}

/// Keeps it with the account.
pub(crate) async fn apply(tx: &Tx, account: AccountId, application: &Application) -> Result<(), Fault> {
    let row = staff_application::ActiveModel {
        account_id: Set(account.into()),
        profession: Set(application.profession.name().to_owned()),
        specialty_id: Set(application.specialty),
        location_id: Set(application.location),
        licence_number: Set(application.licence_number.clone()),
        qualifications: Set(application.qualifications.clone()),
        languages: Set(application.languages.clone()),
    };
    staff_application::Entity::insert(row)
        .exec_without_returning(&**tx)
        .await?;
    Ok(())
}

/// Forgets it: the person is no staff of that kind any more.
pub(crate) async fn withdraw(tx: &Tx, account: AccountId) -> Result<(), Fault> {
    let row = staff_application::Entity::delete_by_id(Uuid::from(account));
    row.exec(&**tx).await?;
    Ok(())
}

/// Makes the doctor whom patients can find, with a schedule at the location: without hours and services nothing is offered
/// yet.
pub(crate) async fn open_calendar(ctx: &Context, tx: &Tx, person: &account::Model) -> Result<(), Fault> {
    let application = staff_application::Entity::find_by_id(person.id).one(&**tx).await?;
    let application = application.ok_or(Broken::Inconsistent("staff_application"))?;
    let profession = Profession::from_name(&application.profession);
    let profession = profession.ok_or(Broken::Inconsistent("staff_application.profession"))?;
    let photo = photo::Entity::find_by_id(person.id).one(&**tx).await?;
    let id = ctx.new_id();
    let row = doctor::ActiveModel {
        id: Set(id),
        slug: Set(free_slug(tx, &person.given_name, &person.family_name).await?),
        account_id: Set(Some(person.id)),
        title: Set(profession.title().to_owned()),
        given_name: Set(person.given_name.clone()),
        family_name: Set(person.family_name.clone()),
        specialty_id: Set(application.specialty_id),
        languages: Set(application.languages),
        qualifications: Set(application.qualifications),
        about: Set(String::new()),
        photo: Set(photo.map(|row| row.version)),
        is_active: Set(true),
        cap_per_day: Set(None),
        version: Set(1),
    };
    doctor::Entity::insert(row).exec_without_returning(&**tx).await?;
    open_schedule(ctx, tx, id, application.location_id).await
}

/// Gives who was a doctor before the calendar of then, with what they give about themselves now.
pub(crate) async fn reopen_calendar(
    ctx: &Context,
    tx: &Tx,
    doctor: &doctor::Model,
    application: &Application,
) -> Result<(), Fault> {
    use doctor::Column as C;
    doctor::Entity::update_many()
        .col_expr(C::Title, Expr::value(application.profession.title()))
        .col_expr(C::SpecialtyId, Expr::value(application.specialty))
        .col_expr(C::Languages, Expr::value(&application.languages))
        .col_expr(C::Qualifications, Expr::value(&application.qualifications))
        .filter(C::Id.eq(doctor.id))
        .exec(&**tx)
        .await?;
    open_missing_schedule(ctx, tx, doctor.id, application.location).await
}

/// A schedule at the location, where the doctor has none there.
pub(super) async fn open_missing_schedule(ctx: &Context, tx: &Tx, doctor: Uuid, location: Uuid) -> Result<(), Fault> {
    let there = schedule::Entity::find()
        .filter(schedule::Column::DoctorId.eq(doctor))
        .filter(schedule::Column::LocationId.eq(location));
    if there.count(&**tx).await? == 0 {
        open_schedule(ctx, tx, doctor, location).await?;
    }
    Ok(())
}

async fn open_schedule(ctx: &Context, tx: &Tx, doctor: Uuid, location: Uuid) -> Result<(), Fault> {
    let row = schedule::ActiveModel {
        id: Set(ctx.new_id()),
        doctor_id: Set(doctor),
        location_id: Set(location),
        version: Set(1),
    };
    schedule::Entity::insert(row).exec_without_returning(&**tx).await?;
    Ok(())
}

/// "amina-okafor", with a number where there is one.
async fn free_slug(tx: &Tx, given_name: &str, family_name: &str) -> Result<String, Fault> {
    let base = slug(&format!("{given_name} {family_name}"));
    for number in 1..1000 {
        let wanted = if number == 1 {
            base.clone()
        } else {
            format!("{base}-{number}")
        };
        let taken = doctor::Entity::find().filter(doctor::Column::Slug.eq(wanted.as_str()));
        if taken.count(&**tx).await? == 0 {
            return Ok(wanted);
        }
    }
    Err(Broken::Inconsistent("doctor.slug").into())
}

/// Letters and digits of ASCII in lower case, other letters by what they look like where that is easy to say.
fn slug(name: &str) -> String {
    let mut slug = String::with_capacity(name.len());
    for character in name.to_lowercase().chars() {
        match character {
            'a'..='z' | '0'..='9' => slug.push(character),
            'ä' | 'à' | 'á' | 'â' | 'ã' | 'å' => slug.push('a'),
            'è' | 'é' | 'ê' | 'ë' => slug.push('e'),
            'ì' | 'í' | 'î' | 'ï' => slug.push('i'),
            'ö' | 'ò' | 'ó' | 'ô' | 'õ' | 'ø' => slug.push('o'),
            'ü' | 'ù' | 'ú' | 'û' => slug.push('u'),
            'ç' => slug.push('c'),
            'ñ' => slug.push('n'),
            'ß' => slug.push_str("ss"),
            ' ' | '-' | '\'' if !slug.ends_with('-') && !slug.is_empty() => slug.push('-'),
            _ => {}
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() {
        "doctor".to_owned()
    } else {
        slug.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn a_name_becomes_an_address() {
        for (name, expected) in [
            ("Amina Okafor", "amina-okafor"),
            ("Zoë  O'Brien-Müller ", "zoe-o-brien-muller"),
            ("李 明", "doctor"),
            ("Weiß 2", "weiss-2"),
        ] {
            assert_eq!(slug(name), expected);
        }
    }
}
