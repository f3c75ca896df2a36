//! What the pages of the trail share.

use backend::audit::TrailFilter;
use domain::account::Role;
use serde::Deserialize;

use crate::{pages::PageError, routes};

/// A filter as an address or a form has it: identifiers, never names.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    pub person: String,
    pub patient: String,
    pub subject: String,
    pub action: String,
    pub from: String,
    pub to: String,
    pub before: String,
}

impl Asked {
    /// Not of one person, one kind or a time that is over.
    pub fn is_of_all(&self) -> bool {
        let narrows = [&self.person, &self.patient, &self.subject, &self.action, &self.to];
        narrows.into_iter().all(String::is_empty)
    }

    /// # Errors
    /// `Malformed`: no link and no form of ours sends another.
    pub fn filter(&self) -> Result<TrailFilter, PageError> {
        Ok(TrailFilter {
            person: id(&self.person)?,
            patient: id(&self.patient)?,
            subject: id(&self.subject)?,
            action: self.action.chars().take(40).collect(),
            from: self.from.chars().take(40).collect(),
            to: self.to.chars().take(40).collect(),
            before: id(&self.before)?,
        })
    }

    pub fn pairs(&self) -> [(&'static str, &str); 6] {
        [
            ("person", &self.person),
            ("patient", &self.patient),
            ("subject", &self.subject),
            ("action", &self.action),
            ("from", &self.from),
            ("to", &self.to),
        ]
    }

    /// The address of what is asked for, from its latest event or from `before`.
    pub fn path(&self, before: &str) -> String {
        let path = routes::with_query(routes::AUDIT, &self.pairs());
        routes::with_query(&path, &[("before", before)])
    }
}

fn id<T: std::str::FromStr>(text: &str) -> Result<Option<T>, PageError> {
    match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| PageError::Malformed),
    }
}

pub fn role_label(role: Option<Role>) -> &'static str {
    match role {
        Some(Role::Patient) => "Patient",
        Some(Role::Doctor) => "Doctor",
        Some(Role::Support) => "Front desk",
        Some(Role::Administrator) => "Administrator",
        None => "",
    }
}

/// "Opened the appointment …" of "opened the appointment …".
pub fn capital(sentence: &str) -> String {
    let mut characters = sentence.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}
