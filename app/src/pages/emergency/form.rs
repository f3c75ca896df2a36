use backend::emergency::Named;
use domain::{
    ids::AccountId,
    refusal::{Fault, Field, FieldError, Refusal},
};
use leptos::prelude::*;
use serde::Deserialize;

use crate::ui;

/// What the three forms carry from step to step: posted, because a name has no place in an address.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Fields {
    pub family_name: String,
    pub birth_date_day: String,
    pub birth_date_month: String,
    pub birth_date_year: String,
    pub patient: String,
    pub emergency_reason: String,
}

impl Fields {
    pub fn named(&self) -> Named {
        Named {
            family_name: self.family_name.clone(),
            birth_day: self.birth_date_day.clone(),
            birth_month: self.birth_date_month.clone(),
            birth_year: self.birth_date_year.clone(),
        }
    }

    /// # Errors
    /// When none was chosen, or what was sent is no identifier.
    pub fn patient(&self) -> Result<AccountId, Refusal> {
        let missing = FieldError::alone(Field::Patient, Fault::Missing);
        self.patient.parse().map_err(|_| missing)
    }

    /// Who was looked for, to be sent again.
    pub fn hidden_name(&self) -> impl IntoView + use<> {
        let pairs = [
            ("family_name", self.family_name.clone()),
            ("birth_date_day", self.birth_date_day.clone()),
            ("birth_date_month", self.birth_date_month.clone()),
            ("birth_date_year", self.birth_date_year.clone()),
        ];
        pairs.map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
    }
}

/// What is wrong, in words for somebody who writes about another person.
#[derive(Clone, Default)]
pub(super) struct Wrong(Vec<FieldError>);

impl Wrong {
    pub fn of(refusal: &Refusal) -> Self {
        match refusal {
            Refusal::Invalid(faults) => Self(faults.clone()),
            _ => Self::default(),
        }
    }

    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn text(&self, field: Field) -> Option<String> {
        let fault = self.0.iter().find(|fault| fault.field == field)?;
        Some(match (fault.field, fault.fault) {
            (Field::FamilyName, _) => "Enter the last name".to_owned(),
            (Field::BirthDate, Fault::InFuture) => "The date of birth must be in the past".to_owned(),
            (Field::BirthDate, Fault::TooOld) => "Check the year of the date of birth".to_owned(),
            (Field::BirthDate, _) => "Enter a real date of birth, like 27 3 1984".to_owned(),
            _ => fault.text(),
        })
    }

    pub fn summary(&self, fields: &[Field]) -> Vec<ui::FieldError> {
        let line = |&field: &Field| Some(ui::FieldError::new(field.name(), self.text(field)?));
        fields.iter().filter_map(line).collect()
    }

    pub fn title(&self, title: &str) -> String {
        if self.is_empty() {
            title.to_owned()
        } else {
            format!("Error: {title}")
        }
    }
}
