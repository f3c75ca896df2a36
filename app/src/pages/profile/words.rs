//! Stored texts of a profile as people read them.

use backend::directory::{list_doctors, list_locations};
use domain::{
    audit::long_date,
    profile::{Gender, language_name},
    refusal::Field,
};

use crate::{Ctx, pages::PageError, ui::Choice};

/// What can be chosen, which is also what slugs are called.
#[derive(Clone, Default)]
pub(super) struct Names {
    pub locations: Vec<Choice>,
    pub doctors: Vec<Choice>,
}

impl Names {
    pub async fn load(ctx: &Ctx) -> Result<Self, PageError> {
        let locations = list_locations(ctx).await?.into_iter();
        let doctors = list_doctors(ctx).await?.into_iter();
        Ok(Self {
            locations: locations.map(|one| Choice::new(one.slug, one.place.name)).collect(),
            doctors: doctors.map(|one| Choice::new(one.slug, one.name)).collect(),
        })
    }

    /// As people read it; names of the history are names already.
    pub fn told(&self, field: Field, text: &str) -> String {
        let named = |choices: &[Choice]| {
            choices
                .iter()
                .find(|one| one.value == text)
                .map(|one| one.label.clone())
        };
        let words = match field {
            Field::Gender => Gender::from_name(text).map(|gender| gender.label().to_owned()),
            Field::Language => language_name(text).map(str::to_owned),
            Field::Zone => Some(text.replace('_', " ")),
            Field::BirthDate | Field::InsuredUntil => Some(long_date(text)),
            Field::PreferredLocation => named(&self.locations),
            Field::PreferredDoctor => named(&self.doctors),
            _ => None,
        };
        words.unwrap_or_else(|| text.to_owned())
    }
}
