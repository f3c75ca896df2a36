use domain::{
    access::{Action, Relation, Subject},
    ids::AccountId,
    refusal::Refusal,
    time::Date,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use crate::{
    Context, Fault,
    audit::{self, Reading},
    directory::contains,
    entity::account,
};

/// A patient, with what tells two of the same name apart.
#[derive(Clone, PartialEq, Eq)]
pub struct PatientRow {
    pub id: AccountId,
    pub name: String,
    pub birth_date: Option<Date>,
    pub phone: Option<String>,
    pub email: String,
}

/// How many are found at most.
pub const MOST_FOUND: usize = 20;
const MOST_WORDS: usize = 5;
/// Shorter searches would list the whole clinic.
const LEAST_CHARACTERS: usize = 2;

/// The patients that every word fits: a part of a name, the whole e-mail address, the last seven digits of the phone number or
/// more, or the date of birth as "1984-03-27" (all but names are stored encrypted, docs/adr/0017). The first twenty by name; nobody for less than two characters.
/// Those who are barred, too: they are told to call the clinic.
///
/// # Errors
/// `SignInFirst`, `Forbidden`.
pub async fn find_patients(ctx: &Context, words: &str) -> Result<Vec<PatientRow>, Fault> {
    use account::Column as C;
    ctx.check(Action::List, Subject::Clinic, Relation::Stranger)?;
    let words: Vec<&str> = words.split_whitespace().take(MOST_WORDS).collect();
    if words.iter().map(|word| word.chars().count()).sum::<usize>() < LEAST_CHARACTERS {
        return Ok(Vec::new());
    }
    let mut query = account::Entity::find().filter(account::is_patient());
    let (numbers, words): (Vec<&str>, Vec<&str>) = words.into_iter().partition(|word| is_part_of_phone(word));
    // Stored as +442079460958, typed as 020 7946 0958: the end of the number finds it, and the rest of what was typed must fit.
    let digits: String = numbers.concat().chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_start_matches('0');
    if !digits.is_empty() {
        let Some((_, index)) = account::index(ctx.keys(), "phone", digits) else {
            return Ok(Vec::new());
        };
        query = query.filter(C::PhoneIndex.eq(index));
    }
    for word in words {
        let hash = |column, text: &str| account::index(ctx.keys(), column, text).map(|(_, hash)| hash);
        let fits = Condition::any()
            .add(contains(C::GivenName, word))
            .add(contains(C::FamilyName, word))
            .add(C::EmailIndex.eq(hash("email", &word.to_lowercase())))
            .add(C::BirthIndex.eq(hash("birth_date", word)));
        query = query.filter(fits);
    }
    let rows = query
        .order_by_asc(C::FamilyName)
        .order_by_asc(C::GivenName)
        .order_by_asc(C::Id)
        .limit(MOST_FOUND as u64)
        .all(ctx.db().reader())
        .await?;
    let mut patients = Vec::new();
    for found in rows {
        let patient = row(ctx, found)?;
        if digits.is_empty() || patient.phone.as_ref().is_some_and(|phone| phone.contains(digits)) {
            patients.push(patient);
        }
    }
    let ids = patients.iter().map(|patient| Uuid::from(patient.id));
    audit::note_patients(ctx, Reading::FoundPatients, "", ids).await?;
    Ok(patients)
}

/// One patient.
///
/// # Errors
/// `SignInFirst`, `Forbidden`; `NotFound` for an account that is no patient's, and for one that is deleted or was rejected.
pub async fn get_patient(ctx: &Context, id: AccountId) -> Result<PatientRow, Fault> {
    ctx.check(Action::List, Subject::Clinic, Relation::Stranger)?;
    let found = account::Entity::find_by_id(Uuid::from(id)).filter(account::is_patient());
    let found = found.one(ctx.db().reader()).await?.ok_or(Refusal::NotFound)?;
    audit::note_patients(ctx, Reading::Patient, "", [found.id]).await?;
    row(ctx, found)
}

/// Not a date, and nothing but what numbers are written with.
fn is_part_of_phone(word: &str) -> bool {
    let is_of_number = |character: char| character.is_ascii_digit() || "+()-/.".contains(character);
    word.parse::<Date>().is_err()
        && word.contains(|character: char| character.is_ascii_digit())
        && word.chars().all(is_of_number)
}

fn row(ctx: &Context, row: account::Model) -> Result<PatientRow, Fault> {
    Ok(PatientRow {
        id: row.id.into(),
        name: format!("{} {}", row.given_name, row.family_name),
        birth_date: row.birth_date(ctx.keys())?.and_then(|date| date.parse().ok()),
        phone: row.phone(ctx.keys())?,
        email: row.email(ctx.keys())?,
    })
}
