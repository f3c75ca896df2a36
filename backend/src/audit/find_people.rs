use domain::{
    access::{Action, Relation, Subject},
    account::Role,
    ids::AccountId,
    refusal::Refusal,
};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use uuid::Uuid;

use super::{Reading, note_patients};
use crate::{Broken, Context, Fault, directory::contains, entity::account};

/// Somebody with an account, with what tells two of the same name apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub id: AccountId,
    pub name: String,
    pub role: Role,
    pub email: String,
}

const MOST: u64 = 20;
const MOST_WORDS: usize = 5;
const LEAST_CHARACTERS: usize = 2;

/// Whom every word fits, a part of a name or the whole e-mail address, to look for them in the trail: the first twenty by name, nobody
/// for less than two characters. Also those who are suspended.
///
/// # Errors
/// `SignInFirst`; `Forbidden` for all but administrators.
pub async fn find_people(ctx: &Context, words: &str, only_patients: bool) -> Result<Vec<Person>, Fault> {
    use account::Column as C;
    ctx.check(Action::Read, Subject::AuditTrail, Relation::Stranger)?;
    let words: Vec<&str> = words.split_whitespace().take(MOST_WORDS).collect();
    if words.iter().map(|word| word.chars().count()).sum::<usize>() < LEAST_CHARACTERS {
        return Ok(Vec::new());
    }
    let mut query = account::Entity::find();
    if only_patients {
        query = query.filter(C::Role.eq(Role::Patient.name()));
    }
    for word in words {
        let fits = Condition::any()
            .add(contains(C::GivenName, word))
            .add(contains(C::FamilyName, word))
            .add(account::with_email(ctx.keys(), &word.to_lowercase()));
        query = query.filter(fits);
    }
    let rows = query
        .order_by_asc(C::FamilyName)
        .order_by_asc(C::GivenName)
        .order_by_asc(C::Id)
        .limit(MOST)
        .all(ctx.db().reader())
        .await?;
    let people = rows
        .into_iter()
        .map(|row| person(ctx, row))
        .collect::<Result<Vec<_>, _>>()?;
    let patients = people.iter().filter(|person| person.role == Role::Patient);
    note_patients(
        ctx,
        Reading::FoundPatients,
        "",
        patients.map(|person| Uuid::from(person.id)),
    )
    .await?;
    Ok(people)
}

/// One of them. A patient goes into the trail, as when they are looked for.
///
/// # Errors
/// `SignInFirst`; `Forbidden` for all but administrators; `NotFound`.
pub async fn get_person(ctx: &Context, id: AccountId) -> Result<Person, Fault> {
    ctx.check(Action::Read, Subject::AuditTrail, Relation::Stranger)?;
    let row = account::Entity::find_by_id(Uuid::from(id))
        .one(ctx.db().reader())
        .await?;
    let person = person(ctx, row.ok_or(Refusal::NotFound)?)?;
    let patient = Some(Uuid::from(id)).filter(|_| person.role == Role::Patient);
    note_patients(ctx, Reading::FoundPatients, "", patient).await?;
    Ok(person)
}

fn person(ctx: &Context, row: account::Model) -> Result<Person, Fault> {
    Ok(Person {
        id: row.id.into(),
        name: format!("{} {}", row.given_name, row.family_name),
        role: Role::from_name(&row.role).ok_or(Broken::Inconsistent("account.role"))?,
        email: row.email(ctx.keys())?,
    })
}
