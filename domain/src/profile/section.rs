use crate::{access::Subject, account::Role, refusal::Field};

/// A part of a profile that is seen and changed as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    Person,
    Address,
    Insurance,
    EmergencyContact,
    Preferences,
}

impl Section {
    pub const ALL: [Self; 5] = [
        Self::Person,
        Self::Address,
        Self::Insurance,
        Self::EmergencyContact,
        Self::Preferences,
    ];

    /// As in addresses of pages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Address => "address",
            Self::Insurance => "insurance",
            Self::EmergencyContact => "emergency-contact",
            Self::Preferences => "preferences",
        }
    }

    /// From its name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|section| section.name() == name)
    }

    /// As people read it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Person => "About you",
            Self::Address => "Address",
            Self::Insurance => "Insurance",
            Self::EmergencyContact => "Emergency contact",
            Self::Preferences => "Preferences",
        }
    }

    /// What the access table calls it.
    pub const fn subject(self) -> Subject {
        match self {
            Self::Person | Self::Address | Self::Preferences => Subject::Profile,
            Self::Insurance => Subject::Insurance,
            Self::EmergencyContact => Subject::EmergencyContact,
        }
    }

    /// What it asks of somebody with this role, in the order of the page; nothing where it is not for them.
    pub const fn fields(self, role: Role) -> &'static [Field] {
        match (self, role) {
            (Self::Person, Role::Patient) => &[
                Field::GivenName,
                Field::FamilyName,
                Field::BirthDate,
                Field::Gender,
                Field::Language,
                Field::Zone,
            ],
            (Self::Person, _) => &[Field::GivenName, Field::FamilyName, Field::Language, Field::Zone],
            (Self::Address, _) => &[Field::Street, Field::PostalCode, Field::City, Field::Country],
            (Self::Insurance, Role::Patient) => &[Field::Insurer, Field::MemberNumber, Field::InsuredUntil],
            (Self::EmergencyContact, _) => &[Field::ContactName, Field::Relationship, Field::ContactPhone],
            (Self::Preferences, Role::Patient) => {
                &[Field::PreferredLocation, Field::PreferredDoctor, Field::Accessibility]
            }
            (Self::Insurance | Self::Preferences, _) => &[],
        }
    }
}

/// What a field of a profile, a contact, or what staff give about themselves is called where it stands alone.
pub const fn label(field: Field) -> &'static str {
    match field {
        Field::GivenName => "First name",
        Field::FamilyName => "Last name",
        Field::BirthDate => "Date of birth",
        Field::Gender => "Gender",
        Field::Language => "Preferred language",
        Field::Zone => "Time zone",
        Field::Street => "Street and number",
        Field::PostalCode => "Postal code",
        Field::City => "Town or city",
        Field::Country => "Country",
        Field::Insurer => "Insurer",
        Field::MemberNumber => "Member number",
        Field::InsuredUntil => "Valid until",
        Field::ContactName => "Name of the emergency contact",
        Field::Relationship => "Relationship of the emergency contact",
        Field::ContactPhone => "Phone number of the emergency contact",
        Field::PreferredLocation => "Preferred location",
        Field::PreferredDoctor => "Preferred doctor",
        Field::Accessibility => "What helps you here",
        Field::Email => "E-mail address",
        Field::Phone => "Phone number",
        Field::Profession => "Profession",
        Field::Specialty => "Specialty",
        Field::Location => "Location",
        Field::LicenceNumber => "Licence number",
        Field::Qualifications => "Qualifications",
        Field::Languages => "Languages",
        _ => "",
    }
}

/// What it is called under the heading of its section.
pub const fn short_label(field: Field) -> &'static str {
    match field {
        Field::ContactName => "Name",
        Field::Relationship => "Relationship",
        Field::ContactPhone => "Phone number",
        other => label(other),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_field_is_in_one_section_and_has_a_label() {
        for role in Role::ALL {
            let fields: Vec<Field> = Section::ALL
                .into_iter()
                .flat_map(|section| section.fields(role))
                .copied()
                .collect();
            let names: BTreeSet<&str> = fields.iter().map(|field| field.name()).collect();
            assert_eq!(names.len(), fields.len(), "{role:?}");
            assert!(fields.iter().all(|field| !label(*field).is_empty()), "{role:?}");
        }
        assert_eq!(Section::from_name("emergency-contact"), Some(Section::EmergencyContact));
        assert_eq!(Section::from_name("x"), None);
    }
}
