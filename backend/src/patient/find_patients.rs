use domain::{
    access::{Action, Relation, Subject},
    account::{AccountState, Role},
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

const MOST: u64 = 20;
const MOST_WORDS: usize = 5;
/// Shorter searches would list the whole clinic.
const LEAST_CHARACTERS: usize = 2;

/// The patients that every word fits: a part of a name, of the e-mail address or of the phone number, or the date of birth
/// as "1984-03-27". The first twenty by name; nobody for less than two characters.
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
    let mut query = account::Entity::find()
        .filter(C::Role.eq(Role::Patient.name()))
        .filter(C::State.eq(AccountState::Active.name()));
    let (numbers, words): (Vec<&str>, Vec<&str>) = words.into_iter().partition(|word| is_part_of_phone(word));
    // Stored as +442079460958, typed as 020 7946 0958.
    let digits: String = numbers.concat().chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_start_matches('0');
    if !digits.is_empty() {
        query = query.filter(contains(C::Phone, digits));
    }
    for word in words {
        let fits = Condition::any()
            .add(contains(C::GivenName, word))
            .add(contains(C::FamilyName, word))
            .add(contains(C::Email, word))
            .add(C::BirthDate.eq(word));
        query = query.filter(fits);
    }
    let rows = query
        .order_by_asc(C::FamilyName)
        .order_by_asc(C::GivenName)
        .order_by_asc(C::Id)
        .limit(MOST)
        .all(ctx.db().reader())
        .await?;
    audit::note_patients(ctx, Reading::FoundPatients, "", rows.iter().map(|row| row.id)).await?;
    Ok(rows.into_iter().map(row).collect())
}

/// One patient.
///
/// # Errors
/// `SignInFirst`, `Forbidden`; `NotFound` for an account that is no patient's.
pub async fn get_patient(ctx: &Context, id: AccountId) -> Result<PatientRow, Fault> {
    ctx.check(Action::List, Subject::Clinic, Relation::Stranger)?;
    let found = account::Entity::find_by_id(Uuid::from(id)).filter(account::Column::Role.eq(Role::Patient.name()));
    let found = found.one(ctx.db().reader()).await?.ok_or(Refusal::NotFound)?;
    audit::note_patients(ctx, Reading::Patient, "", [found.id]).await?;
    Ok(row(found))
}

/// Not a date, and nothing but what numbers are written with.
fn is_part_of_phone(word: &str) -> bool {
    let is_of_number = |character: char| character.is_ascii_digit() || "+()-/.".contains(character);
    word.parse::<Date>().is_err()
        && word.contains(|character: char| character.is_ascii_digit())
        && word.chars().all(is_of_number)
}

fn row(row: account::Model) -> PatientRow {
    PatientRow {
        id: row.id.into(),
        name: format!("{} {}", row.given_name, row.family_name),
        birth_date: row.birth_date.and_then(|date| date.parse().ok()),
        phone: row.phone,
        email: row.email,
    }
}
