//! From what somebody types to identifiers: a name has no place in an address.

use axum::response::IntoResponse;
use backend::audit::{Person, find_people, get_person};
use domain::ids::AccountId;
use serde::Deserialize;

use super::{
    choose,
    parts::Asked,
    trail::{Typed, page},
};
use crate::{
    Ctx,
    pages::{Form, PageError, Reply, see_other},
};

#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Search {
    /// The one who is shown, while the words are theirs.
    person: String,
    patient: String,
    pub(super) person_words: String,
    pub(super) patient_words: String,
    /// Out of several that the words fit.
    pub(super) chosen_person: String,
    chosen_patient: String,
    pub(super) subject: String,
    pub(super) action: String,
    pub(super) from: String,
    pub(super) to: String,
}

/// Whom the words mean.
enum Meant {
    Anybody,
    Nobody,
    One(AccountId),
    Several(Vec<Person>),
}

/// Finds out who is meant, and leads to what is asked for.
pub async fn submit(ctx: Ctx, Form(search): Form<Search>) -> Reply {
    let person = meant(&ctx, &search.chosen_person, &search.person, &search.person_words, false).await?;
    if let Meant::Several(people) = person {
        return Ok(choose::page("person", search, people).into_response());
    }
    let patient = meant(
        &ctx,
        &search.chosen_patient,
        &search.patient,
        &search.patient_words,
        true,
    )
    .await?;
    if let Meant::Several(people) = patient {
        let chosen = Search {
            chosen_person: id(&person),
            ..search
        };
        return Ok(choose::page("patient", chosen, people).into_response());
    }
    let typed = Typed {
        person_fault: fault(&person),
        patient_fault: fault(&patient),
        person: search.person_words.clone(),
        patient: search.patient_words.clone(),
        date_fault: None,
    };
    let asked = Asked {
        person: id(&person),
        patient: id(&patient),
        subject: search.subject,
        action: search.action,
        from: search.from,
        to: search.to,
        before: String::new(),
    };
    let filter = asked.filter()?;
    if typed.has_fault() {
        return Ok(page(&ctx, asked, &filter, typed).await?.into_response());
    }
    Ok(see_other(asked.path("")).into_response())
}

async fn meant(ctx: &Ctx, chosen: &str, shown: &str, words: &str, only_patients: bool) -> Result<Meant, PageError> {
    let parse = |text: &str| text.parse::<AccountId>().map_err(|_| PageError::Malformed);
    if !chosen.is_empty() {
        return Ok(Meant::One(get_person(ctx, parse(chosen)?).await?.id));
    }
    let words = words.trim();
    if words.is_empty() {
        return Ok(Meant::Anybody);
    }
    if !shown.is_empty() {
        let person = get_person(ctx, parse(shown)?).await?;
        if person.name == words {
            return Ok(Meant::One(person.id));
        }
    }
    let words: String = words.chars().take(100).collect();
    let found = find_people(ctx, &words, only_patients).await?;
    Ok(match found.as_slice() {
        [] => Meant::Nobody,
        [one] => Meant::One(one.id),
        _ => Meant::Several(found),
    })
}

fn id(meant: &Meant) -> String {
    match meant {
        Meant::One(id) => id.to_string(),
        _ => String::new(),
    }
}

fn fault(meant: &Meant) -> Option<String> {
    matches!(meant, Meant::Nobody)
        .then(|| "Nobody is called so. Write a part of a name or of an e-mail address".to_owned())
}
