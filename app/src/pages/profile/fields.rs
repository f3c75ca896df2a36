//! One input for each field of a profile.

use domain::{
    profile::{Gender, LANGUAGES, Profile, label, short_label},
    refusal::Field,
    time::Zone,
};
use leptos::prelude::*;

use super::words::Names;
use crate::{
    pages::faults::Faults,
    ui::{Choice, DateParts, Field as Input, InputKind, InputWidth, Select, TextArea},
};

pub(super) fn input(field: Field, typed: &Profile, names: &Names, faults: &Faults) -> AnyView {
    let value = typed.get(field).to_owned();
    let error = faults.text(field);
    match field {
        Field::BirthDate => birth_date(&value, error),
        Field::Gender => {
            let genders = Gender::ALL.map(|gender| Choice::new(gender.name(), gender.label()));
            choice(field, genders.into(), "Not said", value, error, None)
        }
        Field::Language => {
            let languages = LANGUAGES.map(|(code, name)| Choice::new(code, name));
            choice(field, languages.into(), "Not said", value, error, None)
        }
        Field::Zone => {
            let zones = Zone::names().into_iter().map(|name| {
                let words = name.replace('_', " ");
                Choice::new(name, words)
            });
            let hint = "Messages that can wait do not come at night by this clock";
            choice(field, zones.collect(), "As the clinic", value, error, Some(hint))
        }
        Field::PreferredLocation => choice(field, names.locations.clone(), "Any", value, error, None),
        Field::PreferredDoctor => choice(field, names.doctors.clone(), "Any", value, error, None),
        Field::Accessibility => view! {
            <TextArea
                id=field.name()
                label=label(field)
                hint="For example, a wheelchair, an interpreter for sign language, or large print"
                value=value
                error=error
                maxlength=1000
                rows=3
                optional=true
            />
        }
        .into_any(),
        _ => line(field, value, error),
    }
}

fn birth_date(value: &str, error: Option<String>) -> AnyView {
    let mut parts = value.splitn(3, '-').map(|part| part.trim_start_matches('0').to_owned());
    let [year, month, day] = [(); 3].map(|()| parts.next().unwrap_or_default());
    view! {
        <DateParts
            id=Field::BirthDate.name()
            legend=label(Field::BirthDate)
            hint="For example, 27 3 1984"
            day=day
            month=month
            year=year
            error=error
            birth_date=true
        />
    }
    .into_any()
}

fn choice(
    field: Field,
    choices: Vec<Choice>,
    none: &str,
    value: String,
    error: Option<String>,
    hint: Option<&'static str>,
) -> AnyView {
    let options = std::iter::once(Choice::new("", none)).chain(choices).collect();
    view! {
        <Select
            id=field.name()
            label=label(field)
            hint=hint.map(str::to_owned)
            options=options
            selected=value
            error=error
            optional=true
        />
    }
    .into_any()
}

fn line(field: Field, value: String, error: Option<String>) -> AnyView {
    let (kind, width, hint) = match field {
        Field::PostalCode => (InputKind::Text, InputWidth::Short, None),
        Field::MemberNumber => (InputKind::Text, InputWidth::Medium, Some("As on your card")),
        Field::InsuredUntil => (InputKind::Date, InputWidth::Medium, None),
        Field::ContactPhone => (
            InputKind::Phone,
            InputWidth::Medium,
            Some("With the country code, like +44 20 7946 0958"),
        ),
        Field::Relationship => (
            InputKind::Text,
            InputWidth::Medium,
            Some("For example, sister or neighbour"),
        ),
        _ => (InputKind::Text, InputWidth::Full, None),
    };
    let is_name = matches!(field, Field::GivenName | Field::FamilyName);
    view! {
        <Input
            id=field.name()
            label=short_label(field)
            kind=kind
            width=width
            hint=hint.map(str::to_owned)
            value=value
            error=error
            autocomplete=autocomplete(field)
            maxlength=most(field)
            required=is_name
            optional=matches!(field, Field::PostalCode | Field::Country | Field::Relationship | Field::InsuredUntil)
        />
    }
    .into_any()
}

const fn most(field: Field) -> u32 {
    match field {
        Field::GivenName | Field::FamilyName | Field::City | Field::Country | Field::Relationship => 100,
        Field::PostalCode => 20,
        Field::MemberNumber => 50,
        _ => 200,
    }
}

/// What the browser may fill in about the person; of others it knows nothing.
const fn autocomplete(field: Field) -> &'static str {
    match field {
        Field::GivenName => "given-name",
        Field::FamilyName => "family-name",
        Field::Street => "street-address",
        Field::PostalCode => "postal-code",
        Field::City => "address-level2",
        Field::Country => "country-name",
        _ => "off",
    }
}
